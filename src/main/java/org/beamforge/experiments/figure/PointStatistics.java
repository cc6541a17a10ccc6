package org.beamforge.experiments.figure;

import java.util.List;
import java.util.OptionalInt;

/**
 * One scheme at one grid point.
 *
 * @param rate mean sum rate over the feasible draws, bit/s/Hz
 * @param infeasible draws that are proven infeasible, or of which no feasible point was found
 * @param least smallest sum rate, bit/s/Hz; NaN without feasible draws
 * @param most largest sum rate, bit/s/Hz
 * @param open joint only: draws whose search did not close
 * @param corrected joint only: draws where another scheme's association was taken over
 * @param fallback language models only: draws where a conventional association stood in; empty else
 * @param meanGap joint only: mean proven relative gap; NaN else
 * @param largestGap joint only: largest proven relative gap; NaN else
 */
record PointStatistics(
        Estimate rate,
        int infeasible,
        double least,
        double most,
        int open,
        int corrected,
        OptionalInt fallback,
        double meanGap,
        double largestGap) {

    static PointStatistics of(List<Sample> samples) {
        List<Sample> feasible = samples.stream().filter(Sample::feasible).toList();
        double[] rates = feasible.stream().mapToDouble(Sample::sumRate).toArray();
        List<Sample> bounded = feasible.stream().filter(s -> !Double.isNaN(s.gap())).toList();
        return new PointStatistics(
                Estimate.of(rates),
                samples.size() - feasible.size(),
                feasible.stream().mapToDouble(Sample::sumRate).min().orElse(Double.NaN),
                feasible.stream().mapToDouble(Sample::sumRate).max().orElse(Double.NaN),
                (int) bounded.stream().filter(s -> !s.closed()).count(),
                (int) bounded.stream().filter(Sample::corrected).count(),
                feasible.stream().anyMatch(s -> s.fallback().isPresent())
                        ? OptionalInt.of((int) feasible.stream().filter(Sample::fellBack).count())
                        : OptionalInt.empty(),
                bounded.stream().mapToDouble(Sample::gap).average().orElse(Double.NaN),
                bounded.stream().mapToDouble(Sample::gap).max().orElse(Double.NaN));
    }
}
