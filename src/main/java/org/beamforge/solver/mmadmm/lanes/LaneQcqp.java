package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

/**
 * The QCQP (59) of every lane by the closed forms of {@code BeamQcqp}, in coordinates where A is
 * real and tridiagonal instead of diagonal:
 *
 * <pre>
 *   min w^H K w - 2 Re p^H w,   K = I (x) (A + sigma I) + sum_k s_k u_k u_k^H
 *   s.t. 2 Re t^H w >= deltaD + d^H R_t d   (59b)
 *        ||w||^2 <= 1                       (59c)
 * </pre>
 *
 * For a given mu of (59c) the rank-one terms go by Woodbury's identity (4 x 4), nu of (59b) is
 * explicit, and mu is the root of a scalar function. Lanes search together; one that has found its
 * mu repeats its last evaluation until the others have, so that it does not depend on them.
 */
final class LaneQcqp {
    private static final int ROWS = 3;
    private static final int TERMS = 4;
    private static final double ROOT2 = Math.sqrt(2);
    private static final int EVALUATIONS = 200;

    /** Relative accuracy of ||w|| = 1. */
    private static final double ACCURACY = 1e-13;

    /** Closer than this a step that does not halve the error says that rounding has taken over. */
    private static final double ROUNDING = 1e-9;

    private static final int D = 0;
    private static final int G = 1;
    private static final int E = 2;

    /** The entries (a, b) of v_a (x) y_b that occur: t, then what the u_k are made of. */
    private static final int[] ENTRY = {
        D * ROWS + D, G * ROWS + G, E * ROWS + E, E * ROWS + G, G * ROWS + E
    };

    /** The entries of u_k (0..3) and of t (4). */
    private static final int[][] PARTS = {
        {G * ROWS + G, E * ROWS + E},
        {E * ROWS + G},
        {G * ROWS + E},
        {G * ROWS + G},
        {D * ROWS + D}
    };

    private static final double[] FACTOR = {1, ROOT2, ROOT2, 1, 1};

    private static final int[][] PAIRS = pairs();

    private final int p;
    private final int h;
    private final int cols;

    /** 1 / s_k: [4], sigma, squared norm outside these p dimensions times sigma^2. */
    final double[] inverseWeight = new double[TERMS * L];

    final double[] sigma = new double[L];
    final double[] perpendicular = new double[L];

    /** Half the right side of (59b). */
    final double[] required = new double[L];

    /** In: where to look for mu first; out: mu. */
    final double[] mu = new double[L];

    /** Lanes whose result is wanted. */
    final boolean[] wanted = new boolean[L];

    /** Gamma: [3, 3], the solution is (A + c)^-1 (P + V Gamma Y). */
    final SplitComplex gamma = SplitComplex.allocate(9 * L);

    // B = V^H (A + c)^-1 V, B2 = V^H (A + c)^-2 V, M = V^H (A + c)^-1 P Y^H, M2 with the square.
    private final SplitComplex b = SplitComplex.allocate(9 * L);
    private final SplitComplex b2 = SplitComplex.allocate(9 * L);
    private final SplitComplex m = SplitComplex.allocate(9 * L);
    private final SplitComplex m2 = SplitComplex.allocate(9 * L);

    private final SplitComplex cross;
    private final SplitComplex z;
    private final SplitComplex crossZ;

    private final SplitComplex system = SplitComplex.allocate(TERMS * TERMS * L);
    private final SplitComplex right = SplitComplex.allocate(TERMS * L);
    private final SplitComplex t = SplitComplex.allocate(TERMS * L);
    private final SplitComplex mt = SplitComplex.allocate(TERMS * L);
    private final double[] nu = new double[L];

    /** Factor of T + c: inverse pivots, and multipliers with the sign changed: [h]. */
    private final double[] inversePivot;

    private final double[] multiplier;

    /** The multipliers one row down, the first one zero. */
    private final double[] before;

    private final double[] inverseShift = new double[L];
    private final double[] shift = new double[L];

    /** Two columns in the middle of their solution: [h] each. */
    private final SplitComplex column;

    private final double[] norm = new double[L];
    private final double[] restNorm = new double[L];

    private double[] diagonal = new double[0];
    private double[] off = new double[0];
    private SplitComplex vHat = SplitComplex.allocate(0);
    private SplitComplex gram = SplitComplex.allocate(0);
    private SplitComplex rhs = SplitComplex.allocate(0);

    private final Runnable[] evaluation;

    /**
     * @param p dimension of the coordinates
     * @param h dimensions in which A acts, the first ones
     * @param cols T
     */
    LaneQcqp(int p, int h, int cols) {
        this.p = p;
        this.h = h;
        this.cols = cols;
        cross = SplitComplex.allocate(p * ROWS * L);
        z = SplitComplex.allocate(p * ROWS * L);
        crossZ = SplitComplex.allocate(p * ROWS * L);
        inversePivot = new double[h * L];
        multiplier = new double[h * L];
        before = new double[(h + 1) * L];
        column = SplitComplex.allocate(2 * h * L);
        evaluation =
                new Runnable[] {
                    this::factorise,
                    this::normOfRightSide,
                    () -> solveThin(vHat, z),
                    () -> solveThin(cross, crossZ),
                    () -> innerHermitian(vHat, z, b),
                    () -> innerHermitian(z, z, b2),
                    () -> innerEntries(vHat, crossZ, m),
                    () -> innerEntries(z, crossZ, m2),
                    this::woodburySystem,
                    this::weights,
                    this::woodburyRight,
                    () -> LaneCholesky.factorise(TERMS, system),
                    () -> LaneCholesky.solve(TERMS, system, right),
                    () -> LaneCholesky.solve(TERMS, system, t),
                    this::multiplierOfDetection,
                    () -> coefficients(right.re(), t.re(), gamma.re()),
                    () -> coefficients(right.im(), t.im(), gamma.im()),
                    () -> System.arraycopy(nu, 0, gamma.re(), 0, L),
                    this::addCorrections
                };
    }

    /**
     * Finds Gamma and mu.
     *
     * @param tridiagonal A: [h, h]
     * @param sensing V in its coordinates: [p, 3]
     * @param y the rows y: [3, T]
     * @param moments Gram matrix of y: [3, 3]
     * @param right P: its first h rows, three rows of something else, its other rows
     */
    void solve(
            LaneTridiagonal tridiagonal,
            SplitComplex sensing,
            SplitComplex y,
            SplitComplex moments,
            SplitComplex right) {
        diagonal = tridiagonal.diagonal;
        off = tridiagonal.off;
        vHat = sensing;
        gram = moments;
        rhs = right;
        LaneProducts.timesThinAdjoint(0, h, cols, rhs, 0, y, cross);
        LaneProducts.timesThinAdjoint(h, p, cols, rhs, ROWS * cols * L, y, cross);
        restNorm();
        search();
    }

    /** Squared norm of the rows of P that A does not reach. */
    private void restNorm() {
        double[] re = rhs.re();
        double[] im = rhs.im();
        DoubleVector sr = zero();
        DoubleVector si = zero();
        for (int i = (h + ROWS) * cols * L; i < (p + ROWS) * cols * L; i += L) {
            DoubleVector xr = at(re, i);
            DoubleVector xi = at(im, i);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(restNorm, 0);
    }

    /** (A + c)^-1 P over P, to be completed by (A + c)^-1 V Gamma Y. */
    void solution() {
        for (int j = 0; j + 1 < cols; j += 2) {
            solveColumns(rhs, j, cols, rhs);
        }
        if (cols % 2 == 1) {
            solveColumn(rhs, cols - 1, cols, rhs, (cols - 1) * L, cols);
        }
        scale(rhs, (h + ROWS) * cols * L, (p + ROWS) * cols * L, rhs);
    }

    /** (A + c)^-1 V: [p, 3]. */
    SplitComplex sensingSolved() {
        return z;
    }

    // The search, lane by lane: the root of 1 / ||w(mu)|| = 1, which is nearly linear in mu, or
    // mu = 0 if (59c) is slack. As in BeamQcqp.

    private final double[] low = new double[L];
    private final double[] high = new double[L];
    private final double[] lastX = new double[L];
    private final double[] lastGap = new double[L];
    private final double[] olderX = new double[L];
    private final double[] olderGap = new double[L];
    private final boolean[] found = new boolean[L];

    /** Slope of 1 / ||w(mu)|| where the last search ended; 0 if unknown. */
    final double[] slope = new double[L];

    /** Differences of less say nothing of the slope. */
    private static final double FLAT = 1e-8;

    private void search() {
        int left = 0;
        for (int l = 0; l < L; l++) {
            low[l] = 0;
            high[l] = Double.POSITIVE_INFINITY;
            lastX[l] = Double.NaN;
            lastGap[l] = Double.NaN;
            olderX[l] = Double.NaN;
            olderGap[l] = Double.NaN;
            mu[l] = Math.max(0, mu[l]);
            found[l] = !wanted[l];
            left += wanted[l] ? 1 : 0;
        }
        for (int evaluations = 1; left > 0; evaluations++) {
            for (int l = 0; l < L; l++) {
                shift[l] = sigma[l] + mu[l];
            }
            evaluate();
            for (int l = 0; l < L; l++) {
                if (!found[l] && (evaluations >= EVALUATIONS || stop(l))) {
                    found[l] = true;
                    left--;
                }
            }
        }
    }

    /** Judges mu of a lane and moves on; whether that was the last. */
    private boolean stop(int l) {
        double x = mu[l];
        double size = Math.sqrt(Math.max(0, norm[l]));
        double gap = 1 / size - 1;
        if (Math.abs(gap) <= ACCURACY || gap > 0 && x == 0) {
            return true;
        }
        if (Math.abs(gap) <= ROUNDING && Math.abs(gap) >= 0.5 * Math.abs(lastGap[l])) {
            return true;
        }
        if (gap > 0) {
            high[l] = x;
        } else {
            low[l] = x;
        }
        if (high[l] < Double.POSITIVE_INFINITY && high[l] - low[l] <= 1e-16 * high[l]) {
            return true;
        }
        double next = guess(l, x, gap, size);
        if (!(next > low[l] && next < high[l])) {
            boolean down = gap > 0 && low[l] == 0;
            double between = low[l] == 0 ? 0.1 * high[l] : Math.sqrt(low[l]) * Math.sqrt(high[l]);
            next = high[l] == Double.POSITIVE_INFINITY ? 4 * (x + sigma[l]) : between;
            if (down && !(next > 1e-3 * sigma[l])) {
                next = 0;
            }
        }
        olderX[l] = lastX[l];
        olderGap[l] = lastGap[l];
        lastX[l] = x;
        lastGap[l] = gap;
        mu[l] = next;
        return false;
    }

    /** First with the slope of the search before, then by the secant, then through three points. */
    private double guess(int l, double x, double gap, double size) {
        if (Double.isNaN(lastX[l])) {
            return slope[l] > 0 ? x - gap / slope[l] : (x + sigma[l]) * size - sigma[l];
        }
        double a = gap - lastGap[l];
        double secant = x - gap * (x - lastX[l]) / a;
        if (Math.abs(a) > FLAT) {
            slope[l] = a / (x - lastX[l]);
        }
        if (Double.isNaN(olderX[l])) {
            return secant;
        }
        double b = gap - olderGap[l];
        double c = lastGap[l] - olderGap[l];
        double through =
                x * lastGap[l] * olderGap[l] / (a * b)
                        - lastX[l] * gap * olderGap[l] / (a * c)
                        + olderX[l] * gap * lastGap[l] / (b * c);
        boolean usable = Math.abs(through - secant) < 0.5 * Math.abs(secant - x);
        return usable ? through : secant;
    }

    /**
     * ||w(mu)||^2 with the best nu; leaves Gamma, Z = (A + c)^-1 V and the factor of A + c. The 4 x
     * 4 system of Woodbury's identity is solved for both right sides and nu.
     */
    private void evaluate() {
        Stages.run(evaluation);
    }

    /** L D L^H of T + c. Its pivots are at least c whatever rounding makes of A. */
    private void factorise() {
        DoubleVector c = at(shift, 0);
        all(1).div(c).intoArray(inverseShift, 0);
        DoubleVector pivot = at(diagonal, 0).add(c).max(c);
        for (int i = 0; i + 1 < h; i++) {
            DoubleVector inverse = all(1).div(pivot);
            inverse.intoArray(inversePivot, i * L);
            DoubleVector below = at(off, i * L);
            DoubleVector factor = below.mul(inverse).neg();
            factor.intoArray(multiplier, i * L);
            factor.intoArray(before, (i + 1) * L);
            pivot = factor.fma(below, at(diagonal, (i + 1) * L).add(c)).max(c);
        }
        all(1).div(pivot).intoArray(inversePivot, (h - 1) * L);
    }

    /** ||(A + c)^-1 P||^2 plus the part outside. */
    private void normOfRightSide() {
        DoubleVector inverse = at(inverseShift, 0);
        at(perpendicular, 0).add(at(restNorm, 0)).mul(inverse).mul(inverse).intoArray(norm, 0);
        for (int j = 0; j + 1 < cols; j += 2) {
            normOfColumns(j);
        }
        if (cols % 2 == 1) {
            normOfColumn(cols - 1);
        }
    }

    private void normOfColumn(int j) {
        solveColumn(rhs, j, cols, column, 0, 1);
        DoubleVector sr = at(norm, 0);
        DoubleVector si = zero();
        for (int i = 0; i < h * L; i += L) {
            DoubleVector xr = at(column.re(), i);
            DoubleVector xi = at(column.im(), i);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(norm, 0);
    }

    /** Two columns, whose recurrences run side by side. */
    private void normOfColumns(int j) {
        forwardColumns(rhs, j, cols);
        double[] re = column.re();
        double[] im = column.im();
        int other = h * L;
        DoubleVector ar = zero();
        DoubleVector ai = zero();
        DoubleVector br = zero();
        DoubleVector bi = zero();
        DoubleVector sa = at(norm, 0);
        DoubleVector sb = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector inverse = at(inversePivot, i);
            DoubleVector factor = at(multiplier, i);
            ar = factor.fma(ar, at(re, i).mul(inverse));
            ai = factor.fma(ai, at(im, i).mul(inverse));
            br = factor.fma(br, at(re, i + other).mul(inverse));
            bi = factor.fma(bi, at(im, i + other).mul(inverse));
            sa = ar.fma(ar, ai.fma(ai, sa));
            sb = br.fma(br, bi.fma(bi, sb));
        }
        sa.add(sb).intoArray(norm, 0);
    }

    /** Columns j and j + 1 of L^-1 times [h, width], one behind the other. */
    private void forwardColumns(SplitComplex from, int j, int width) {
        double[] re = from.re();
        double[] im = from.im();
        double[] toRe = column.re();
        double[] toIm = column.im();
        int other = h * L;
        int x = j * L;
        DoubleVector ar = zero();
        DoubleVector ai = zero();
        DoubleVector br = zero();
        DoubleVector bi = zero();
        for (int i = 0; i < other; i += L) {
            DoubleVector factor = at(before, i);
            ar = factor.fma(ar, at(re, x));
            ai = factor.fma(ai, at(im, x));
            br = factor.fma(br, at(re, x + L));
            bi = factor.fma(bi, at(im, x + L));
            ar.intoArray(toRe, i);
            ai.intoArray(toIm, i);
            br.intoArray(toRe, i + other);
            bi.intoArray(toIm, i + other);
            x += width * L;
        }
    }

    /** Columns j and j + 1 of (A + c)^-1 times [h, width]. */
    private void solveColumns(SplitComplex from, int j, int width, SplitComplex to) {
        forwardColumns(from, j, width);
        double[] re = column.re();
        double[] im = column.im();
        double[] toRe = to.re();
        double[] toIm = to.im();
        int other = h * L;
        int x = ((h - 1) * width + j) * L;
        DoubleVector ar = zero();
        DoubleVector ai = zero();
        DoubleVector br = zero();
        DoubleVector bi = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector inverse = at(inversePivot, i);
            DoubleVector factor = at(multiplier, i);
            ar = factor.fma(ar, at(re, i).mul(inverse));
            ai = factor.fma(ai, at(im, i).mul(inverse));
            br = factor.fma(br, at(re, i + other).mul(inverse));
            bi = factor.fma(bi, at(im, i + other).mul(inverse));
            ar.intoArray(toRe, x);
            ai.intoArray(toIm, x);
            br.intoArray(toRe, x + L);
            bi.intoArray(toIm, x + L);
            x -= width * L;
        }
    }

    private void solveThin(SplitComplex from, SplitComplex to) {
        solveColumns(from, 0, ROWS, to);
        solveColumn(from, 2, ROWS, to, 2 * L, ROWS);
        scale(from, h * ROWS * L, p * ROWS * L, to);
    }

    /** Column j of (A + c)^-1 times [h, width], to numbers {@code toStep} apart. */
    private void solveColumn(
            SplitComplex from, int j, int width, SplitComplex to, int offset, int toStep) {
        double[] re = from.re();
        double[] im = from.im();
        int x = j * L;
        DoubleVector ar = zero();
        DoubleVector ai = zero();
        for (int i = 0; i < h * L; i += L) {
            DoubleVector factor = at(before, i);
            ar = factor.fma(ar, at(re, x));
            ai = factor.fma(ai, at(im, x));
            ar.intoArray(column.re(), i);
            ai.intoArray(column.im(), i);
            x += width * L;
        }
        ar = zero();
        ai = zero();
        x = offset + (h - 1) * toStep * L;
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector inverse = at(inversePivot, i);
            DoubleVector factor = at(multiplier, i);
            ar = factor.fma(ar, at(column.re(), i).mul(inverse));
            ai = factor.fma(ai, at(column.im(), i).mul(inverse));
            ar.intoArray(to.re(), x);
            ai.intoArray(to.im(), x);
            x -= toStep * L;
        }
    }

    /** What A does not reach, over c. */
    private void scale(SplitComplex from, int start, int end, SplitComplex to) {
        for (int i = start; i < end; i += L) {
            DoubleVector inverse = at(inverseShift, 0);
            at(from.re(), i).mul(inverse).intoArray(to.re(), i);
            at(from.im(), i).mul(inverse).intoArray(to.im(), i);
        }
    }

    /** out = X^H Y for X, Y: [p, 3], where that is Hermitian. */
    private void innerHermitian(SplitComplex x, SplitComplex y, SplitComplex out) {
        for (int a = 0; a < ROWS; a++) {
            for (int c = a; c < ROWS; c++) {
                int to = (a * ROWS + c) * L;
                int mirrored = (c * ROWS + a) * L;
                LaneProducts.dot(p, ROWS, y, c * L, x, a * L, out, to);
                at(out.re(), to).intoArray(out.re(), mirrored);
                at(out.im(), to).neg().intoArray(out.im(), mirrored);
            }
        }
    }

    /** The entries {@link #ENTRY} of X^H Y for X, Y: [p, 3]. */
    private void innerEntries(SplitComplex x, SplitComplex y, SplitComplex out) {
        for (int entry : ENTRY) {
            LaneProducts.dot(p, ROWS, y, entry % ROWS * L, x, entry / ROWS * L, out, entry * L);
        }
    }

    private void woodburySystem() {
        for (int k = 0; k < TERMS; k++) {
            for (int l = 0; l <= k; l++) {
                inner(k, l, system, (k * TERMS + l) * L);
            }
            inner(k, TERMS, mt, k * L);
        }
        System.arraycopy(mt.re(), 0, t.re(), 0, TERMS * L);
        System.arraycopy(mt.im(), 0, t.im(), 0, TERMS * L);
    }

    private void weights() {
        for (int k = 0; k < TERMS; k++) {
            int diagonalEntry = (k * TERMS + k) * L;
            at(system.re(), diagonalEntry)
                    .add(at(inverseWeight, k * L))
                    .intoArray(system.re(), diagonalEntry);
        }
    }

    private void woodburyRight() {
        rightSide(m.re(), right.re());
        rightSide(m.im(), right.im());
    }

    private static void rightSide(double[] from, double[] to) {
        DoubleVector gg = at(from, (G * ROWS + G) * L);
        gg.add(at(from, (E * ROWS + E) * L)).intoArray(to, 0);
        at(from, (E * ROWS + G) * L).mul(ROOT2).intoArray(to, L);
        at(from, (G * ROWS + E) * L).mul(ROOT2).intoArray(to, 2 * L);
        gg.intoArray(to, 3 * L);
    }

    /** nu = max(0, (required - t^H K^-1 p) / t^H K^-1 t). */
    private void multiplierOfDetection() {
        DoubleVector tt = at(b.re(), 0).mul(at(gram.re(), 0));
        DoubleVector tp = at(m.re(), 0);
        for (int k = 0; k < TERMS * L; k += L) {
            DoubleVector xr = at(mt.re(), k);
            DoubleVector xi = at(mt.im(), k);
            tp = tp.sub(xr.mul(at(right.re(), k))).sub(xi.mul(at(right.im(), k)));
            tt = tt.sub(xr.mul(at(t.re(), k))).sub(xi.mul(at(t.im(), k)));
        }
        VectorMask<Double> positive = tt.compare(VectorOperators.GT, 0);
        DoubleVector short_ = at(required, 0).sub(tp);
        DoubleVector value = short_.div(tt.blend(1, positive.not())).max(0);
        zero().blend(value, positive).intoArray(nu, 0);
    }

    /** Gamma from the solutions of the system, one plane. */
    private void coefficients(double[] ofRight, double[] ofT, double[] to) {
        DoubleVector factor = at(nu, 0);
        DoubleVector first = factor.fma(at(ofT, 0), at(ofRight, 0));
        DoubleVector second = factor.fma(at(ofT, L), at(ofRight, L));
        DoubleVector third = factor.fma(at(ofT, 2 * L), at(ofRight, 2 * L));
        DoubleVector fourth = factor.fma(at(ofT, 3 * L), at(ofRight, 3 * L));
        Arrays.fill(to, 0);
        first.add(fourth).neg().intoArray(to, (G * ROWS + G) * L);
        first.neg().intoArray(to, (E * ROWS + E) * L);
        second.mul(-ROOT2).intoArray(to, (E * ROWS + G) * L);
        third.mul(-ROOT2).intoArray(to, (G * ROWS + E) * L);
    }

    /** u_k^H R u_l; v_a (x) y_b and v_c (x) y_d give B_ac Gram_bd. */
    private void inner(int k, int l, SplitComplex out, int to) {
        int[] pairs = PAIRS[k * (TERMS + 1) + l];
        double[] bRe = b.re();
        double[] bIm = b.im();
        double[] gRe = gram.re();
        double[] gIm = gram.im();
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        for (int i = 0; i < pairs.length; i += 2) {
            DoubleVector br = at(bRe, pairs[i]);
            DoubleVector bi = at(bIm, pairs[i]);
            DoubleVector gr = at(gRe, pairs[i + 1]);
            DoubleVector gi = at(gIm, pairs[i + 1]);
            rr = br.fma(gr, rr);
            ii = bi.fma(gi, ii);
            ri = br.fma(gi, ri);
            ir = bi.fma(gr, ir);
        }
        double factor = FACTOR[k] * FACTOR[l];
        rr.sub(ii).mul(factor).intoArray(out.re(), to);
        ri.add(ir).mul(factor).intoArray(out.im(), to);
    }

    /** Where the factors of u_k^H R u_l lie in B and in the Gram matrix, pair by pair. */
    private static int[][] pairs() {
        int[][] all = new int[(TERMS + 1) * (TERMS + 1)][];
        for (int k = 0; k <= TERMS; k++) {
            for (int l = 0; l <= TERMS; l++) {
                int[] pairs = new int[2 * PARTS[k].length * PARTS[l].length];
                int i = 0;
                for (int x : PARTS[k]) {
                    for (int y : PARTS[l]) {
                        pairs[i++] = (x / ROWS * ROWS + y / ROWS) * L;
                        pairs[i++] = (x % ROWS * ROWS + y % ROWS) * L;
                    }
                }
                all[k * (TERMS + 1) + l] = pairs;
            }
        }
        return all;
    }

    /**
     * ||R (p + V Gamma Y)||^2 = ||R p||^2 + 2 Re <V Gamma Y, R^2 p> + <V Gamma Y, R^2 V Gamma Y>.
     */
    private void addCorrections() {
        for (int x : ENTRY) {
            addCorrection(x);
        }
    }

    private void addCorrection(int x) {
        DoubleVector er = at(m2.re(), x * L).mul(2);
        DoubleVector ei = at(m2.im(), x * L).mul(2);
        for (int y : ENTRY) {
            int u = (x / ROWS * ROWS + y / ROWS) * L;
            int w = (x % ROWS * ROWS + y % ROWS) * L;
            DoubleVector br = at(b2.re(), u);
            DoubleVector bi = at(b2.im(), u);
            DoubleVector gr = at(gram.re(), w);
            DoubleVector gi = at(gram.im(), w);
            DoubleVector mr = br.mul(gr).sub(bi.mul(gi));
            DoubleVector mi = br.mul(gi).add(bi.mul(gr));
            DoubleVector cr = at(gamma.re(), y * L);
            DoubleVector ci = at(gamma.im(), y * L);
            er = er.add(cr.mul(mr)).sub(ci.mul(mi));
            ei = ei.add(cr.mul(mi)).add(ci.mul(mr));
        }
        DoubleVector cr = at(gamma.re(), x * L);
        DoubleVector ci = at(gamma.im(), x * L);
        at(norm, 0).add(cr.mul(er)).add(ci.mul(ei)).intoArray(norm, 0);
    }
}
