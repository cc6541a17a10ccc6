package org.beamforge;

import java.util.List;
import org.beamforge.kernel.KernelProvider;

/** The engines of this build and whether they can be used here. */
public final class Backends {
    private Backends() {}

    /** All engines, in the order of preference. */
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
                new BackendStatus(BackendKind.ND4J, false, "", "this build has no ND4J engine"),
                new BackendStatus(BackendKind.CUDA, false, "", "this build has no CUDA engine"));
    }

    /**
     * The engine for a choice.
     *
     * @throws BackendUnavailableException if it was asked for by name and cannot be used
     */
    static BackendKind resolve(BackendKind choice) {
        for (BackendStatus info : list()) {
            boolean wanted = choice == BackendKind.AUTO || choice == info.kind();
            if (wanted && info.usable()) {
                return info.kind();
            }
            if (choice == info.kind()) {
                throw new BackendUnavailableException(
                        "backend %s cannot be used: %s\nMaybe --backend auto"
                                .formatted(choice.label(), info.reason()));
            }
        }
        throw new BackendUnavailableException("no backend can be used");
    }
}
