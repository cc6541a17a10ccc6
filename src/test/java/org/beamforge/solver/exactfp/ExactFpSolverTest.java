package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.CompressedProblem;
import org.beamforge.solver.ReferenceKernels;
import org.beamforge.solver.StationSubspace;
import org.beamforge.solver.Stations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactFpSolverTest {
    private static List<BeamProblem> batch(int size) {
        List<BeamProblem> problems = new ArrayList<>();
        for (int seed = 0; seed < size; seed++) {
            Stations.Kind[] kinds = Stations.Kind.values();
            problems.add(Stations.random(kinds[seed % kinds.length], seed).compressed().problem());
        }
        return problems;
    }

    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {2, 3, 7})
    void resultsDoNotDependOnTheNumberOfThreads(int threads) {
        List<BeamProblem> problems = batch(80);
        try (ExactFpSolver one = new ExactFpSolver(Stations.KERNELS, 1);
                ExactFpSolver many = new ExactFpSolver(Stations.KERNELS, threads)) {
            List<BeamResult> expected =
                    one.solve(
                            problems,
                            BeamSettings.defaults(),
                            Cancellation.none(),
                            BeamListener.NONE);
            List<BeamResult> found =
                    many.solve(
                            problems,
                            BeamSettings.defaults(),
                            Cancellation.none(),
                            BeamListener.NONE);
            for (int i = 0; i < problems.size(); i++) {
                assertThat(found.get(i).rateNats()).isEqualTo(expected.get(i).rateNats());
                assertThat(found.get(i).communication().re())
                        .containsExactly(expected.get(i).communication().re());
                assertThat(found.get(i).radar().im()).containsExactly(expected.get(i).radar().im());
                assertThat(found.get(i).innerIterations())
                        .isEqualTo(expected.get(i).innerIterations());
            }
        }
    }

    @Test
    void resultsDoNotHangOnTheKernelProvider() {
        try (ExactFpSolver plain = new ExactFpSolver(Stations.KERNELS, 1);
                ExactFpSolver other = new ExactFpSolver(new ReferenceKernels(), 1)) {
            List<BeamProblem> problems = new ArrayList<>();
            for (int seed = 0; seed < 10; seed++) {
                problems.add(
                        Stations.random(Stations.Kind.GENERIC, seed, 1 + seed % 3)
                                .compressed()
                                .problem());
            }
            BeamSettings settings = BeamSettings.defaults();
            List<BeamResult> a =
                    plain.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
            List<BeamResult> b =
                    other.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
            for (int i = 0; i < problems.size(); i++) {
                assertThat(b.get(i).rateNats())
                        .as("seed %d", i)
                        .isCloseTo(a.get(i).rateNats(), within(1e-5 * a.get(i).rateNats()));
            }
            assertThat(other.engine()).isEqualTo("java (ejml, 1 thread)");
        }
    }

    @Test
    void cancellationComesBackWithAFeasiblePointOfEveryProblem() {
        List<Stations.Station> stations = new ArrayList<>();
        List<CompressedProblem> compressed = new ArrayList<>();
        List<BeamProblem> problems = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            stations.add(Stations.random(Stations.Kind.GENERIC, seed, 4));
            compressed.add(stations.get(seed).compressed());
            problems.add(compressed.get(seed).problem());
        }
        Cancellation cancellation = Cancellation.none();
        AtomicInteger iterations = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        List<BeamResult> results;
        try (ExactFpSolver solver = new ExactFpSolver(Stations.KERNELS, 2)) {
            results =
                    solver.solve(
                            problems,
                            BeamSettings.defaults().withStarts(8),
                            cancellation,
                            (p, iteration, nats, primal, dual, violation, t, adapted) -> {
                                if (cancellation.cancelled()) {
                                    after.incrementAndGet();
                                }
                                if (iterations.incrementAndGet() == 500) {
                                    cancellation.cancel();
                                }
                            });
        }
        // One more outer iteration each at most; an uncancelled run has over 100 per problem.
        assertThat(after.get()).isLessThanOrEqualTo(problems.size() + 2);
        int cancelled = 0;
        for (int i = 0; i < problems.size(); i++) {
            BeamResult result = results.get(i);
            cancelled += result.status() == SolveStatus.CANCELLED ? 1 : 0;
            assertThat(result.status().hasFeasiblePoint()).isTrue();
            assertThat(stations.get(i).metrics(compressed.get(i), result).maxViolation())
                    .as(stations.get(i).toString())
                    .isLessThanOrEqualTo(1e-6);
        }
        assertThat(cancelled).isGreaterThanOrEqualTo(30);
    }

    @Test
    void aDeadlineInThePastStillYieldsFeasiblePoints() {
        Stations.Station station = Stations.random(Stations.Kind.GENERIC, 3, 3);
        CompressedProblem problem = station.compressed();
        try (ExactFpSolver solver = new ExactFpSolver(Stations.KERNELS, 1)) {
            BeamResult result =
                    solver.solve(
                                    List.of(problem.problem()),
                                    BeamSettings.defaults(),
                                    Cancellation.none().withTimeLimit(0),
                                    BeamListener.NONE)
                            .get(0);
            assertThat(result.status()).isEqualTo(SolveStatus.TIME_LIMIT);
            assertThat(result.outerIterations()).isEqualTo(1);
            assertThat(station.metrics(problem, result).maxViolation()).isLessThanOrEqualTo(1e-6);
        }
    }

    @Test
    void theIterationLimitIsReportedAndThePointStaysFeasible() {
        int limited = 0;
        for (int seed = 1; seed <= 20; seed++) {
            Stations.Station station = Stations.random(Stations.Kind.GENERIC, seed, 6);
            CompressedProblem problem = station.compressed();
            BeamResult result = Solving.solve(problem.problem(), new BeamSettings(1e-9, 1, 1, 1));
            limited += result.status() == SolveStatus.MAX_ITERATIONS ? 1 : 0;
            assertThat(result.status())
                    .as("seed %d", seed)
                    .isIn(SolveStatus.MAX_ITERATIONS, SolveStatus.SOLVED);
            assertThat(result.outerIterations()).isLessThanOrEqualTo(1 + 4 * 3);
            assertThat(station.metrics(problem, result).maxViolation())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(1e-6);
        }
        assertThat(limited).isPositive();
    }

    /** Gains spread over 160 dB: the full dimension reaches the value of the compressed problem. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void widelySpreadUsersAreSolvedInTheFullDimension(long seed) {
        Stations.Station station = spread(seed, 40);
        CompressedProblem full =
                StationSubspace.of(station.canonical(), true).problem(0, 1, 2, 3, 4);
        BeamResult result = Solving.solve(full.problem());
        assertThat(result.status()).isEqualTo(SolveStatus.SOLVED);
        assertThat(result.rateNats())
                .isCloseTo(
                        Solving.solve(station.compressed().problem()).rateNats(),
                        withinPercentage(2e-3));
        assertThat(station.metrics(full, result).maxViolation()).isLessThanOrEqualTo(1e-6);
    }

    /**
     * Over 320 dB the weak users are below the rounding of the strong ones in the full dimension,
     * and with large multipliers the inner step cannot always finish: the repair has to hold.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatTheArithmeticCannotSolveIsStillFeasible(long seed) {
        Stations.Station station = spread(seed, 80);
        CompressedProblem full =
                StationSubspace.of(station.canonical(), true).problem(0, 1, 2, 3, 4);
        BeamResult result = Solving.solve(full.problem());
        assertThat(result.rateNats()).isPositive();
        assertThat(station.metrics(full, result).maxViolation()).isLessThanOrEqualTo(1e-6);
    }

    /** Five users whose gains are this many dB apart, the middle one at 0 dB. */
    private static Stations.Station spread(long seed, double decibels) {
        Random random = new Random(seed);
        ComplexMatrix h = ComplexMatrix.zeros(5, 11);
        for (int i = 0; i < 5 * 11; i++) {
            double size = Math.pow(10, decibels / 20 * (i / 11 - 2));
            h.re()[i] = size * random.nextGaussian();
            h.im()[i] = size * random.nextGaussian();
        }
        double[] angles = {0.9, 1.7};
        return Stations.station(Stations.Kind.GENERIC, seed, 0.4, h, angles, 0.7);
    }
}
