package org.beamforge.model;

import java.util.Locale;

/**
 * The problem of one base station without units (docs/paper-notes.md): channels scaled by
 * sqrt(P_t)/sigma, beamformers by 1/sqrt(P_t), unit steering vectors, and the two fractions of the
 * power budget that each sensing task would need if all power were beamed at its target.
 *
 * <p>With R = W W^H: maximise the mean of log2(1 + sinr) subject to
 *
 * <pre>
 *   d^H R d                      >= deltaD     (27a)
 *   p_g + p_e - |p_ge|^2 / p_g   >= deltaE     (27b)  p_g = g^H R g, p_e = e^H R e, p_ge = g^H R e
 *   tr R                         <= 1          (27c)
 * </pre>
 *
 * @param channels N x M, row i is h_i^T sqrt(P_t)/sigma_i
 * @param d unit steering vector of the detection target, M x 1
 * @param g unit steering vector of the estimation target, M x 1
 * @param e unit vector along a'(phi) of the estimation target, orthogonal to g, M x 1; zero if a'
 *     vanishes (one antenna, or a target in the endfire direction)
 * @param deltaD required fraction for detection, > 0
 * @param deltaE required fraction for estimation, > 0; infinite if a' vanishes
 */
public record CanonicalProblem(
        ComplexMatrix channels,
        ComplexMatrix d,
        ComplexMatrix g,
        ComplexMatrix e,
        double deltaD,
        double deltaE) {

    /** |sin phi| below this counts as endfire: the angle cannot be estimated there. */
    private static final double ENDFIRE = 1e-12;

    /** Largest SNR of a user served alone with all power: 300 dB. */
    private static final double MOST_GAIN = 1e30;

    /**
     * The canonical problem of base station {@code station}.
     *
     * @throws InvalidInputException if a user's gain exceeds 300 dB or cannot be computed
     */
    public static CanonicalProblem of(Instance instance, int station) {
        BaseStation bs = instance.baseStations().get(station);
        int m = instance.antennas();
        DetectionTarget detection = bs.detectionTarget();
        EstimationTarget estimation = bs.estimationTarget();

        double gamma = Math.pow(10, instance.minRadarSnrDb() / 10);
        double betaD2 = square(detection.pathGain());
        double deltaD =
                gamma
                        * instance.radarNoisePowerW()
                        / (detection.rcsPower() * betaD2 * betaD2 * instance.maxPowerW());

        double sine = Math.sin(estimation.angleRad());
        boolean observable = m > 1 && Math.abs(sine) > ENDFIRE;
        double betaE2 = square(estimation.pathGain());
        double information =
                2.0
                        * instance.snapshots()
                        / instance.radarNoisePowerW()
                        * estimation.rcsAmplitude().abs2()
                        * betaE2
                        * betaE2
                        * square(Math.PI * sine)
                        * ((double) m * m - 1)
                        / 12
                        * instance.maxPowerW();
        double deltaE =
                observable ? 1 / (instance.maxCrbRad2() * information) : Double.POSITIVE_INFINITY;

        double scale = Math.sqrt(instance.maxPowerW() / instance.userNoisePowerW());
        ComplexMatrix e = UniformLinearArray.steeringDerivative(m, estimation.angleRad());
        requireReasonableGains(bs.channels(), scale * scale, station);
        return new CanonicalProblem(
                scaled(bs.channels(), scale),
                unit(UniformLinearArray.steering(m, detection.angleRad())),
                unit(UniformLinearArray.steering(m, estimation.angleRad())),
                observable ? unit(e) : ComplexMatrix.zeros(m, 1),
                deltaD,
                deltaE);
    }

    /** Beyond this, products of gains leave the range of double numbers or drown all the others. */
    private static void requireReasonableGains(ComplexMatrix h, double scale, int station) {
        for (int i = 0; i < h.rows(); i++) {
            double gain = 0;
            for (int m = 0; m < h.cols(); m++) {
                gain += square(h.re(i, m)) + square(h.im(i, m));
            }
            if (!(gain * scale <= MOST_GAIN)) {
                throw new InvalidInputException(
                        String.format(
                                Locale.ROOT,
                                "baseStations[%d].channels: expected a gain ||h||^2 maxPowerW /"
                                        + " userNoisePowerW of at most %.0e, found %.3e for user %d",
                                station,
                                MOST_GAIN,
                                gain * scale,
                                i));
            }
        }
    }

    /** M. */
    public int antennas() {
        return d.rows();
    }

    /** N. */
    public int users() {
        return channels.rows();
    }

    private static double square(double x) {
        return x * x;
    }

    private static ComplexMatrix unit(ComplexMatrix vector) {
        return scaled(vector, 1 / Math.sqrt(vector.squaredFrobeniusNorm()));
    }

    private static ComplexMatrix scaled(ComplexMatrix matrix, double factor) {
        int length = matrix.rows() * matrix.cols();
        double[] re = new double[length];
        double[] im = new double[length];
        for (int i = 0; i < length; i++) {
            re[i] = matrix.re()[i] * factor;
            im[i] = matrix.im()[i] * factor;
        }
        return ComplexMatrix.of(matrix.rows(), matrix.cols(), re, im);
    }
}
