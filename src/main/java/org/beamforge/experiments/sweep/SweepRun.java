package org.beamforge.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.beamforge.Backends;
import org.beamforge.Scheme;
import org.beamforge.control.Cancellation;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;

/**
 * Runs the jobs of one shard on several threads, one solver thread each. The schemes of one draw
 * stay together and share its instance; the joint optimum comes last and is compared with the
 * others.
 */
public final class SweepRun {
    private final SweepConfig config;
    private final List<ScenarioSettings> points;
    private final List<SweepScheme> order;
    private final Shard shard;
    private final JobSolver solver;
    private final SweepHeader header;
    private final Cancellation cancellation;
    private final SweepProgress progress;

    /**
     * @param llm what the scheme {@code llm} runs on, where the configuration has it
     */
    public SweepRun(
            SweepConfig config,
            Optional<LlmScheme> llm,
            Shard shard,
            Versions versions,
            Cancellation cancellation,
            SweepProgress progress) {
        this.config = config;
        this.points = config.points();
        this.shard = shard;
        this.cancellation = cancellation;
        this.progress = progress;
        solver = new JobSolver(config, llm, cancellation);
        header = SweepHeader.of(config, llm, shard, versions);
        order = order(config);
    }

    /** The schemes in the order in which one draw is solved: the joint optimum last. */
    static List<SweepScheme> order(SweepConfig config) {
        List<SweepScheme> order = new ArrayList<>(config.schemes());
        order.sort(
                (a, b) -> Boolean.compare(a.scheme() == Scheme.JOINT, b.scheme() == Scheme.JOINT));
        return order;
    }

    /**
     * How far a run came.
     *
     * @param file the result file
     * @param jobs jobs of the shard
     * @param done those whose results are stored
     */
    public record Outcome(Path file, int jobs, int done) {
        public boolean complete() {
            return done == jobs;
        }
    }

    /**
     * Does the jobs that are not done yet.
     *
     * @param directory where the result file is; created if need be
     * @param threads worker threads, at least 1
     * @param resume whether results of earlier runs may be continued
     * @throws InvalidInputException if results cannot be stored or belong to another sweep
     * @throws org.beamforge.BackendUnavailableException if the engine cannot be used
     */
    public Outcome run(Path directory, int threads, boolean resume) {
        // The engine first: where it cannot be used, no file is made.
        try (Backends.Held engine = JobSolver.hold(config);
                ShardFile file = ShardFile.open(directory, header, resume)) {
            List<Integer> tasks = new ArrayList<>();
            for (int task = 0; task < points.size() * config.draws(); task++) {
                if (shard.holds(task)) {
                    tasks.add(task);
                }
            }
            int jobs = tasks.size() * order.size();
            AtomicInteger done = new AtomicInteger(file.earlier().size());
            progress.started(jobs, done.get(), file.repaired());
            work(tasks, file, Math.min(threads, Math.max(1, tasks.size())), done);
            return new Outcome(file.path(), jobs, done.get());
        }
    }

    private void work(List<Integer> tasks, ShardFile file, int threads, AtomicInteger done) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> trouble = new AtomicReference<>();
        List<Thread> workers = new ArrayList<>();
        for (int w = 0; w < threads; w++) {
            Thread worker =
                    new Thread(
                            () -> {
                                try {
                                    for (int i = next.getAndIncrement();
                                            i < tasks.size() && !stop(trouble);
                                            i = next.getAndIncrement()) {
                                        task(tasks.get(i), file, trouble, done);
                                    }
                                } catch (RuntimeException | Error e) {
                                    trouble.compareAndSet(null, e);
                                }
                            },
                            "sweep-" + w);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        workers.forEach(SweepRun::join);
        if (trouble.get() instanceof Error error) {
            throw error;
        }
        if (trouble.get() instanceof RuntimeException e) {
            throw e;
        }
    }

    private boolean stop(AtomicReference<Throwable> trouble) {
        return cancellation.shouldStop() || trouble.get() != null;
    }

    private void task(
            int task, ShardFile file, AtomicReference<Throwable> trouble, AtomicInteger done) {
        int point = task / config.draws();
        int draw = task % config.draws();
        Map<ResultRow.Key, ResultRow> earlier = file.earlier();
        List<ResultRow> rows = new ArrayList<>();
        Instance instance = null;
        for (SweepScheme scheme : order) {
            ResultRow known = earlier.get(new ResultRow.Key(point, draw, scheme.label()));
            if (known != null) {
                rows.add(known);
                continue;
            }
            if (stop(trouble)) {
                return;
            }
            if (instance == null) {
                instance = instance(point, draw);
            }
            Optional<ResultRow> row = solve(instance, point, draw, scheme, rows);
            if (row.isEmpty()) {
                return;
            }
            file.append(row.get());
            rows.add(row.get());
            done.incrementAndGet();
            synchronized (progress) {
                progress.finished(row.get());
            }
        }
    }

    private Instance instance(int point, int draw) {
        return ScenarioGenerator.generate(
                points.get(point).toBuilder().seed(config.seed() + draw).build());
    }

    private Optional<ResultRow> solve(
            Instance instance, int point, int draw, SweepScheme scheme, List<ResultRow> others) {
        try {
            return solver.solve(instance, point, draw, scheme, others);
        } catch (InvalidInputException e) {
            throw e.in("point %d, draw %d, %s".formatted(point, draw, scheme.label()));
        }
    }

    private static void join(Thread worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the workers hold the file: wait for them all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
