package org.beamforge.experiments.figure;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of independent draws and its 95 % confidence interval (Student's t).
 *
 * @param count draws
 * @param mean NaN without draws
 * @param halfWidth half the width of the interval; NaN with fewer than two draws
 */
public record Estimate(int count, double mean, double halfWidth) {
    private static final double CONFIDENCE = 0.95;

    /** The estimate from samples. */
    public static Estimate of(double... samples) {
        int n = samples.length;
        if (n == 0) {
            return new Estimate(0, Double.NaN, Double.NaN);
        }
        double mean = 0;
        for (double sample : samples) {
            mean += sample / n;
        }
        if (n == 1) {
            return new Estimate(1, mean, Double.NaN);
        }
        double squares = 0;
        for (double sample : samples) {
            squares += (sample - mean) * (sample - mean);
        }
        double quantile =
                TDistribution.of(n - 1.0).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        return new Estimate(n, mean, quantile * Math.sqrt(squares / (n - 1) / n));
    }

    public double lower() {
        return mean - halfWidth;
    }

    public double upper() {
        return mean + halfWidth;
    }
}
