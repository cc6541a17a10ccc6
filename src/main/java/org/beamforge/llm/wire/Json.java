package org.beamforge.llm.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The one JSON mapper of the client. */
final class Json {
    static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    /** The tree with every text and every name of a field replaced by what is made of it. */
    static JsonNode mapTexts(
            JsonNode node, UnaryOperator<String> change, UnaryOperator<String> changeName) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                JsonNode value = mapTexts(field.getValue(), change, changeName);
                String name = changeName.apply(field.getKey());
                if (!name.equals(field.getKey())) {
                    object.remove(field.getKey());
                }
                object.set(name, value);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, mapTexts(array.get(i), change, changeName));
            }
        } else if (node.isTextual()) {
            String changed = change.apply(node.asText());
            return changed.equals(node.asText()) ? node : TextNode.valueOf(changed);
        }
        return node;
    }

    /** Merges {@code extra} into {@code target}: objects field by field, all else replaced. */
    static void merge(ObjectNode target, ObjectNode extra) {
        for (Map.Entry<String, JsonNode> field : extra.properties()) {
            JsonNode old = target.get(field.getKey());
            if (old instanceof ObjectNode into && field.getValue() instanceof ObjectNode from) {
                merge(into, from);
            } else {
                target.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }
}
