package org.beamforge.llm.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Secret;
import org.beamforge.llm.wire.Structure;
import org.beamforge.model.InvalidInputException;

/**
 * One model of a profile; the fields are those of {@link Endpoint}, before the environment is
 * looked at.
 *
 * @param baseUrl the API's own server if empty
 * @param headers values may hold {@code ${VARIABLE}} for an environment variable
 */
public record ModelProfile(
        Api api,
        Optional<String> baseUrl,
        String model,
        KeySource key,
        Map<String, String> headers,
        ObjectNode body,
        OptionalDouble temperature,
        OptionalInt maxOutputTokens,
        Structure structure,
        OptionalDouble promptPrice,
        OptionalDouble completionPrice) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    public ModelProfile {
        headers = Map.copyOf(headers);
        for (String name : headers.keySet()) {
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new InvalidInputException("llm headers: not a header name: " + name);
            }
        }
    }

    /** This model with another name, wire format or server where given. */
    public ModelProfile with(Optional<Api> otherApi, Optional<String> otherUrl, String otherModel) {
        return new ModelProfile(
                otherApi.orElse(api),
                otherUrl.or(() -> baseUrl),
                otherModel,
                // "Send no key" was said of the server that is now replaced.
                otherUrl.isPresent() && key.kind() == KeySource.Kind.NONE ? KeySource.usual() : key,
                headers,
                body,
                temperature,
                maxOutputTokens,
                structure,
                promptPrice,
                completionPrice);
    }

    /** Without server, key and headers; enough for a replay. */
    public ModelProfile offline() {
        return new ModelProfile(
                api,
                Optional.empty(),
                model,
                KeySource.none(),
                Map.of(),
                body,
                temperature,
                maxOutputTokens,
                structure,
                promptPrice,
                completionPrice);
    }

    /**
     * Looks up keys and variables.
     *
     * @throws InvalidInputException if one is missing or the URL cannot be used
     */
    public Endpoint endpoint(Map<String, String> environment) {
        if (model.isBlank()) {
            throw new InvalidInputException(
                    "llm model: no name given\nMaybe add --llm-model, or --llm-profile ollama.");
        }
        Map<String, Secret> values = new HashMap<>();
        headers.forEach((name, value) -> values.put(name, header(name, value, environment)));
        return new Endpoint(
                api,
                Endpoint.parseUrl(baseUrl.orElse(api.defaultBaseUrl())),
                model,
                key.read(api, environment),
                values,
                body,
                temperature,
                maxOutputTokens,
                structure,
                promptPrice,
                completionPrice);
    }

    private static Secret header(String name, String value, Map<String, String> environment) {
        Matcher matcher = VARIABLE.matcher(value);
        StringBuilder expanded = new StringBuilder();
        boolean found = false;
        while (matcher.find()) {
            found = true;
            String variable = environment.get(matcher.group(1));
            if (variable == null) {
                throw new InvalidInputException(
                        "llm header %s: the environment variable %s is not set"
                                .formatted(name, matcher.group(1)));
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(variable));
        }
        matcher.appendTail(expanded);
        return Secret.ofHeader(name, expanded.toString(), found);
    }
}
