package org.beamforge.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * First line of a result file: whose results these are. Two files belong together, and a file may
 * be resumed, only where program version, LLM and configuration are the same.
 *
 * @param program version of the program
 * @param llm description of the LLM; empty if no scheme uses one
 * @param config {@link SweepConfig#canonical()} as JSON
 * @param shard the part
 * @param environment Java and kernels, for the reader; results of machines with other kernels may
 *     differ in the last digits
 */
record SweepHeader(
        String program, Optional<String> llm, JsonNode config, Shard shard, String environment) {
    static final String FORMAT = "beamforge-results/1";

    static SweepHeader of(
            SweepConfig config, Optional<LlmScheme> llm, Shard shard, Versions versions) {
        return new SweepHeader(
                versions.program(),
                config.usesLlm() ? llm.map(LlmScheme::description) : Optional.empty(),
                CheckedLine.node(config.canonical()),
                shard,
                versions.environment());
    }

    ObjectNode write() {
        ObjectNode node = CheckedLine.object();
        node.put("format", FORMAT);
        node.put("program", program);
        node.put("environment", environment);
        llm.ifPresent(text -> node.put("llm", text));
        node.put("shard", shard.index()).put("shards", shard.count());
        node.put("configSha256", hash());
        node.set("config", config);
        return node;
    }

    /**
     * @throws IllegalArgumentException if it is no header
     */
    static SweepHeader read(JsonNode node) {
        if (!node.path("format").asText().equals(FORMAT)) {
            throw new IllegalArgumentException("no header");
        }
        return new SweepHeader(
                node.required("program").asText(),
                Optional.ofNullable(node.path("llm").textValue()),
                node.required("config"),
                new Shard(node.required("shard").asInt(), node.required("shards").asInt()),
                node.path("environment").asText());
    }

    /** SHA-256 of the configuration. */
    String hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(config.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What differs from another header, shards aside: one line each, empty if they agree. */
    List<String> differences(SweepHeader other) {
        List<String> lines = new ArrayList<>();
        if (!program.equals(other.program)) {
            lines.add("program: %s there, %s now".formatted(program, other.program));
        }
        if (!llm.equals(other.llm)) {
            lines.add(
                    "llm: %s there, %s now"
                            .formatted(llm.orElse("none"), other.llm.orElse("none")));
        }
        Map<String, String> mine = flat(config);
        Map<String, String> theirs = flat(other.config);
        TreeSet<String> names = new TreeSet<>(mine.keySet());
        names.addAll(theirs.keySet());
        for (String name : names) {
            String before = mine.getOrDefault(name, "not set");
            String now = theirs.getOrDefault(name, "not set");
            if (!before.equals(now)) {
                lines.add("%s: %s there, %s now".formatted(name, before, now));
            }
        }
        return lines;
    }

    /** Every value by its dotted name, as text: the same program writes equal values alike. */
    private static Map<String, String> flat(JsonNode config) {
        Map<String, String> all = new TreeMap<>();
        config.fields()
                .forEachRemaining(
                        field -> {
                            if (field.getValue().isObject()) {
                                flat(field.getValue())
                                        .forEach((k, v) -> all.put(field.getKey() + "." + k, v));
                            } else {
                                all.put(
                                        field.getKey(),
                                        field.getValue().toString().replace("\"", ""));
                            }
                        });
        return all;
    }
}
