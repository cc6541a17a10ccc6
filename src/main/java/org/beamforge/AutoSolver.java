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
 * {@link EngineTrial} decides, once. Large problems come one by one from a solver that does not say
 * how many: as long as they are too little work for a GPU the decision is open, and it is made
 * again when those that have been solved are enough of it. Safe to call from several threads.
 */
final class AutoSolver implements BeamformingSolver {
    private final BeamformingSolver cpu;
    private final EngineTrial trial;
    private final Consumer<String> say;
    private long coming;
    private boolean decided;
    private boolean saidTooLittle;

    /** What the large problems so far have taken the CPU, s. */
    private double spent;

    /** What one of them takes it by the last trial, s; unknown before that. */
    private double secondsEach = Double.POSITIVE_INFINITY;

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
        if (!decided && EngineTrial.matters(List.of(), coming) && trial.possible()) {
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
        BeamformingSolver engine = engineFor(problems, settings, cancellation);
        if (!EngineTrial.large(problems)) {
            return engine.solve(problems, settings, cancellation, listener);
        }
        long began = trial.nanoTime();
        List<BeamResult> results = engine.solve(problems, settings, cancellation, listener);
        spent(1e-9 * (trial.nanoTime() - began));
        return results;
    }

    private synchronized void spent(double seconds) {
        spent += seconds;
    }

    private synchronized BeamformingSolver engineFor(
            List<BeamProblem> problems, BeamSettings settings, Cancellation cancellation) {
        long work = Math.max(coming, problems.size());
        boolean large = EngineTrial.large(problems);
        if (!decided
                && EngineTrial.matters(problems, work)
                && !(large && EngineTrial.tooLittle(spent + secondsEach * work))) {
            trial.decide(problems, work, large ? spent : 0, settings, cancellation)
                    .ifPresent(verdict -> take(verdict, large));
        }
        return gpu == null ? cpu : gpu;
    }

    private void take(EngineTrial.Verdict verdict, boolean large) {
        gpu = verdict.gpu().orElse(null);
        boolean open = large && verdict.tooLittle();
        decided = !open;
        if (!open || !saidTooLittle) {
            say.accept(verdict.line());
        }
        if (open) {
            saidTooLittle = true;
            secondsEach = verdict.secondsEach();
        }
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
