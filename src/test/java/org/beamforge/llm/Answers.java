package org.beamforge.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import mockwebserver3.MockResponse;
import org.beamforge.llm.wire.Api;

/** Responses as the three APIs write them. */
public final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A complete answer; 100 tokens in, 20 out. */
    public static String body(Api api, String text) {
        ObjectNode body = JSON.createObjectNode();
        switch (api) {
            case OPENAI -> {
                ObjectNode choice = body.putArray("choices").addObject();
                choice.putObject("message").put("role", "assistant").put("content", text);
                choice.put("finish_reason", "stop");
                body.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 20);
            }
            case ANTHROPIC -> {
                body.putArray("content").addObject().put("type", "text").put("text", text);
                body.put("stop_reason", "end_turn");
                body.putObject("usage").put("input_tokens", 100).put("output_tokens", 20);
            }
            case GEMINI -> {
                ObjectNode candidate = body.putArray("candidates").addObject();
                candidate.putObject("content").putArray("parts").addObject().put("text", text);
                candidate.put("finishReason", "STOP");
                body.putObject("usageMetadata")
                        .put("promptTokenCount", 100)
                        .put("candidatesTokenCount", 20);
            }
        }
        return body.toString();
    }

    public static MockResponse ok(Api api, String text) {
        return ok(body(api, text));
    }

    public static MockResponse ok(String body) {
        return new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    public static MockResponse status(int code, String body, String... headers) {
        MockResponse.Builder response =
                new MockResponse.Builder()
                        .code(code)
                        .setHeader("Content-Type", "application/json")
                        .body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.setHeader(headers[i], headers[i + 1]);
        }
        return response.build();
    }
}
