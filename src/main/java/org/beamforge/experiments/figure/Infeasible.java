package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a figure says about draws that its means leave out. */
final class Infeasible {
    private Infeasible() {}

    /** A line for under the plot; the schemes are named where their counts differ. */
    static Optional<String> note(List<LlmNotes.Place> places) {
        Map<String, Map<String, Integer>> points = new LinkedHashMap<>();
        for (LlmNotes.Place place : places) {
            points.computeIfAbsent(place.point(), p -> new TreeMap<>())
                    .put(place.scheme(), place.statistics().infeasible());
        }
        List<String> counts = new ArrayList<>();
        points.forEach(
                (point, schemes) -> {
                    String at = point.isEmpty() ? "" : " at " + point;
                    if (schemes.values().stream().distinct().count() == 1) {
                        add(counts, "", schemes.values().iterator().next(), at);
                    } else {
                        schemes.forEach((s, n) -> add(counts, " (" + s + ")", n, at));
                    }
                });
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Infeasible draws, left out of the means: " + String.join("; ", counts));
    }

    private static void add(List<String> counts, String who, int infeasible, String at) {
        if (infeasible > 0) {
            counts.add(infeasible + who + at);
        }
    }
}
