package org.beamforge;

import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.cuda.CudaFailure;
import org.beamforge.cuda.CudaMmAdmm;
import org.beamforge.cuda.CudaSolver;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.Instance;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.TensorEngine;

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
        if (settings.solver() == SolverKind.MM_ADMM && settings.backend() == BackendKind.CUDA) {
            try (BeamformingSolver solver = mmAdmmOnCuda(settings, kernels)) {
                return new SolveRun(
                                instance,
                                settings,
                                listener,
                                cancellation,
                                kernels,
                                solver,
                                BackendKind.CUDA.label())
                        .run();
            }
        }
        if (settings.solver() == SolverKind.MM_ADMM) {
            TensorEngine engine = Backends.tensors(settings.backend(), kernels);
            if (settings.backend() == BackendKind.AUTO) {
                listener.note("backend " + Engines.automaticReason());
            }
            try (BeamformingSolver solver =
                    MmAdmmSolver.create(engine, Schedule.SCALED, settings.effectiveThreads())) {
                return new SolveRun(
                                instance,
                                settings,
                                listener,
                                cancellation,
                                kernels,
                                solver,
                                engine.name())
                        .run();
            }
        }
        BackendKind backend = Backends.exactFp(settings.backend());
        try (BeamformingSolver solver = exactFp(settings, backend, kernels)) {
            return new SolveRun(
                            instance,
                            settings,
                            listener,
                            cancellation,
                            kernels,
                            solver,
                            backend.label())
                    .run();
        }
    }

    private static BeamformingSolver exactFp(
            SolveSettings settings, BackendKind backend, ComplexKernels kernels) {
        if (backend != BackendKind.CUDA) {
            return new ExactFpSolver(kernels, settings.effectiveThreads());
        }
        try {
            return CudaSolver.open(settings.devices());
        } catch (CudaFailure e) {
            throw Backends.unavailable(backend, String.valueOf(e.getMessage()));
        }
    }

    private static BeamformingSolver mmAdmmOnCuda(SolveSettings settings, ComplexKernels kernels) {
        try {
            return CudaMmAdmm.open(
                    settings.devices(), kernels, Schedule.SCALED, settings.effectiveThreads());
        } catch (CudaFailure e) {
            throw Backends.unavailable(BackendKind.CUDA, String.valueOf(e.getMessage()));
        }
    }
}
