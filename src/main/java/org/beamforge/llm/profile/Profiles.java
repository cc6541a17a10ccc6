package org.beamforge.llm.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.beamforge.model.InvalidInputException;

/** Profiles by name, shipped inside, or from a user's YAML file. */
public final class Profiles {
    /** The names of the shipped profiles. */
    public static final List<String> NAMES =
            List.of(
                    "paper-gpt-o1",
                    "paper-gpt-4-turbo",
                    "paper-claude-3.5",
                    "paper-gemini-2.0",
                    "ollama",
                    "vllm",
                    "llama-cpp");

    private static final long LARGEST_FILE = 1 << 20;
    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Profiles() {}

    /**
     * Reads a profile.
     *
     * @param nameOrFile one of {@link #NAMES}, or a file that ends in .yaml or .yml
     * @throws InvalidInputException if there is no such profile or it is malformed
     */
    public static LlmProfile read(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            String resource = "/org/beamforge/llm/profiles/" + nameOrFile + ".yaml";
            try (InputStream stream = Profiles.class.getResourceAsStream(resource)) {
                if (stream == null) {
                    throw new IllegalStateException("resource missing: " + resource);
                }
                return parse(
                        "profile " + nameOrFile,
                        new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("resource unreadable: " + resource, e);
            }
        }
        if (!nameOrFile.endsWith(".yaml") && !nameOrFile.endsWith(".yml")) {
            throw new InvalidInputException(
                    "llm profile %s: there is none of this name%nMaybe one of %s, or a file that ends in .yaml."
                            .formatted(nameOrFile, String.join(", ", NAMES)));
        }
        return fromFile(nameOrFile);
    }

    private static LlmProfile fromFile(String name) {
        try {
            Path file = Path.of(name);
            if (Files.isDirectory(file) || Files.size(file) > LARGEST_FILE) {
                throw new InvalidInputException(
                        name + ": expected an LLM profile of at most 1 MiB");
            }
            return parse(name, Files.readString(file));
        } catch (IOException | InvalidPathException e) {
            throw new InvalidInputException(name + ": the LLM profile cannot be read", e);
        }
    }

    static LlmProfile parse(String place, String yaml) {
        JsonNode tree;
        try {
            tree = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null
                            ? place
                            : place + ": line " + e.getLocation().getLineNr();
            // No cause: its text quotes the line, and a header's value in it may be a key.
            throw new InvalidInputException(
                    where + ": not well-formed YAML: " + withoutQuotes(e.getOriginalMessage()));
        }
        return ProfileFormat.read(place, tree);
    }

    /** What is wrong, without the indented lines that say where and quote the file. */
    private static String withoutQuotes(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining("; "));
    }
}
