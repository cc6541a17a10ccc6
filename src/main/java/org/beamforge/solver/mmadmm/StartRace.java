package org.beamforge.solver.mmadmm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.solver.BeamListener;

/**
 * Runs the starts of problems of one shape to their end, or more starts than wanted for a while and
 * the best of them to the end. Which local optimum a start leads to shows early, and in a batch the
 * short runs cost little.
 */
final class StartRace {
    /** Starts that enter; half of them leave at half time, all but the wanted ones at the final. */
    private static final int FIELD = 16;

    private static final int HALF_TIME = 15;
    private static final int FINAL = 30;

    private final LoopBatch batch;
    private final Restoration restoration;
    private final double tolerance;
    private final Cancellation cancellation;
    private final BeamListener listener;

    StartRace(
            LoopBatch batch,
            Restoration restoration,
            double tolerance,
            Cancellation cancellation,
            BeamListener listener) {
        this.batch = batch;
        this.restoration = restoration;
        this.tolerance = tolerance;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /** Starts to make per problem where {@code wanted} are to run to the end. */
    static int field(int wanted, int users) {
        // One user alone is a convex problem in disguise: every start ends at the optimum.
        return users == 1 ? 1 : Math.max(wanted, FIELD);
    }

    /** Outer iterations of all starts of a problem at most. */
    static int mostIterations(int wanted, int users, int limit) {
        int field = field(wanted, users);
        if (field <= wanted) {
            return field * limit;
        }
        return field * Math.min(limit, HALF_TIME)
                + Math.max(wanted, field / 2) * Math.max(0, Math.min(limit, FINAL) - HALF_TIME)
                + wanted * Math.max(0, limit - FINAL);
    }

    /**
     * Runs the race.
     *
     * @param jobs the starts of all problems, {@code field} of them one after the other
     * @param wanted how many may run to the end
     * @param limit outer iterations per start
     * @return those that were left of each problem, best first
     */
    List<List<AdmmProblem>> run(List<AdmmProblem> jobs, int field, int wanted, int limit) {
        List<List<AdmmProblem>> groups = new ArrayList<>();
        for (int first = 0; first < jobs.size(); first += field) {
            groups.add(jobs.subList(first, first + field));
        }
        if (field > wanted) {
            groups = stage(groups, Math.min(limit, HALF_TIME), Math.max(wanted, field / 2));
            groups = stage(groups, Math.min(limit, FINAL), wanted);
        }
        return stage(groups, limit, wanted);
    }

    /**
     * Runs everyone up to iteration {@code until} and keeps the {@code kept} best of each group.
     */
    private List<List<AdmmProblem>> stage(List<List<AdmmProblem>> groups, int until, int kept) {
        List<AdmmProblem> running = new ArrayList<>();
        for (List<AdmmProblem> group : groups) {
            for (AdmmProblem job : group) {
                if (job.best == null
                        || job.status == SolveStatus.MAX_ITERATIONS && job.outer < until) {
                    running.add(job);
                }
            }
        }
        batch.solve(running, tolerance, until, cancellation, listener);
        running.forEach(job -> restoration.keepBest(job, batch.columns()));
        List<List<AdmmProblem>> left = new ArrayList<>();
        for (List<AdmmProblem> group : groups) {
            List<AdmmProblem> ranked = new ArrayList<>(group);
            ranked.sort(Comparator.comparingDouble(job -> -job.best.rateNats()));
            left.add(ranked.subList(0, Math.min(kept, ranked.size())));
        }
        return left;
    }
}
