package org.beamforge.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.model.scenario.PathLoss;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.beamforge.network.Network;
import org.beamforge.network.SetValues;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.exactfp.ExactFpSolver;

/** Small random networks of different character, reproducible from a seed. */
public final class Networks {
    /** What a network is like. */
    public enum Kind {
        /** The paper scenario as printed: one strong user per base station. */
        PAPER_AMPLITUDE,
        /** The paper scenario with path loss as a power gain: many strong users. */
        PAPER_POWER,
        /** Independent channels of like strength, -20..40 dB. */
        DENSE,
        /** Every user has the same channel. */
        EQUAL_USERS,
        /** Some users cannot be reached by anybody. */
        ZERO_USERS,
        /** Channels that hardly differ in direction. */
        NEARLY_PARALLEL,
        /** One user per base station. */
        AS_MANY_USERS_AS_STATIONS,
        /** A single base station. */
        ONE_STATION
    }

    private Networks() {}

    public static Kind kindOf(int seed) {
        return Kind.values()[seed % Kind.values().length];
    }

    /** A network of the kind that the seed picks, K 1..4, N K..6, M 2..12. */
    public static Instance small(int seed) {
        Random random = new Random(seed);
        Kind kind = kindOf(seed);
        int stations = kind == Kind.ONE_STATION ? 1 : 1 + random.nextInt(4);
        int users =
                kind == Kind.AS_MANY_USERS_AS_STATIONS
                        ? stations
                        : stations + random.nextInt(7 - stations);
        int antennas = 2 + random.nextInt(11);
        return of(kind, stations, users, antennas, random);
    }

    /** A network of the given kind and size; its sensing leaves 2 to 98 % of the power. */
    public static Instance of(Kind kind, int stations, int users, int antennas, Random random) {
        if (kind == Kind.PAPER_AMPLITUDE || kind == Kind.PAPER_POWER) {
            return ScenarioGenerator.generate(
                    ScenarioSettings.builder()
                            .users(users)
                            .stations(Math.min(3, stations))
                            .antennas(12 + antennas)
                            .pathLoss(
                                    kind == Kind.PAPER_POWER ? PathLoss.POWER : PathLoss.AMPLITUDE)
                            .seed(random.nextInt(1000))
                            .build());
        }
        double gain = Math.pow(10, (60 * random.nextDouble() - 20) / 20);
        List<BaseStation> list = new ArrayList<>();
        for (int k = 0; k < stations; k++) {
            double[] re = new double[users * antennas];
            double[] im = new double[users * antennas];
            for (int i = 0; i < users; i++) {
                boolean unreachable = kind == Kind.ZERO_USERS && i % 2 == 1;
                for (int m = 0; m < antennas; m++) {
                    int at = i * antennas + m;
                    re[at] = unreachable ? 0 : gain * random.nextGaussian();
                    im[at] = unreachable ? 0 : gain * random.nextGaussian();
                    if (i > 0 && kind == Kind.EQUAL_USERS) {
                        re[at] = re[m];
                        im[at] = im[m];
                    }
                    if (i > 0 && kind == Kind.NEARLY_PARALLEL) {
                        re[at] = re[m] + 1e-2 * re[at];
                        im[at] = im[m] + 1e-2 * im[at];
                    }
                }
            }
            double sensing = 0.02 + 0.96 * random.nextDouble() * random.nextDouble();
            double split = random.nextDouble();
            list.add(
                    station(
                            ComplexMatrix.of(users, antennas, re, im),
                            Math.max(1e-6, sensing * split),
                            Math.max(1e-6, sensing * (1 - split)),
                            0.3 + 2.5 * random.nextDouble(),
                            0.3 + 2.5 * random.nextDouble()));
        }
        return unitInstance(antennas, users, list);
    }

    /** An instance in canonical units: power 1, noise 1, 0 dB, 1 rad^2. */
    public static Instance unitInstance(int antennas, int users, List<BaseStation> list) {
        return new Instance(antennas, users, 1, 1, 1, 1, 0, 1, list, Optional.empty());
    }

    /**
     * A base station of {@link #unitInstance} whose sensing tasks alone would need the given
     * fractions of the power.
     */
    public static BaseStation station(
            ComplexMatrix channels,
            double deltaD,
            double deltaE,
            double detectionAngle,
            double estimationAngle) {
        int m = channels.cols();
        double sine = Math.max(1e-3, Math.abs(Math.sin(estimationAngle))); // endfire: any gain
        double information = 2 * Math.PI * Math.PI * sine * sine * ((double) m * m - 1) / 12;
        return new BaseStation(
                channels,
                new DetectionTarget(detectionAngle, 1, 1 / deltaD),
                new EstimationTarget(
                        estimationAngle,
                        1,
                        new Complex(m > 1 ? 1 / Math.sqrt(information * deltaE) : 1 / deltaE, 0)));
    }

    /** Values with the given starting points and one thread; the caller closes nothing. */
    public static SetValues values(Instance instance, int starts) {
        return values(instance, starts, Cancellation.none());
    }

    public static SetValues values(Instance instance, int starts, Cancellation cancellation) {
        ComplexKernels kernels = KernelProvider.best();
        return new SetValues(
                Network.of(instance, false, kernels),
                new ExactFpSolver(kernels, 1),
                new BeamSettings(1e-6, starts, 600, 1),
                cancellation);
    }
}
