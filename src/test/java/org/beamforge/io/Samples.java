package org.beamforge.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.Certificate;
import org.beamforge.Solution;
import org.beamforge.StationSolution;
import org.beamforge.association.LlmReport;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions;

/** Instances and solutions for the tests of this package; the numbers mean nothing. */
final class Samples {
    /** Every instance that ships with the tests. */
    static final List<String> SHIPPED =
            List.of(
                    "allserved-k1n6m32",
                    "dense-k3n5m8",
                    "infeasible-k2n4m8",
                    "paper-draw5",
                    "single-k1n1m16");

    private Samples() {}

    static Path shipped(String name) {
        return Path.of("src", "test", "resources", "instances", name + ".json");
    }

    /** Random bits: every exponent, and both zeros. */
    static Instance instance(int stations, int users, int antennas, boolean positions, long seed) {
        Random random = new Random(seed);
        List<BaseStation> list = new ArrayList<>();
        for (int k = 0; k < stations; k++) {
            list.add(
                    new BaseStation(
                            matrix(users, antennas, random),
                            new DetectionTarget(
                                    any(random), Math.exp(random.nextGaussian()), 6.6e10),
                            new EstimationTarget(
                                    any(random),
                                    Math.exp(random.nextGaussian()),
                                    new Complex(random.nextGaussian(), random.nextGaussian()))));
        }
        return new Instance(
                antennas,
                users,
                Math.exp(random.nextGaussian()),
                1e-12,
                Double.MIN_VALUE,
                Integer.MAX_VALUE,
                -7.25,
                0.1 + 0.2,
                list,
                positions
                        ? Optional.of(
                                new Positions(
                                        points(stations, random),
                                        points(users, random),
                                        points(stations, random),
                                        points(stations, random)))
                        : Optional.empty());
    }

    private static List<Positions.Point> points(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Positions.Point(random.nextGaussian(), -0.0))
                .toList();
    }

    static ComplexMatrix matrix(int rows, int cols, Random random) {
        double[] re = random.doubles((long) rows * cols).toArray();
        double[] im = new double[rows * cols];
        for (int i = 0; i < im.length; i++) {
            re[i] = any(random);
            im[i] = any(random);
        }
        if (im.length > 1) {
            im[0] = -0.0;
            im[1] = 0.0;
        }
        return ComplexMatrix.of(rows, cols, re, im);
    }

    private static double any(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : any(random);
    }

    /** Two base stations, three users, four antennas; radar columns 0 and 2. */
    static Solution solution(boolean certified) {
        Random random = new Random(3);
        List<StationSolution> stations =
                List.of(
                        new StationSolution(
                                1.0 / 3,
                                new int[] {0, 2},
                                7.000000000000001,
                                0.25,
                                0.01,
                                0.5,
                                new Beamformer(matrix(4, 3, random), ComplexMatrix.zeros(4, 0))),
                        new StationSolution(
                                2.5,
                                new int[] {1},
                                Double.NEGATIVE_INFINITY,
                                0.001,
                                Double.POSITIVE_INFINITY,
                                0.5,
                                new Beamformer(matrix(4, 3, random), matrix(4, 2, random))));
        List<IterationRecord> trace =
                List.of(
                        new IterationRecord(
                                "joint", -1, 1, 2.8, 3.1, Double.NaN, 1e-9, 0, 0.1, true, 0.25),
                        new IterationRecord(
                                "exact-fp", 1, 2, 0.1, 1e300, 1, 2, 3, 1e-300, false, 0.5));
        return new Solution(
                SolveStatus.SOLVED,
                2.8333333333333335,
                Association.of(2, 0, 1, 0),
                42,
                0.125,
                "exact-fp",
                "java",
                "joint",
                stations,
                trace,
                certified
                        ? Optional.of(new Certificate(3.1, 0.086, 2.9, true, 1L << 40, 1e30))
                        : Optional.empty(),
                certified ? Optional.empty() : Optional.of(llmReport()));
    }

    private static LlmReport llmReport() {
        return new LlmReport(
                List.of(
                        new LlmReport.Round("m-1", true, 2.5, 120, 18, 0.25, "valid"),
                        new LlmReport.Round(
                                "m-1", false, Double.NaN, -1, -1, 1.5, "row 2 is empty")),
                true);
    }
}
