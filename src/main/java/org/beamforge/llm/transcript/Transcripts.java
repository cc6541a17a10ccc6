package org.beamforge.llm.transcript;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** What writer and reader of transcripts share. */
final class Transcripts {
    /** First field of the first line. */
    static final String FORMAT = "beamforge-llm-transcript/1";

    /** Escapes what is not ASCII: an answer may hold halves of characters, which no file takes. */
    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build();

    private Transcripts() {}

    /** The line before the exchanges of a run. */
    static ObjectNode header(ObjectNode settings, Map<String, String> templates) {
        ObjectNode header = MAPPER.createObjectNode();
        header.put("format", FORMAT);
        header.set("settings", settings);
        if (!templates.isEmpty()) {
            ObjectNode texts = header.putObject("templates");
            new TreeMap<>(templates).forEach(texts::put);
        }
        return header;
    }
}
