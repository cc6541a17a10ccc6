package org.beamforge.solver.exactfp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;

/** The solver exact-fp on the engine "java": threads over problems, a workspace per thread. */
public final class ExactFpSolver implements BeamformingSolver {
    private final ComplexKernels kernels;
    private final int threads;
    private final ExecutorService executor;
    private final ThreadLocal<ExactFp> workspaces;

    /**
     * @param kernels the complex kernels to use
     * @param threads worker threads, at least 1
     */
    public ExactFpSolver(ComplexKernels kernels, int threads) {
        this.kernels = kernels;
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        executor =
                Executors.newFixedThreadPool(
                        threads,
                        task -> {
                            Thread thread =
                                    new Thread(task, "exact-fp-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        workspaces = ThreadLocal.withInitial(() -> new ExactFp(kernels));
    }

    @Override
    public String name() {
        return "exact-fp";
    }

    @Override
    public String engine() {
        return "java (%s, %d thread%s)".formatted(kernels.name(), threads, threads == 1 ? "" : "s");
    }

    @Override
    public List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener) {
        if (threads == 1 || problems.size() == 1) {
            List<BeamResult> results = new ArrayList<>(problems.size());
            for (int i = 0; i < problems.size(); i++) {
                results.add(
                        workspaces
                                .get()
                                .solve(problems.get(i), i, settings, cancellation, listener));
            }
            return results;
        }
        BeamResult[] results = new BeamResult[problems.size()];
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> workers = new ArrayList<>();
        for (int w = 0; w < Math.min(threads, problems.size()); w++) {
            workers.add(
                    executor.submit(
                            () -> {
                                ExactFp workspace = workspaces.get();
                                for (int i = next.getAndIncrement();
                                        i < results.length;
                                        i = next.getAndIncrement()) {
                                    results[i] =
                                            workspace.solve(
                                                    problems.get(i),
                                                    i,
                                                    settings,
                                                    cancellation,
                                                    listener);
                                }
                            }));
        }
        for (Future<?> worker : workers) {
            await(worker);
        }
        return List.of(results);
    }

    private static void await(Future<?> worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.get();
                break;
            } catch (InterruptedException e) {
                interrupted =
                        true; // results are written by the workers: wait for them all the same
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
