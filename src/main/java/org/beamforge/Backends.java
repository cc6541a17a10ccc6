package org.beamforge;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.beamforge.cuda.CudaAvailability;
import org.beamforge.cuda.CudaFailure;
import org.beamforge.cuda.CudaMmAdmm;
import org.beamforge.cuda.CudaSolver;
import org.beamforge.cuda.CudaSupport;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.beamforge.solver.mmadmm.Initialisation;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.beamforge.tensor.EngineUnavailableException;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.TensorEngine;

/** The engines of this build and whether they can be used here. */
public final class Backends {
    private Backends() {}

    /** All engines; tries each in earnest, which loads ND4J and looks for a GPU. */
    public static List<BackendStatus> list() {
        return List.of(
                new BackendStatus(
                        BackendKind.JAVA,
                        true,
                        "CPU, %d processors, %s"
                                .formatted(
                                        Runtime.getRuntime().availableProcessors(),
                                        KernelProvider.description()),
                        ""),
                nd4j(),
                cuda());
    }

    private static BackendStatus nd4j() {
        try {
            TensorEngine engine = Engines.create(Engines.ND4J, KernelProvider.best());
            return new BackendStatus(
                    BackendKind.ND4J, true, engine.device() + ", for --solver mm-admm", "");
        } catch (EngineUnavailableException e) {
            return new BackendStatus(BackendKind.ND4J, false, "", e.reason());
        }
    }

    private static BackendStatus cuda() {
        CudaAvailability cuda = CudaSupport.availability();
        return new BackendStatus(
                BackendKind.CUDA, cuda.usable(), String.join("; ", cuda.devices()), cuda.reason());
    }

    /**
     * The tensor engine of mm-admm for a choice other than cuda, which is none.
     *
     * @throws BackendUnavailableException if it was asked for by name and cannot be used
     */
    private static TensorEngine tensors(BackendKind choice, ComplexKernels kernels) {
        try {
            return switch (choice) {
                case AUTO -> Engines.automatic(kernels);
                case JAVA -> Engines.create(Engines.JAVA, kernels);
                case ND4J -> Engines.create(Engines.ND4J, kernels);
                case CUDA -> throw new IllegalArgumentException("cuda runs the whole loop itself");
            };
        } catch (EngineUnavailableException e) {
            throw unavailable(choice, e.reason());
        }
    }

    /** A solver on an engine that was chosen, and what to name that engine in the solution. */
    record Engine(BeamformingSolver solver, Supplier<BackendKind> kind) {
        private Engine(BeamformingSolver solver, BackendKind kind) {
            this(solver, () -> kind);
        }
    }

    /**
     * Opens the solver of the settings on their engine.
     *
     * @param say takes one line on every choice that {@code auto} makes
     * @throws BackendUnavailableException if the engine was asked for by name and cannot be used
     */
    static Engine open(SolveSettings settings, ComplexKernels kernels, Consumer<String> say) {
        return switch (settings.backend()) {
            case CUDA -> new Engine(cuda(settings, kernels), BackendKind.CUDA);
            case AUTO -> {
                BeamformingSolver cpu = cpu(settings, kernels, say);
                EngineTrial trial = new EngineTrial(cpu, gpu(settings, kernels), System::nanoTime);
                AutoSolver solver = new AutoSolver(cpu, trial, say);
                yield new Engine(solver, solver::backend);
            }
            case JAVA, ND4J -> new Engine(cpu(settings, kernels, say), settings.backend());
        };
    }

    /** An engine that is kept open. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Keeps the engine of the settings open, so that the solves until then do not start it anew;
     * nothing but {@code cuda} takes time to start.
     *
     * @throws BackendUnavailableException if it was asked for by name and cannot be used
     */
    public static Held hold(SolveSettings settings) {
        if (settings.backend() != BackendKind.CUDA) {
            return () -> {};
        }
        BeamformingSolver solver = cuda(settings, KernelProvider.best());
        return solver::close;
    }

    private static BeamformingSolver cpu(
            SolveSettings settings, ComplexKernels kernels, Consumer<String> say) {
        BackendKind choice = settings.backend();
        if (settings.solver() == SolverKind.EXACT_FP) {
            if (choice == BackendKind.ND4J) {
                throw unavailable(choice, "it runs the solver mm-admm only");
            }
            return new ExactFpSolver(kernels, settings.effectiveThreads());
        }
        TensorEngine engine = tensors(choice, kernels);
        if (choice == BackendKind.AUTO) {
            // The choice among engines of the CPU; whether a GPU takes over is said by the trial.
            say.accept("CPU engine " + Engines.automaticReason());
        }
        return MmAdmmSolver.create(
                engine, schedule(settings), initialisation(settings), settings.effectiveThreads());
    }

    private static BeamformingSolver cuda(SolveSettings settings, ComplexKernels kernels) {
        try {
            return openCuda(settings, kernels);
        } catch (CudaFailure e) {
            throw unavailable(BackendKind.CUDA, String.valueOf(e.getMessage()));
        }
    }

    private static BeamformingSolver openCuda(SolveSettings settings, ComplexKernels kernels) {
        return settings.solver() == SolverKind.EXACT_FP
                ? CudaSolver.open(settings.devices())
                : CudaMmAdmm.open(
                        settings.devices(),
                        kernels,
                        schedule(settings),
                        initialisation(settings),
                        settings.effectiveThreads());
    }

    private static Schedule schedule(SolveSettings settings) {
        return switch (settings.schedule()) {
            case SCALED -> Schedule.SCALED;
            case PAPER -> Schedule.PAPER;
        };
    }

    private static Initialisation initialisation(SolveSettings settings) {
        return switch (settings.start()) {
            case AUTO -> Initialisation.suiting(schedule(settings));
            case INNER_STEP -> Initialisation.INNER_STEP;
            case MATCHED_FILTER -> Initialisation.MATCHED_FILTER;
            case RCG -> Initialisation.RCG;
        };
    }

    /** The GPUs of the settings, for {@code auto}; nothing is loaded before they are opened. */
    static EngineTrial.Gpu gpu(SolveSettings settings, ComplexKernels kernels) {
        return new EngineTrial.Gpu() {
            @Override
            public Optional<String> missing() {
                return CudaSupport.missingDriver();
            }

            @Override
            public BeamformingSolver open() {
                return openCuda(settings, kernels);
            }
        };
    }

    static BackendUnavailableException unavailable(BackendKind choice, String reason) {
        return new BackendUnavailableException(
                "backend %s cannot be used: %s\nMaybe --backend auto"
                        .formatted(choice.label(), reason));
    }
}
