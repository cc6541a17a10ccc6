package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import okhttp3.HttpUrl;
import org.beamforge.model.InvalidInputException;

/**
 * One model behind one URL.
 *
 * @param api the wire format
 * @param baseUrl what the path of the wire format is appended to
 * @param model the model's name
 * @param key sent as the wire format wants it; none for most local servers
 * @param headers further request headers; their values are treated as secrets
 * @param body further fields of the request body, merged over ours
 * @param temperature sent only if given: newer models refuse any but their own
 * @param maxOutputTokens sent only if given, except where the wire format requires it
 * @param structure the strictest shape to ask for
 * @param promptPrice price of a million prompt tokens, in the user's currency
 * @param completionPrice price of a million completion tokens
 */
public record Endpoint(
        Api api,
        HttpUrl baseUrl,
        String model,
        Optional<Secret> key,
        Map<String, Secret> headers,
        ObjectNode body,
        OptionalDouble temperature,
        OptionalInt maxOutputTokens,
        Structure structure,
        OptionalDouble promptPrice,
        OptionalDouble completionPrice) {
    private static final Set<String> KEY_PARAMETERS =
            Set.of("key", "api_key", "api-key", "apikey", "access_token", "token");

    public Endpoint {
        headers = Map.copyOf(headers);
        body = body.deepCopy();
        if (model.isBlank()) {
            throw new InvalidInputException("llm model: expected a name, found nothing");
        }
        if (!baseUrl.username().isEmpty() || !baseUrl.password().isEmpty()) {
            throw new InvalidInputException(
                    "llm base URL %s: a user name or password in the URL is not accepted%n"
                                    .formatted(baseUrl.host())
                            + "Maybe put the key into the environment instead.");
        }
        for (String name : baseUrl.queryParameterNames()) {
            if (KEY_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidInputException(
                        "llm base URL %s: a key in the URL (?%s=) is not accepted%n"
                                        .formatted(baseUrl.host(), name)
                                + "Maybe put the key into the environment instead.");
            }
        }
        if ((key.isPresent() || headers.values().stream().anyMatch(Secret::confidential))
                && !baseUrl.isHttps()
                && !Loopback.is(baseUrl.host())) {
            throw new InvalidInputException(
                    "llm base URL %s://%s: refused to send a key over plain http%n"
                                    .formatted(baseUrl.scheme(), baseUrl.host())
                            + "Maybe use https, or a tunnel that ends on localhost.");
        }
    }

    /**
     * An endpoint with only the essentials.
     *
     * @throws InvalidInputException if the URL cannot be used
     */
    public static Endpoint of(Api api, String baseUrl, String model, Optional<Secret> key) {
        return new Endpoint(
                api,
                parseUrl(baseUrl),
                model,
                key,
                Map.of(),
                Json.object(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Structure.SCHEMA,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /** This endpoint with another strictest shape. */
    public Endpoint withStructure(Structure value) {
        return new Endpoint(
                api,
                baseUrl,
                model,
                key,
                headers,
                body,
                temperature,
                maxOutputTokens,
                value,
                promptPrice,
                completionPrice);
    }

    /**
     * @throws InvalidInputException if the text is no http or https URL
     */
    public static HttpUrl parseUrl(String text) {
        HttpUrl url = HttpUrl.parse(text.strip());
        if (url == null) {
            // The text itself is not repeated: it may hold a password.
            throw new InvalidInputException(
                    "llm base URL: expected an http or https URL\n"
                            + "Maybe http://localhost:11434/v1 was meant.");
        }
        return url;
    }

    /** Masks every secret of this endpoint in a text that came from outside. */
    public String removeSecrets(String text) {
        String clean = text;
        if (key.isPresent()) {
            clean = key.get().removedFrom(clean);
        }
        for (Secret value : headers.values()) {
            clean = value.removedFrom(clean);
        }
        return clean;
    }

    /**
     * Masks every secret of this endpoint in the texts and names of a JSON tree, in place; hands it
     * back.
     */
    public JsonNode removeSecretsFrom(JsonNode tree) {
        return Json.mapTexts(tree, this::removeSecrets, this::removeSecretsFromName);
    }

    private String removeSecretsFromName(String name) {
        String clean = name;
        if (key.isPresent()) {
            clean = key.get().removedFromName(clean);
        }
        for (Secret value : headers.values()) {
            clean = value.removedFromName(clean);
        }
        return clean;
    }

    /** What a message may say about where a request went: scheme, host, port and path. */
    public String place() {
        return baseUrl.newBuilder().query(null).fragment(null).build().toString();
    }
}
