package org.beamforge.llm.transcript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmException;
import org.beamforge.llm.wire.LlmTransport;
import org.beamforge.model.InvalidInputException;

/**
 * Answers from a transcript, without a network: an equal question gets the recorded answer, the
 * n-th time within a solve the n-th one, failures included. Times are the recorded ones.
 * Transcripts of shards may be put one after another. Thread-safe.
 */
public final class ReplayTransport implements LlmTransport {
    private final Path file;
    private final JsonNode header;
    private final ObjectNode settings;
    private final Map<String, Scope> scopes = new HashMap<>();
    private int runs = 1;

    private ReplayTransport(Path file, JsonNode header, ObjectNode settings) {
        this.file = file;
        this.header = header;
        this.settings = settings;
    }

    /** The exchanges of one solve, as the last run that came to it recorded them. */
    private record Scope(int run, Map<String, Queue<JsonNode>> exchanges) {}

    /**
     * Reads a transcript.
     *
     * @throws InvalidInputException if the file cannot be read or a line is not as written by
     *     {@link TranscriptWriter}; names the line
     */
    public static ReplayTransport read(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String first = in.readLine();
            if (first == null) {
                throw new InvalidInputException(file + ": the LLM transcript is empty");
            }
            JsonNode header = parse(file, 1, first);
            if (!header.path("format").asText().equals(Transcripts.FORMAT)) {
                throw new InvalidInputException(
                        "%s: line 1: expected format %s, found %s"
                                .formatted(
                                        file, Transcripts.FORMAT, header.path("format").asText()));
            }
            if (!(header.get("settings") instanceof ObjectNode settings)) {
                throw new InvalidInputException(file + ": line 1: settings are missing");
            }
            ReplayTransport replay = new ReplayTransport(file, header, settings);
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    replay.add(number, parse(file, number, line));
                }
            }
            return replay;
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: the LLM transcript cannot be read%nMaybe it was written with another name."
                            .formatted(file),
                    e);
        }
    }

    private static JsonNode parse(Path file, int number, String line) {
        try {
            JsonNode node = Transcripts.MAPPER.readTree(line);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    "%s: line %d: not a JSON object%nMaybe the recording run was killed while writing."
                            .formatted(file, number),
                    e);
        }
        throw new InvalidInputException("%s: line %d: not a JSON object".formatted(file, number));
    }

    private void add(int number, JsonNode line) {
        if (line.has("format")) {
            if (!line.equals(header)) {
                throw new InvalidInputException(
                        "%s: line %d: a run with other settings than those in line 1"
                                .formatted(file, number));
            }
            runs++;
            return;
        }
        String api = line.path("api").asText();
        boolean known = Arrays.stream(Api.values()).anyMatch(a -> a.label().equals(api));
        boolean answered = line.path("response").isObject();
        boolean failed =
                Arrays.stream(LlmException.Kind.values())
                        .anyMatch(kind -> kind.name().equals(line.at("/error/kind").asText()));
        if (!known || !line.path("key").isTextual() || !(answered || failed)) {
            throw new InvalidInputException(
                    "%s: line %d: expected key, api and a response or an error"
                            .formatted(file, number));
        }
        // What an interrupted run had asked about a solve, the next one has asked again.
        scopes.compute(
                        line.path("scope").asText(""),
                        (name, scope) ->
                                scope != null && scope.run() == runs
                                        ? scope
                                        : new Scope(runs, new HashMap<>()))
                .exchanges()
                .computeIfAbsent(line.path("key").asText(), key -> new ArrayDeque<>())
                .add(line);
    }

    /** The prompt templates that replaced built-in ones in the recorded run, by name. */
    public Map<String, String> templates() {
        Map<String, String> texts = new TreeMap<>();
        header.path("templates")
                .properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    /** The settings of the recorded run. */
    public ObjectNode settings() {
        return settings.deepCopy();
    }

    @Override
    public synchronized CompletableFuture<Exchange> send(Endpoint endpoint, ChatRequest request) {
        Scope scope = scopes.get(request.scope());
        Queue<JsonNode> queue =
                scope == null ? null : scope.exchanges().get(RequestKey.of(endpoint, request));
        JsonNode line = queue == null ? null : queue.poll();
        if (line == null) {
            return CompletableFuture.failedFuture(
                    new LlmException(
                            LlmException.Kind.REPLAY_MISS,
                            "%s: %s for this question to %s%s%n"
                                            .formatted(
                                                    file,
                                                    queue == null
                                                            ? "no recorded answer"
                                                            : "no further recorded answer",
                                                    endpoint.model(),
                                                    request.scope().isEmpty()
                                                            ? ""
                                                            : " in " + request.scope())
                                    + "Maybe the instance, the seed, the rounds, the model or the"
                                    + " prompt templates differ from the recorded run."));
        }
        if (line.has("error")) {
            return CompletableFuture.failedFuture(
                    new LlmException(
                            LlmException.Kind.valueOf(line.at("/error/kind").asText()),
                            line.at("/error/message").asText(),
                            line.path("seconds").asDouble(0)));
        }
        JsonNode response = line.path("response");
        return CompletableFuture.completedFuture(
                new Exchange(
                        line.path("request"),
                        response,
                        endpoint.api().parse(response),
                        line.path("attempts").asInt(1),
                        line.path("seconds").asDouble(0),
                        0));
    }

    @Override
    public Optional<Path> source() {
        return Optional.of(file);
    }

    @Override
    public void close() {
        // Nothing is held: the file was read as a whole.
    }
}
