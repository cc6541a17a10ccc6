package org.beamforge;

/** The engine that runs the solvers. */
public enum BackendKind {
    /** The fastest usable engine for the problem, chosen and announced. */
    AUTO("auto"),
    /** Java with the Vector API (plain Java where that module is absent). */
    JAVA("java"),
    /** ND4J tensors on the CPU. */
    ND4J("nd4j"),
    /** CUDA kernels through the driver API. */
    CUDA("cuda");

    private final String label;

    BackendKind(String label) {
        this.label = label;
    }

    /** The name used on the command line and in files. */
    public String label() {
        return label;
    }
}
