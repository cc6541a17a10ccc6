package org.beamforge.solver;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.PlainKernels;
import org.beamforge.metrics.StationMetrics;
import org.beamforge.model.Association;
import org.beamforge.model.BaseStation;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.dual.SensingNeed;

/**
 * Random networks of one base station with units, so that the metrics can judge what the solvers
 * return. The least power for sensing is set to a given fraction of the budget.
 */
public final class Stations {
    public static final ComplexKernels KERNELS = new PlainKernels();

    private static final double POWER = 0.7;
    private static final double USER_NOISE = 3e-13;
    private static final double RADAR_NOISE = 2e-13;
    private static final int SNAPSHOTS = 256;
    private static final double TARGET_GAIN = 2e-3;
    private static final double RCS = 5;
    private static final Complex ALPHA = new Complex(0.3, -0.4);

    private Stations() {}

    /** What is special about a network. */
    public enum Kind {
        GENERIC,
        FEW_ANTENNAS,
        DUPLICATE_CHANNELS,
        ZERO_CHANNEL,
        NEARLY_PARALLEL,
        COINCIDING_TARGETS,
        CHANNEL_ON_TARGET,
        WEAK_USERS
    }

    /** A network and its canonical problem. */
    public record Station(Kind kind, long seed, double fraction, Instance instance) {
        public CanonicalProblem canonical() {
            return CanonicalProblem.of(instance, 0);
        }

        /** All users served. */
        public CompressedProblem compressed() {
            int[] all = new int[instance.users()];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return StationSubspace.of(canonical(), false).problem(all);
        }

        /** Everything recomputed in antenna space from the beamformer of a result. */
        public StationMetrics metrics(CompressedProblem problem, BeamResult result) {
            return StationMetrics.of(
                    instance,
                    0,
                    Association.of(1, new int[instance.users()]),
                    problem.expand(result, instance.maxPowerW()));
        }

        @Override
        public String toString() {
            return "%s seed %d: M %d, N %d, fraction %.4g"
                    .formatted(kind, seed, instance.antennas(), instance.users(), fraction);
        }
    }

    /** M 2..16, N 1..6, gains -20..40 dB per user, sensing fraction 1e-6..0.999. */
    public static Station random(Kind kind, long seed) {
        Random random = new Random(31 * seed + kind.ordinal());
        return random(kind, seed, 1 + random.nextInt(6), random);
    }

    /** As {@link #random(Kind, long)} with N given. */
    public static Station random(Kind kind, long seed, int users) {
        return random(kind, seed, users, new Random(31 * seed + kind.ordinal()));
    }

    private static Station random(Kind kind, long seed, int users, Random random) {
        int m = kind == Kind.FEW_ANTENNAS ? 2 + random.nextInt(2) : 2 + random.nextInt(15);
        double fraction =
                random.nextBoolean()
                        ? Math.pow(10, -6 * random.nextDouble()) * 0.999
                        : 0.5 + 0.499 * random.nextDouble();
        return random(kind, seed, users, m, fraction, random);
    }

    public static Station random(
            Kind kind, long seed, int users, int m, double fraction, Random random) {
        double[] angles = {0.2 + 2.7 * random.nextDouble(), 0.2 + 2.7 * random.nextDouble()};
        if (kind == Kind.COINCIDING_TARGETS) {
            angles[1] = angles[0];
        }
        ComplexMatrix h = ComplexMatrix.zeros(users, m);
        for (int i = 0; i < users; i++) {
            double decibels = kind == Kind.WEAK_USERS ? -20 : -20 + 60 * random.nextDouble();
            double amplitude = Math.pow(10, decibels / 20);
            for (int p = 0; p < m; p++) {
                h.re()[i * m + p] = amplitude * random.nextGaussian() * Math.sqrt(0.5);
                h.im()[i * m + p] = amplitude * random.nextGaussian() * Math.sqrt(0.5);
            }
        }
        corrupt(kind, h, angles, random);
        return station(kind, seed, fraction, h, angles, Math.pow(10, 2 * random.nextDouble() - 1));
    }

    private static void corrupt(Kind kind, ComplexMatrix h, double[] angles, Random random) {
        int users = h.rows();
        int m = h.cols();
        int last = users - 1;
        switch (kind) {
            case DUPLICATE_CHANNELS -> copyRow(h, 0, last, 1 + random.nextDouble());
            case NEARLY_PARALLEL -> {
                double apart = Math.pow(10, -3 - 9 * random.nextDouble());
                copyRow(h, 0, last, 1);
                double size = Math.hypot(h.re(0, 0), h.im(0, 0));
                for (int p = 0; p < m && users > 1; p++) {
                    h.re()[last * m + p] += apart * size * random.nextGaussian();
                }
            }
            case ZERO_CHANNEL -> {
                for (int p = 0; p < m; p++) {
                    h.re()[last * m + p] = 0;
                    h.im()[last * m + p] = 0;
                }
            }
            case CHANNEL_ON_TARGET -> {
                double step = Math.PI * Math.cos(angles[random.nextInt(2)]);
                double size = Math.hypot(h.re(0, 0), h.im(0, 0));
                for (int p = 0; p < m; p++) {
                    h.re()[p] = size * Math.cos(step * p);
                    h.im()[p] = size * Math.sin(step * p);
                }
            }
            default -> {}
        }
    }

    private static void copyRow(ComplexMatrix h, int from, int to, double factor) {
        if (from == to) {
            return;
        }
        for (int p = 0; p < h.cols(); p++) {
            h.re()[to * h.cols() + p] = factor * h.re(from, p);
            h.im()[to * h.cols() + p] = factor * h.im(from, p);
        }
    }

    /**
     * The network with canonical channels {@code h} and a least sensing power of {@code fraction}.
     *
     * @param angles of the detection and the estimation target, rad
     * @param ratio deltaE over deltaD
     */
    public static Station station(
            Kind kind, long seed, double fraction, ComplexMatrix h, double[] angles, double ratio) {
        Instance unscaled = instance(h, angles, 1, ratio);
        BeamProblem sensing =
                StationSubspace.of(CanonicalProblem.of(unscaled, 0), false).problem().problem();
        SensingNeed need = SensingFeasibility.of(sensing, KERNELS);
        double scale = fraction / need.upperBound();
        return new Station(kind, seed, fraction, instance(h, angles, scale, scale * ratio));
    }

    /** The network with these canonical channels and sensing fractions (1.2 of the model). */
    public static Instance instance(
            ComplexMatrix h, double[] angles, double deltaD, double deltaE) {
        int m = h.cols();
        double beta4 = Math.pow(TARGET_GAIN, 4);
        double gamma = deltaD * RCS * beta4 * POWER / RADAR_NOISE;
        double sine = Math.sin(angles[1]);
        double information =
                2.0
                        * SNAPSHOTS
                        / RADAR_NOISE
                        * ALPHA.abs2()
                        * beta4
                        * Math.pow(Math.PI * sine, 2)
                        * (m * m - 1)
                        / 12.0
                        * POWER;
        double scale = Math.sqrt(USER_NOISE / POWER);
        ComplexMatrix channels = ComplexMatrix.zeros(h.rows(), m);
        for (int i = 0; i < h.rows() * m; i++) {
            channels.re()[i] = scale * h.re()[i];
            channels.im()[i] = scale * h.im()[i];
        }
        return new Instance(
                m,
                h.rows(),
                POWER,
                USER_NOISE,
                RADAR_NOISE,
                SNAPSHOTS,
                10 * Math.log10(gamma),
                1 / (deltaE * information),
                List.of(
                        new BaseStation(
                                channels,
                                new DetectionTarget(angles[0], TARGET_GAIN, RCS),
                                new EstimationTarget(angles[1], TARGET_GAIN, ALPHA))),
                Optional.empty());
    }
}
