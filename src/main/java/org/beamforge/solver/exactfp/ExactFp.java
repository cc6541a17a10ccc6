package org.beamforge.solver.exactfp;

import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.dual.SensingDual;

/**
 * Fractional programming with an exact convex inner step, for one problem at a time; the workspace
 * of one thread.
 *
 * <p>Block ascent on (31), (32) in nats with weights omega = 1/n: given the auxiliary variables
 * (upsilon, b) the best (W, R) solves a convex problem exactly ({@link SensingDual}); given (W, R)
 * the best auxiliary variables are upsilon_i = sinr_i and b_i = sqrt(omega (1 + upsilon_i)) h_i^H
 * w_i / (h_i^H R h_i + 1). The barrier parameter t is lowered in few levels, with the block ascent
 * converged on each: at fixed t it ascends the rate plus the barrier of the constraints,
 * consecutive inner problems differ little, and Newton's method needs one to three steps from the
 * last point. Anderson acceleration acts on (log upsilon, log b).
 */
final class ExactFp {
    private static final int SENSING = 3;
    private static final double BARRIER_DECAY = 0.1;
    private static final double COLD_BARRIER = 0.1;
    private static final int NEWTON_LIMIT = 40;
    private static final int COLD_NEWTON_LIMIT = 200;
    private static final int MEMORY = 4;

    /** Longest move of a log variable in one accelerated step; adapted below this. */
    private static final double LONGEST = 2;

    private static final double SHORTEST = 1e-3;

    /** A user whose SINR falls below this fraction of the best one's is switched off. */
    private static final double OFF = 1e-11;

    /** Cold restarts of the inner step on one level before its barrier parameter is raised. */
    private static final int COLD_STARTS = 3;

    /** Barrier parameters beyond this fraction of the objective are not tried. */
    private static final double MOST_BARRIER = 1e-2;

    /**
     * Iterations without a relative gain that end a level once the residual is small as well. The
     * residual alone says little: with a strong user the map creeps, by 1/sinr of the way.
     */
    private static final int SETTLED = 2;

    /** Iterations without a relative gain that end a level. */
    private static final int PATIENCE = 6;

    private final ComplexKernels kernels;
    private final SensingDual dual;
    private final StartingPoints startingPoints;
    private final PrimalRecovery recovery;
    final AndersonMixer mixer = new AndersonMixer(MEMORY);

    private BeamProblem problem;
    private int index;
    private BeamListener listener = BeamListener.NONE;
    private int r;
    private int n;
    private int outer;
    private int rescues;
    private double residual;

    /** Objective the barrier is relative to. */
    private double scale;

    private double rate;

    /** Rate plus barrier: what the block ascent raises at a fixed barrier parameter. */
    double potential;

    private boolean cold;

    /** Whether the last level ended because nothing was left to gain. */
    private boolean settled;

    private double[] upsilon = new double[0];
    private double[] b = new double[0];
    private double[] x = new double[0];
    private double[] image = new double[0];
    private double[] bestImage = new double[0];
    private double[] weight = new double[0];
    private boolean[] off = new boolean[0];
    private SplitComplex hb = SplitComplex.allocate(0);
    private SplitComplex received = SplitComplex.allocate(0);

    ExactFp(ComplexKernels kernels) {
        this.kernels = kernels;
        dual = new SensingDual(kernels);
        startingPoints = new StartingPoints(kernels);
        recovery = new PrimalRecovery(kernels);
    }

    /** Solves from every start and returns the best point. */
    BeamResult solve(
            BeamProblem toSolve,
            int position,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener watcher) {
        problem = toSolve;
        index = position;
        listener = watcher;
        r = problem.dimension();
        n = problem.users();
        int newton = dual.newtonSteps();
        outer = 0;
        rescues = 0;
        if (n == 1) {
            return new SingleUser(kernels, dual, recovery).solve(problem, settings.tolerance());
        }
        allocate();
        PrimalRecovery.Beams best = null;
        SolveStatus status = SolveStatus.NUMERICAL_ERROR;
        double bestResidual = Double.POSITIVE_INFINITY;
        for (int start = 0; start < settings.starts(); start++) {
            if (start > 0 && cancellation.shouldStop()) {
                break;
            }
            startingPoints.fill(problem, start, settings.seed(), upsilon, b);
            SolveStatus ended = ascend(settings, cancellation);
            PrimalRecovery.Beams beams = recoverBeams();
            if (beams.repaired()) {
                rescues++;
                ended = ended == SolveStatus.SOLVED ? SolveStatus.STALLED : ended;
            }
            if (best == null || beams.rateNats() > best.rateNats()) {
                best = beams;
                status = ended;
                bestResidual = residual;
            }
        }
        return new BeamResult(
                status,
                best.rateNats(),
                Double.POSITIVE_INFINITY,
                best.communication(),
                best.radar(),
                best.radarColumns(),
                outer,
                dual.newtonSteps() - newton,
                rescues,
                bestResidual);
    }

    private PrimalRecovery.Beams recoverBeams() {
        int cols = SENSING + n;
        SplitComplex w = SplitComplex.allocate(r * n);
        for (int i = 0; i < r; i++) {
            System.arraycopy(dual.primal().re(), i * cols + SENSING, w.re(), i * n, n);
            System.arraycopy(dual.primal().im(), i * cols + SENSING, w.im(), i * n, n);
        }
        return recovery.recover(problem, w, dual.radarCovariance());
    }

    /** Block ascent over the barrier levels from the auxiliary variables (upsilon, b). */
    private SolveStatus ascend(BeamSettings settings, Cancellation cancellation) {
        dual.bind(problem, n, false);
        cold = true;
        scale = 0;
        for (int i = 0; i < n; i++) {
            off[i] = !(upsilon[i] > 0 && b[i] > 0);
            x[i] = off[i] ? 0 : Math.log(upsilon[i]);
            x[n + i] = off[i] ? 0 : Math.log(b[i]);
            scale += (off[i] ? 0 : Math.log1p(upsilon[i])) / n;
        }
        double last = 0.1 * settings.tolerance();
        int budget = settings.maxIterations();
        for (double level = 1e-3; ; level = Math.max(last, level * 1e-2)) {
            boolean final_ = level <= 1.01 * last;
            // Upper levels only have to come close; their fixed points move by O(t) anyway.
            double gain = final_ ? 0.02 * settings.tolerance() : 0.1 * level;
            double accuracy = final_ ? 0.1 * Math.sqrt(settings.tolerance()) : 10 * level;
            int used = converge(level, gain, accuracy, budget, cancellation);
            budget -= used;
            if (final_ && settled) {
                // Without any gain left a residual this small is the rounding of the inner step.
                return residual <= 100 * accuracy ? SolveStatus.SOLVED : SolveStatus.STALLED;
            }
            if (cancellation.shouldStop()) {
                return cancellation.reason();
            }
            if (final_) {
                return SolveStatus.MAX_ITERATIONS;
            }
            if (budget <= 0) {
                budget = 3; // enough to centre on the last level, so that the point is feasible
            }
        }
    }

    /**
     * Accelerated block ascent at barrier {@code level} (relative to the objective).
     *
     * @return iterations used
     */
    private int converge(
            double level, double gain, double accuracy, int limit, Cancellation cancellation) {
        mixer.reset(2 * n);
        double radius = LONGEST;
        double best = Double.NEGATIVE_INFINITY;
        double t = level * Math.max(scale, Double.MIN_NORMAL);
        double last = Double.NaN;
        int idle = 0;
        int coldStarts = 0;
        for (int iteration = 1; ; iteration++) {
            int before = rescues;
            boolean centred = innerStep(t);
            if (rescues > before) {
                // A long accelerated move asks much of a warm start; a plain one does not.
                coldStarts += mixer.accelerating() ? 0 : 1;
                radius = Math.max(SHORTEST, 0.5 * radius);
            }
            cold = !centred;
            if (!centred && !mixer.accelerating() || coldStarts > COLD_STARTS) {
                // Rounding hides the slacks at this t (large multipliers: a budget nearly used up
                // by
                // sensing). A larger one costs (r + 4) t of the objective, but never feasibility.
                t *= 4;
                coldStarts = 0;
                best = Double.NEGATIVE_INFINITY;
                mixer.reset(2 * n);
                if (iteration < limit && t < MOST_BARRIER * scale) {
                    continue;
                }
            }
            outer++;
            evaluate();
            double violation = centred ? 0 : Double.NaN; // a centred point is strictly feasible
            listener.iteration(index, outer, rate, Double.NaN, residual, violation, t, t != last);
            last = t;
            if (potential > best + gain * Math.abs(best) || !(best > Double.NEGATIVE_INFINITY)) {
                idle = 0;
            } else {
                idle++;
            }
            boolean worse = !centred || potential < best - 1e-3 * t - 1e-13 * Math.abs(best);
            if (!worse || best == Double.NEGATIVE_INFINITY) {
                best = Math.max(best, potential);
                System.arraycopy(image, 0, bestImage, 0, 2 * n);
            }
            settled = residual <= accuracy && !worse && idle >= SETTLED || idle >= PATIENCE;
            if (settled || iteration >= limit || cancellation.shouldStop()) {
                System.arraycopy(bestImage, 0, x, 0, 2 * n);
                if (worse && best > Double.NEGATIVE_INFINITY) {
                    // The point handed on is the plain image of the best iterate, not this one.
                    cold = !innerStep(t);
                    evaluate();
                }
                scale = rate;
                return iteration;
            }
            if (worse && mixer.accelerating()) {
                // Safeguard: forget the memory, go on from the plain image of the best iterate.
                mixer.reset(2 * n);
                radius = Math.max(SHORTEST, 0.2 * radius);
                System.arraycopy(bestImage, 0, x, 0, 2 * n);
                continue;
            }
            for (int i = 0; i < 2 * n; i++) {
                image[i] -= x[i];
            }
            if (mixer.accelerating()) {
                radius = Math.min(LONGEST, 1.5 * radius);
            }
            mixer.advance(x, image, weight, 2 * n, radius);
        }
    }

    /** Solves the convex inner problem at (upsilon, b) = exp(x); warm, else safely cold. */
    private boolean innerStep(double t) {
        int cols = SENSING + n;
        double[] hr = problem.channels().re();
        double[] hi = problem.channels().im();
        double[] fr = dual.sensingAndF().re();
        double[] fi = dual.sensingAndF().im();
        for (int j = 0; j < n; j++) {
            upsilon[j] = off[j] ? 0 : Math.exp(x[j]);
            b[j] = off[j] ? 0 : Math.exp(x[n + j]);
            double c = Math.sqrt((1 + upsilon[j]) / n);
            for (int i = 0; i < r; i++) {
                int at = i * n + j;
                hb.re()[at] = hr[at] * b[j];
                hb.im()[at] = hi[at] * b[j];
                fr[i * cols + SENSING + j] = c * hb.re()[at];
                fi[i * cols + SENSING + j] = c * hb.im()[at];
            }
        }
        kernels.gramOfRows(r, n, hb, 0, dual.a(), 0); // A = sum_i |b_i|^2 h_i h_i^H
        if (!cold && dual.center(t, NEWTON_LIMIT)) {
            return true;
        }
        if (!cold) {
            rescues++;
        }
        cold = false;
        double size = Math.max(scale, Double.MIN_NORMAL);
        dual.coldStart(size, 0);
        return dual.follow(COLD_BARRIER * size, t, BARRIER_DECAY, COLD_NEWTON_LIMIT);
    }

    /** Rate, potential (rate plus barrier) and the image of the fixed-point map. */
    private void evaluate() {
        int cols = SENSING + n;
        kernels.multiplyAdjointLeft(
                n, cols, r, problem.channels(), 0, dual.primal(), 0, received, 0);
        double t = dual.barrier();
        double sumRate = 0;
        double surrogate = 0;
        double strongest = 0;
        for (int i = 0; i < n; i++) {
            weight[i] = 0;
            image[i] = x[i];
            image[n + i] = x[n + i];
            if (off[i]) {
                continue;
            }
            double c = Math.sqrt((1 + upsilon[i]) / n) * b[i];
            double own = received.re()[i * cols + SENSING + i];
            if (!(own > 0)) {
                off[i] = true; // only rounding turns c h^H G h away from positive
                continue;
            }
            // Summed without the own beam: total - own^2 would lose the noise of a strong user.
            double interference = t * own / c; // h^H (t G) h, as w_i = c G h_i
            for (int j = 0; j < n; j++) {
                int at = i * cols + SENSING + j;
                interference +=
                        j == i
                                ? 0
                                : received.re()[at] * received.re()[at]
                                        + received.im()[at] * received.im()[at];
            }
            double total = interference + own * own;
            double gamma = own * own / (interference + 1);
            double nats = Math.log1p(gamma);
            sumRate += nats / n;
            surrogate += 2 * c * own - b[i] * b[i] * total;
            weight[i] = nats;
            strongest = Math.max(strongest, gamma);
            image[i] = Math.log(gamma);
            image[n + i] = Math.log(Math.sqrt((1 + gamma) / n) * own / (total + 1));
        }
        rate = sumRate;
        // D_t is the inner optimum including its barrier, so what exceeds the surrogate is barrier.
        potential = sumRate + dual.value() - surrogate;
        residual = 0;
        for (int i = 0; i < n; i++) {
            if (off[i]) {
                continue;
            }
            if (image[i] < Math.log(OFF * strongest)) {
                off[i] = true;
                weight[i] = 0;
                image[i] = x[i];
                image[n + i] = x[n + i];
            }
            weight[i] /= n * sumRate;
            weight[n + i] = weight[i];
            double move = Math.max(Math.abs(image[i] - x[i]), Math.abs(image[n + i] - x[n + i]));
            residual = Math.max(residual, weight[i] * move);
        }
    }

    private void allocate() {
        if (upsilon.length < n) {
            upsilon = new double[n];
            b = new double[n];
            off = new boolean[n];
            x = new double[2 * n];
            image = new double[2 * n];
            bestImage = new double[2 * n];
            weight = new double[2 * n];
        }
        if (hb.length() < r * n) {
            hb = SplitComplex.allocate(r * n);
        }
        if (received.length() < n * (SENSING + n)) {
            received = SplitComplex.allocate(n * (SENSING + n));
        }
    }
}
