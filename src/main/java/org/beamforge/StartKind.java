package org.beamforge;

/** Which beams the solver mm-admm starts from. */
public enum StartKind {
    /** Inner steps with the schedule scaled, matched filters with the one of the paper. */
    AUTO("auto"),
    /** The starts of exact-fp after one exact inner step each, sixteen of which race. */
    INNER_STEP("inner-step"),
    /** Matched filters, then regularised zero-forcing, then both perturbed. */
    MATCHED_FILTER("matched-filter"),
    /** As the paper, for the first start: Riemannian conjugate gradient on the sphere. */
    RCG("rcg");

    private final String label;

    StartKind(String label) {
        this.label = label;
    }

    /** The name used on the command line. */
    public String label() {
        return label;
    }
}
