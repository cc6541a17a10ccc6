package org.beamforge.llm.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.beamforge.model.InvalidInputException;

/** Reads the fields of one object with their places; unknown ones are errors. */
final class Fields {
    private final String place;
    private final Map<String, JsonNode> left = new HashMap<>();
    private final Set<String> asked = new TreeSet<>();

    Fields(String place, JsonNode node) {
        this.place = place;
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidInputException(place + ": expected named fields");
        }
        object.properties().forEach(field -> left.put(field.getKey(), field.getValue()));
    }

    String place(String name) {
        return place + ": " + name;
    }

    Optional<JsonNode> take(String name) {
        asked.add(name);
        return Optional.ofNullable(left.remove(name)).filter(node -> !node.isNull());
    }

    Optional<String> text(String name) {
        return take(name)
                .map(
                        node -> {
                            if (!node.isTextual()) {
                                throw expected(name, "a text", node);
                            }
                            return node.asText();
                        });
    }

    OptionalDouble number(String name) {
        Optional<JsonNode> node = take(name);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!node.get().isNumber()) {
            throw expected(name, "a number", node.get());
        }
        return OptionalDouble.of(node.get().asDouble());
    }

    long integer(String name, long otherwise) {
        Optional<JsonNode> node = take(name);
        if (node.isEmpty()) {
            return otherwise;
        }
        if (!node.get().isIntegralNumber() || !node.get().canConvertToLong()) {
            throw expected(name, "a whole number", node.get());
        }
        return node.get().asLong();
    }

    int small(String name, int otherwise) {
        long value = integer(name, otherwise);
        if (value != (int) value) {
            throw new InvalidInputException("%s: too large: %d".formatted(place(name), value));
        }
        return (int) value;
    }

    Map<String, String> texts(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        take(name)
                .ifPresent(
                        node -> {
                            Fields fields = new Fields(place(name), node);
                            for (String key : new TreeSet<>(fields.left.keySet())) {
                                fields.text(key).ifPresent(value -> values.put(key, value));
                            }
                        });
        return values;
    }

    ObjectNode object(String name) {
        JsonNode node = take(name).orElseGet(JsonNodeFactory.instance::objectNode);
        if (!(node instanceof ObjectNode object)) {
            throw expected(name, "named fields", node);
        }
        return object;
    }

    private InvalidInputException expected(String name, String what, JsonNode found) {
        return new InvalidInputException(
                "%s: expected %s, found %s".formatted(place(name), what, found.getNodeType()));
    }

    /** Complains about what nobody asked for. */
    void end() {
        if (!left.isEmpty()) {
            throw new InvalidInputException(
                    "%s: unknown field %s%nMaybe one of these was meant: %s"
                            .formatted(
                                    place,
                                    new TreeSet<>(left.keySet()).first(),
                                    String.join(", ", asked)));
        }
    }
}
