package org.beamforge.solver.mmadmm;

import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.solver.BeamListener;

/** Runs starts of problems of one shape; for one thread. */
interface LoopBatch extends AutoCloseable {
    /** Columns T of W. */
    int columns();

    /**
     * Runs the starts to convergence or to the iteration limit; their {@code x} is the start and
     * then the last iterate.
     *
     * @param jobs at most as many as the batch was made for
     */
    void solve(
            List<AdmmProblem> jobs,
            double tolerance,
            int limit,
            Cancellation cancellation,
            BeamListener listener);

    @Override
    void close();
}
