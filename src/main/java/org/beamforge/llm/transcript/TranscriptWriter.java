package org.beamforge.llm.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmException;
import org.beamforge.model.InvalidInputException;

/**
 * Writes a transcript, one JSON object per line: first the settings, then every question with its
 * answer. A continued file has the settings again where the next run begins. Headers, and with them
 * keys, are never written. Each line is on disk before the next question. Thread-safe.
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
        return open(file, settings, Map.of(), false);
    }

    /**
     * Creates the file or replaces it, or continues that of an interrupted run.
     *
     * @param templates prompt templates in place of built-in ones, written to the first line;
     *     handed back by {@link ReplayTransport#templates()}
     * @param resume keeps what an existing file holds, except a line that was cut off
     * @throws InvalidInputException if the file cannot be written, or is to be continued and comes
     *     from a run with other settings
     */
    public static TranscriptWriter open(
            Path file, ObjectNode settings, Map<String, String> templates, boolean resume) {
        ObjectNode header = Transcripts.header(settings, templates);
        try {
            boolean append = resume && Files.exists(file) && Files.size(file) > 0;
            if (append) {
                dropCutLine(file);
                requireSameHeader(file, header);
            }
            TranscriptWriter writer =
                    new TranscriptWriter(
                            file,
                            append
                                    ? Files.newBufferedWriter(file, StandardOpenOption.APPEND)
                                    : Files.newBufferedWriter(file));
            writer.line(header);
            return writer;
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(
                    "%s: the LLM transcript cannot be written%nMaybe its folder does not exist."
                            .formatted(file),
                    e);
        }
    }

    /** What a killed run was writing; the question is asked again. */
    private static void dropCutLine(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long end = channel.size();
            while (end > 0 && channel.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
                end--;
            }
            channel.truncate(end);
        }
    }

    private static void requireSameHeader(Path file, ObjectNode header) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String first = in.readLine();
            if (first != null && !first.equals(Transcripts.MAPPER.writeValueAsString(header))) {
                throw new InvalidInputException(
                        "%s: the LLM transcript to continue is of a run with other settings%nMaybe record to another file."
                                .formatted(file));
            }
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
        if (!request.scope().isEmpty()) {
            line.put("scope", request.scope());
        }
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
