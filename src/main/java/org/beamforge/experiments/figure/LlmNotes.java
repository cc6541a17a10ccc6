package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a figure says about the curves of language models: who really drew them, or that there are
 * none.
 */
final class LlmNotes {
    private LlmNotes() {}

    static boolean anyLlm(List<String> schemes) {
        return schemes.stream().anyMatch(LlmNotes::isLlm);
    }

    private static boolean isLlm(String scheme) {
        return scheme.startsWith("llm");
    }

    /** Draws where a fallback stood in, for a table; blank where that cannot be. */
    static String cell(OptionalInt fallback) {
        return fallback.isPresent() ? Integer.toString(fallback.getAsInt()) : "";
    }

    /**
     * A fallback at one point of a curve.
     *
     * @param point in words; blank where there is but one
     */
    record Place(String scheme, String point, PointStatistics statistics) {}

    /** Lines for under the plot. A curve that is missing is never missing silently. */
    static List<String> of(List<String> schemes, List<Place> places, Optional<String> llm) {
        if (!anyLlm(schemes)) {
            return List.of("No LLM was configured: its curve is left out.");
        }
        List<String> notes = new ArrayList<>();
        for (String scheme : schemes) {
            List<Place> known =
                    places.stream()
                            .filter(p -> p.scheme().equals(scheme))
                            .filter(p -> p.statistics().fallback().isPresent())
                            .toList();
            if (isLlm(scheme) && !known.isEmpty()) {
                notes.add(note(SchemeNames.of(scheme, llm), known));
            }
        }
        return notes;
    }

    private static String note(String curve, List<Place> places) {
        List<String> counts = new ArrayList<>();
        for (Place place : places) {
            int used = place.statistics().fallback().orElseThrow();
            if (used > 0) {
                counts.add(
                        "%d of %d%s"
                                .formatted(
                                        used,
                                        place.statistics().rate().count(),
                                        place.point().isEmpty() ? "" : " at " + place.point()));
            }
        }
        return counts.isEmpty()
                ? curve + ": no fallback stood in for the model on any draw."
                : curve + ": draws where the fallback stood in: " + String.join("; ", counts);
    }
}
