package org.beamforge;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.beamforge.control.Cancellation;
import org.beamforge.solver.ArrayProducts;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.jspecify.annotations.Nullable;

/**
 * The engine {@code auto}: the CPU, until work comes that is large enough for a GPU to matter; then
 * {@link EngineTrial} decides, once. Safe to call from several threads.
 */
final class AutoSolver implements BeamformingSolver {
    private final BeamformingSolver cpu;
    private final EngineTrial trial;
    private final Consumer<String> say;
    private long coming;
    private boolean decided;
    private @Nullable BeamformingSolver gpu;

    /**
     * @param cpu the engine to begin with; closed with this one
     * @param trial between this engine and a GPU
     * @param say takes the line on what was decided and why
     */
    AutoSolver(BeamformingSolver cpu, EngineTrial trial, Consumer<String> say) {
        this.cpu = cpu;
        this.trial = trial;
        this.say = say;
    }

    /** The engine that has the work, for the solution. */
    synchronized BackendKind backend() {
        return gpu == null ? BackendKind.JAVA : BackendKind.CUDA;
    }

    @Override
    public String name() {
        return cpu.name();
    }

    @Override
    public synchronized String engine() {
        return (gpu == null ? cpu : gpu).engine();
    }

    @Override
    public synchronized void announce(long problems) {
        coming = problems;
    }

    @Override
    public synchronized int preferredBatch() {
        if (!decided && EngineTrial.matters(List.of(), coming)) {
            return EngineTrial.SAMPLE;
        }
        return (gpu == null ? cpu : gpu).preferredBatch();
    }

    @Override
    public List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener) {
        return engineFor(problems, settings, cancellation)
                .solve(problems, settings, cancellation, listener);
    }

    private synchronized BeamformingSolver engineFor(
            List<BeamProblem> problems, BeamSettings settings, Cancellation cancellation) {
        long work = Math.max(coming, problems.size());
        if (!decided && EngineTrial.matters(problems, work)) {
            trial.decide(problems, work, settings, cancellation)
                    .ifPresent(
                            verdict -> {
                                decided = true;
                                gpu = verdict.gpu().orElse(null);
                                say.accept(verdict.line());
                            });
        }
        return gpu == null ? cpu : gpu;
    }

    /**
     * None: the compression of an array is over on the CPU before a GPU has started (docs/cuda.md).
     */
    @Override
    public Optional<ArrayProducts> arrays() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        if (gpu != null) {
            gpu.close();
        }
        cpu.close();
    }
}
