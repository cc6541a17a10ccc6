package org.beamforge;

import java.util.List;
import org.beamforge.kernel.KernelProvider;

/** The engines of this build and whether they can be used here. */
public final class Backends {
    private Backends() {}

    /**
     * One engine.
     *
     * @param kind the engine
     * @param usable whether it can run here
     * @param device what it runs on, or empty
     * @param reason one line: why it is usable or not
     */
    public record Info(BackendKind kind, boolean usable, String device, String reason) {}

    /** All engines, in the order of preference. */
    public static List<Info> list() {
        return List.of(
                new Info(
                        BackendKind.JAVA,
                        true,
                        "CPU, " + Runtime.getRuntime().availableProcessors() + " processors",
                        KernelProvider.description()),
                new Info(BackendKind.ND4J, false, "", "this build has no ND4J engine"),
                new Info(BackendKind.CUDA, false, "", "this build has no CUDA engine"));
    }

    /**
     * The engine for a choice.
     *
     * @throws BackendUnavailableException if it was asked for by name and cannot be used
     */
    static BackendKind resolve(BackendKind choice) {
        for (Info info : list()) {
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
