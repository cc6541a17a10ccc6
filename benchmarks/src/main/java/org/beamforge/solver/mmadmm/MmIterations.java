package org.beamforge.solver.mmadmm;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.tensor.TensorEngine;

/**
 * A fixed number of iterations of Algorithm 2 on a batch, from matched filters, in parts of the
 * size the solver would use, on the calling thread. No problem leaves early: convergence is not
 * asked for.
 */
public final class MmIterations implements AutoCloseable {
    private static final int MANY = 100;

    private final int limit;
    private final int count;
    private final List<Start> starts = new ArrayList<>();
    private final int part;
    private final LoopBatch batch;

    /** Where one problem begins. */
    private record Start(Coordinates coordinates, SplitComplex x, SplitComplex w) {}

    /**
     * @param problems of one shape
     * @param count problems to run; the given ones come again and again
     * @param largest problems that may share a part
     * @param iterations accepted iterations per problem
     */
    public MmIterations(
            TensorEngine engine,
            List<BeamProblem> problems,
            int count,
            int largest,
            int iterations) {
        limit = iterations;
        this.count = count;
        int r = problems.get(0).dimension();
        int n = problems.get(0).users();
        StartingBeams beams = new StartingBeams(engine.kernels());
        for (BeamProblem problem : problems) {
            Coordinates coordinates = Coordinates.of(problem);
            SplitComplex x =
                    beams.of(
                            coordinates.problem(),
                            SensingFeasibility.of(coordinates.problem(), engine.kernels()),
                            n + r,
                            0,
                            Initialisation.MATCHED_FILTER,
                            1);
            boolean full = r > coordinates.problem().dimension();
            starts.add(new Start(coordinates, x, full ? coordinates.expand(x, n + r) : null));
        }
        // Whole batches stand for the calls of many starts that the solver makes of them.
        LoopEngine loops = LoopEngine.of(engine).forStarts(largest >= MANY ? Long.MAX_VALUE : 1);
        part = Math.min(largest, loops.preferredBatch(r, n));
        batch = loops.batch(Schedule.SCALED, part, r, n);
    }

    /** Runs all problems and returns the MM steps taken, rejected ones included. */
    public long run() {
        long steps = 0;
        for (int from = 0; from < count; from += part) {
            List<AdmmProblem> jobs = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + part); i++) {
                Start start = starts.get(i % starts.size());
                AdmmProblem job = new AdmmProblem(start.coordinates(), i, 0, start.x());
                job.w = start.w();
                jobs.add(job);
            }
            batch.solve(jobs, 0, limit, Cancellation.none(), BeamListener.NONE);
            for (AdmmProblem job : jobs) {
                steps += job.inner;
            }
        }
        return steps;
    }

    @Override
    public void close() {
        batch.close();
    }
}
