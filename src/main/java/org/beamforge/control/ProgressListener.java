package org.beamforge.control;

/** Receives iteration records and one-line notes. Called from solver threads, one at a time. */
public interface ProgressListener {
    /** Ignores everything. */
    ProgressListener NONE = record -> {};

    void iteration(IterationRecord record);

    /**
     * An iteration of one beamforming problem within a search or Algorithm 3: of interest for a
     * trace, too many for a table.
     */
    default void detail(IterationRecord record) {}

    /** Something the user should know once, for example why a backend was chosen. */
    default void note(String message) {}
}
