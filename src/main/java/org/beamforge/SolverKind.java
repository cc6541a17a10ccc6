package org.beamforge;

/** The beamforming solver. */
public enum SolverKind {
    /** Fractional programming with an exact convex inner step. */
    EXACT_FP("exact-fp"),
    /** Algorithm 2 of the paper: majorisation-minimisation inside ADMM. */
    MM_ADMM("mm-admm");

    private final String label;

    SolverKind(String label) {
        this.label = label;
    }

    /** The name used on the command line and in files. */
    public String label() {
        return label;
    }
}
