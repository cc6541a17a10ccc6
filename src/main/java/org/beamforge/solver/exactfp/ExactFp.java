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
 * last point. N_i is the interference plus noise that b_i = sqrt(upsilon_i / (n (1 + upsilon_i)
 * N_i)) stands for: in these variables every point is consistent to first order, whatever the SINR.
 * Anderson acceleration acts on (log upsilon, log N).
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

    /** Newton's method on the fixed point is tried below this residual. */
    private static final double NEWTON_RADIUS = 0.3;

    /** A user whose share of the sum rate is below this and still falling is switched off. */
    private static final double OFF = 2e-8;

    /** Cold restarts of the inner step on one level before its barrier parameter is raised. */
    private static final int COLD_STARTS = 3;

    /** Barrier parameters beyond this fraction of the objective are not tried. */
    private static final double MOST_BARRIER = 1e-2;

    /** A raised barrier parameter beyond this many tolerances of the objective is not converged. */
    private static final double MOST_FINAL_BARRIER = 2;

    /**
     * A user whose share of the sum rate is below this and falling is on its way out: log upsilon
     * has no finite fixed point, so it stays out of the Newton system and is hurried along.
     */
    private static final double LEAVING = 1e-3;

    private static final double HASTE = 4;

    /**
     * Iterations without a relative gain that end a level once the residual is small as well. The
     * residual alone says little: with a strong user the map creeps, by 1/sinr of the way.
     */
    private static final int SETTLED = 2;

    /** Iterations without a relative gain, or rejected in a row, that end a level. */
    private static final int PATIENCE = 6;

    /**
     * How far beyond the accuracy aimed at the residual may be when nothing is left to gain and
     * rounding keeps it up. The rate is quadratic in the distance to the fixed point: sqrt(tol) /
     * 10 times this stands for the tolerance itself.
     */
    private static final double ROUNDING = 10;

    private final ComplexKernels kernels;
    private final SensingDual dual;
    private final StartingPoints startingPoints;
    private final PrimalRecovery recovery;
    private final AndersonMixer mixer = new AndersonMixer(MEMORY);
    private final FixedPointNewton newton = new FixedPointNewton();

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

    /** Whether the current iterate came from a Newton step on the fixed point. */
    private boolean newtonTaken;

    /** Whether the last level ended because nothing was left to gain. */
    private boolean settled;

    private double[] upsilon = new double[0];
    private double[] b = new double[0];
    private double[] x = new double[0];
    private double[] image = new double[0];
    private double[] bestImage = new double[0];
    private double[] weight = new double[0];
    private double[] delta = new double[0];
    private boolean[] off = new boolean[0];
    private boolean[] frozen = new boolean[0];
    private SplitComplex hb = SplitComplex.allocate(0);
    private SplitComplex received = SplitComplex.allocate(0);

    ExactFp(ComplexKernels kernels) {
        this.kernels = kernels;
        dual = new SensingDual(kernels);
        startingPoints = new StartingPoints(kernels);
        recovery = new PrimalRecovery(kernels);
    }

    /** Whether the current iterate is the plain image of the one before. */
    boolean plain() {
        return !mixer.accelerating() && !newtonTaken;
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
            if (best == null || preferred(beams, ended, best, status, settings.tolerance())) {
                best = beams;
                status = ended;
                bestResidual = residual;
            }
        }
        if (nobodyReachable() && best.rateNats() == 0) {
            status = SolveStatus.SOLVED; // every feasible point is optimal
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

    /** Whether a new end is better; within the tolerance a converged one wins. */
    private static boolean preferred(
            PrimalRecovery.Beams beams,
            SolveStatus ended,
            PrimalRecovery.Beams best,
            SolveStatus status,
            double tolerance) {
        boolean solved = ended == SolveStatus.SOLVED;
        boolean same = solved == (status == SolveStatus.SOLVED);
        double handicap = same ? 1 : solved ? 1 - tolerance : 1 + tolerance;
        return beams.rateNats() > handicap * best.rateNats();
    }

    private boolean nobodyReachable() {
        for (int i = 0; i < r * n; i++) {
            if (problem.channels().re()[i] != 0 || problem.channels().im()[i] != 0) {
                return false;
            }
        }
        return true;
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
        dual.bind(problem, n, SensingDual.Power.TIED);
        cold = true;
        scale = 0;
        for (int i = 0; i < n; i++) {
            off[i] = !(upsilon[i] > 0 && b[i] > 0);
            x[i] = off[i] ? 0 : Math.log(upsilon[i]);
            x[n + i] = off[i] ? 0 : Math.log(upsilon[i] / ((1 + upsilon[i]) * n * b[i] * b[i]));
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
                boolean central =
                        dual.barrier() <= MOST_FINAL_BARRIER * settings.tolerance() * rate;
                return central && residual <= ROUNDING * accuracy
                        ? SolveStatus.SOLVED
                        : SolveStatus.STALLED;
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
        int rejected = 0;
        int coldStarts = 0;
        int pause = 0;
        int rest = 2;
        newtonTaken = false;
        System.arraycopy(x, 0, bestImage, 0, 2 * n);
        for (int iteration = 1; ; iteration++) {
            int before = rescues;
            boolean centred = innerStep(t);
            if (rescues > before) {
                // A long accelerated move asks much of a warm start; a plain one does not.
                coldStarts += mixer.accelerating() || newtonTaken ? 0 : 1;
                radius = Math.max(SHORTEST, 0.5 * radius);
            }
            cold = !centred;
            if (!centred && !mixer.accelerating() && !newtonTaken || coldStarts > COLD_STARTS) {
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
            boolean first = best == Double.NEGATIVE_INFINITY;
            boolean gained = first || potential > best + gain * Math.abs(best);
            boolean worse =
                    !centred
                            || Double.isNaN(potential)
                            || !first && potential < best - 1e-3 * t - 1e-13 * Math.abs(best);
            idle = gained ? 0 : worse ? idle : idle + 1;
            rejected = worse ? rejected + 1 : 0;
            if (!worse || first && potential > best) {
                best = Math.max(best, potential);
                System.arraycopy(image, 0, bestImage, 0, 2 * n);
            }
            pause--;
            boolean byNewton = !worse && pause <= 0 && residual < NEWTON_RADIUS && newtonStep();
            settled =
                    residual <= accuracy && !worse && (byNewton || idle >= SETTLED)
                            || idle >= PATIENCE
                            || rejected >= PATIENCE;
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
            if (worse && (mixer.accelerating() || newtonTaken)) {
                // Safeguard: forget the memory, go on from the plain image of the best iterate.
                if (newtonTaken) {
                    pause = rest;
                    rest *= 2;
                } else {
                    radius = Math.max(SHORTEST, 0.2 * radius);
                }
                newtonTaken = false;
                mixer.reset(2 * n);
                System.arraycopy(bestImage, 0, x, 0, 2 * n);
                continue;
            }
            newtonTaken = byNewton;
            if (byNewton) {
                mixer.reset(2 * n);
                for (int i = 0; i < 2 * n; i++) {
                    x[i] += delta[i];
                }
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

    /**
     * The Newton step from the current iterate, shortened to {@link #LONGEST}; its length is the
     * distance to the fixed point and replaces the residual.
     */
    private boolean newtonStep() {
        for (int i = 0; i < 2 * n; i++) {
            image[i] -= x[i];
        }
        for (int i = 0; i < n; i++) {
            frozen[i] = off[i] || weight[i] < LEAVING && image[i] < 0;
        }
        boolean found = newton.step(problem, dual, frozen, b, upsilon, image, delta);
        for (int i = 0; i < n; i++) {
            if (frozen[i] && !off[i]) {
                delta[i] = HASTE * image[i];
                delta[n + i] = image[n + i];
            }
        }
        for (int i = 0; i < 2 * n; i++) {
            image[i] += x[i];
        }
        if (!found) {
            return false;
        }
        residual = 0;
        for (int i = 0; i < 2 * n; i++) {
            delta[i] = Math.max(-LONGEST, Math.min(LONGEST, delta[i]));
            residual = Math.max(residual, weight[i] * Math.abs(delta[i]));
        }
        return true;
    }

    /** Solves the convex inner problem at (upsilon, N) = exp(x); warm, else safely cold. */
    private boolean innerStep(double t) {
        int cols = SENSING + n;
        double[] hr = problem.channels().re();
        double[] hi = problem.channels().im();
        double[] fr = dual.sensingAndF().re();
        double[] fi = dual.sensingAndF().im();
        for (int j = 0; j < n; j++) {
            upsilon[j] = off[j] ? 0 : Math.exp(x[j]);
            b[j] = off[j] ? 0 : Math.sqrt(upsilon[j] / ((1 + upsilon[j]) * n * Math.exp(x[n + j])));
            double c = Math.sqrt((1 + upsilon[j]) / n);
            for (int i = 0; i < r; i++) {
                int at = i * n + j;
                hb.re()[at] = hr[at] * b[j];
                hb.im()[at] = hi[at] * b[j];
                fr[i * cols + SENSING + j] = c * hb.re()[at];
                fi[i * cols + SENSING + j] = c * hb.im()[at];
            }
        }
        double base = (r + 3) * t;
        for (int j = 0; j < n; j++) {
            base += b[j] * b[j];
        }
        dual.setBase(base);
        kernels.gramOfRows(r, n, hb, 0, dual.a(), 0); // A = sum_i |b_i|^2 h_i h_i^H
        if (!cold && dual.center(t, NEWTON_LIMIT)) {
            return true;
        }
        if (!cold) {
            rescues++;
        }
        cold = false;
        dual.coldStart(base, 0);
        return dual.follow(COLD_BARRIER * base, t, BARRIER_DECAY, COLD_NEWTON_LIMIT);
    }

    /** Rate, potential (rate plus barrier) and the image of the fixed-point map. */
    private void evaluate() {
        int cols = SENSING + n;
        kernels.multiplyAdjointLeft(
                n, cols, r, problem.channels(), 0, dual.primal(), 0, received, 0);
        double t = dual.barrier();
        double sumRate = 0;
        double surrogate = 0;
        double power = dual.tracePower();
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
            double noise = power + t * own / c; // tr R + h^H (t G) h, as w_i = c G h_i
            for (int j = 0; j < n; j++) {
                int at = i * cols + SENSING + j;
                noise +=
                        j == i
                                ? 0
                                : received.re()[at] * received.re()[at]
                                        + received.im()[at] * received.im()[at];
            }
            double gamma = own * own / noise;
            double nats = Math.log1p(gamma);
            sumRate += nats / n;
            surrogate += 2 * c * own - b[i] * b[i] * (noise + own * own);
            weight[i] = nats;
            image[i] = Math.log(gamma);
            image[n + i] = Math.log(noise / power);
        }
        rate = sumRate;
        // D_t is the inner optimum including its barrier, so what exceeds the surrogate is barrier;
        // the power enters it so that the sum does not depend on the scale of (W, R).
        double barrier = dual.value() - (surrogate - (r + 3) * t * power);
        potential = sumRate + barrier - (r + 3) * t * Math.log(power);
        residual = 0;
        for (int i = 0; i < n; i++) {
            if (off[i]) {
                continue;
            }
            weight[i] /= n * sumRate;
            if (weight[i] < OFF && image[i] < x[i]) {
                off[i] = true;
                weight[i] = 0;
                image[i] = x[i];
                image[n + i] = x[n + i];
            }
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
            frozen = new boolean[n];
            x = new double[2 * n];
            image = new double[2 * n];
            bestImage = new double[2 * n];
            weight = new double[2 * n];
            delta = new double[2 * n];
        }
        if (hb.length() < r * n) {
            hb = SplitComplex.allocate(r * n);
        }
        if (received.length() < n * (SENSING + n)) {
            received = SplitComplex.allocate(n * (SENSING + n));
        }
    }
}
