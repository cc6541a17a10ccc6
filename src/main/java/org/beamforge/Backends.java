package org.beamforge;

import java.util.List;
import org.beamforge.cuda.CudaAvailability;
import org.beamforge.cuda.CudaSupport;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
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
    static TensorEngine tensors(BackendKind choice, ComplexKernels kernels) {
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

    /**
     * The engine of exact-fp for a choice. {@code auto} stands for Java: the CUDA engine has not
     * been measured on a GPU yet (docs/cuda.md) and is used by name only.
     *
     * @throws BackendUnavailableException if it was asked for by name and cannot be used
     */
    static BackendKind exactFp(BackendKind choice) {
        return switch (choice) {
            case AUTO, JAVA -> BackendKind.JAVA;
            case ND4J -> throw unavailable(choice, "it runs the solver mm-admm only");
            case CUDA -> {
                BackendStatus status = cuda();
                if (!status.usable()) {
                    throw unavailable(choice, status.reason());
                }
                yield choice;
            }
        };
    }

    static BackendUnavailableException unavailable(BackendKind choice, String reason) {
        return new BackendUnavailableException(
                "backend %s cannot be used: %s\nMaybe --backend auto"
                        .formatted(choice.label(), reason));
    }
}
