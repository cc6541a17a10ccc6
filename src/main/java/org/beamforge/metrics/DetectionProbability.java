package org.beamforge.metrics;

import org.beamforge.model.InvalidInputException;

/**
 * Neyman-Pearson detection (11)-(17).
 *
 * <p>The test statistic |y|^2 is exponential with mean mu_0 without and mu_1 with a target, that is
 * (mu/2) chi^2 with two degrees of freedom, and mu_1/mu_0 = 1 + Gamma: the number of snapshots is
 * in both means and cancels.
 */
public final class DetectionProbability {
    /** The false-alarm probability that solutions are reported for. */
    public static final double DEFAULT_FALSE_ALARM = 1e-3;

    private DetectionProbability() {}

    /** P_D at the default false-alarm probability. */
    public static double of(double radarSnr) {
        return of(radarSnr, DEFAULT_FALSE_ALARM);
    }

    /**
     * {@code P_D = P_FA^(1/(1 + Gamma))} (17).
     *
     * @param radarSnr Gamma, a ratio, at least 0
     * @param falseAlarm P_FA, in (0, 1)
     */
    public static double of(double radarSnr, double falseAlarm) {
        requireFalseAlarm(falseAlarm);
        if (!(radarSnr >= 0)) {
            throw new InvalidInputException(
                    "radar SNR: expected a ratio of at least 0, found " + radarSnr);
        }
        return Math.pow(falseAlarm, 1 / (1 + radarSnr));
    }

    /**
     * Threshold eta = -mu_0 ln P_FA: a target is declared where |y|^2 exceeds it.
     *
     * @param meanWithoutTarget mu_0, mean of |y|^2 without a target, in any unit; so is the result
     * @param falseAlarm P_FA, in (0, 1)
     */
    public static double threshold(double meanWithoutTarget, double falseAlarm) {
        requireFalseAlarm(falseAlarm);
        return -meanWithoutTarget * Math.log(falseAlarm);
    }

    private static void requireFalseAlarm(double falseAlarm) {
        if (!(falseAlarm > 0 && falseAlarm < 1)) {
            throw new InvalidInputException(
                    "false-alarm probability: expected between 0 and 1, found " + falseAlarm);
        }
    }
}
