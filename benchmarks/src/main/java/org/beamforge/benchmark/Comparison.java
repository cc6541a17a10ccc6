package org.beamforge.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ratios against stored ones. */
final class Comparison {
    /** A ratio that is worse by more than this has regressed. */
    static final double ALLOWED = 2;

    private Comparison() {}

    /** One line per stored ratio that was measured again and has regressed. */
    static List<String> regressions(List<Ratio> stored, List<Ratio> measured) {
        Map<String, Ratio> now = new TreeMap<>();
        measured.forEach(ratio -> now.put(ratio.id(), ratio));
        List<String> lines = new ArrayList<>();
        for (Ratio before : stored) {
            Ratio after = now.get(before.id());
            if (after != null && !(after.worseThan(before.value()) <= ALLOWED)) {
                lines.add(
                        "%s: stored %.4g, measured %.4g, worse by a factor of %.1f"
                                .formatted(
                                        before.id(),
                                        before.value(),
                                        after.value(),
                                        after.worseThan(before.value())));
            }
        }
        return lines;
    }

    /** Stored ratios that this run did not measure. */
    static List<String> missing(List<Ratio> stored, List<Ratio> measured) {
        List<String> ids = measured.stream().map(Ratio::id).toList();
        return stored.stream().map(Ratio::id).filter(id -> !ids.contains(id)).toList();
    }
}
