package org.beamforge;

import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.cuda.CudaFailure;
import org.beamforge.cuda.CudaSolver;
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
        Backends.Choice backend = Backends.resolve(settings);
        if (!backend.note().isEmpty()) {
            listener.note(backend.note());
        }
        ComplexKernels kernels = KernelProvider.best();
        try (BeamformingSolver solver = solver(settings, backend.kind(), kernels)) {
            return new SolveRun(
                            instance,
                            settings,
                            listener,
                            cancellation,
                            kernels,
                            solver,
                            backend.kind())
                    .run();
        }
    }

    private static BeamformingSolver solver(
            SolveSettings settings, BackendKind backend, ComplexKernels kernels) {
        if (backend == BackendKind.CUDA) {
            return cudaSolver(settings);
        }
        return switch (settings.solver()) {
            case EXACT_FP -> new ExactFpSolver(kernels, settings.effectiveThreads());
            case MM_ADMM ->
                    throw new BackendUnavailableException("this build has no mm-admm solver");
        };
    }

    private static BeamformingSolver cudaSolver(SolveSettings settings) {
        if (settings.solver() != SolverKind.EXACT_FP) {
            throw new BackendUnavailableException(
                    "backend cuda cannot be used: it has no solver "
                            + settings.solver().label()
                            + "\nMaybe --solver exact-fp, or --backend java");
        }
        try {
            return CudaSolver.open(settings.devices());
        } catch (CudaFailure e) {
            throw new BackendUnavailableException("backend cuda cannot be used: " + e.getMessage());
        }
    }
}
