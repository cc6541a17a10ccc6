package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Differences on the same draw. Common random numbers make their means far more precise than the
 * difference of two means.
 */
final class Paired {
    private Paired() {}

    /** Sum rates of one less those of the other, over the draws that are feasible on both sides. */
    static double[] differences(List<Sample> of, List<Sample> minus) {
        Map<Integer, Double> rates = new HashMap<>();
        for (Sample sample : minus) {
            if (sample.feasible()) {
                rates.put(sample.draw(), sample.sumRate());
            }
        }
        List<Double> differences = new ArrayList<>();
        for (Sample sample : of) {
            Double other = rates.get(sample.draw());
            if (sample.feasible() && other != null) {
                differences.add(sample.sumRate() - other);
            }
        }
        return differences.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
