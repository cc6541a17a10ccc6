package org.beamforge.solver.mmadmm;

/** Directions of the communication beams Algorithm 2 starts from. */
public enum Initialisation {
    /**
     * The starting points of exact-fp, each after one exact inner step, duals included; sixteen of
     * them race and the best go on ({@link StartRace}). The default of the schedule {@code scaled}.
     */
    INNER_STEP("inner-step"),
    /**
     * Matched filters for the first start, regularised zero-forcing for the second and third,
     * perturbed matched filters after that. The default of the schedule {@code paper}.
     */
    MATCHED_FILTER("matched-filter"),
    /**
     * As the paper: every beam along the direction of largest received power, found by a Riemannian
     * conjugate gradient on the sphere. Later starts are those of {@link #MATCHED_FILTER}.
     */
    RCG("rcg");

    private final String label;

    Initialisation(String label) {
        this.label = label;
    }

    /** The default of a schedule. */
    public static Initialisation suiting(Schedule schedule) {
        return schedule.adaptive() ? INNER_STEP : MATCHED_FILTER;
    }

    /** The name used on the command line and in files. */
    public String label() {
        return label;
    }
}
