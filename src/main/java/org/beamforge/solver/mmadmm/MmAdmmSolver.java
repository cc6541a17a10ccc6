package org.beamforge.solver.mmadmm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.dual.SensingNeed;
import org.beamforge.solver.exactfp.PrimalRecovery;
import org.beamforge.tensor.TensorEngine;

/**
 * The solver mm-admm: Algorithm 2 of the paper on batches of problems of one shape, in whatever
 * dimension the problems come (docs/mm-admm.md). Problems and their starts are grouped by shape,
 * cut into parts, and the parts go to the threads.
 */
public final class MmAdmmSolver implements BeamformingSolver {
    private final LoopEngine engine;
    private final Schedule schedule;
    private final Initialisation initialisation;
    private final int threads;
    private final ExecutorService executor;

    private MmAdmmSolver(
            LoopEngine engine, Schedule schedule, Initialisation initialisation, int threads) {
        this.engine = engine;
        this.schedule = schedule;
        this.initialisation = initialisation;
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        executor =
                Executors.newFixedThreadPool(
                        threads,
                        task -> {
                            Thread thread = new Thread(task, "mm-admm-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** The solver with the starts that suit the schedule. */
    public static MmAdmmSolver create(TensorEngine engine, Schedule schedule, int threads) {
        return create(engine, schedule, Initialisation.suiting(schedule), threads);
    }

    /**
     * @param engine what multiplies the tensors; not closed by the solver
     * @param threads worker threads, at least 1
     */
    public static MmAdmmSolver create(
            TensorEngine engine, Schedule schedule, Initialisation initialisation, int threads) {
        return new MmAdmmSolver(LoopEngine.of(engine), schedule, initialisation, threads);
    }

    /** The solver with the loops of a test. */
    static MmAdmmSolver create(LoopEngine loops, Schedule schedule, int threads) {
        return new MmAdmmSolver(loops, schedule, Initialisation.suiting(schedule), threads);
    }

    /** The solver with its loop on a device and the starts that suit the schedule. */
    public static MmAdmmSolver create(
            AdmmDevice device, ComplexKernels kernels, Schedule schedule, int threads) {
        return create(device, kernels, schedule, Initialisation.suiting(schedule), threads);
    }

    /**
     * The solver with its loop on a device.
     *
     * @param device not closed by the solver
     * @param kernels for starts and restoration
     * @param threads worker threads, at least 1
     */
    public static MmAdmmSolver create(
            AdmmDevice device,
            ComplexKernels kernels,
            Schedule schedule,
            Initialisation initialisation,
            int threads) {
        return new MmAdmmSolver(LoopEngine.of(device, kernels), schedule, initialisation, threads);
    }

    @Override
    public String name() {
        return "mm-admm";
    }

    @Override
    public String engine() {
        return "%s (%s, %d thread%s)"
                .formatted(engine.name(), engine.device(), threads, threads == 1 ? "" : "s");
    }

    /** Problems with the same dimension and number of users run in one batch. */
    private record Shape(int dimension, int users) {}

    /** Consecutive problems of one shape for one thread, all their starts included. */
    private record Part(Shape shape, List<Integer> positions) {}

    @Override
    public List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener) {
        BeamResult[] results = new BeamResult[problems.size()];
        LoopEngine loops = engine.forStarts(starts(problems, settings.starts()));
        List<Part> parts = split(loops, problems, settings.starts());
        AtomicInteger next = new AtomicInteger();
        Runnable work =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < parts.size();
                            i = next.getAndIncrement()) {
                        solvePart(
                                loops,
                                parts.get(i),
                                problems,
                                settings,
                                cancellation,
                                listener,
                                results);
                    }
                };
        if (threads == 1 || parts.size() <= 1) {
            work.run();
        } else {
            List<Future<?>> workers = new ArrayList<>();
            for (int w = 0; w < Math.min(threads, parts.size()); w++) {
                workers.add(executor.submit(work));
            }
            workers.forEach(MmAdmmSolver::await);
        }
        return List.of(results);
    }

    /** Starts of all problems together. */
    private long starts(List<BeamProblem> problems, int wanted) {
        return problems.stream().mapToLong(problem -> field(wanted, problem.users())).sum();
    }

    /** Parts of one shape each, no larger than suits the engine, and enough for all threads. */
    private List<Part> split(LoopEngine loops, List<BeamProblem> problems, int starts) {
        Map<Shape, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < problems.size(); i++) {
            BeamProblem problem = problems.get(i);
            groups.computeIfAbsent(
                            new Shape(problem.dimension(), problem.users()),
                            shape -> new ArrayList<>())
                    .add(i);
        }
        List<Part> parts = new ArrayList<>();
        groups.forEach(
                (shape, positions) -> {
                    int most =
                            Math.max(
                                    1,
                                    loops.preferredBatch(shape.dimension(), shape.users())
                                            / field(starts, shape.users()));
                    int fair = (positions.size() + threads - 1) / threads;
                    int size = Math.min(most, fair);
                    for (int from = 0; from < positions.size(); from += size) {
                        int to = Math.min(positions.size(), from + size);
                        parts.add(new Part(shape, positions.subList(from, to)));
                    }
                });
        return parts;
    }

    private void solvePart(
            LoopEngine loops,
            Part part,
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener,
            BeamResult[] results) {
        int limit = Math.min(settings.maxIterations(), schedule.iterations());
        Shape shape = part.shape();
        int field = field(settings.starts(), shape.users());
        List<AdmmProblem> jobs = new ArrayList<>();
        for (int position : part.positions()) {
            Coordinates coordinates = Coordinates.of(problems.get(position));
            SensingNeed need = SensingFeasibility.of(coordinates.problem(), engine.kernels());
            if (need.infeasible()) {
                results[position] = infeasible(shape.dimension(), shape.users());
            } else {
                jobs.addAll(starts(coordinates, need, position, shape, field, settings.seed()));
            }
        }
        if (jobs.isEmpty()) {
            return;
        }
        Restoration restoration = new Restoration(engine.kernels());
        try (LoopBatch batch =
                loops.batch(schedule, jobs.size(), shape.dimension(), shape.users())) {
            StartRace race =
                    new StartRace(batch, restoration, settings.tolerance(), cancellation, listener);
            int wanted = Math.min(field, settings.starts());
            int first = 0;
            for (List<AdmmProblem> finalists : race.run(jobs, field, wanted, limit)) {
                List<AdmmProblem> all = jobs.subList(first, first + field);
                first += field;
                results[all.get(0).position] =
                        result(all, finalists, restoration, settings.tolerance());
            }
        }
    }

    /** Starts per problem. */
    private int field(int wanted, int users) {
        return initialisation == Initialisation.INNER_STEP
                ? StartRace.field(wanted, users)
                : wanted;
    }

    private List<AdmmProblem> starts(
            Coordinates coordinates,
            SensingNeed need,
            int position,
            Shape shape,
            int field,
            long seed) {
        int cols = shape.users() + shape.dimension();
        StartingBeams startingBeams = new StartingBeams(engine.kernels());
        InnerStepStart innerSteps = new InnerStepStart(engine.kernels());
        int[] counter = new int[1];
        List<AdmmProblem> jobs = new ArrayList<>();
        for (int start = 0; start < field; start++) {
            AdmmProblem job =
                    initialisation == Initialisation.INNER_STEP
                            ? innerSteps.of(coordinates, position, cols, start, seed)
                            : null;
            if (job == null) {
                SplitComplex x =
                        startingBeams.of(
                                coordinates.problem(), need, cols, start, initialisation, seed);
                job = new AdmmProblem(coordinates, position, start, x);
            }
            job.counter = counter;
            jobs.add(job);
        }
        return jobs;
    }

    /**
     * The best start. One that is stationary is preferred to one that is not and better by less
     * than the tolerance, because its status says more.
     */
    private BeamResult result(
            List<AdmmProblem> all,
            List<AdmmProblem> finalists,
            Restoration restoration,
            double tolerance) {
        AdmmProblem best = null;
        for (AdmmProblem job : finalists) {
            job.status = judged(job, restoration, tolerance);
            if (best == null || better(job, best, tolerance)) {
                best = job;
            }
        }
        PrimalRecovery.Beams beams = best.best;
        return new BeamResult(
                best.status,
                beams.rateNats(),
                Double.POSITIVE_INFINITY,
                best.coordinates.expand(beams.communication(), best.problem.users()),
                best.coordinates.expand(beams.radar(), beams.radarColumns()),
                beams.radarColumns(),
                all.stream().mapToInt(job -> job.outer).sum(),
                all.stream().mapToInt(job -> job.inner).sum(),
                all.stream().mapToInt(job -> job.repairs).sum(),
                Math.max(best.primal, best.stepLength));
    }

    private static boolean better(AdmmProblem job, AdmmProblem best, double tolerance) {
        double rate = job.best.rateNats();
        double old = best.best.rateNats();
        boolean solved = job.status == SolveStatus.SOLVED;
        if (solved == (best.status == SolveStatus.SOLVED)) {
            return rate > old;
        }
        return solved ? rate >= old * (1 - tolerance) : rate > old * (1 + tolerance);
    }

    /** What holds for the restored point, whatever the loop says of its iterate. */
    private SolveStatus judged(AdmmProblem job, Restoration restoration, double tolerance) {
        if (job.status != SolveStatus.SOLVED && job.status != SolveStatus.MAX_ITERATIONS) {
            return job.status; // stopped from outside
        }
        // The printed schedule keeps what it has earned, so that its loss can be seen.
        if (restoration.stationary(job, tolerance, schedule.adaptive())) {
            return SolveStatus.SOLVED;
        }
        return job.status == SolveStatus.SOLVED ? SolveStatus.STALLED : job.status;
    }

    private static BeamResult infeasible(int r, int n) {
        return new BeamResult(
                SolveStatus.INFEASIBLE,
                0,
                0,
                SplitComplex.allocate(r * n),
                SplitComplex.allocate(0),
                0,
                0,
                0,
                0,
                Double.POSITIVE_INFINITY);
    }

    private static void await(Future<?> worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the workers still write results: wait for them all the same
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
