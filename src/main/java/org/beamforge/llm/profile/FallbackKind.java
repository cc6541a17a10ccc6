package org.beamforge.llm.profile;

import java.util.Locale;
import org.beamforge.model.InvalidInputException;

/** The conventional association that may stand in for a model's. */
public enum FallbackKind {
    /** The optimum of (P2). */
    EXACT,
    /** Gale-Shapley, then coalition moves. */
    GAME,
    /** None: without a valid answer the solve ends. */
    NONE;

    /** The name used on the command line and in profiles. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws InvalidInputException if there is none of this name
     */
    public static FallbackKind ofLabel(String place, String label) {
        for (FallbackKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new InvalidInputException(
                "%s: expected exact|game|none, found %s".formatted(place, label));
    }
}
