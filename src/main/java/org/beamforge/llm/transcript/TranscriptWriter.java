package org.beamforge.llm.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmException;
import org.beamforge.model.InvalidInputException;

/**
 * Writes a transcript, one JSON object per line: first the settings, then every question with its
 * answer. Headers, and with them keys, are never written. Each line is on disk before the next
 * question. Thread-safe.
 */
public final class TranscriptWriter implements AutoCloseable {
    private final Path file;
    private final BufferedWriter out;

    private TranscriptWriter(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Creates the file, or replaces it.
     *
     * @param settings written to the first line; handed back by {@link ReplayTransport#settings()}
     * @throws InvalidInputException if the file cannot be written
     */
    public static TranscriptWriter create(Path file, ObjectNode settings) {
        try {
            TranscriptWriter writer = new TranscriptWriter(file, Files.newBufferedWriter(file));
            ObjectNode header = Transcripts.MAPPER.createObjectNode();
            header.put("format", Transcripts.FORMAT);
            header.set("settings", settings);
            writer.line(header);
            return writer;
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(
                    "%s: the LLM transcript cannot be written%nMaybe its folder does not exist."
                            .formatted(file),
                    e);
        }
    }

    /**
     * Writes an answered question.
     *
     * @param sumRate objective of (P2) at the answer; NaN if it was not valid
     * @throws UncheckedIOException if the disk does not take it
     */
    public void answered(
            Endpoint endpoint,
            ChatRequest request,
            Exchange exchange,
            double sumRate,
            String verdict) {
        ObjectNode line = begin(endpoint, request);
        line.set("request", exchange.requestBody());
        line.set("response", exchange.responseBody());
        line.put("attempts", exchange.attempts());
        line.put("seconds", exchange.seconds());
        line.put("promptTokens", exchange.reply().promptTokens());
        line.put("completionTokens", exchange.reply().completionTokens());
        line.put("valid", !Double.isNaN(sumRate));
        if (!Double.isNaN(sumRate)) {
            line.put("sumRate", sumRate);
        }
        line.put("verdict", verdict);
        line(clean(line, endpoint));
    }

    /**
     * Writes a question that got no answer.
     *
     * @throws UncheckedIOException if the disk does not take it
     */
    public void failed(
            Endpoint endpoint, ChatRequest request, LlmException failure, double seconds) {
        ObjectNode line = begin(endpoint, request);
        line.put("prompt", request.prompt());
        line.put("seconds", seconds);
        line.putObject("error")
                .put("kind", failure.kind().name())
                .put("message", failure.getMessage());
        line(clean(line, endpoint));
    }

    private static ObjectNode begin(Endpoint endpoint, ChatRequest request) {
        ObjectNode line = Transcripts.MAPPER.createObjectNode();
        line.put("key", RequestKey.of(endpoint, request));
        line.put("sample", request.sample());
        line.put("api", endpoint.api().label());
        line.put("model", endpoint.model());
        return line;
    }

    /** A last guard: nothing that equals a secret of the endpoint goes to disk. */
    private static ObjectNode clean(ObjectNode line, Endpoint endpoint) {
        ObjectNode copy = line.deepCopy();
        endpoint.removeSecretsFrom(copy);
        return copy;
    }

    private synchronized void line(JsonNode node) {
        try {
            out.write(Transcripts.MAPPER.writeValueAsString(node));
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": the LLM transcript cannot be written", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": the LLM transcript cannot be closed", e);
        }
    }
}
