package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.mmadmm.lanes.LaneGroup;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.TensorEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop with one problem per lane, against the loop with one problem at a time. */
class LaneBatchTest {
    private static final TensorEngine JAVA = Engines.create("java", KernelProvider.best());

    /** More than two groups, the last one not full. */
    private static final int COUNT = 2 * LaneGroup.lanes() + 3;

    private static List<BeamProblem> problems(int antennas, int users, boolean full, long seed) {
        Random random = new Random(seed);
        List<BeamProblem> problems = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            problems.add(
                    RandomBeamProblems.all(
                            RandomBeamProblems.canonical(
                                    antennas, users, 0.4 * random.nextDouble(), 0, 30, random),
                            full));
        }
        return problems;
    }

    private static List<AdmmProblem> jobs(List<BeamProblem> problems) {
        List<AdmmProblem> jobs = new ArrayList<>();
        for (BeamProblem problem : problems) {
            Coordinates coordinates = Coordinates.of(problem);
            SplitComplex x =
                    new StartingBeams(JAVA.kernels())
                            .of(
                                    coordinates.problem(),
                                    SensingFeasibility.of(coordinates.problem(), JAVA.kernels()),
                                    problem.users() + problem.dimension(),
                                    0,
                                    Initialisation.MATCHED_FILTER,
                                    1);
            jobs.add(new AdmmProblem(coordinates, jobs.size(), 0, x));
        }
        return jobs;
    }

    private static List<AdmmProblem> solved(
            LoopBatch batch, List<BeamProblem> problems, int limit) {
        List<AdmmProblem> jobs = jobs(problems);
        try (batch) {
            batch.solve(jobs, 1e-6, limit, Cancellation.none(), BeamListener.NONE);
        }
        return jobs;
    }

    private static MmAdmm alone(Schedule schedule, BeamProblem shape) {
        return new MmAdmm(JAVA, schedule, COUNT, shape.dimension(), shape.users());
    }

    private static LaneBatch lanes(TensorEngine engine, Schedule schedule, BeamProblem shape) {
        return new LaneBatch(engine, schedule, COUNT, shape.dimension(), shape.users());
    }

    private static void assertSame(
            List<AdmmProblem> some, List<AdmmProblem> others, double accuracy, String what) {
        for (int i = 0; i < some.size(); i++) {
            AdmmProblem a = some.get(i);
            AdmmProblem b = others.get(i);
            String at = what + ", problem " + i;
            assertThat(b.status).as(at).isEqualTo(a.status);
            assertThat(b.inner).as(at).isEqualTo(a.inner);
            assertThat(b.outer).as(at).isEqualTo(a.outer);
            assertThat(b.rate).as(at).isCloseTo(a.rate, within(accuracy));
            assertThat(b.rho).as(at).isCloseTo(a.rho, within(accuracy * a.rho));
            assertThat(b.violation).as(at).isCloseTo(a.violation, within(accuracy));
            // z is a sum of differences over rho.
            assertThat(b.z).as(at).containsExactly(a.z, within(accuracy / a.rho));
            assertThat(b.x.re()).as(at).containsExactly(a.x.re(), within(accuracy * 10));
            assertThat(b.x.im()).as(at).containsExactly(a.x.im(), within(accuracy * 10));
            assertThat(b.bRe).as(at).containsExactly(a.bRe, within(accuracy * 10));
            if (a.w != null) {
                assertThat(b.w.re()).as(at).containsExactly(a.w.re(), within(accuracy * 10));
            }
        }
    }

    /** The printed schedule, whose iterations are plain: step for step the same. */
    @ParameterizedTest(name = "{0} users, M = {1}, full dimension {2}")
    @CsvSource({
        "1, 16, false",
        "2, 16, false",
        "3, 16, false",
        "5, 6, false",
        "10, 16, false",
        "6, 3, false",
        "1, 6, true",
        "3, 12, true",
        "8, 16, true"
    })
    void agreesWithOneProblemAtATime(int users, int antennas, boolean full) {
        List<BeamProblem> problems = problems(antennas, users, full, 100L * users + antennas);
        BeamProblem shape = problems.get(0);
        assertSame(
                solved(alone(Schedule.PAPER, shape), problems, 25),
                solved(lanes(JAVA, Schedule.PAPER, shape), problems, 25),
                1e-8,
                "paper");
    }

    /**
     * The scaled schedule, with extrapolation and mixed variables. Anderson's mixing is the faster
     * the more it amplifies what differs, rounding included, so only the first iterations compare.
     * With mu of (59c) as accurate in long steps as in short ones, which the solver does without.
     */
    @ParameterizedTest(name = "{0} users, full dimension {1}")
    @CsvSource({"1, false", "2, false", "4, false", "10, false", "4, true"})
    void agreesOnTheScaledScheduleAtFirst(int users, boolean full) {
        List<BeamProblem> problems = problems(16, users, full, 7L * users);
        BeamProblem shape = problems.get(0);
        assertSame(
                solved(alone(Schedule.SCALED, shape), problems, 4),
                solved(
                        new LaneBatch(
                                JAVA, Schedule.SCALED, COUNT, shape.dimension(), shape.users(), 0),
                        problems,
                        4),
                1e-9,
                "scaled");
    }

    /** And ends at points as good, once they are feasible. */
    @ParameterizedTest(name = "{0} users")
    @ValueSource(ints = {1, 3, 8})
    void endsWhereOneProblemAtATimeEnds(int users) {
        List<BeamProblem> problems = problems(16, users, false, 31L * users);
        BeamProblem shape = problems.get(0);
        List<AdmmProblem> a = solved(alone(Schedule.SCALED, shape), problems, 100);
        List<AdmmProblem> b = solved(lanes(JAVA, Schedule.SCALED, shape), problems, 100);
        Restoration restoration = new Restoration(JAVA.kernels());
        int cols = users + shape.dimension();
        for (int i = 0; i < COUNT; i++) {
            restoration.keepBest(a.get(i), cols);
            restoration.keepBest(b.get(i), cols);
            double rate = a.get(i).best.rateNats();
            assertThat(b.get(i).best.rateNats())
                    .as("problem %d", i)
                    .isCloseTo(rate, within(1e-4 * rate));
        }
    }

    /**
     * Searching mu less accurately in long steps neither leaves the power ball nor makes trial
     * points that are not taken.
     */
    @ParameterizedTest(name = "{0} users, M = {1}")
    @CsvSource({"1, 16", "2, 6", "4, 16", "10, 16"})
    void looseStepsStayInTheBallAndAreTaken(int users, int antennas) {
        List<BeamProblem> problems = problems(antennas, users, false, 61L * users);
        BeamProblem shape = problems.get(0);
        int exact = 0;
        for (AdmmProblem job : solved(alone(Schedule.SCALED, shape), problems, 100)) {
            exact += job.inner - job.outer;
        }
        int loose = 0;
        for (AdmmProblem job : solved(lanes(JAVA, Schedule.SCALED, shape), problems, 100)) {
            loose += job.inner - job.outer;
            double power = 0;
            for (int i = 0; i < job.x.length(); i++) {
                power += job.x.re()[i] * job.x.re()[i] + job.x.im()[i] * job.x.im()[i];
            }
            assertThat(power).isLessThanOrEqualTo(1 + 1e-8);
        }
        assertThat(loose).as("steps not taken; %d exactly", exact).isLessThan(20 + exact * 5 / 4);
    }

    /** Neither the lane nor the neighbours change a bit. */
    @Test
    void aProblemDoesNotDependOnItsNeighbours() {
        List<BeamProblem> problems = problems(12, 3, false, 5);
        BeamProblem shape = problems.get(0);
        List<AdmmProblem> together = solved(lanes(JAVA, Schedule.SCALED, shape), problems, 60);
        for (int i : new int[] {0, 1, LaneGroup.lanes() - 1, LaneGroup.lanes(), COUNT - 1}) {
            AdmmProblem alone =
                    solved(lanes(JAVA, Schedule.SCALED, shape), List.of(problems.get(i)), 60)
                            .get(0);
            AdmmProblem job = together.get(i);
            assertThat(job.x.re()).as("problem %d", i).containsExactly(alone.x.re());
            assertThat(job.x.im()).as("problem %d", i).containsExactly(alone.x.im());
            assertThat(job.inner).isEqualTo(alone.inner);
            assertThat(job.rate).isEqualTo(alone.rate);
        }
    }

    /** A second run goes on where the first one stopped, as the race of starts has it. */
    @ParameterizedTest(name = "scaled {0}")
    @ValueSource(booleans = {false, true})
    void aRunGoesOn(boolean scaled) {
        List<BeamProblem> problems = problems(12, 2, false, 9);
        BeamProblem shape = problems.get(0);
        List<AdmmProblem> a = jobs(problems);
        List<AdmmProblem> b = jobs(problems);
        Schedule schedule = scaled ? Schedule.SCALED : Schedule.PAPER;
        try (MmAdmm one = alone(schedule, shape);
                LaneBatch other =
                        new LaneBatch(JAVA, schedule, COUNT, shape.dimension(), shape.users(), 0)) {
            // Few iterations with mixing, which amplifies rounding.
            for (int limit : scaled ? new int[] {3, 5} : new int[] {5, 9}) {
                one.solve(a, 1e-6, limit, Cancellation.none(), BeamListener.NONE);
                other.solve(b, 1e-6, limit, Cancellation.none(), BeamListener.NONE);
            }
        }
        assertSame(a, b, scaled ? 1e-8 : 1e-9, "continued");
    }

    @ParameterizedTest(name = "full dimension {0}")
    @ValueSource(booleans = {false, true})
    void enginesAgree(boolean full) {
        List<BeamProblem> problems = problems(9, 3, full, 11);
        BeamProblem shape = problems.get(0);
        TensorEngine nd4j = Engines.create("nd4j", KernelProvider.best());
        assertSame(
                solved(lanes(JAVA, Schedule.PAPER, shape), problems, 20),
                solved(lanes(nd4j, Schedule.PAPER, shape), problems, 20),
                1e-9,
                "nd4j");
    }

    @Test
    void stopsWhenAsked() {
        List<BeamProblem> problems = problems(9, 2, false, 13);
        BeamProblem shape = problems.get(0);
        List<AdmmProblem> jobs = jobs(problems);
        Cancellation cancellation = Cancellation.none();
        int[] rows = new int[1];
        try (LaneBatch batch = lanes(JAVA, Schedule.SCALED, shape)) {
            batch.solve(
                    jobs,
                    0,
                    1000,
                    cancellation,
                    (position, k, rate, primal, dual, violation, rho, adapted) -> {
                        if (++rows[0] == 50) {
                            cancellation.cancel();
                        }
                    });
        }
        assertThat(rows[0]).isGreaterThanOrEqualTo(50);
        for (AdmmProblem job : jobs) {
            assertThat(job.status).isEqualTo(SolveStatus.CANCELLED);
            assertThat(job.outer).isLessThan(1000);
        }
    }

    /** Zero channels and users in one direction: A is singular, of rank one or zero. */
    @Test
    void degenerateChannels() {
        Random random = new Random(17);
        List<BeamProblem> problems = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            BeamProblem any =
                    RandomBeamProblems.all(
                            RandomBeamProblems.canonical(8, 3, 0.2, 0, 20, random), true);
            SplitComplex h = any.channels();
            for (int row = 0; row < 8; row++) {
                for (int user = 1; user < 3; user++) {
                    double factor = i % 2 == 0 ? 1 : 0;
                    h.re()[row * 3 + user] = factor * h.re()[row * 3];
                    h.im()[row * 3 + user] = factor * h.im()[row * 3];
                }
            }
            problems.add(any);
        }
        BeamProblem shape = problems.get(0);
        assertSame(
                solved(alone(Schedule.PAPER, shape), problems, 15),
                solved(lanes(JAVA, Schedule.PAPER, shape), problems, 15),
                1e-9,
                "degenerate");
    }

    @Test
    void lanesAreForCallsWithManyStarts() {
        LoopEngine loops = LoopEngine.of(JAVA);
        boolean vectors = JAVA.kernels().lanes() > 1;
        try (LoopBatch few = loops.forStarts(100).batch(Schedule.SCALED, 20, 7, 4);
                LoopBatch many = loops.forStarts(100_000).batch(Schedule.SCALED, 20, 7, 4);
                LoopBatch wide = loops.forStarts(100_000).batch(Schedule.SCALED, 20, 512, 4)) {
            assertThat(few).isInstanceOf(MmAdmm.class);
            assertThat(many).isInstanceOf(vectors ? LaneBatch.class : MmAdmm.class);
            assertThat(wide).isInstanceOf(MmAdmm.class); // W would not fit into a cache
        }
        // A batch without lanes holds all its problems at a time, so it stays small.
        assertThat(loops.forStarts(100_000).preferredBatch(512, 4))
                .isEqualTo(loops.preferredBatch(512, 4));
        assertThat(loops.forStarts(100_000).preferredBatch(7, 4))
                .isGreaterThanOrEqualTo(loops.preferredBatch(7, 4));
        LoopEngine plain = LoopEngine.of(Engines.create("java", KernelProvider.plain()));
        try (LoopBatch batch = plain.forStarts(100_000).batch(Schedule.SCALED, 20, 7, 4)) {
            assertThat(batch).isInstanceOf(MmAdmm.class);
        }
    }

    /** The whole solver through the lanes: race of starts, runs that go on, restoration. */
    @Test
    void theSolverFindsWhatItFindsWithoutLanes() {
        List<BeamProblem> problems = new ArrayList<>();
        for (long seed = 40_000; seed < 40_080; seed++) {
            problems.add(RandomBeamProblems.any(seed));
        }
        List<BeamResult> without = solved(LoopEngine.of(JAVA), problems);
        List<BeamResult> with = solved(TensorLoops.of(JAVA, 1), problems);
        List<BeamResult> again = solved(TensorLoops.of(JAVA, 1), problems);
        double[] loss = new double[problems.size()];
        for (int i = 0; i < loss.length; i++) {
            BeamResult expected = without.get(i);
            BeamResult found = with.get(i);
            loss[i] = Math.abs(found.rateNats() / expected.rateNats() - 1);
            assertThat(loss[i]).as("seed %d", 40_000 + i).isLessThan(0.01);
            assertThat(found.status() == SolveStatus.INFEASIBLE)
                    .isEqualTo(expected.status() == SolveStatus.INFEASIBLE);
            assertThat(again.get(i).rateNats()).as("repeated").isEqualTo(found.rateNats());
        }
        Arrays.sort(loss);
        assertThat(loss[loss.length / 2]).isLessThan(1e-6);
        assertThat(loss[loss.length * 9 / 10]).isLessThan(1e-4);
    }

    private static List<BeamResult> solved(LoopEngine loops, List<BeamProblem> problems) {
        try (MmAdmmSolver solver = MmAdmmSolver.create(loops, Schedule.SCALED, 2)) {
            return solver.solve(
                    problems, BeamSettings.defaults(), Cancellation.none(), BeamListener.NONE);
        }
    }
}
