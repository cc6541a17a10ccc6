package org.beamforge.solver.mmadmm;

import static org.beamforge.solver.mmadmm.SensingMoments.ROWS;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;

/**
 * The QCQP (59) by closed forms:
 *
 * <pre>
 *   min w^H K w - 2 Re p^H w,   K = I (x) (A + sigma I) + sum_k s_k u_k u_k^H
 *   s.t. 2 Re t^H w >= deltaD + d^H R_t d   (59b), (27a) linearised at W_t, t = vec(d d^H W_t)
 *        ||w||^2 <= 1                       (59c)
 * </pre>
 *
 * in coordinates where A is real and tridiagonal. For given mu of (59c) the rank-one terms go by
 * Woodbury's identity ({@link WoodburySystem}), nu of (59b) is explicit, and ||w||^2 falls with mu,
 * so mu is the root of a scalar function. One evaluation is a tridiagonal system with the columns
 * of P and six more, because all vectors but p are combinations of v_a (x) y_b. A workspace for one
 * thread.
 */
final class BeamQcqp {
    private static final int EVALUATIONS = 200;

    /** Relative accuracy of ||w|| = 1. */
    private static final double ACCURACY = 1e-13;

    /** Relative distance of doubles beside each other, with a little room. */
    private static final double NEIGHBOURS = 4.5e-16;

    /** Closer than this a step that does not halve the error says that rounding has taken over. */
    private static final double ROUNDING = 1e-9;

    /** Differences of less say nothing of the slope. */
    private static final double FLAT = 1e-10;

    private final ComplexKernels kernels;
    private final int p;
    private final int h;
    private final int cols;

    /** Numbers in a row of {@link #thin}. */
    private final int width;

    /**
     * V, then P Y^H, in the coordinates of T, then zeros: [p, width]. To be set before {@link
     * #solve}.
     */
    final SplitComplex thin;

    /** (A + c)^-1 times it: [p, width]. */
    private final SplitComplex thinSolved;

    /** V, then (A + c)^-1 V: [p, 6]. */
    private final SplitComplex left;

    /** [V, (A + c)^-1 V]^H (A + c)^-1 [V, P Y^H]: [6, width]. */
    private final SplitComplex products;

    /** (A + c)^-1 P: [p, T]. */
    private final SplitComplex solved;

    private final WoodburySystem system = new WoodburySystem();

    // Factor of T + c.
    private final double[] inversePivots;
    private final double[] multipliers;

    private HermitianTridiagonal tridiagonal;
    private SplitComplex rhs = SplitComplex.allocate(0);
    private SensingMoments moments = new SensingMoments();
    private double sigma;

    /** Squared norm of what A does not reach: rows of P, and sigma times the part outside. */
    private double rest;

    private double required;
    private double mu;
    private double steepness;

    /**
     * @param p dimension
     * @param h dimensions in which A acts, the first ones
     * @param cols T
     */
    BeamQcqp(ComplexKernels kernels, int p, int h, int cols) {
        this.kernels = kernels;
        this.p = p;
        this.h = h;
        this.cols = cols;
        width = width(kernels);
        thin = SplitComplex.allocate(p * width);
        thinSolved = SplitComplex.allocate(p * width);
        left = SplitComplex.allocate(p * 2 * ROWS);
        products = SplitComplex.allocate(2 * ROWS * width);
        solved = SplitComplex.allocate(p * cols);
        inversePivots = new double[h];
        multipliers = new double[h];
        tridiagonal = new HermitianTridiagonal(h);
    }

    /** Six columns, and zeros up to whole vectors. */
    static int width(ComplexKernels kernels) {
        int lanes = kernels.lanes();
        return (2 * ROWS + lanes - 1) / lanes * lanes;
    }

    /** Multiplier of (59c). */
    double mu() {
        return mu;
    }

    /** Multiplier of (59b). */
    double nu() {
        return system.nu;
    }

    /**
     * Logarithmic slope of 1 / ||w|| over sigma + mu where the search ended; 1 where ||w|| is
     * inversely proportional to sigma + mu.
     */
    double steepness() {
        return steepness;
    }

    /** Gamma: [3, 3], the solution is (A + c)^-1 (P + V Gamma Y) with c = sigma + mu. */
    double[] gammaRe() {
        return system.gammaRe;
    }

    double[] gammaIm() {
        return system.gammaIm;
    }

    /** (A + c)^-1 P: [p, T]. */
    SplitComplex solvedRightSide() {
        return solved;
    }

    /** (A + c)^-1 V: the first three columns of [p, width]. */
    SplitComplex solvedSensing() {
        return thinSolved;
    }

    /**
     * Finds Gamma, mu and nu.
     *
     * @param decomposed A = Q T Q^H: [h, h]
     * @param right P with Q^H from the left: [p, T]
     * @param outside squared norm of the part of W_t outside these p dimensions
     * @param atIterate Gram matrix of the rows y
     * @param deltaD right side of (27a)
     * @param muStart where to look for mu first
     * @param steepnessStart {@link #steepness} there; 0 if unknown
     */
    void solve(
            HermitianTridiagonal decomposed,
            SplitComplex right,
            double outside,
            SensingMoments atIterate,
            Surrogate model,
            double deltaD,
            double muStart,
            double steepnessStart) {
        tridiagonal = decomposed;
        rhs = right;
        moments = atIterate;
        sigma = model.sigma;
        rest = sigma * sigma * outside;
        double[] re = rhs.re();
        double[] im = rhs.im();
        double other = 0;
        for (int i = h * cols; i < p * cols; i++) {
            rest += re[i] * re[i];
            other += im[i] * im[i];
        }
        rest += other;
        required = 0.5 * (deltaD + atIterate.detection());
        system.weights(model.weight);
        for (int i = 0; i < p; i++) {
            for (int a = 0; a < ROWS; a++) {
                left.re()[i * 2 * ROWS + a] = thin.re()[i * width + a];
                left.im()[i * 2 * ROWS + a] = thin.im()[i * width + a];
            }
        }
        steepness = steepnessStart > 0 ? steepnessStart : 1;
        findMu(Math.max(0, muStart));
        double inverse = 1 / (sigma + mu);
        for (int i = h * cols; i < p * cols; i++) {
            solved.re()[i] = re[i] * inverse;
            solved.im()[i] = im[i] * inverse;
        }
    }

    /** The root of 1 / ||w(mu)|| = 1, which is nearly linear in mu, or mu = 0 if (59c) is slack. */
    private void findMu(double start) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double x = start;
        double lastX = Double.NaN;
        double lastGap = Double.NaN;
        double olderX = Double.NaN;
        double olderGap = Double.NaN;
        boolean zeroTried = false;
        for (int evaluation = 1; evaluation <= EVALUATIONS; evaluation++) {
            double norm = Math.sqrt(Math.max(0, squaredNorm(x)));
            double gap = 1 / norm - 1;
            mu = x;
            if (Math.abs(gap) <= ACCURACY || gap > 0 && x == 0) {
                return;
            }
            // Not after the first guess: its slope is that of another search.
            boolean secant = !Double.isNaN(olderX);
            if (secant && Math.abs(gap) <= ROUNDING && Math.abs(gap) >= 0.5 * Math.abs(lastGap)) {
                return;
            }
            if (gap > 0) {
                high = x;
            } else {
                low = x;
            }
            zeroTried |= x == 0;
            if (high < Double.POSITIVE_INFINITY && high - low <= NEIGHBOURS * high) {
                return;
            }
            double next;
            if (Double.isNaN(lastX)) {
                next = x - gap * norm * (x + sigma) / steepness;
            } else {
                next = through(x, gap, lastX, lastGap, olderX, olderGap);
            }
            if (!(next > low && next < high)) {
                boolean down = gap > 0 && low == 0 && !zeroTried;
                double between = low == 0 ? 0.1 * high : Math.sqrt(low) * Math.sqrt(high);
                next = high == Double.POSITIVE_INFINITY ? 4 * (x + sigma) : between;
                if (down && !(next > 1e-3 * sigma)) {
                    next = 0;
                }
            }
            olderX = lastX;
            olderGap = lastGap;
            lastX = x;
            lastGap = gap;
            x = next;
        }
    }

    /**
     * Where the gap vanishes: by the secant, then by the parabola mu(gap) through three points
     * where that does not go far from it.
     */
    private double through(
            double x, double gap, double lastX, double lastGap, double olderX, double olderGap) {
        double a = gap - lastGap;
        double secant = x - gap * (x - lastX) / a;
        if (Math.abs(a) > FLAT) {
            steepness = a / (x - lastX) * (x + sigma) / (1 + gap);
        }
        if (Double.isNaN(olderX)) {
            return secant;
        }
        double b = gap - olderGap;
        double c = lastGap - olderGap;
        double parabola =
                x * lastGap * olderGap / (a * b)
                        - lastX * gap * olderGap / (a * c)
                        + olderX * gap * lastGap / (b * c);
        boolean usable = Math.abs(parabola - secant) < 0.5 * Math.abs(secant - x);
        return usable ? parabola : secant;
    }

    /** ||w(mu)||^2 with the best nu; leaves Gamma and what (A + c)^-1 makes of P and V. */
    private double squaredNorm(double at) {
        double c = sigma + at;
        double inverse = 1 / c;
        factorise(c);
        double norm = rest * inverse * inverse;
        norm += kernels.solveTridiagonal(h, cols, inversePivots, multipliers, rhs, 0, solved, 0);
        kernels.solveTridiagonal(h, width, inversePivots, multipliers, thin, 0, thinSolved, 0);
        double[] zr = thinSolved.re();
        double[] zi = thinSolved.im();
        for (int i = h * width; i < p * width; i++) {
            zr[i] = thin.re()[i] * inverse;
            zi[i] = thin.im()[i] * inverse;
        }
        for (int i = 0; i < p; i++) {
            int to = i * 2 * ROWS + ROWS;
            int from = i * width;
            left.re()[to] = zr[from];
            left.re()[to + 1] = zr[from + 1];
            left.re()[to + 2] = zr[from + 2];
            left.im()[to] = zi[from];
            left.im()[to + 1] = zi[from + 1];
            left.im()[to + 2] = zi[from + 2];
        }
        kernels.multiplyAdjointLeft(2 * ROWS, width, p, left, 0, thinSolved, 0, products, 0);
        system.solve(products.re(), products.im(), width, moments, required);
        return norm + system.correction(products.re(), products.im(), ROWS * width, width, moments);
    }

    /** L D L^T of T + c. Its pivots are at least c whatever rounding makes of A. */
    private void factorise(double c) {
        double[] diagonal = tridiagonal.diagonal();
        double[] off = tridiagonal.off();
        double pivot = Math.max(c, diagonal[0] + c);
        for (int i = 0; i + 1 < h; i++) {
            double inverse = 1 / pivot;
            inversePivots[i] = inverse;
            double factor = off[i] * inverse;
            multipliers[i] = factor;
            pivot = Math.max(c, diagonal[i + 1] + c - factor * off[i]);
        }
        inversePivots[h - 1] = 1 / pivot;
    }
}
