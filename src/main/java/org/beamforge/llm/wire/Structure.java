package org.beamforge.llm.wire;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.beamforge.model.InvalidInputException;

/** How strictly the server is asked to shape the answer, strictest first. */
public enum Structure {
    /** JSON that follows a schema. */
    SCHEMA("json-schema"),
    /** Any JSON object (OpenAI and Gemini formats only; Anthropic takes text instead). */
    OBJECT("json-object"),
    /** Free text with the matrix in it, as in the paper. */
    TEXT("text");

    private final String label;

    Structure(String label) {
        this.label = label;
    }

    /** The name used in profiles. */
    public String label() {
        return label;
    }

    /** The next weaker demand. */
    Structure weaker() {
        return this == SCHEMA ? OBJECT : TEXT;
    }

    /**
     * @throws InvalidInputException if no structure has this name
     */
    public static Structure ofLabel(String place, String label) {
        return Arrays.stream(values())
                .filter(structure -> structure.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidInputException(
                                        "%s: expected %s, found %s"
                                                .formatted(
                                                        place,
                                                        Arrays.stream(values())
                                                                .map(Structure::label)
                                                                .collect(Collectors.joining("|")),
                                                        label)));
    }
}
