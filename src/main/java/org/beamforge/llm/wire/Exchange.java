package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A question that was answered.
 *
 * @param requestBody what was sent last, without headers and therefore without the key
 * @param responseBody what came back, with any secret masked
 * @param reply the same, understood
 * @param attempts HTTP requests made (the HTTP library may repeat one by itself after a 408)
 * @param seconds from the question to the answer, waits and retries included
 * @param overheadSeconds the part of it spent in our own code: writing the request and reading the
 *     answer, without the network and without waiting in the queue
 */
public record Exchange(
        JsonNode requestBody,
        JsonNode responseBody,
        ChatReply reply,
        int attempts,
        double seconds,
        double overheadSeconds) {}
