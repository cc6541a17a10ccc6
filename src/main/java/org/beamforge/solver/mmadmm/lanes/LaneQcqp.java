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
 * The QCQP (59) of every lane by the closed forms of {@code BeamQcqp}, divided by sigma and in
 * coordinates where A is real and tridiagonal instead of diagonal:
 *
 * <pre>
 *   min w^H K w - 2 Re p^H w,   K = I (x) (A + I) + sum_k s_k u_k u_k^H
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

    /** Relative accuracy of ||w|| = 1 that is always enough. */
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

    /** Where the rows that A reaches begin in P. */
    private final int reached;

    /** 1 / s_k: [4]. */
    final double[] inverseWeight = new double[TERMS * L];

    /** Squared norm outside these p dimensions. */
    final double[] perpendicular = new double[L];

    /** Half the right side of (59b). */
    final double[] required = new double[L];

    /** In: where to look for mu / sigma first; out: mu / sigma. */
    final double[] mu = new double[L];

    /** Relative accuracy of ||w|| = 1 that is enough. */
    final double[] accuracy = new double[L];

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

    private final LaneShiftedSolve shifted;
    private final double[] inverseShift = new double[L];
    private final double[] shift = new double[L];

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
        reached = (p - h) * cols * L;
        cross = SplitComplex.allocate(p * ROWS * L);
        z = SplitComplex.allocate(p * ROWS * L);
        crossZ = SplitComplex.allocate(p * ROWS * L);
        shifted = new LaneShiftedSolve(h);
        evaluation =
                new Runnable[] {
                    () -> shifted.factorise(diagonal, off, shift),
                    this::normOfTheRest,
                    () -> shifted.addNorm(rhs, reached, cols, norm),
                    () -> shifted.forward3(vHat, 0, ROWS),
                    () -> shifted.back3(z, 0, ROWS),
                    () -> shifted.forward3(cross, 0, ROWS),
                    () -> shifted.back3(crossZ, 0, ROWS),
                    this::scaleThin,
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
     * @param right P: the rows that A does not reach, then the h that it does
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
        LaneProducts.timesThinAdjoint(h, cols, rhs, reached, y, cross, 0);
        LaneProducts.timesThinAdjoint(p - h, cols, rhs, 0, y, cross, h * ROWS * L);
        restNorm();
        search();
    }

    /** Squared norm of the rows of P that A does not reach. */
    private void restNorm() {
        double[] re = rhs.re();
        double[] im = rhs.im();
        DoubleVector sr = zero();
        DoubleVector si = zero();
        for (int i = 0; i < reached; i += L) {
            DoubleVector xr = at(re, i);
            DoubleVector xi = at(im, i);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(restNorm, 0);
    }

    /** (A + c)^-1 P over P, to be completed by (A + c)^-1 V Gamma Y. */
    void solution() {
        shifted.solve(rhs, reached, cols, rhs);
        scale(rhs, 0, reached, rhs);
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
                shift[l] = 1 + mu[l];
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
        if (Math.abs(gap) <= Math.max(ACCURACY, accuracy[l]) || gap > 0 && x == 0) {
            return true;
        }
        if (Math.abs(gap) <= ROUNDING
                && Math.abs(gap) >= 0.5 * Math.abs(lastGap[l])
                && !Double.isNaN(olderGap[l])) {
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
            next = high[l] == Double.POSITIVE_INFINITY ? 4 * (x + 1) : between;
            if (down && !(next > 1e-3)) {
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
            return slope[l] > 0 ? x - gap / slope[l] : (x + 1) * size - 1;
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

    /** What A does not reach of ||(A + c)^-1 P||^2, and the part outside. */
    private void normOfTheRest() {
        DoubleVector inverse = all(1).div(at(shift, 0));
        inverse.intoArray(inverseShift, 0);
        at(perpendicular, 0).add(at(restNorm, 0)).mul(inverse).mul(inverse).intoArray(norm, 0);
    }

    private void scaleThin() {
        scale(vHat, h * ROWS * L, p * ROWS * L, z);
        scale(cross, h * ROWS * L, p * ROWS * L, crossZ);
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
        diagonals(x, y, out);
        double[] re = out.re();
        double[] im = out.im();
        for (int a = 0; a < ROWS; a++) {
            zero().intoArray(im, (a * ROWS + a) * L);
            for (int c = 0; c < a; c++) {
                at(re, (c * ROWS + a) * L).intoArray(re, (a * ROWS + c) * L);
                at(im, (c * ROWS + a) * L).neg().intoArray(im, (a * ROWS + c) * L);
            }
        }
    }

    private void diagonals(SplitComplex x, SplitComplex y, SplitComplex out) {
        double[] ar = x.re();
        double[] ai = x.im();
        double[] br = y.re();
        double[] bi = y.im();
        DoubleVector s00 = zero();
        DoubleVector s11 = zero();
        DoubleVector s22 = zero();
        DoubleVector r01 = zero();
        DoubleVector i01 = zero();
        DoubleVector r02 = zero();
        DoubleVector i02 = zero();
        DoubleVector r12 = zero();
        DoubleVector i12 = zero();
        for (int i = 0; i < p * ROWS * L; i += ROWS * L) {
            DoubleVector c = at(br, i);
            DoubleVector d = at(bi, i);
            DoubleVector a = at(ar, i);
            DoubleVector b = at(ai, i);
            s00 = b.fma(d, a.fma(c, s00));
            c = at(br, i + L);
            d = at(bi, i + L);
            DoubleVector minus = b.neg();
            r01 = b.fma(d, a.fma(c, r01));
            i01 = minus.fma(c, a.fma(d, i01));
            DoubleVector e = at(br, i + 2 * L);
            DoubleVector f = at(bi, i + 2 * L);
            r02 = b.fma(f, a.fma(e, r02));
            i02 = minus.fma(e, a.fma(f, i02));
            a = at(ar, i + L);
            b = at(ai, i + L);
            s11 = b.fma(d, a.fma(c, s11));
            r12 = b.fma(f, a.fma(e, r12));
            i12 = b.neg().fma(e, a.fma(f, i12));
            s22 = at(ai, i + 2 * L).fma(f, at(ar, i + 2 * L).fma(e, s22));
        }
        s00.intoArray(out.re(), 0);
        s11.intoArray(out.re(), 4 * L);
        s22.intoArray(out.re(), 8 * L);
        r01.intoArray(out.re(), L);
        i01.intoArray(out.im(), L);
        r02.intoArray(out.re(), 2 * L);
        i02.intoArray(out.im(), 2 * L);
        r12.intoArray(out.re(), 5 * L);
        i12.intoArray(out.im(), 5 * L);
    }

    /** The entries {@link #ENTRY} of X^H Y for X, Y: [p, 3]. */
    private void innerEntries(SplitComplex x, SplitComplex y, SplitComplex out) {
        double[] ar = x.re();
        double[] ai = x.im();
        double[] br = y.re();
        double[] bi = y.im();
        DoubleVector r00 = zero();
        DoubleVector i00 = zero();
        DoubleVector r11 = zero();
        DoubleVector i11 = zero();
        DoubleVector r12 = zero();
        DoubleVector i12 = zero();
        DoubleVector r21 = zero();
        DoubleVector i21 = zero();
        DoubleVector r22 = zero();
        DoubleVector i22 = zero();
        for (int i = 0; i < p * ROWS * L; i += ROWS * L) {
            DoubleVector a = at(ar, i);
            DoubleVector b = at(ai, i);
            DoubleVector c = at(br, i);
            DoubleVector d = at(bi, i);
            r00 = b.fma(d, a.fma(c, r00));
            i00 = b.neg().fma(c, a.fma(d, i00));
            a = at(ar, i + L);
            b = at(ai, i + L);
            DoubleVector minus = b.neg();
            c = at(br, i + L);
            d = at(bi, i + L);
            r11 = b.fma(d, a.fma(c, r11));
            i11 = minus.fma(c, a.fma(d, i11));
            DoubleVector e = at(br, i + 2 * L);
            DoubleVector f = at(bi, i + 2 * L);
            r12 = b.fma(f, a.fma(e, r12));
            i12 = minus.fma(e, a.fma(f, i12));
            a = at(ar, i + 2 * L);
            b = at(ai, i + 2 * L);
            minus = b.neg();
            r21 = b.fma(d, a.fma(c, r21));
            i21 = minus.fma(c, a.fma(d, i21));
            r22 = b.fma(f, a.fma(e, r22));
            i22 = minus.fma(e, a.fma(f, i22));
        }
        double[] re = out.re();
        double[] im = out.im();
        r00.intoArray(re, 0);
        i00.intoArray(im, 0);
        r11.intoArray(re, 4 * L);
        i11.intoArray(im, 4 * L);
        r12.intoArray(re, 5 * L);
        i12.intoArray(im, 5 * L);
        r21.intoArray(re, 7 * L);
        i21.intoArray(im, 7 * L);
        r22.intoArray(re, 8 * L);
        i22.intoArray(im, 8 * L);
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
