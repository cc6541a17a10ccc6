package org.beamforge;

import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.Instance;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.exactfp.ExactFpSolver;

/** The entry point of the library. */
public final class Beamforge {
    private Beamforge() {}

    /**
     * Solves an instance with default progress (none) and no cancellation.
     *
     * @throws InfeasibleException if a base station cannot meet its sensing constraints
     * @throws BackendUnavailableException if the backend asked for cannot be used
     */
    public static Solution solve(Instance instance, SolveSettings settings) {
        return solve(instance, settings, ProgressListener.NONE, Cancellation.none());
    }

    /**
     * Solves an instance.
     *
     * @param listener told about every iteration
     * @param cancellation stops the run early; the best solution so far is returned
     * @throws InfeasibleException if a base station cannot meet its sensing constraints
     * @throws BackendUnavailableException if the backend asked for cannot be used
     */
    public static Solution solve(
            Instance instance,
            SolveSettings settings,
            ProgressListener listener,
            Cancellation cancellation) {
        BackendKind backend = Backends.resolve(settings.backend());
        ComplexKernels kernels = KernelProvider.best();
        try (BeamformingSolver solver = solver(settings, kernels)) {
            return new SolveRun(
                            instance, settings, listener, cancellation, kernels, solver, backend)
                    .run();
        }
    }

    private static BeamformingSolver solver(SolveSettings settings, ComplexKernels kernels) {
        return switch (settings.solver()) {
            case EXACT_FP -> new ExactFpSolver(kernels, settings.effectiveThreads());
            case MM_ADMM ->
                    throw new BackendUnavailableException("this build has no mm-admm solver");
        };
    }
}
