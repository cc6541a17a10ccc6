package org.beamforge.solver.mmadmm.lanes;

/**
 * How far the auxiliary variables (47), (48) may be mixed: for {@code AuxiliaryMixer} and {@link
 * LaneMixer}. No vectors here, because the former works on JVMs that have none.
 */
public final class MixingRules {
    /** Differences of earlier iterates that are kept. */
    public static final int MEMORY = 4;

    /** Longest move of a log variable beyond the plain one; adapted below this. */
    public static final double LONGEST = 2;

    /** Least that the longest move is adapted to. */
    public static final double SHORTEST = 1e-3;

    /** Factor on the longest move after a mixed step that is taken. */
    public static final double LENGTHEN = 1.5;

    /** Factor on the longest move after a mixed step that is not. */
    public static final double SHORTEN = 0.3;

    /** SINRs below this are users switched off. */
    public static final double OFF = 1e-200;

    private MixingRules() {}
}
