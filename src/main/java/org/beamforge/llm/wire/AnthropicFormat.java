package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.beamforge.llm.wire.ChatReply.Finish;

/** Anthropic messages. */
final class AnthropicFormat implements WireFormat {
    private static final String VERSION = "2023-06-01";

    /** The API requires a limit; every model accepts this one. */
    private static final int DEFAULT_LIMIT = 8192;

    @Override
    public HttpUrl url(Endpoint endpoint) {
        return Paths.append(endpoint.baseUrl(), "v1")
                .newBuilder()
                .addPathSegment("messages")
                .build();
    }

    @Override
    public void addHeaders(Headers.Builder headers, Endpoint endpoint) {
        headers.set("anthropic-version", VERSION);
        endpoint.key().ifPresent(key -> headers.set("x-api-key", key.reveal()));
    }

    @Override
    public ObjectNode body(Endpoint endpoint, ChatRequest request, Features features) {
        ObjectNode body = Json.object();
        body.put("model", endpoint.model());
        body.put("max_tokens", endpoint.maxOutputTokens().orElse(DEFAULT_LIMIT));
        body.putArray("messages").addObject().put("role", "user").put("content", request.prompt());
        if (endpoint.temperature().isPresent() && features.sends("temperature")) {
            body.put("temperature", endpoint.temperature().getAsDouble());
        }
        if (request.matrix() && features.structure() == Structure.SCHEMA) {
            ObjectNode format = body.putObject("output_config").putObject("format");
            format.put("type", "json_schema");
            format.set("schema", MatrixSchema.jsonSchema());
        }
        WireFormat.addExtras(body, endpoint, features);
        return body;
    }

    @Override
    public ChatReply parse(JsonNode body) {
        JsonNode usage = body.path("usage");
        int prompt = WireFormat.tokens(usage, "input_tokens");
        int completion = WireFormat.tokens(usage, "output_tokens");
        String reason = body.path("stop_reason").asText("");
        StringBuilder text = new StringBuilder();
        for (JsonNode block : body.path("content")) {
            if (block.path("type").asText("").equals("text")) {
                text.append(block.path("text").asText(""));
            }
        }
        Finish finish =
                switch (reason) {
                    case "refusal" -> Finish.REFUSED;
                    case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
                    default -> text.toString().isBlank() ? Finish.EMPTY : Finish.COMPLETE;
                };
        return new ChatReply(text.toString(), finish, reason, prompt, completion);
    }

    @Override
    public Optional<Features> adapt(
            String error, Endpoint endpoint, ChatRequest request, Features features) {
        if (request.matrix()
                && features.structure() == Structure.SCHEMA
                && WireFormat.mentionsStructure(error)) {
            // There is no plain JSON mode in between.
            return Optional.of(features.withWeakerStructure().withWeakerStructure());
        }
        if (endpoint.temperature().isPresent()
                && features.sends("temperature")
                && error.contains("temperature")) {
            return Optional.of(features.without("temperature"));
        }
        return WireFormat.dropNamedExtra(error, endpoint, features);
    }
}
