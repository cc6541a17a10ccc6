package org.beamforge.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;

/** Random inputs of moderate size in SI-like units, for comparisons with brute force. */
final class RandomNetworks {
    private RandomNetworks() {}

    static Instance instance(int stations, int users, int antennas, long seed) {
        Random random = new Random(seed);
        List<BaseStation> list = new ArrayList<>();
        for (int k = 0; k < stations; k++) {
            list.add(
                    new BaseStation(
                            gaussian(users, antennas, 1e-5, random),
                            detectionTarget(random),
                            estimationTarget(random)));
        }
        return new Instance(
                antennas, users, 2.0, 3e-12, 2e-12, 64, 5, 0.02, list, Optional.empty());
    }

    static DetectionTarget detectionTarget(Random random) {
        return new DetectionTarget(
                0.3 + 2.5 * random.nextDouble(),
                1e-5 * (0.5 + random.nextDouble()),
                1e9 * (0.5 + random.nextDouble()));
    }

    static EstimationTarget estimationTarget(Random random) {
        return new EstimationTarget(
                -(0.3 + 2.5 * random.nextDouble()),
                1e-5 * (0.5 + random.nextDouble()),
                new Complex(300 * random.nextGaussian(), 300 * random.nextGaussian()));
    }

    /** Entries CN(0, 1) times {@code scale}. */
    static ComplexMatrix gaussian(int rows, int cols, double scale, Random random) {
        double[] re = new double[rows * cols];
        double[] im = new double[rows * cols];
        for (int i = 0; i < re.length; i++) {
            re[i] = scale * random.nextGaussian() * Math.sqrt(0.5);
            im[i] = scale * random.nextGaussian() * Math.sqrt(0.5);
        }
        return ComplexMatrix.of(rows, cols, re, im);
    }

    static Beamformer beamformer(int antennas, int users, int radar, Random random) {
        double scale = Math.sqrt(1.0 / (antennas * (users + radar)));
        return new Beamformer(
                gaussian(antennas, users, scale, random), gaussian(antennas, radar, scale, random));
    }
}
