package org.beamforge.llm.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON shape of an answer: room for reasoning first, because a model that may not think aloud
 * answers worse, then the matrix, users by base stations. Sizes are left to our own check: the APIs
 * differ in the keywords that they accept.
 */
final class MatrixSchema {
    private MatrixSchema() {}

    /** JSON Schema, the part that OpenAI's strict mode and Anthropic both accept. */
    static ObjectNode jsonSchema() {
        ObjectNode schema = Json.object();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("reasoning").put("type", "string");
        ObjectNode matrix = properties.putObject("association");
        matrix.put("type", "array");
        ObjectNode row = matrix.putObject("items");
        row.put("type", "array");
        ObjectNode entry = row.putObject("items");
        entry.put("type", "integer");
        entry.putArray("enum").add(0).add(1);
        schema.putArray("required").add("reasoning").add("association");
        schema.put("additionalProperties", false);
        return schema;
    }

    /** The OpenAPI dialect of Gemini: no enum on numbers, no additionalProperties. */
    static ObjectNode geminiSchema() {
        ObjectNode schema = Json.object();
        schema.put("type", "OBJECT");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("reasoning").put("type", "STRING");
        ObjectNode matrix = properties.putObject("association");
        matrix.put("type", "ARRAY");
        ObjectNode row = matrix.putObject("items");
        row.put("type", "ARRAY");
        row.putObject("items").put("type", "INTEGER");
        schema.putArray("required").add("reasoning").add("association");
        schema.putArray("propertyOrdering").add("reasoning").add("association");
        return schema;
    }
}
