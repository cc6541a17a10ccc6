package org.beamforge.solver.mmadmm;

import java.util.List;
import org.beamforge.control.Cancellation;

/**
 * Something that runs the whole loop of Algorithm 2 by itself, such as a GPU: starts go in, what
 * they have become comes out, and nothing crosses in between. Starts and the restoration of
 * feasibility stay with {@link MmAdmmSolver}. Thread-safe.
 */
public interface AdmmDevice {
    /** The name of the engine. */
    String name();

    /** What it runs on. */
    String device();

    /**
     * Runs every start to its end or to the limit.
     *
     * @return what became of them, in the order of the starts
     */
    List<LoopEnd> run(List<LoopStart> starts, LoopNumbers numbers, Cancellation cancellation);
}
