package org.beamforge.solver.mmadmm;

import org.beamforge.control.SolveStatus;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;

/**
 * What Algorithm 2 decides about one problem between its tensor operations: the projection (49),
 * whether a trial point is taken, the duals and the penalty (60), and when to stop. For one thread.
 */
final class LoopControl {
    /** Iterations in a row that must meet the tolerances. */
    private static final int QUIET = 3;

    private static final double FIRST_RADIUS = 0.5;
    private static final double LEAST_RADIUS = 1e-4;

    /** Loosest accuracy of ||w|| = 1 that a long step may have before it is scaled. */
    static final double LOOSEST = 1e-2;

    /** By what a step must be more accurate that was repeated with a larger radius. */
    private static final double HELD = 1e-4;

    /** What becomes of a trial point. */
    enum Verdict {
        /** It is the next iterate. */
        ADVANCE,
        /** The step is repeated from the iterate. */
        BACK,
        /** The step is repeated from where it started, with a larger radius. */
        HOLD
    }

    private final Schedule schedule;
    private final double loosest;
    private final double[] point = new double[4];

    LoopControl(Schedule schedule) {
        this(schedule, LOOSEST);
    }

    /**
     * @param loosest accuracy of ||w|| = 1 that is enough however long a step is
     */
    LoopControl(Schedule schedule, double loosest) {
        this.schedule = schedule;
        this.loosest = loosest;
    }

    /** Before the first step of a run; the moments are those of its start. */
    void begin(AdmmProblem job) {
        job.radius = schedule.adaptive() ? FIRST_RADIUS : Surrogate.DIAMETER;
        job.held = false;
        job.restartMomentum();
        job.mixer.restart();
        if (job.outer == 0) {
            job.rho = schedule.first(job.z, job.moments.s);
        }
    }

    /** (49): q = nearest point of the matrix inequality to s + rho z; then c = q - rho z. */
    void project(AdmmProblem job) {
        for (int i = 0; i < 4; i++) {
            point[i] = job.moments.s[i] + job.rho * job.z[i];
        }
        LmiProjection.project(point, job.problem.deltaE(), job.q);
        for (int i = 0; i < 4; i++) {
            job.c[i] = job.q[i] - job.rho * job.z[i];
        }
    }

    /**
     * Takes the trial point if the augmented Lagrangian did not rise. From the iterate itself it
     * cannot rise where the surrogate majorises, so a rise means that the step left the radius of
     * the bounds: the radius is enlarged and the step repeated. A rise from an extrapolated point
     * or with mixed auxiliary variables says nothing; the step is repeated from the iterate.
     *
     * @param rate of the trial point, whose moments are set
     * @param accelerating whether the step was from mixed auxiliary variables, which are no good if
     *     the verdict is to go back
     */
    Verdict judge(AdmmProblem job, double rate, boolean accelerating) {
        double before = penalty(job.keptMoments, job) - job.rate;
        double merit = penalty(job.trialMoments, job) - rate;
        job.held = false;
        boolean descended = merit <= before + 1e-12 * (1 + Math.abs(before));
        if (!descended && (accelerating || job.extrapolated)) {
            job.restartMomentum();
            return Verdict.BACK;
        }
        if (!descended && job.radius < Surrogate.DIAMETER) {
            job.radius = Math.min(Surrogate.DIAMETER, 2 * Math.max(job.radius, job.stepLength));
            job.held = true;
            return Verdict.HOLD;
        }
        job.rate = rate;
        return Verdict.ADVANCE;
    }

    private static double penalty(SensingMoments moments, AdmmProblem job) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += (moments.s[i] - job.c[i]) * (moments.s[i] - job.c[i]);
        }
        return sum / (2 * job.rho);
    }

    /**
     * The trial becomes the iterate.
     *
     * @return how far beyond it the next step starts, as a factor of the move
     */
    double advance(AdmmProblem job) {
        double beta = schedule.adaptive() ? job.nextMomentum() : 0;
        double outsideNext = job.shrink * job.outside;
        job.outside = outsideNext + beta * (outsideNext - job.outsideKept);
        job.outsideKept = outsideNext;
        job.extrapolated = beta > 0;
        SensingMoments old = job.keptMoments;
        job.keptMoments = job.trialMoments;
        job.trialMoments = old;
        return beta;
    }

    /**
     * Whether the point that the next step would start from is no place to linearise (27a) at; its
     * moments are set. The tangent is an inner bound of (27a) wherever it is taken, and (59) has a
     * feasible point as long as ||y_d|| >= 1 - sqrt(1 - deltaD); half way from there to (27a)
     * itself is far enough.
     */
    boolean tooFar(AdmmProblem job) {
        return tooFar(job, job.moments.detection());
    }

    /** The same for a point with that left side of (27a). */
    boolean tooFar(AdmmProblem job, double detection) {
        double deltaD = job.problem.deltaD();
        double least = 0.5 * (Math.sqrt(deltaD) + 1 - Math.sqrt(Math.max(0, 1 - deltaD)));
        return job.extrapolated && Math.sqrt(detection) < least;
    }

    /**
     * Relative accuracy of ||w|| = 1 (59c) with which the search for mu may end; W is then scaled
     * and nu chosen so that both constraints hold, and what is lost is of the order of this
     * squared. A step descends by the order of its length squared, so its length would do; mixing
     * takes what is left for a residual and amplifies it, so it is the length squared. Zero where
     * steps are as printed.
     */
    double accuracy(AdmmProblem job) {
        double length = job.inner == 0 ? 1 : job.stepLength;
        double enough = job.held ? HELD * length * length : length * length;
        return schedule.adaptive() ? Math.min(loosest, enough) : 0;
    }

    /** Whether auxiliary variables are mixed and radii follow the steps. */
    boolean adaptive() {
        return schedule.adaptive();
    }

    /** The radius follows the steps. */
    void adaptRadius(AdmmProblem job) {
        double reach = Math.max(1.5 * job.stepLength, 0.5 * job.radius);
        job.radius = Math.min(Surrogate.DIAMETER, Math.max(LEAST_RADIUS, reach));
    }

    /** (60): z_i <- z_i + (s_i - q_i) / rho, then rho falls. */
    void updateDuals(AdmmProblem job, BeamListener listener) {
        double[] s = job.keptMoments.s;
        double gap = 0;
        double size = 0;
        for (int i = 0; i < 4; i++) {
            double difference = s[i] - job.q[i];
            gap += difference * difference;
            size += s[i] * s[i];
            job.z[i] += difference / job.rho;
        }
        job.outer++;
        BeamProblem problem = job.problem;
        double primal = Math.sqrt(gap / Math.max(size, problem.deltaE() * problem.deltaE()));
        job.violation = job.keptMoments.violation(problem.deltaD(), problem.deltaE());
        job.primal = primal;
        double next = schedule.next(job.rho, job.violation, job.lastViolation);
        job.lastViolation = job.violation;
        listener.iteration(
                job.position,
                ++job.counter[0],
                job.rate,
                primal,
                job.stepLength,
                job.violation,
                job.rho,
                next != job.rho);
        job.rho = next;
    }

    /** Counts an iteration, taken or not, and says whether it was the last. */
    boolean finished(AdmmProblem job, double tolerance, int limit) {
        job.inner++;
        boolean small =
                job.primal <= 0.1 * Math.sqrt(tolerance) && job.stepLength <= 10 * tolerance;
        job.quiet = small ? job.quiet + 1 : 0;
        if (job.quiet >= QUIET) {
            job.status = SolveStatus.SOLVED;
        }
        return job.quiet >= QUIET || job.outer >= limit || job.inner >= 4 * limit;
    }
}
