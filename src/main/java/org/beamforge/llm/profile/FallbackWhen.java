package org.beamforge.llm.profile;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.beamforge.model.InvalidInputException;

/** When the conventional association stands in for the model's. */
public enum FallbackWhen {
    /** Whenever it is better, so that a step never ends below it. */
    WORSE("worse"),
    /** Only when the model gave no valid answer; for measuring the model itself. */
    MISSING("missing");

    private final String label;

    FallbackWhen(String label) {
        this.label = label;
    }

    /** The name used in profiles. */
    public String label() {
        return label;
    }

    /**
     * @throws InvalidInputException if there is none of this name
     */
    public static FallbackWhen ofLabel(String place, String label) {
        return Arrays.stream(values())
                .filter(value -> value.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidInputException(
                                        "%s: expected %s, found %s"
                                                .formatted(
                                                        place,
                                                        Arrays.stream(values())
                                                                .map(FallbackWhen::label)
                                                                .collect(Collectors.joining("|")),
                                                        label)));
    }
}
