package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.beamforge.llm.wire.ChatReply.Finish;

/** Gemini generateContent. */
final class GeminiFormat implements WireFormat {
    private static final Set<String> REFUSALS =
            Set.of(
                    "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "LANGUAGE",
                    "OTHER");

    @Override
    public HttpUrl url(Endpoint endpoint) {
        String model = endpoint.model();
        String name = model.startsWith("models/") ? model.substring("models/".length()) : model;
        return Paths.append(endpoint.baseUrl(), "v1beta")
                .newBuilder()
                .addPathSegment("models")
                .addPathSegment(name + ":generateContent")
                .build();
    }

    @Override
    public void addHeaders(Headers.Builder headers, Endpoint endpoint) {
        endpoint.key().ifPresent(key -> headers.set("x-goog-api-key", key.reveal()));
    }

    @Override
    public ObjectNode body(Endpoint endpoint, ChatRequest request, Features features) {
        ObjectNode body = Json.object();
        body.putArray("contents")
                .addObject()
                .put("role", "user")
                .putArray("parts")
                .addObject()
                .put("text", request.prompt());
        ObjectNode config = Json.object();
        if (endpoint.maxOutputTokens().isPresent()) {
            config.put("maxOutputTokens", endpoint.maxOutputTokens().getAsInt());
        }
        if (endpoint.temperature().isPresent() && features.sends("temperature")) {
            config.put("temperature", endpoint.temperature().getAsDouble());
        }
        if (request.matrix() && features.structure() != Structure.TEXT) {
            config.put("responseMimeType", "application/json");
            if (features.structure() == Structure.SCHEMA) {
                config.set("responseSchema", MatrixSchema.geminiSchema());
            }
        }
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        WireFormat.addExtras(body, endpoint, features);
        return body;
    }

    @Override
    public ChatReply parse(JsonNode body) {
        JsonNode usage = body.path("usageMetadata");
        int prompt = WireFormat.tokens(usage, "promptTokenCount");
        int answer = WireFormat.tokens(usage, "candidatesTokenCount");
        int thoughts = WireFormat.tokens(usage, "thoughtsTokenCount");
        int completion =
                answer < 0 && thoughts < 0 ? -1 : Math.max(answer, 0) + Math.max(thoughts, 0);
        String blocked = body.path("promptFeedback").path("blockReason").asText("");
        if (!blocked.isEmpty()) {
            return new ChatReply("", Finish.REFUSED, blocked, prompt, completion);
        }
        JsonNode candidate = body.path("candidates").path(0);
        StringBuilder text = new StringBuilder();
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (!part.path("thought").asBoolean(false)) {
                text.append(part.path("text").asText(""));
            }
        }
        String reason = candidate.path("finishReason").asText("");
        Finish finish;
        if (REFUSALS.contains(reason)) {
            finish = Finish.REFUSED;
        } else if (reason.equals("MAX_TOKENS")) {
            finish = Finish.LENGTH;
        } else {
            finish = text.toString().isBlank() ? Finish.EMPTY : Finish.COMPLETE;
        }
        String detail = candidate.isMissingNode() ? "no candidates in the response" : reason;
        return new ChatReply(text.toString(), finish, detail, prompt, completion);
    }

    @Override
    public Optional<Features> adapt(
            String error, Endpoint endpoint, ChatRequest request, Features features) {
        if (request.matrix()
                && features.structure() != Structure.TEXT
                && WireFormat.mentionsStructure(error)) {
            return Optional.of(features.withWeakerStructure());
        }
        if (endpoint.temperature().isPresent()
                && features.sends("temperature")
                && error.contains("temperature")) {
            return Optional.of(features.without("temperature"));
        }
        return WireFormat.dropNamedExtra(error, endpoint, features);
    }
}
