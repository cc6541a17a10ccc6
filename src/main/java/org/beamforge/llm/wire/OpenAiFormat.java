package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.beamforge.llm.wire.ChatReply.Finish;

/** OpenAI chat completions. */
final class OpenAiFormat implements WireFormat {
    private static final String NEW_LIMIT = "max_completion_tokens";
    private static final String OLD_LIMIT = "max_tokens";

    @Override
    public HttpUrl url(Endpoint endpoint) {
        return endpoint.baseUrl().newBuilder().addPathSegments("chat/completions").build();
    }

    @Override
    public void addHeaders(Headers.Builder headers, Endpoint endpoint) {
        endpoint.key().ifPresent(key -> headers.set("Authorization", "Bearer " + key.reveal()));
    }

    @Override
    public ObjectNode body(Endpoint endpoint, ChatRequest request, Features features) {
        ObjectNode body = Json.object();
        body.put("model", endpoint.model());
        body.putArray("messages").addObject().put("role", "user").put("content", request.prompt());
        if (endpoint.maxOutputTokens().isPresent()) {
            int limit = endpoint.maxOutputTokens().getAsInt();
            if (features.sends(NEW_LIMIT)) {
                body.put(NEW_LIMIT, limit);
            } else if (features.sends(OLD_LIMIT)) {
                body.put(OLD_LIMIT, limit);
            }
        }
        if (endpoint.temperature().isPresent() && features.sends("temperature")) {
            body.put("temperature", endpoint.temperature().getAsDouble());
        }
        if (request.matrix()) {
            switch (features.structure()) {
                case SCHEMA -> {
                    ObjectNode format = body.putObject("response_format");
                    format.put("type", "json_schema");
                    ObjectNode schema = format.putObject("json_schema");
                    schema.put("name", "association");
                    schema.put("strict", true);
                    schema.set("schema", MatrixSchema.jsonSchema());
                }
                case OBJECT -> body.putObject("response_format").put("type", "json_object");
                case TEXT -> {}
            }
        }
        WireFormat.addExtras(body, endpoint, features);
        return body;
    }

    @Override
    public ChatReply parse(JsonNode body) {
        JsonNode usage = body.path("usage");
        int prompt = WireFormat.tokens(usage, "prompt_tokens");
        int completion = WireFormat.tokens(usage, "completion_tokens");
        JsonNode choice = body.path("choices").path(0);
        JsonNode message = choice.path("message");
        String reason = choice.path("finish_reason").asText("");
        String refusal = message.path("refusal").asText("");
        if (message.path("refusal").isTextual() && !refusal.isEmpty()) {
            return new ChatReply("", Finish.REFUSED, refusal, prompt, completion);
        }
        String text = content(message.path("content"));
        if (reason.equals("content_filter")) {
            return new ChatReply(text, Finish.REFUSED, reason, prompt, completion);
        }
        if (reason.equals("length")) {
            return new ChatReply(text, Finish.LENGTH, reason, prompt, completion);
        }
        Finish finish = text.isBlank() ? Finish.EMPTY : Finish.COMPLETE;
        String detail = choice.isMissingNode() ? "no choices in the response" : reason;
        return new ChatReply(text, finish, detail, prompt, completion);
    }

    /** A string, or parts of which the text ones count (reasoning fields are left out). */
    private static String content(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText("text");
            if (type.equals("text") || type.equals("output_text")) {
                text.append(part.path("text").asText(""));
            }
        }
        return text.toString();
    }

    @Override
    public Optional<Features> adapt(
            String error, Endpoint endpoint, ChatRequest request, Features features) {
        if (request.matrix()
                && features.structure() != Structure.TEXT
                && WireFormat.mentionsStructure(error)) {
            return Optional.of(features.withWeakerStructure());
        }
        if (endpoint.maxOutputTokens().isPresent()) {
            if (features.sends(NEW_LIMIT)) {
                if (error.contains(NEW_LIMIT)) {
                    return Optional.of(features.without(NEW_LIMIT));
                }
            } else if (features.sends(OLD_LIMIT) && error.contains(OLD_LIMIT)) {
                return Optional.of(features.without(OLD_LIMIT));
            }
        }
        if (endpoint.temperature().isPresent()
                && features.sends("temperature")
                && error.contains("temperature")) {
            return Optional.of(features.without("temperature"));
        }
        return WireFormat.dropNamedExtra(error, endpoint, features);
    }
}
