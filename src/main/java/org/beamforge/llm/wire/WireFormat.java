package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** How one API writes questions and answers. Stateless. */
interface WireFormat {
    HttpUrl url(Endpoint endpoint);

    /** Adds the key and what else the API wants in headers. */
    void addHeaders(Headers.Builder headers, Endpoint endpoint);

    ObjectNode body(Endpoint endpoint, ChatRequest request, Features features);

    ChatReply parse(JsonNode body);

    /**
     * What to leave out after a 400, if the error names something that was sent.
     *
     * @param error the response body, lower case
     */
    Optional<Features> adapt(
            String error, Endpoint endpoint, ChatRequest request, Features features);

    /** The parameter names whose mention in an error means that JSON output was refused. */
    static boolean mentionsStructure(String error) {
        return error.contains("response_format")
                || error.contains("json_schema")
                || error.contains("json_object")
                || error.contains("output_config")
                || error.contains("structured output")
                || error.contains("responseschema")
                || error.contains("response_schema")
                || error.contains("responsemimetype")
                || error.contains("response_mime_type")
                || error.contains("json mode");
    }

    /** The first extra body field of the user that the error names. */
    static Optional<Features> dropNamedExtra(String error, Endpoint endpoint, Features features) {
        for (Map.Entry<String, JsonNode> field : endpoint.body().properties()) {
            String name = field.getKey();
            if (features.sends(name) && error.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                return Optional.of(features.without(name));
            }
        }
        return Optional.empty();
    }

    /** Merges the user's extra body fields, except those the server refused. */
    static void addExtras(ObjectNode body, Endpoint endpoint, Features features) {
        ObjectNode extra = endpoint.body().deepCopy();
        extra.remove(features.dropped());
        Json.merge(body, extra);
    }

    static int tokens(JsonNode usage, String name) {
        JsonNode value = usage.path(name);
        return value.canConvertToInt() && value.asInt() >= 0 ? value.asInt() : -1;
    }
}
