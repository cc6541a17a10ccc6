package org.beamforge;

/** How the association is found. */
public enum Scheme {
    /** Certified search over all partitions with beamforming values (P1). */
    JOINT("joint"),
    /** Algorithm 3 with the exact solution of (P2). */
    EXACT("exact"),
    /** Algorithm 3 with all K^N associations of (P2) tried. */
    BRUTE_FORCE("brute-force"),
    /** Algorithm 3 with Gale-Shapley followed by coalition moves. */
    GAME("game"),
    /** Algorithm 3 with deferred acceptance. */
    GALE_SHAPLEY("gale-shapley"),
    /** Algorithm 3 with a large language model. */
    LLM("llm"),
    /** The association is given; only beamforming is solved. */
    FIXED("fixed"),
    /** The initial association is kept; only beamforming is solved. */
    BEAMFORMING_ONLY("beamforming-only");

    private final String label;

    Scheme(String label) {
        this.label = label;
    }

    /** The name used on the command line and in files. */
    public String label() {
        return label;
    }
}
