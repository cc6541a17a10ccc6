package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamRates;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.TensorEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The batched loop of Algorithm 2. */
class MmAdmmTest {
    private static final ComplexKernels KERNELS = KernelProvider.plain();
    private static final TensorEngine JAVA = Engines.create("java", KERNELS);

    private static AdmmProblem job(BeamProblem problem, int position) {
        Coordinates coordinates = Coordinates.of(problem);
        SplitComplex x =
                new StartingBeams(KERNELS)
                        .of(
                                coordinates.problem(),
                                SensingFeasibility.of(coordinates.problem(), KERNELS),
                                problem.users() + problem.dimension(),
                                0,
                                Initialisation.MATCHED_FILTER,
                                1);
        return new AdmmProblem(coordinates, position, 0, x);
    }

    private static AdmmProblem run(AdmmProblem job, BeamProblem problem, Schedule schedule, int k) {
        try (MmAdmm batch = new MmAdmm(JAVA, schedule, 1, problem.dimension(), problem.users())) {
            batch.solve(List.of(job), 1e-9, k, Cancellation.none(), BeamListener.NONE);
        }
        return job;
    }

    /** The same, one problem per lane; returns rho of the last iteration. */
    private static double run(
            AdmmProblem job, BeamProblem problem, Schedule schedule, boolean lanes, int k) {
        double[] last = new double[1];
        BeamListener listener =
                (position, count, rate, primal, dual, violation, rho, adapted) -> last[0] = rho;
        int r = problem.dimension();
        int n = problem.users();
        try (LoopBatch batch =
                lanes
                        ? new LaneBatch(JAVA, schedule, 1, r, n)
                        : new MmAdmm(JAVA, schedule, 1, r, n)) {
            batch.solve(List.of(job), 1e-9, k, Cancellation.none(), listener);
        }
        return last[0];
    }

    /**
     * -rate + 1/(2 rho) sum |s_i - c_i|^2 for the duals of the last step, before and after it, both
     * from the beams alone.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyStepOfThePrintedScheduleDescends(long seed) {
        BeamProblem problem = RandomBeamProblems.any(seed);
        // Slow decay, so that the steps stay long.
        Schedule schedule = new Schedule("slow", 5, 0.97, 0, 100, false);
        AdmmProblem before = job(problem, 0);
        for (int k = 1; k <= 25; k++) {
            AdmmProblem after = run(job(problem, 0), problem, schedule, k);
            double rho = 5 * Math.pow(0.97, k - 1);
            double old = merit(before.problem, before.x, after.c, rho);
            double now = merit(after.problem, after.x, after.c, rho);
            assertThat(now).as("seed %d step %d", seed, k).isLessThanOrEqualTo(old + 1e-9);
            before = after;
        }
    }

    /**
     * The same of every iterate that is taken, in full dimension and with a problem per lane. With
     * the scaled schedule the loop tests for it; here it is seen from the beams alone.
     */
    @ParameterizedTest(name = "{0}, full dimension {1}, lanes {2}")
    @CsvSource({
        "scaled, false, false",
        "scaled, true, false",
        "scaled, false, true",
        "scaled, true, true",
        "paper, true, false",
        "paper, false, true",
        "paper, true, true"
    })
    void everyStepTakenDescends(String name, boolean full, boolean lanes) {
        Schedule schedule = name.equals("paper") ? Schedule.PAPER : Schedule.SCALED;
        int steps = 0;
        for (long seed = 1; seed <= 8; seed++) {
            Random random = new Random(seed);
            int users = 1 + random.nextInt(5);
            BeamProblem problem =
                    RandomBeamProblems.all(
                            RandomBeamProblems.canonical(
                                    users + 2 + random.nextInt(8), users, random),
                            full);
            AdmmProblem before = job(problem, 0);
            for (int k = 1; k <= 25 && before.status != SolveStatus.SOLVED; k++) {
                AdmmProblem after = job(problem, 0);
                double rho = run(after, problem, schedule, lanes, k);
                // Else it gave up on k steps because too many were repeated.
                if (after.outer == before.outer + 1) {
                    double old = merit(before.problem, before.x, after.c, rho);
                    double now = merit(after.problem, after.x, after.c, rho);
                    assertThat(now)
                            .as("seed %d step %d", seed, k)
                            .isLessThanOrEqualTo(old + 1e-10 * (1 + Math.abs(old)));
                    steps++;
                }
                before = after;
            }
        }
        assertThat(steps).isGreaterThan(100);
    }

    private static double merit(BeamProblem problem, SplitComplex x, double[] c, double rho) {
        int p = problem.dimension();
        int n = problem.users();
        int cols = x.length() / p;
        SplitComplex y = SplitComplex.allocate(3 * cols);
        KERNELS.multiplyAdjointLeft(3, cols, p, problem.sensing(), 0, x, 0, y, 0);
        SensingMoments moments = new SensingMoments();
        moments.read(y, 0, cols);
        double penalty = 0;
        for (int i = 0; i < 4; i++) {
            penalty += Math.pow(moments.s[i] - c[i], 2) / (2 * rho);
        }
        return penalty - rate(problem, x, n, cols);
    }

    private static double rate(BeamProblem problem, SplitComplex x, int n, int cols) {
        int p = problem.dimension();
        SplitComplex w = SplitComplex.allocate(p * n);
        SplitComplex radar = SplitComplex.allocate(p * (cols - n));
        for (int i = 0; i < p; i++) {
            System.arraycopy(x.re(), i * cols, w.re(), i * n, n);
            System.arraycopy(x.im(), i * cols, w.im(), i * n, n);
            System.arraycopy(x.re(), i * cols + n, radar.re(), i * (cols - n), cols - n);
            System.arraycopy(x.im(), i * cols + n, radar.im(), i * (cols - n), cols - n);
        }
        return BeamRates.meanNats(problem, w, radar, cols - n, cols - n, KERNELS);
    }

    /** The same start in antenna space and compressed: the iterates are the same, step for step. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void fullAndCompressedRunsAgree(long seed) {
        Random random = new Random(seed);
        int users = 1 + random.nextInt(4);
        CanonicalProblem canonical =
                RandomBeamProblems.canonical(
                        users + 5 + random.nextInt(10), users, 0.4, 0, 30, random);
        BeamProblem full = RandomBeamProblems.all(canonical, true);
        BeamProblem small = RandomBeamProblems.all(canonical, false);
        assertThat(small.dimension()).isLessThan(full.dimension());
        for (Schedule schedule : List.of(Schedule.SCALED, Schedule.PAPER)) {
            List<double[]> a = trace(full, schedule);
            List<double[]> b = trace(small, schedule);
            assertThat(a).hasSameSizeAs(b);
            for (int i = 0; i < a.size(); i++) {
                assertThat(a.get(i)).containsExactly(b.get(i), within(1e-8));
            }
            SplitComplex s = received(full, schedule);
            SplitComplex t = received(small, schedule);
            double size = Math.sqrt(1 + RandomBeamProblems.power(t));
            assertThat(s.re()).containsExactly(t.re(), within(1e-8 * size));
            assertThat(s.im()).containsExactly(t.im(), within(1e-8 * size));
        }
    }

    /**
     * What users and targets receive of the users' beams after 40 iterations, then G G^H of what
     * they receive of the radar beams, of which there are more in full dimension.
     */
    private static SplitComplex received(BeamProblem problem, Schedule schedule) {
        AdmmProblem job = run(job(problem, 0), problem, schedule, 40);
        int n = problem.users();
        int rows = n + 3;
        int p = job.problem.dimension();
        int cols = job.x.length() / p;
        SplitComplex columns = SplitComplex.allocate(p * rows);
        job.coordinates.stack(columns);
        SplitComplex s = SplitComplex.allocate(rows * cols);
        KERNELS.multiplyAdjointLeft(rows, cols, p, columns, 0, job.x, 0, s, 0);
        SplitComplex out = SplitComplex.allocate(rows * (n + rows));
        for (int i = 0; i < rows; i++) {
            System.arraycopy(s.re(), i * cols, out.re(), i * n, n);
            System.arraycopy(s.im(), i * cols, out.im(), i * n, n);
            for (int j = 0; j < rows; j++) {
                int to = rows * n + i * rows + j;
                for (int t = n; t < cols; t++) {
                    double ar = s.re()[i * cols + t];
                    double ai = s.im()[i * cols + t];
                    double br = s.re()[j * cols + t];
                    double bi = s.im()[j * cols + t];
                    out.re()[to] += ar * br + ai * bi;
                    out.im()[to] += ai * br - ar * bi;
                }
            }
        }
        return out;
    }

    /** The beams themselves, and not only what they are worth. */
    @ParameterizedTest(name = "full dimension {0}")
    @ValueSource(booleans = {false, true})
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void iteratesOfBothEnginesAgree(boolean full) {
        TensorEngine nd4j = Engines.create("nd4j", KERNELS);
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed);
            int users = 1 + random.nextInt(4);
            BeamProblem problem =
                    RandomBeamProblems.all(
                            RandomBeamProblems.canonical(10, users, 0.4, 0, 30, random), full);
            for (Schedule schedule : List.of(Schedule.PAPER, Schedule.SCALED)) {
                AdmmProblem expected = run(job(problem, 0), problem, schedule, 25);
                AdmmProblem actual = job(problem, 0);
                try (MmAdmm batch = new MmAdmm(nd4j, schedule, 1, problem.dimension(), users)) {
                    batch.solve(List.of(actual), 1e-9, 25, Cancellation.none(), BeamListener.NONE);
                }
                String what = "seed %d %s".formatted(seed, schedule.name());
                assertThat(actual.x.re()).as(what).containsExactly(expected.x.re(), within(1e-9));
                assertThat(actual.x.im()).as(what).containsExactly(expected.x.im(), within(1e-9));
            }
        }
    }

    private static List<double[]> trace(BeamProblem problem, Schedule schedule) {
        List<double[]> rows = new ArrayList<>();
        try (MmAdmm batch = new MmAdmm(JAVA, schedule, 1, problem.dimension(), problem.users())) {
            batch.solve(
                    List.of(job(problem, 0)),
                    1e-6,
                    60,
                    Cancellation.none(),
                    (position, k, rate, primal, dual, violation, rho, adapted) ->
                            rows.add(new double[] {rate, primal, dual, violation, rho}));
        }
        return rows;
    }

    /** A start outside the span of channels and sensing vectors: the ball is that of W itself. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void powerOutsideTheSpanCountsAndFades(long seed) {
        Random random = new Random(seed);
        BeamProblem problem =
                RandomBeamProblems.all(
                        RandomBeamProblems.canonical(9, 2, 1e-3, 10, 20, random), true);
        int cols = 9 + 2;
        SplitComplex start = RandomBeamProblems.gaussian(9 * cols, random);
        double size = Math.sqrt(RandomBeamProblems.power(start));
        for (int i = 0; i < start.length(); i++) {
            start.re()[i] /= size;
            start.im()[i] /= size;
        }
        double before = outside(problem, start);
        double last = before;
        for (int k = 1; k <= 8; k++) {
            AdmmProblem job = job(problem, 0);
            job.w = start;
            run(job, problem, Schedule.SCALED, k);
            assertThat(RandomBeamProblems.power(job.w)).isCloseTo(1, within(1e-9));
            assertThat(RandomBeamProblems.power(job.x))
                    .isCloseTo(1 - outside(problem, job.w), within(1e-9));
            last = outside(problem, job.w);
        }
        assertThat(before).isGreaterThan(0.1);
        assertThat(last).isLessThan(1e-2);
    }

    /** Power of W: [r, T] outside the span of Q. */
    private static double outside(BeamProblem problem, SplitComplex w) {
        int r = problem.dimension();
        int cols = problem.users() + r;
        Coordinates coordinates = Coordinates.of(problem);
        int p = coordinates.problem().dimension();
        SplitComplex x = SplitComplex.allocate(p * cols);
        KERNELS.multiplyAdjointLeft(p, cols, r, coordinates.q(), 0, w, 0, x, 0);
        return RandomBeamProblems.power(w) - RandomBeamProblems.power(x);
    }

    /** Problems in a batch do not see each other, also when some leave early. */
    @Test
    void aBatchGivesWhatItsProblemsGiveAlone() {
        List<BeamProblem> problems = new ArrayList<>();
        for (long seed = 1; problems.size() < 12; seed++) {
            Random random = new Random(seed);
            problems.add(
                    RandomBeamProblems.all(
                            RandomBeamProblems.canonical(
                                    10, 3, 0.9 * random.nextDouble(), -20, 40, random),
                            false));
        }
        List<AdmmProblem> together = new ArrayList<>();
        for (BeamProblem problem : problems) {
            together.add(job(problem, together.size()));
        }
        try (MmAdmm batch = new MmAdmm(JAVA, Schedule.SCALED, 12, problems.get(0).dimension(), 3)) {
            batch.solve(
                    new ArrayList<>(together), 1e-5, 100, Cancellation.none(), BeamListener.NONE);
        }
        for (int i = 0; i < problems.size(); i++) {
            AdmmProblem alone = job(problems.get(i), i);
            try (MmAdmm batch =
                    new MmAdmm(JAVA, Schedule.SCALED, 1, problems.get(i).dimension(), 3)) {
                batch.solve(List.of(alone), 1e-5, 100, Cancellation.none(), BeamListener.NONE);
            }
            assertThat(together.get(i).outer).isEqualTo(alone.outer);
            assertThat(together.get(i).x.re()).containsExactly(alone.x.re());
        }
        assertThat(together.stream().map(job -> job.outer).distinct().count()).isGreaterThan(3);
    }

    /** Off the heap as well: ND4J's arrays are those made before the loop. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theLoopOnNd4jDoesNotGrow() {
        BeamProblem problem =
                RandomBeamProblems.all(
                        RandomBeamProblems.canonical(10, 3, 0.3, 0, 20, new Random(1)), true);
        Schedule endless = new Schedule("endless", 30, 0.99999, 0, 2000, true);
        AdmmProblem job = job(problem, 0);
        long[] bytes = new long[2];
        try (MmAdmm batch = new MmAdmm(Engines.create("nd4j", KERNELS), endless, 1, 10, 3)) {
            batch.solve(
                    List.of(job),
                    1e-40,
                    1500,
                    Cancellation.none(),
                    (position, k, rate, primal, dual, violation, rho, adapted) -> {
                        if (k == 500 || k == 1500) {
                            bytes[k / 1000] = org.bytedeco.javacpp.Pointer.totalBytes();
                        }
                    });
        }
        assertThat(job.outer).isEqualTo(1500);
        // What stands for arguments comes to 120 bytes per iteration, and the collector frees it;
        // one array of results per iteration would be 2,000 bytes.
        assertThat(bytes[1] - bytes[0]).isLessThan(1000 * 500);
        assertThat(offHeapInUse()).isLessThan(1000 * 500);
    }

    /** Bytes that are still referenced: the collector frees the rest in its own time. */
    private static long offHeapInUse() {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 20; attempt++) {
            System.gc();
            least = Math.min(least, org.bytedeco.javacpp.Pointer.totalBytes());
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        return least;
    }

    /** Everything is allocated before the loop: 200 iterations more cost no memory. */
    @Test
    void theLoopDoesNotAllocate() {
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        BeamProblem problem =
                RandomBeamProblems.all(
                        RandomBeamProblems.canonical(10, 3, 0.3, 0, 20, new Random(1)), true);
        Schedule endless = new Schedule("endless", 30, 0.99999, 0, 1000, true);
        AdmmProblem job = job(problem, 0);
        long[] allocated = new long[2];
        try (MmAdmm batch = new MmAdmm(JAVA, endless, 1, 10, 3)) {
            batch.solve(
                    List.of(job),
                    1e-40,
                    300,
                    Cancellation.none(),
                    (position, k, rate, primal, dual, violation, rho, adapted) -> {
                        if (k == 100 || k == 300) {
                            allocated[k / 200] = threads.getCurrentThreadAllocatedBytes();
                        }
                    });
        }
        assertThat(job.outer).isEqualTo(300);
        assertThat(allocated[1] - allocated[0]).isLessThan(20_000);
    }
}
