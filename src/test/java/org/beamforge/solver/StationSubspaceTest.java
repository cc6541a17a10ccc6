package org.beamforge.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.UniformLinearArray;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compression keeps everything the problem sees, whatever the vectors look like. */
class StationSubspaceTest {
    private record Case(String name, ComplexMatrix channels, double[] angles) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Random random = new Random(17);
        double[] angles = {0.9, 1.7};
        List<Case> cases = new ArrayList<>();
        for (int m : new int[] {2, 3, 5, 12, 40}) {
            for (int n : new int[] {1, 2, 6}) {
                ComplexMatrix h = gaussian(n, m, random);
                cases.add(new Case("random M %d N %d".formatted(m, n), h, angles));
            }
        }
        for (double apart : new double[] {0, 1e-3, 1e-6, 1e-9, 1e-12}) {
            ComplexMatrix h = gaussian(4, 12, random);
            for (int p = 0; p < 12; p++) {
                h.re()[2 * 12 + p] = h.re(0, p) + apart * random.nextGaussian();
                h.im()[2 * 12 + p] = h.im(0, p);
                h.re()[3 * 12 + p] = -2 * h.im(1, p); // 2j times user 1
                h.im()[3 * 12 + p] = 2 * h.re(1, p) + apart * random.nextGaussian();
            }
            cases.add(new Case("parallel up to " + apart, h, angles));
        }
        ComplexMatrix zeros = gaussian(3, 8, random);
        for (int p = 0; p < 8; p++) {
            zeros.re()[8 + p] = 0;
            zeros.im()[8 + p] = 0;
        }
        cases.add(new Case("a zero channel", zeros, angles));
        cases.add(new Case("only zero channels", ComplexMatrix.zeros(2, 8), angles));
        cases.add(new Case("coinciding targets", gaussian(3, 9, random), new double[] {1, 1}));
        cases.add(
                new Case("nearly one target", gaussian(3, 9, random), new double[] {1, 1 + 1e-9}));
        ComplexMatrix steering = UniformLinearArray.steering(10, angles[0]);
        ComplexMatrix onTarget = gaussian(2, 10, random);
        System.arraycopy(steering.re(), 0, onTarget.re(), 0, 10);
        System.arraycopy(steering.im(), 0, onTarget.im(), 0, 10);
        cases.add(new Case("a channel on a target", onTarget, angles));
        ComplexMatrix spread = gaussian(5, 11, random);
        for (int i = 0; i < 5; i++) {
            for (int p = 0; p < 11; p++) {
                spread.re()[i * 11 + p] *= Math.pow(10, 4 * i - 8);
                spread.im()[i * 11 + p] *= Math.pow(10, 4 * i - 8);
            }
        }
        cases.add(new Case("norms 1e-8..1e8", spread, angles));
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void basisIsOrthonormalAndInnerProductsSurvive(Case c) {
        CanonicalProblem canonical =
                CanonicalProblem.of(Stations.instance(c.channels, c.angles, 0.1, 0.2), 0);
        int n = canonical.users();
        List<int[]> sets = new ArrayList<>();
        sets.add(new int[0]);
        sets.add(new int[] {n - 1});
        sets.add(range(n));
        StationSubspace subspace = StationSubspace.of(canonical, false);
        for (int[] set : sets) {
            CompressedProblem compressed = subspace.problem(set);
            BeamProblem problem = compressed.problem();
            int r = problem.dimension();
            assertThat(r).isLessThanOrEqualTo(Math.min(canonical.antennas(), set.length + 3));
            // Q itself: the expansion of the unit vectors.
            ZMatrixRMaj q =
                    Dense.of(
                            subspace.expand(compressed.inner(), Dense.split(Dense.identity(r)), r));
            assertThat(largest(Dense.plus(Dense.product(Dense.adjoint(q), q), -1, eye(r))))
                    .as("Q^H Q = I")
                    .isLessThan(1e-12);
            checkColumns(q, problem.sensing(), r, sensing(canonical), "sensing");
            checkColumns(q, problem.channels(), r, served(canonical, set), "channels");
        }
    }

    /** The vectors have to be Q times their coordinates: then every inner product survives. */
    private static void checkColumns(
            ZMatrixRMaj q, SplitComplex local, int r, ZMatrixRMaj full, String what) {
        ZMatrixRMaj back = Dense.product(q, Dense.of(r, full.numCols, local));
        for (int j = 0; j < full.numCols; j++) {
            double size = largest(Dense.column(full, j));
            ZMatrixRMaj error = Dense.plus(Dense.column(back, j), -1, Dense.column(full, j));
            assertThat(largest(error))
                    .as("%s, column %d", what, j)
                    .isLessThanOrEqualTo(1e-12 * size);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void compressedAndFullDimensionFindTheSame(Case c) {
        Stations.Station station =
                Stations.station(
                        Stations.Kind.GENERIC,
                        0,
                        0.4,
                        c.channels,
                        c.angles,
                        0.7 /* deltaE/deltaD */);
        CanonicalProblem canonical = station.canonical();
        int[] all = range(canonical.users());
        double[] rates = new double[2];
        SolveStatus[] statuses = new SolveStatus[2];
        try (ExactFpSolver solver = new ExactFpSolver(Stations.KERNELS, 1)) {
            for (int full = 0; full < 2; full++) {
                CompressedProblem problem = StationSubspace.of(canonical, full == 1).problem(all);
                assertThat(problem.problem().dimension()).matches(r -> r <= canonical.antennas());
                BeamResult result =
                        solver.solve(
                                        List.of(problem.problem()),
                                        BeamSettings.defaults(),
                                        Cancellation.none(),
                                        BeamListener.NONE)
                                .get(0);
                var metrics = station.metrics(problem, result);
                assertThat(metrics.maxViolation()).isLessThanOrEqualTo(1e-6);
                assertThat(metrics.rate())
                        .isCloseTo(result.rateBits(), within(1e-9 * (1 + result.rateBits())));
                rates[full] = result.rateNats();
                statuses[full] = result.status();
            }
        }
        if (rates[0] == 0) {
            assertThat(rates[1]).isZero();
        } else {
            // r + 4 enters the loss (r + 4) t, and t is 1e-7 of the rate. With 16 decades of
            // channel
            // power the full dimension lacks the graded basis that keeps small pivots accurate.
            boolean extreme = c.name.startsWith("norms");
            double percent = extreme ? 0.1 : 1e-4 + 1e-5 * (canonical.antennas() + 4);
            if (extreme && rates[1] < 0.999 * rates[0]) {
                assertThat(statuses[1]).isNotEqualTo(SolveStatus.SOLVED); // and it says so
            } else {
                assertThat(rates[1]).isCloseTo(rates[0], withinPercentage(percent));
            }
        }
    }

    private static ZMatrixRMaj sensing(CanonicalProblem canonical) {
        ZMatrixRMaj out = new ZMatrixRMaj(canonical.antennas(), 3);
        ComplexMatrix[] vectors = {canonical.d(), canonical.g(), canonical.e()};
        for (int v = 0; v < 3; v++) {
            for (int i = 0; i < out.numRows; i++) {
                out.set(i, v, vectors[v].re(i, 0), vectors[v].im(i, 0));
            }
        }
        return out;
    }

    private static ZMatrixRMaj served(CanonicalProblem canonical, int[] set) {
        ZMatrixRMaj out = new ZMatrixRMaj(canonical.antennas(), set.length);
        for (int j = 0; j < set.length; j++) {
            for (int i = 0; i < out.numRows; i++) {
                out.set(
                        i,
                        j,
                        canonical.channels().re(set[j], i),
                        canonical.channels().im(set[j], i));
            }
        }
        return out;
    }

    private static ZMatrixRMaj eye(int n) {
        return Dense.identity(n);
    }

    private static double largest(ZMatrixRMaj a) {
        double most = 0;
        for (double x : a.data) {
            most = Math.max(most, Math.abs(x));
        }
        return most;
    }

    private static int[] range(int n) {
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            out[i] = i;
        }
        return out;
    }

    private static ComplexMatrix gaussian(int rows, int cols, Random random) {
        ComplexMatrix z = ComplexMatrix.zeros(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            z.re()[i] = 3 * random.nextGaussian();
            z.im()[i] = 3 * random.nextGaussian();
        }
        return z;
    }
}
