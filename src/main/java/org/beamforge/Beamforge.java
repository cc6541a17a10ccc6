package org.beamforge;

import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.Instance;
import org.beamforge.solver.BeamformingSolver;

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
        ComplexKernels kernels = KernelProvider.best();
        Backends.Engine engine = Backends.open(settings, kernels, listener::note);
        try (BeamformingSolver solver = engine.solver()) {
            return new SolveRun(
                            instance,
                            settings,
                            listener,
                            cancellation,
                            kernels,
                            solver,
                            engine.kind())
                    .run();
        }
    }
}
