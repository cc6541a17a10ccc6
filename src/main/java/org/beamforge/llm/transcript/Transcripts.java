package org.beamforge.llm.transcript;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What writer and reader of transcripts share. */
final class Transcripts {
    /** First field of the first line. */
    static final String FORMAT = "beamforge-llm-transcript/1";

    static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Transcripts() {}
}
