package org.beamforge.experiments.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One line of a result file: a JSON object whose last field is the CRC-32 of everything before it,
 * so that a line of which only a part reached the disk is never taken for a result.
 */
final class CheckedLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = ",\"crc32\":\"";
    private static final int DIGITS = 8;
    private static final int TAIL = FIELD.length() + DIGITS + 2;

    private CheckedLine() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonNode node(Object value) {
        return JSON.valueToTree(value);
    }

    /** A document for people to read. */
    static String pretty(ObjectNode content) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The line, without its end. */
    static String write(ObjectNode content) {
        try {
            String text = JSON.writeValueAsString(content);
            String body = text.substring(0, text.length() - 1);
            return body + FIELD + checksum(body) + "\"}";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The content, or nothing if the line is damaged. */
    static Optional<JsonNode> read(String line) {
        int body = line.length() - TAIL;
        if (body < 1 || !line.endsWith("\"}") || !line.startsWith(FIELD, body)) {
            return Optional.empty();
        }
        String stored = line.substring(body + FIELD.length(), body + FIELD.length() + DIGITS);
        if (!stored.equals(checksum(line.substring(0, body)))) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }
}
