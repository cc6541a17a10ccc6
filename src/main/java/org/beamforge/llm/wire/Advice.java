package org.beamforge.llm.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import okhttp3.HttpUrl;
import org.beamforge.llm.wire.LlmException.Kind;
import org.jspecify.annotations.Nullable;

/** Says what an HTTP status means here and what to fix. */
final class Advice {
    private static final int LONGEST_QUOTE = 300;

    private Advice() {}

    static Kind kind(int status) {
        return switch (status) {
            case 401 -> Kind.UNAUTHORIZED;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 408, 409 -> Kind.SERVER;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.SERVER : Kind.BAD_REQUEST;
        };
    }

    static String status(int status, String body, Endpoint endpoint) {
        String said = said(body, endpoint);
        String head =
                (status == 0 ? "error" : "status " + status) + (said.isEmpty() ? "" : ": " + said);
        String hint =
                switch (status) {
                    case 401 ->
                            endpoint.key().isPresent()
                                    ? "Maybe the key is wrong, expired or for another service."
                                    : "Maybe no key was sent: set %s or BEAMFORGE_LLM_KEY."
                                            .formatted(endpoint.api().keyVariable());
                    case 403 -> "Maybe the key's account may not use this model or region.";
                    case 404 ->
                            endpoint.api() == Api.OPENAI
                                    ? "Maybe the base URL should end in /v1, or the model's name is"
                                            + " wrong or not installed."
                                    : "Maybe the model's name is wrong, or the base URL.";
                    case 429 -> "Maybe the rate limit or the quota of the account is used up.";
                    case 529 -> "The service is overloaded.";
                    default -> "";
                };
        return hint.isEmpty() ? head : head + "\n" + hint;
    }

    /** Where a redirect points to, without path and query, which may hold anything. */
    static String redirect(@Nullable String location, Endpoint endpoint) {
        HttpUrl target = location == null ? null : endpoint.baseUrl().resolve(location);
        String where =
                target == null
                        ? "an unusable address"
                        : endpoint.removeSecrets(
                                "%s://%s:%d"
                                        .formatted(target.scheme(), target.host(), target.port()));
        return "the server redirects to %s; the key must not follow%n".formatted(where)
                + "Maybe give that address as base URL, if you trust it.";
    }

    /** The server's own words: the usual message fields, else the beginning of the body. */
    private static String said(String body, Endpoint endpoint) {
        String text = body;
        try {
            // Without escapes, in which a key would not be found.
            JsonNode json = endpoint.removeSecretsFrom(Json.MAPPER.readTree(body));
            text = json.toString();
            for (String pointer :
                    new String[] {"/error/message", "/message", "/error", "/detail"}) {
                JsonNode found = json.at(pointer);
                if (found.isTextual()) {
                    text = found.asText();
                    break;
                }
            }
        } catch (JsonProcessingException e) {
            // Not JSON: an HTML page or plain text, quoted as it is.
            text = body;
        }
        String clean = endpoint.removeSecrets(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return clean.length() <= LONGEST_QUOTE ? clean : clean.substring(0, LONGEST_QUOTE) + " ...";
    }
}
