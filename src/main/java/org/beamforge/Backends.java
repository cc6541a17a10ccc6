package org.beamforge;

import java.util.List;
import org.beamforge.cuda.CudaAvailability;
import org.beamforge.cuda.CudaSupport;
import org.beamforge.kernel.KernelProvider;

/** The engines of this build and whether they can be used here. */
public final class Backends {
    private Backends() {}

    /** All engines. The first call looks for a GPU, which takes a second where there is one. */
    public static List<BackendStatus> list() {
        return List.of(
                status(BackendKind.JAVA), status(BackendKind.ND4J), status(BackendKind.CUDA));
    }

    private static BackendStatus status(BackendKind kind) {
        return switch (kind) {
            case JAVA, AUTO ->
                    new BackendStatus(
                            BackendKind.JAVA,
                            true,
                            "CPU, %d processors, %s"
                                    .formatted(
                                            Runtime.getRuntime().availableProcessors(),
                                            KernelProvider.description()),
                            "");
            case ND4J ->
                    new BackendStatus(BackendKind.ND4J, false, "", "this build has no ND4J engine");
            case CUDA -> {
                CudaAvailability cuda = CudaSupport.availability();
                yield new BackendStatus(
                        BackendKind.CUDA,
                        cuda.usable(),
                        String.join("; ", cuda.devices()),
                        cuda.reason());
            }
        };
    }

    /**
     * The engine chosen for a run.
     *
     * @param note what the user should know about the choice; empty if nothing
     */
    record Choice(BackendKind kind, String note) {}

    /**
     * The engine for a run. {@code auto} takes CUDA for the full value table only: other runs solve
     * a few dozen problems, which the CPU has done before a GPU is initialised.
     *
     * @throws BackendUnavailableException if it was asked for by name and cannot be used
     */
    static Choice resolve(SolveSettings settings) {
        BackendKind choice = settings.backend();
        if (choice != BackendKind.AUTO) {
            BackendStatus status = status(choice);
            if (!status.usable()) {
                throw new BackendUnavailableException(
                        "backend %s cannot be used: %s\nMaybe --backend auto"
                                .formatted(choice.label(), status.reason()));
            }
            return new Choice(choice, "");
        }
        boolean manyProblems = settings.scheme() == Scheme.JOINT && !settings.prune();
        if (settings.solver() != SolverKind.EXACT_FP || !manyProblems) {
            return new Choice(BackendKind.JAVA, "");
        }
        BackendStatus cuda = status(BackendKind.CUDA);
        return cuda.usable()
                ? new Choice(BackendKind.CUDA, "")
                : new Choice(
                        BackendKind.JAVA, "backend java, as cuda cannot be used: " + cuda.reason());
    }
}
