package org.beamforge;

/** How the solver mm-admm lets its penalty fall, and which bounds its surrogates use. */
public enum ScheduleKind {
    /** Scaled to the problem, with local bounds, extrapolation and mixing. */
    SCALED("scaled"),
    /** As the paper prints it. */
    PAPER("paper");

    private final String label;

    ScheduleKind(String label) {
        this.label = label;
    }

    /** The name used on the command line. */
    public String label() {
        return label;
    }
}
