package org.beamforge.solver.mmadmm;

import java.util.ArrayList;
import java.util.Comparator;
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
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.dual.SensingNeed;
import org.beamforge.tensor.TensorEngine;

/**
 * The solver mm-admm: Algorithm 2 of the paper on batches of problems of one shape, in whatever
 * dimension the problems come (docs/mm-admm.md). Problems and their starts are grouped by shape,
 * cut into parts, and the parts go to the threads.
 */
public final class MmAdmmSolver implements BeamformingSolver {
    private final TensorEngine engine;
    private final Schedule schedule;
    private final Initialisation initialisation;
    private final int threads;
    private final ExecutorService executor;

    private MmAdmmSolver(
            TensorEngine engine, Schedule schedule, Initialisation initialisation, int threads) {
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

    /** The solver with matched-filter starts. */
    public static MmAdmmSolver create(TensorEngine engine, Schedule schedule, int threads) {
        return create(engine, schedule, Initialisation.MATCHED_FILTER, threads);
    }

    /**
     * @param engine what multiplies the tensors; not closed by the solver
     * @param threads worker threads, at least 1
     */
    public static MmAdmmSolver create(
            TensorEngine engine, Schedule schedule, Initialisation initialisation, int threads) {
        return new MmAdmmSolver(engine, schedule, initialisation, threads);
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
        List<Part> parts = split(problems, settings.starts());
        AtomicInteger next = new AtomicInteger();
        Runnable work =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < parts.size();
                            i = next.getAndIncrement()) {
                        solvePart(
                                parts.get(i), problems, settings, cancellation, listener, results);
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

    /** Parts of one shape each, no larger than suits the engine, and enough for all threads. */
    private List<Part> split(List<BeamProblem> problems, int starts) {
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
                    long numbers = (long) shape.dimension() * (shape.dimension() + shape.users());
                    int most = Math.max(1, engine.preferredBatch(numbers) / starts);
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
            Part part,
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener,
            BeamResult[] results) {
        int starts = settings.starts();
        int limit = Math.min(settings.maxIterations(), schedule.iterations());
        Shape shape = part.shape();
        StartingBeams startingBeams = new StartingBeams(engine.kernels());
        Restoration restoration = new Restoration(engine.kernels());
        List<AdmmProblem> jobs = new ArrayList<>();
        for (int position : part.positions()) {
            Coordinates coordinates = Coordinates.of(problems.get(position));
            SensingNeed need = SensingFeasibility.of(coordinates.problem(), engine.kernels());
            if (need.infeasible()) {
                results[position] = infeasible(shape.dimension(), shape.users());
                continue;
            }
            for (int start = 0; start < starts; start++) {
                SplitComplex x =
                        startingBeams.of(
                                coordinates.problem(),
                                need,
                                shape.users() + shape.dimension(),
                                start,
                                initialisation,
                                settings.seed());
                jobs.add(new AdmmProblem(coordinates, position, start, x));
            }
        }
        if (jobs.isEmpty()) {
            return;
        }
        try (MmAdmm batch =
                new MmAdmm(engine, schedule, jobs.size(), shape.dimension(), shape.users())) {
            batch.solve(jobs, settings.tolerance(), limit, cancellation, listener);
            for (int first = 0; first < jobs.size(); first += starts) {
                AdmmProblem job = jobs.get(first);
                results[job.position] =
                        best(jobs.subList(first, first + starts), batch.columns(), restoration);
            }
        }
    }

    /** Restores every start of a problem and returns the best. */
    private static BeamResult best(List<AdmmProblem> starts, int cols, Restoration restoration) {
        List<Finished> finished = new ArrayList<>();
        int outer = 0;
        int inner = 0;
        for (AdmmProblem job : starts) {
            double[] magnitude = new double[job.upsilon.length];
            for (int i = 0; i < magnitude.length; i++) {
                magnitude[i] = Math.hypot(job.bRe[i], job.bIm[i]);
            }
            finished.add(
                    new Finished(
                            job,
                            restoration.restore(job.problem, job.x, cols, job.upsilon, magnitude)));
            outer += job.outer;
            inner += job.inner;
        }
        Finished best =
                finished.stream()
                        .max(Comparator.comparingDouble(f -> f.restored().beams().rateNats()))
                        .orElseThrow();
        AdmmProblem job = best.job();
        var beams = best.restored().beams();
        return new BeamResult(
                job.status,
                beams.rateNats(),
                Double.POSITIVE_INFINITY,
                job.coordinates.expand(beams.communication(), job.problem.users()),
                job.coordinates.expand(beams.radar(), beams.radarColumns()),
                beams.radarColumns(),
                outer,
                inner,
                (int) finished.stream().filter(f -> f.restored().repaired()).count(),
                Math.max(job.primal, job.stepLength));
    }

    private record Finished(AdmmProblem job, Restoration.Restored restored) {}

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
