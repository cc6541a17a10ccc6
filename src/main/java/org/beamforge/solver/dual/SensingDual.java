package org.beamforge.solver.dual;

import java.util.Arrays;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * The convex inner problem of fractional programming and its log-barrier dual.
 *
 * <pre>
 *   max over W, R >= W W^H:  2 Re tr(F^H W) - tr(A R)
 *   s.t. d^H R d >= deltaD,   [[p_g + p_e - deltaE, p_ge], [p_ge*, p_g]] >= 0,   tr R <= 1
 * </pre>
 *
 * Its Lagrange dual has six real variables theta = (mu, nu, z1, z3, x, y), with Z = [[z1, x + jy],
 * [x - jy, z3]]:
 *
 * <pre>
 *   min D_t = tr(F^H B^-1 F) + mu - nu deltaD - z1 deltaE
 *             - t (log det B + log mu + log nu + log det Z)
 *   B = A + mu I - V Ztilde V^H,   V = [d, g, e],
 *   Ztilde = [[nu, 0, 0], [0, z1 + z3, x + jy], [0, x - jy, z1]]
 * </pre>
 *
 * At its minimiser W = B^-1 F and R = W W^H + t B^-1 are strictly feasible, and within about (r +
 * 4) t of the optimum. Newton's method needs only products of G = B^-1 with V and F (a Cholesky
 * factorisation of size r per step). A may be indefinite as long as B can be made positive
 * definite.
 *
 * <p>An object is a workspace for one thread; nothing is allocated by {@link #center}.
 */
public final class SensingDual {
    /** What becomes of the power constraint tr R <= 1. */
    public enum Power {
        /** It holds, with multiplier mu. */
        LIMITED,
        /**
         * There is none, and the sensing requirements count relative to tr R, which makes the
         * constraints homogeneous: mu = base + nu deltaD + z1 deltaE.
         */
        TIED,
        /** There is none: mu keeps its value, and the power is minimised. */
        HELD
    }

    /** Number of dual variables. */
    public static final int VARIABLES = 6;

    static final int MU = 0;
    static final int NU = 1;
    static final int Z1 = 2;
    static final int Z3 = 3;
    static final int X = 4;
    static final int Y = 5;

    // The scaled variables share the first two places; then D = [[d11, d12], [d12*, d22]].
    private static final int D11 = 2;
    private static final int D22 = 3;
    private static final int D12R = 4;
    private static final int D12I = 5;

    private static final int SENSING = 3;

    /**
     * Newton stops when every scaled constraint residual is below this fraction of its barrier
     * slack.
     */
    private static final double CENTERED = 0.1;

    /**
     * Where rounding ends the progress this fraction will do: the slacks are still at least half of
     * what the barrier wants, so the point is strictly feasible and costs little more than t.
     */
    private static final double STRICT = 0.5;

    /** Below this relative decrement function values are dominated by rounding. */
    private static final double ROUNDING = 1e-5;

    private static final double ARMIJO = 1e-4;

    /** A step may end where the slope has turned to at most this fraction of the initial one. */
    private static final double OVERSHOOT = 0.5;

    /** dB/dtheta_k = -V e_k V^H for k = nu, z1, z3, x, y; e_k as (row, column, re, im) entries. */
    private static final int[][] ENTRY_AT = {
        {0, 0}, {1, 1, 2, 2}, {1, 1}, {2, 1, 1, 2}, {2, 1, 1, 2}
    };

    private static final double[][] ENTRY_VALUE = {
        {1, 0}, {1, 0, 1, 0}, {1, 0}, {1, 0, 1, 0}, {0, -1, 0, 1}
    };

    private final ComplexKernels kernels;

    private int r;
    private int m;
    private int cols;
    private int sensingRows;
    private double deltaD;
    private double deltaE;
    private Power power = Power.LIMITED;
    private double base;

    /** A: [r, r], only the lower triangle is read. */
    private SplitComplex a = SplitComplex.allocate(0);

    /** [V, F]: [r, 3 + m]. */
    private SplitComplex vf = SplitComplex.allocate(0);

    /** B, then its Cholesky factor, then the inverse of that: [r, r]. */
    private SplitComplex factor = SplitComplex.allocate(0);

    /** V: [r, 3]. */
    private SplitComplex v = SplitComplex.allocate(0);

    /** U = G V: [r, 3]. */
    private SplitComplex u = SplitComplex.allocate(0);

    /** G = B^-1: [r, r]. */
    private SplitComplex g = SplitComplex.allocate(0);

    /** G [V, F] = [U, K]: [r, 3 + m]. */
    private SplitComplex uk = SplitComplex.allocate(0);

    /** G K: [r, 3 + m] (the sensing columns are computed too and not used). */
    private SplitComplex gk = SplitComplex.allocate(0);

    /** V^H [U, K]: [3, 3 + m]. */
    private SplitComplex vuk = SplitComplex.allocate(0);

    /** [U, K]^H U: [3 + m, 3]. */
    private SplitComplex uku = SplitComplex.allocate(0);

    // 3 x 3 blocks: T = V^H G V, V^H R V, V^H S V with S = 2 K K^H + t G, V^H S G V.
    private final SplitComplex vrv = SplitComplex.allocate(9);
    private final SplitComplex vsv = SplitComplex.allocate(9);
    private final SplitComplex vsgv = SplitComplex.allocate(9);

    final double[] theta = new double[VARIABLES];
    final double[] trial = new double[VARIABLES];

    /** Factor of Z = L L^H, L = [[l1, 0], [l21, l2]], as (l1, Re l21, Im l21, l2). */
    final double[] factorZ = new double[4];

    private final double[] trialZ = new double[4];
    final double[] plain = new double[VARIABLES];
    final double[] gradient = new double[VARIABLES];
    final double[] step = new double[VARIABLES];
    final double[] hessian = new double[VARIABLES * VARIABLES];
    private final double[] saved = new double[VARIABLES];
    private final double[] jacobian = new double[VARIABLES * VARIABLES];
    final double[] scaledHessian = new double[VARIABLES * VARIABLES];
    private final double[] product = new double[VARIABLES * VARIABLES];
    private final double[] scale = new double[VARIABLES];
    private final double[] work = new double[VARIABLES * VARIABLES];

    double t;
    private double value;
    private double traceR;
    private int newtonSteps;

    public SensingDual(ComplexKernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Takes the sensing constraints of a problem and room for {@code columns} columns of F. A and F
     * are zero afterwards.
     *
     * @param handling what becomes of the power constraint
     */
    public void bind(BeamProblem problem, int columns, Power handling) {
        bind(
                problem.dimension(),
                columns,
                problem.sensing(),
                problem.deltaD(),
                problem.deltaE(),
                handling);
    }

    /** As {@link #bind(BeamProblem, int, Power)} with the sensing vectors [r, 3] given. */
    public void bind(
            int dimension,
            int columns,
            SplitComplex sensing,
            double requiredD,
            double requiredE,
            Power handling) {
        r = dimension;
        m = columns;
        cols = SENSING + m;
        deltaD = requiredD;
        deltaE = requiredE;
        power = handling;
        if (a.length() < r * r) {
            a = SplitComplex.allocate(r * r);
            factor = SplitComplex.allocate(r * r);
            g = SplitComplex.allocate(r * r);
            v = SplitComplex.allocate(r * SENSING);
            u = SplitComplex.allocate(r * SENSING);
        }
        if (vf.length() < r * cols) {
            vf = SplitComplex.allocate(r * cols);
            uk = SplitComplex.allocate(r * cols);
            gk = SplitComplex.allocate(r * cols);
        }
        if (vuk.length() < SENSING * cols) {
            vuk = SplitComplex.allocate(SENSING * cols);
            uku = SplitComplex.allocate(SENSING * cols);
        }
        Arrays.fill(a.re(), 0, r * r, 0);
        Arrays.fill(a.im(), 0, r * r, 0);
        Arrays.fill(vf.re(), 0, r * cols, 0);
        Arrays.fill(vf.im(), 0, r * cols, 0);
        sensingRows = 0;
        for (int i = 0; i < r; i++) {
            for (int q = 0; q < SENSING; q++) {
                double re = sensing.re()[i * SENSING + q];
                double im = sensing.im()[i * SENSING + q];
                vf.re()[i * cols + q] = re;
                vf.im()[i * cols + q] = im;
                v.re()[i * SENSING + q] = re;
                v.im()[i * SENSING + q] = im;
                if (re != 0 || im != 0) {
                    sensingRows = i + 1; // below this row V is zero and leaves B alone
                }
            }
        }
    }

    /** A: [r, r]; only the lower triangle is read. Written by the caller. */
    public SplitComplex a() {
        return a;
    }

    /** [V, F]: [r, 3 + m]; the caller writes columns 3.. (F). */
    public SplitComplex sensingAndF() {
        return vf;
    }

    /** G [V, F] at the current point: [r, 3 + m]; columns 3.. are the primal W = B^-1 F. */
    public SplitComplex primal() {
        return uk;
    }

    /** G = B^-1 at the current point: [r, r]; the primal radar covariance is t G. */
    public SplitComplex inverse() {
        return g;
    }

    /** The multiplier of the power constraint. */
    public double mu() {
        return theta[MU];
    }

    /** The multiplier Z of the matrix inequality as a fresh (z1, Re z12, Im z12, z3). */
    public double[] matrixMultiplier() {
        return new double[] {theta[Z1], theta[X], theta[Y], theta[Z3]};
    }

    /**
     * Sets the part of mu that is not tied: all of it for {@link Power#HELD}, mu - nu deltaD - z1
     * deltaE for {@link Power#TIED}.
     */
    public void setBase(double value) {
        base = value;
        tie(theta);
    }

    private void tie(double[] point) {
        if (power == Power.HELD) {
            point[MU] = base;
        } else if (power == Power.TIED) {
            point[MU] = base + point[NU] * deltaD + point[Z1] * deltaE;
        }
    }

    /** Barrier parameter of the last {@link #center}. */
    public double barrier() {
        return t;
    }

    /** Row of the Hessian of D_t without barrier terms that belongs to mu: -d tr R / d theta_k. */
    public double powerSensitivity(int k) {
        return hessian[MU * VARIABLES + k];
    }

    /** tr R at the current point. */
    public double tracePower() {
        return traceR;
    }

    /** D_t at the current point, barrier terms included. */
    public double value() {
        return value;
    }

    /** A fresh copy of the radar covariance R_r = t B^-1 at the current point: [r, r]. */
    public SplitComplex radarCovariance() {
        SplitComplex covariance = SplitComplex.allocate(r * r);
        for (int i = 0; i < r * r; i++) {
            covariance.re()[i] = t * g.re()[i];
            covariance.im()[i] = t * g.im()[i];
        }
        return covariance;
    }

    /** Newton steps since the object was made. */
    public int newtonSteps() {
        return newtonSteps;
    }

    /** D_t without its barrier terms: an upper bound on the primal if theta is dual feasible. */
    public double dualValue() {
        return linearTerm(theta) + quadraticTerm();
    }

    /**
     * Sets a point for which B is positive definite whatever the sensing vectors are, given that
     * lambda_min(A) >= -{@code deficit}.
     */
    public void coldStart(double size, double deficit) {
        theta[NU] = 0.1 * size;
        theta[Z1] = 0.1 * size;
        theta[Z3] = 0.1 * size;
        theta[X] = 0;
        theta[Y] = 0;
        factorZ[0] = Math.sqrt(theta[Z1]);
        factorZ[1] = 0;
        factorZ[2] = 0;
        factorZ[3] = Math.sqrt(theta[Z3]);
        if (power == Power.LIMITED) {
            theta[MU] = deficit + size; // ||V Ztilde V^H|| <= nu + (z1 + z3) = 0.3 size
        }
        tie(theta);
    }

    /** Raises mu: moves B away from the boundary after A or F have changed. */
    public void lift(double amount) {
        theta[MU] += amount;
    }

    /**
     * Follows the central path from {@code from} down to {@code to} by {@code factor} per stage.
     *
     * @return whether the last stage is centred
     */
    public boolean follow(double from, double to, double factor, int maxStepsPerStage) {
        double stage = Math.max(from, to);
        while (true) {
            boolean last = stage <= to;
            boolean ok = center(last ? to : stage, last ? CENTERED : STRICT, maxStepsPerStage);
            if (last || !ok && !Double.isFinite(value)) {
                return ok;
            }
            stage = Math.max(stage * factor, to);
        }
    }

    /**
     * Newton's method at barrier parameter {@code barrier} from the current point.
     *
     * @return whether the constraint residuals came below the barrier slacks, so that the primal
     *     point is strictly feasible; false if the start is outside the domain or the step limit
     *     came
     */
    public boolean center(double barrier, int maxSteps) {
        return center(barrier, CENTERED, maxSteps);
    }

    private boolean center(double barrier, double accuracy, int maxSteps) {
        t = barrier;
        value = Double.NaN;
        if (!evaluate(theta, factorZ)) {
            return false;
        }
        computeGradient(theta, factorZ);
        for (int iteration = 0; !centred(accuracy); iteration++) {
            if (iteration == maxSteps) {
                return centred(STRICT);
            }
            computeHessian();
            if (!newtonDirection()) {
                return centred(STRICT);
            }
            newtonSteps++;
            if (!lineSearch()) {
                evaluate(theta, factorZ);
                computeGradient(theta, factorZ);
                return centred(STRICT);
            }
        }
        return true;
    }

    /** Moves along {@code step}; false if no acceptable point was found. */
    private boolean lineSearch() {
        double decrement = -dot(gradient, step);
        double before = value;
        boolean byValue = decrement > ROUNDING * Math.abs(value);
        double alpha = longestStep();
        System.arraycopy(gradient, 0, saved, 0, VARIABLES);
        for (int attempt = 0; attempt < 60; attempt++) {
            moveTo(alpha);
            if (!evaluate(trial, trialZ)) {
                alpha *= 0.5;
                continue;
            }
            // D_t is convex, so its slope along the step tells an overshoot, and a landing too near
            // the boundary, even where its values are all rounding.
            computeGradient(trial, trialZ);
            double slope = slopeOfMove(alpha);
            if (slope <= OVERSHOOT * decrement
                    && (!byValue || value <= before - ARMIJO * alpha * decrement)) {
                System.arraycopy(trial, 0, theta, 0, VARIABLES);
                System.arraycopy(trialZ, 0, factorZ, 0, 4);
                return true;
            }
            alpha *= Math.max(0.1, decrement / (decrement + Math.max(slope, decrement)));
        }
        System.arraycopy(saved, 0, gradient, 0, VARIABLES);
        return false;
    }

    /**
     * Sets the trial point: mu (1 + alpha s), nu (1 + alpha s), L (I + alpha D) L^H; the factor of
     * the latter is L chol(I + alpha D), which keeps a tiny second pivot accurate.
     */
    private void moveTo(double alpha) {
        trial[MU] = theta[MU] * (1 + alpha * step[MU]);
        trial[NU] = theta[NU] * (1 + alpha * step[NU]);
        double c11 = Math.sqrt(1 + alpha * step[D11]);
        double c21r = alpha * step[D12R] / c11;
        double c21i = -alpha * step[D12I] / c11;
        double c22 = Math.sqrt(1 + alpha * step[D22] - c21r * c21r - c21i * c21i);
        trialZ[0] = factorZ[0] * c11;
        trialZ[1] = factorZ[1] * c11 + factorZ[3] * c21r;
        trialZ[2] = factorZ[2] * c11 + factorZ[3] * c21i;
        trialZ[3] = factorZ[3] * c22;
        trial[Z1] = trialZ[0] * trialZ[0];
        trial[X] = trialZ[0] * trialZ[1];
        trial[Y] = -trialZ[0] * trialZ[2];
        trial[Z3] = trialZ[1] * trialZ[1] + trialZ[2] * trialZ[2] + trialZ[3] * trialZ[3];
        tie(trial);
    }

    /** Slope of D_t along the move at the trial point, per unit of alpha. */
    private double slopeOfMove(double alpha) {
        // theta moves by J step; the gradient at the trial point is known in theta and barrier
        // form.
        double slope = 0;
        for (int k = 0; k < VARIABLES; k++) {
            slope += plain[k] * (trial[k] - theta[k]) / alpha;
        }
        return slope;
    }

    /** Computes B^-1, [U, K], the primal figures and D_t; false outside the domain. */
    boolean evaluate(double[] at, double[] l) {
        double rootDet = l[0] * l[3];
        if (!(at[MU] > 0 && at[NU] > 0 && rootDet > 0)) {
            return false;
        }
        assemble(at);
        if (!kernels.cholesky(r, factor, 0)) {
            return false;
        }
        double logDet = 0;
        for (int i = 0; i < r; i++) {
            logDet += Math.log(factor.re()[i * r + i]);
        }
        kernels.invertLower(r, factor, 0);
        kernels.adjointTimesLower(r, factor, 0, g, 0);
        kernels.multiply(r, cols, r, g, 0, vf, 0, uk, 0);
        kernels.multiplyAdjointLeft(SENSING, cols, r, v, 0, uk, 0, vuk, 0);
        double logs = 2 * (logDet + Math.log(rootDet)) + Math.log(at[NU]);
        if (power == Power.LIMITED) {
            logs += Math.log(at[MU]);
        }
        value = quadraticTerm() + linearTerm(at) - t * logs;
        return Double.isFinite(value);
    }

    private double linearTerm(double[] at) {
        return switch (power) {
            case LIMITED -> at[MU] - at[NU] * deltaD - at[Z1] * deltaE;
            case TIED -> 0;
            case HELD -> -at[NU] * deltaD - at[Z1] * deltaE;
        };
    }

    /** tr(F^H B^-1 F). */
    private double quadraticTerm() {
        double sum = 0;
        for (int i = 0; i < r; i++) {
            for (int j = SENSING; j < cols; j++) {
                int at = i * cols + j;
                sum += vf.re()[at] * uk.re()[at] + vf.im()[at] * uk.im()[at];
            }
        }
        return sum;
    }

    /** Lower triangle of B. */
    private void assemble(double[] at) {
        double[] br = factor.re();
        double[] bi = factor.im();
        double[] ar = a.re();
        double[] ai = a.im();
        for (int i = 0; i < r; i++) {
            int row = i * r;
            for (int j = 0; j <= i; j++) {
                br[row + j] = ar[row + j];
                bi[row + j] = ai[row + j];
            }
            br[row + i] += at[MU];
        }
        double[] vr = vf.re();
        double[] vi = vf.im();
        for (int i = 0; i < sensingRows; i++) {
            int c = i * cols;
            // Row i of V Ztilde: (nu d_i, (z1+z3) g_i + (x-jy) e_i, (x+jy) g_i + z1 e_i).
            double dr = at[NU] * vr[c];
            double di = at[NU] * vi[c];
            double gr = (at[Z1] + at[Z3]) * vr[c + 1] + at[X] * vr[c + 2] + at[Y] * vi[c + 2];
            double gi = (at[Z1] + at[Z3]) * vi[c + 1] + at[X] * vi[c + 2] - at[Y] * vr[c + 2];
            double er = at[Z1] * vr[c + 2] + at[X] * vr[c + 1] - at[Y] * vi[c + 1];
            double ei = at[Z1] * vi[c + 2] + at[X] * vi[c + 1] + at[Y] * vr[c + 1];
            for (int j = 0; j <= i; j++) {
                int w = j * cols;
                br[i * r + j] -=
                        dr * vr[w]
                                + di * vi[w]
                                + gr * vr[w + 1]
                                + gi * vi[w + 1]
                                + er * vr[w + 2]
                                + ei * vi[w + 2];
                bi[i * r + j] -=
                        di * vr[w]
                                - dr * vi[w]
                                + gi * vr[w + 1]
                                - gr * vi[w + 1]
                                + ei * vr[w + 2]
                                - er * vi[w + 2];
            }
        }
    }

    /**
     * Gradients of D_t at a point just evaluated: {@code plain} in theta, {@code gradient} in the
     * scaled variables, where residuals compare with t directly.
     */
    void computeGradient(double[] at, double[] l) {
        // V^H R V = C C^H + t T with C = V^H K.
        double[] qr = vuk.re();
        double[] qi = vuk.im();
        for (int p = 0; p < SENSING; p++) {
            for (int q = 0; q < SENSING; q++) {
                double sr = 0;
                double si = 0;
                for (int j = SENSING; j < cols; j++) {
                    int x = p * cols + j;
                    int y = q * cols + j;
                    sr += qr[x] * qr[y] + qi[x] * qi[y];
                    si += qi[x] * qr[y] - qr[x] * qi[y];
                }
                double tr = t * qr[p * cols + q];
                double ti = t * qi[p * cols + q];
                vrv.re()[p * 3 + q] = sr + tr;
                vrv.im()[p * 3 + q] = si + ti;
                vsv.re()[p * 3 + q] = 2 * sr + tr;
                vsv.im()[p * 3 + q] = 2 * si + ti;
            }
        }
        double sum = 0;
        for (int i = 0; i < r; i++) {
            for (int j = SENSING; j < cols; j++) {
                int c = i * cols + j;
                sum += uk.re()[c] * uk.re()[c] + uk.im()[c] * uk.im()[c];
            }
            sum += t * g.re()[i * r + i];
        }
        traceR = sum;
        double zInverse = 1 / (l[0] * l[0] * l[3] * l[3]); // 1 / det Z
        double slackMu = power == Power.HELD ? 0 : 1 - traceR;
        double slackNu = vrv.re()[0] - deltaD;
        double lmi11 = vrv.re()[4] + vrv.re()[8] - deltaE;
        double lmi22 = vrv.re()[4];
        double lmi12r = vrv.re()[5];
        double lmi12i = vrv.im()[5];
        plain[MU] = slackMu - (power == Power.LIMITED ? t / at[MU] : 0);
        plain[NU] = slackNu - t / at[NU];
        plain[Z1] = lmi11 - t * at[Z3] * zInverse;
        plain[Z3] = lmi22 - t * at[Z1] * zInverse;
        plain[X] = 2 * lmi12r + 2 * t * at[X] * zInverse;
        plain[Y] = 2 * lmi12i + 2 * t * at[Y] * zInverse;

        fillJacobian(at, l);
        gradient[MU] = power == Power.LIMITED ? at[MU] * slackMu - t : 0;
        gradient[NU] = at[NU] * slackNu + jacobian[MU * VARIABLES + NU] * slackMu - t;
        for (int k = D11; k <= D12I; k++) {
            gradient[k] =
                    jacobian[Z1 * VARIABLES + k] * lmi11
                            + jacobian[Z3 * VARIABLES + k] * lmi22
                            + jacobian[X * VARIABLES + k] * 2 * lmi12r
                            + jacobian[Y * VARIABLES + k] * 2 * lmi12i;
        }
        gradient[D11] += jacobian[MU * VARIABLES + D11] * slackMu - t;
        gradient[D22] -= t;
    }

    /** d theta / d (scaled variables) for Z = L (I + D) L^H and relative moves of mu and nu. */
    private void fillJacobian(double[] at, double[] l) {
        boolean tied = power == Power.TIED;
        jacobian[MU * VARIABLES + MU] = power == Power.LIMITED ? at[MU] : 0;
        jacobian[MU * VARIABLES + NU] = tied ? deltaD * at[NU] : 0;
        jacobian[MU * VARIABLES + D11] = tied ? deltaE * l[0] * l[0] : 0;
        jacobian[NU * VARIABLES + NU] = at[NU];
        jacobian[Z1 * VARIABLES + D11] = l[0] * l[0];
        jacobian[Z3 * VARIABLES + D11] = l[1] * l[1] + l[2] * l[2];
        jacobian[X * VARIABLES + D11] = l[0] * l[1];
        jacobian[Y * VARIABLES + D11] = -l[0] * l[2];
        jacobian[Z3 * VARIABLES + D22] = l[3] * l[3];
        jacobian[Z3 * VARIABLES + D12R] = 2 * l[3] * l[1];
        jacobian[X * VARIABLES + D12R] = l[0] * l[3];
        jacobian[Z3 * VARIABLES + D12I] = -2 * l[3] * l[2];
        jacobian[Y * VARIABLES + D12I] = l[0] * l[3];
    }

    /** Whether every scaled residual is below {@code accuracy} times t. */
    private boolean centred(double accuracy) {
        double most = accuracy * t;
        double lmi =
                gradient[D11] * gradient[D11]
                        + gradient[D22] * gradient[D22]
                        + 0.5 * gradient[D12R] * gradient[D12R]
                        + 0.5 * gradient[D12I] * gradient[D12I];
        return Math.abs(gradient[MU]) <= most
                && Math.abs(gradient[NU]) <= most
                && lmi <= most * most;
    }

    /** Hessian of D_t; see the class comment of the derivation in docs/architecture.md. */
    void computeHessian() {
        double[] kr = uk.re();
        double[] ki = uk.im();
        // [U, K]^H U, the products K^H U and U^H U.
        for (int i = 0; i < r; i++) {
            for (int q = 0; q < SENSING; q++) {
                u.re()[i * SENSING + q] = kr[i * cols + q];
                u.im()[i * SENSING + q] = ki[i * cols + q];
            }
        }
        kernels.multiplyAdjointLeft(cols, SENSING, r, uk, 0, u, 0, uku, 0);
        double[] qr = vuk.re();
        double[] qi = vuk.im();
        for (int p = 0; p < SENSING; p++) {
            for (int q = 0; q < SENSING; q++) {
                double sr = 0;
                double si = 0;
                for (int j = SENSING; j < cols; j++) {
                    int x = p * cols + j;
                    int y = j * SENSING + q;
                    sr += qr[x] * uku.re()[y] - qi[x] * uku.im()[y];
                    si += qr[x] * uku.im()[y] + qi[x] * uku.re()[y];
                }
                vsgv.re()[p * 3 + q] = 2 * sr + t * uku.re()[p * 3 + q];
                vsgv.im()[p * 3 + q] = 2 * si + t * uku.im()[p * 3 + q];
            }
        }
        Arrays.fill(hessian, 0);
        for (int j = 0; j < 5; j++) {
            for (int k = j; k < 5; k++) {
                double h = pairing(j, k);
                hessian[(j + 1) * VARIABLES + k + 1] = h;
                hessian[(k + 1) * VARIABLES + j + 1] = h;
            }
        }
        if (power == Power.HELD) {
            hessian[MU] = 0;
        } else {
            kernels.multiply(r, cols, r, g, 0, uk, 0, gk, 0);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < r; i++) {
                for (int j = SENSING; j < cols; j++) {
                    int at = i * cols + j;
                    sum += kr[at] * gk.re()[at] + ki[at] * gk.im()[at];
                }
            }
            for (int i = 0; i < r * r; i++) {
                squares += g.re()[i] * g.re()[i] + g.im()[i] * g.im()[i];
            }
            hessian[MU] = 2 * sum + t * squares;
            for (int k = 0; k < 5; k++) {
                double h = 0;
                int[] at = ENTRY_AT[k];
                double[] coefficient = ENTRY_VALUE[k];
                for (int s = 0; s < at.length; s += 2) {
                    // Re tr(e_k P), P = V^H S G V: entry (a, b) of e_k meets P[b, a].
                    int where = at[s + 1] * 3 + at[s];
                    h -= coefficient[s] * vsgv.re()[where] - coefficient[s + 1] * vsgv.im()[where];
                }
                hessian[k + 1] = h;
                hessian[(k + 1) * VARIABLES] = h;
            }
        }
    }

    /** Re tr(e_j T e_k (V^H S V)). */
    private double pairing(int j, int k) {
        int[] atJ = ENTRY_AT[j];
        int[] atK = ENTRY_AT[k];
        double[] vJ = ENTRY_VALUE[j];
        double[] vK = ENTRY_VALUE[k];
        double sum = 0;
        for (int s = 0; s < atJ.length; s += 2) {
            for (int u = 0; u < atK.length; u += 2) {
                // e_j has (a, b), e_k has (c, d): contributes T[b, c] (V^H S V)[d, a].
                int tb = atJ[s + 1] * cols + atK[u];
                int sd = atK[u + 1] * 3 + atJ[s];
                double cr = vJ[s] * vK[u] - vJ[s + 1] * vK[u + 1];
                double ci = vJ[s] * vK[u + 1] + vJ[s + 1] * vK[u];
                double pr = vuk.re()[tb] * vsv.re()[sd] - vuk.im()[tb] * vsv.im()[sd];
                double pi = vuk.re()[tb] * vsv.im()[sd] + vuk.im()[tb] * vsv.re()[sd];
                sum += cr * pr - ci * pi;
            }
        }
        return sum;
    }

    /**
     * Newton direction in the scaled variables, where the barrier's Hessian is t times constant.
     */
    boolean newtonDirection() {
        if (!factorScaledHessian()) {
            return false;
        }
        SmallCholesky.solve(work, scale, gradient, step);
        for (int k = 0; k < VARIABLES; k++) {
            step[k] = -step[k];
        }
        return true;
    }

    /** Factors J^T H J + t I scaled to unit diagonal; regularises if rounding demands it. */
    private boolean factorScaledHessian() {
        fillJacobian(theta, factorZ);
        for (int i = 0; i < VARIABLES; i++) {
            for (int k = 0; k < VARIABLES; k++) {
                double sum = 0;
                for (int p = 0; p < VARIABLES; p++) {
                    sum += hessian[i * VARIABLES + p] * jacobian[p * VARIABLES + k];
                }
                product[i * VARIABLES + k] = sum;
            }
        }
        for (int i = 0; i < VARIABLES; i++) {
            for (int k = 0; k < VARIABLES; k++) {
                double sum = 0;
                for (int p = 0; p < VARIABLES; p++) {
                    sum += jacobian[p * VARIABLES + i] * product[p * VARIABLES + k];
                }
                scaledHessian[i * VARIABLES + k] = sum;
            }
            boolean offDiagonal = i == D12R || i == D12I;
            scaledHessian[i * VARIABLES + i] += offDiagonal ? 2 * t : t;
        }
        for (int k = 0; k < VARIABLES; k++) {
            double h = scaledHessian[k * VARIABLES + k];
            if (!(h > 0) || Double.isInfinite(h)) {
                return false;
            }
            scale[k] = 1 / Math.sqrt(h);
        }
        for (double ridge = 0; ridge < 1; ridge = ridge == 0 ? 1e-14 : ridge * 100) {
            if (SmallCholesky.factor(scaledHessian, scale, ridge, work)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Prepares {@link #solveSensitivity} at a centred point.
     *
     * @return false if the Hessian cannot be factored
     */
    public boolean prepareSensitivity() {
        computeHessian();
        return factorScaledHessian();
    }

    /**
     * How the multipliers move when the data do: the dtheta that solves H dtheta = rhs in the
     * variables that are free, H being the Hessian of D_t in theta = (mu, nu, z1, z3, x, y).
     *
     * @param rhs [6]
     * @param dTheta [6], the result
     */
    public void solveSensitivity(double[] rhs, double[] dTheta) {
        for (int k = 0; k < VARIABLES; k++) {
            double sum = 0;
            for (int p = 0; p < VARIABLES; p++) {
                sum += jacobian[p * VARIABLES + k] * rhs[p];
            }
            trial[k] = sum;
        }
        SmallCholesky.solve(work, scale, trial, step);
        for (int p = 0; p < VARIABLES; p++) {
            double sum = 0;
            for (int k = 0; k < VARIABLES; k++) {
                sum += jacobian[p * VARIABLES + k] * step[k];
            }
            dTheta[p] = sum;
        }
    }

    /**
     * Largest alpha <= 1 that keeps a twentieth of the distance to the boundary of mu, nu and Z.
     */
    private double longestStep() {
        double half = 0.5 * (step[D11] + step[D22]);
        double difference = 0.5 * (step[D11] - step[D22]);
        double least =
                half
                        - Math.sqrt(
                                difference * difference
                                        + step[D12R] * step[D12R]
                                        + step[D12I] * step[D12I]);
        least = Math.min(least, Math.min(step[NU], step[MU]));
        return least < -0.95 ? -0.95 / least : 1;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < VARIABLES; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
