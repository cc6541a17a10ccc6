package org.beamforge.solver;

import java.util.List;
import java.util.Optional;
import org.beamforge.control.Cancellation;

/**
 * Solves batches of independent beamforming problems, one base station and one user set each. An
 * implementation is safe to call from several threads.
 */
public interface BeamformingSolver extends AutoCloseable {
    /** The name in tables and files, for example {@code exact-fp}. */
    String name();

    /** The engine and what it runs on, for example {@code java (vector-512, 2 threads)}. */
    String engine();

    /**
     * Solves every problem; results come in the order of the problems.
     *
     * <p>Problems must be feasible (see {@code SensingFeasibility}); a problem that the request to
     * stop overtakes comes back as {@code CANCELLED} or {@code TIME_LIMIT} with its best feasible
     * point, which may be one that serves sensing only.
     */
    List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener);

    /**
     * Told before a lot of work that comes in several calls of {@link #solve}.
     *
     * @param problems in all calls together
     */
    default void announce(long problems) {}

    /**
     * Problems that a caller with many should hand over at a time: enough for the engine, few
     * enough to report progress every second or so. May change from call to call.
     */
    default int preferredBatch() {
        return 512;
    }

    /** What the engine can do with whole antenna arrays, until the solver is closed. */
    default Optional<ArrayProducts> arrays() {
        return Optional.empty();
    }

    @Override
    void close();
}
