package org.beamforge.model.scenario;

import org.beamforge.model.scenario.CounterRandom.Purpose;

/**
 * The channel (4), (5) between one base station and one user: {@code h = beta (sqrt(kappa/(1 +
 * kappa)) a(theta)/sqrt(M) + sqrt(1/(1 + kappa)) n)} with n ~ CN(0, I_M).
 *
 * <p>Common random numbers: n_m is a pure function of (seed, k, i, m). The line-of-sight part takes
 * its phase from antenna 0, {@code exp(j pi m cos theta)}, not from the middle of the array, so
 * that entry m does not turn when M changes and only its factor 1/sqrt(M) is left to depend on M.
 * The two references differ by a phase common to the whole vector: n is circularly symmetric, so
 * the distribution of h is the same up to that phase, and no metric sees it (only |h^H w| occurs).
 */
final class RicianChannel {
    private RicianChannel() {}

    /**
     * Writes h_m for m = 0..M-1 to {@code re[offset + m]}, {@code im[offset + m]}.
     *
     * @param beta amplitude gain, 1
     * @param kappa Rician factor as a plain number
     * @param angleRad theta, direction of the user from the array axis, rad
     */
    static void write(
            double beta,
            double kappa,
            double angleRad,
            int antennas,
            long seed,
            int station,
            int user,
            double[] re,
            double[] im,
            int offset) {
        double los = beta * Math.sqrt(kappa / (1 + kappa) / antennas);
        double scatter = beta * Math.sqrt(1 / (1 + kappa));
        double step = Math.PI * StrictMath.cos(angleRad);
        for (int m = 0; m < antennas; m++) {
            // Box-Muller: the modulus of CN(0, 1) is the root of a unit exponential.
            double radius =
                    Math.sqrt(
                            -StrictMath.log(
                                    CounterRandom.uniformPositive(
                                            seed, Purpose.FADING, station, user, m, 0)));
            double phase =
                    2 * Math.PI * CounterRandom.uniform(seed, Purpose.FADING, station, user, m, 1);
            double losPhase = step * m;
            re[offset + m] =
                    los * StrictMath.cos(losPhase) + scatter * radius * StrictMath.cos(phase);
            im[offset + m] =
                    los * StrictMath.sin(losPhase) + scatter * radius * StrictMath.sin(phase);
        }
    }
}
