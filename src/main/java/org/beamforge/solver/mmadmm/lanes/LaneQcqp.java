package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The QCQP (59) of every lane by the closed forms of {@code BeamQcqp}, divided by sigma, in
 * coordinates where A is real and tridiagonal:
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

    /** Relative distance of doubles beside each other, with a little room. */
    private static final double NEIGHBOURS = 4.5e-16;

    /** Evaluations after which w may be further from the ball, and by how much for every one. */
    private static final int PATIENCE = 2;

    private static final double IMPATIENCE = 100;

    /** But never further than this, or than the root of the accuracy, the length of a step. */
    private static final double WIDEST = 1e-2;

    /** What f, of which nu is the root after an early end, must keep of the slope of t^H w. */
    private static final double RISE = 0.1;

    /** Closer than this a step that does not halve the error says that rounding has taken over. */
    private static final double ROUNDING = 1e-9;

    private static final int D = 0;
    private static final int G = 1;
    private static final int E = 2;

    /** The entries (a, b) of v_a (x) y_b that occur: t, then what the u_k are made of. */
    private static final int[] ENTRY = {
        D * ROWS + D, G * ROWS + G, E * ROWS + E, E * ROWS + G, G * ROWS + E
    };

    private static final int ENTRIES = ENTRY.length;

    // Places in a 3 x 3 matrix.
    private static final int GG = (G * ROWS + G) * L;
    private static final int EE = (E * ROWS + E) * L;
    private static final int GE = (G * ROWS + E) * L;
    private static final int GD = (G * ROWS + D) * L;
    private static final int ED = (E * ROWS + D) * L;

    private final int p;
    private final int h;
    private final int cols;

    /** Where the rows that A reaches begin in P. */
    private final int reached;

    /** 1 / s_k: [4]. */
    final LaneArray inverseWeight;

    /** Squared norm outside these p dimensions. */
    final LaneArray perpendicular;

    /** Half the right side of (59b). */
    final LaneArray required;

    /** In: where to look for mu / sigma first; out: mu / sigma. */
    final LaneArray mu;

    /** How far from 1 ||w|| may be when the search ends, relatively; w is scaled to 1 then. */
    final double[] accuracy = new double[L];

    /** What the solution is multiplied by. */
    final LaneArray scale;

    /** 1 in lanes whose search ended early. */
    private final LaneArray early;

    // Re t^H w is tp + nu tt.
    private final LaneArray tp;
    private final LaneArray tt;

    /** 1 / ||w|| - 1. */
    private final LaneArray gap;

    /** 1 where the search may end early, 0 elsewhere. */
    private final LaneArray mayEnd;

    /** (t^H w)^2 - required^2 ||w||^2 in the change of nu, highest power first: [3]. */
    private final LaneArray quadratic;

    /** d ||w||^2 / d nu. */
    private final LaneArray normSlope;

    /** Half of d^2 ||w||^2 / d nu^2. */
    private final LaneArray normCurvature;

    /** ||(A + c)^-1 P||^2 with what is outside. */
    private final LaneArray plainNorm;

    /** What Gamma adds to ||w||^2, half of its slope and curvature, entry by entry: [5, 3]. */
    private final LaneArray corrections;

    /** d Gamma / d nu: [3, 3]. */
    private final LaneComplex gammaSlope;

    /** Lanes whose result is wanted. */
    final boolean[] wanted = new boolean[L];

    /**
     * Gamma: [3, 3]. The solution is (A + c)^-1 (scale P + V Gamma Y): what scales W after an early
     * end is in Gamma and in the factor of A + c, and not in (A + c)^-1 V.
     */
    final LaneComplex gamma;

    // B = V^H (A + c)^-1 V, B2 = V^H (A + c)^-2 V, M = V^H (A + c)^-1 P Y^H, M2 with the square.
    private final LaneComplex b;
    private final LaneComplex b2;
    private final LaneComplex m;
    private final LaneComplex m2;

    private final LaneComplex cross;
    private final LaneComplex z;
    private final LaneComplex crossZ;

    /** Gamma Gram^T: [3, 3]. */
    private final LaneComplex gammaGram;

    /** The same of the slope of Gamma. */
    private final LaneComplex slopeGram;

    private final LaneComplex system;

    /** Both right sides of Woodbury's system, then its solutions: U^H R p and U^H R t: [4, 2]. */
    private final LaneComplex sides;

    private final LaneComplex mt;
    private final LaneArray nu;

    private final LaneShiftedSolve shifted;
    private final LaneArray inverseShift;
    private final LaneArray shift;

    /** ||w||^2. */
    private final LaneArray norm;

    private final LaneArray restNorm;

    private LaneArray diagonal = LaneArray.NONE;
    private LaneArray off = LaneArray.NONE;
    private LaneComplex vHat = LaneComplex.NONE;
    private LaneComplex gram = LaneComplex.NONE;
    private LaneComplex rhs = LaneComplex.NONE;

    private final Runnable[] evaluation;
    private final Runnable[] completion;

    /**
     * @param p dimension of the coordinates
     * @param h dimensions in which A acts
     * @param cols T
     */
    LaneQcqp(LaneMemory memory, int p, int h, int cols) {
        inverseWeight = memory.array(TERMS);
        perpendicular = memory.array(1);
        required = memory.array(1);
        mu = memory.array(1);
        scale = memory.array(1);
        early = memory.array(1);
        tp = memory.array(1);
        tt = memory.array(1);
        gap = memory.array(1);
        mayEnd = memory.array(1);
        quadratic = memory.array(3);
        normSlope = memory.array(1);
        normCurvature = memory.array(1);
        plainNorm = memory.array(1);
        corrections = memory.array(3 * ENTRIES);
        gammaSlope = memory.complex(9);
        gamma = memory.complex(9);
        b = memory.complex(9);
        b2 = memory.complex(9);
        m = memory.complex(9);
        m2 = memory.complex(9);
        gammaGram = memory.complex(9);
        slopeGram = memory.complex(9);
        system = memory.complex(TERMS * TERMS);
        sides = memory.complex(2 * TERMS);
        mt = memory.complex(TERMS);
        nu = memory.array(1);
        inverseShift = memory.array(1);
        shift = memory.array(1);
        norm = memory.array(1);
        restNorm = memory.array(1);
        this.p = p;
        this.h = h;
        this.cols = cols;
        reached = (p - h) * cols * L;
        cross = memory.complex(p * ROWS);
        z = memory.complex(p * ROWS);
        crossZ = memory.complex(p * ROWS);
        shifted = new LaneShiftedSolve(memory, h);
        evaluation =
                new Runnable[] {
                    this::normOfTheRest,
                    () -> shifted.factorise(diagonal, off, shift),
                    () -> shifted.addNorm(rhs, reached, cols, plainNorm),
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
                    this::woodburyDetection,
                    this::weightsAndRight,
                    () -> LaneCholesky.factorise(TERMS, system),
                    () -> LaneCholesky.solve(TERMS, system, sides),
                    this::multiplierOfDetection,
                    this::coefficients,
                    () -> timesGram(gamma, gammaGram),
                    () -> timesGram(gammaSlope, slopeGram),
                    this::corrections,
                    this::curvatures,
                    this::addCorrections,
                    this::detectionOnTheBall
                };
        completion =
                new Runnable[] {
                    this::ontoDetection, this::ontoTheBall, this::coefficients, this::scaleSolution
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
            LaneComplex sensing,
            LaneComplex y,
            LaneComplex moments,
            LaneComplex right) {
        diagonal = tridiagonal.diagonal;
        off = tridiagonal.off;
        vHat = sensing;
        gram = moments;
        rhs = right;
        LaneProducts.timesThinAdjoint(h, cols, rhs, reached, y, cross, 0);
        LaneProducts.timesThinAdjoint(p - h, cols, rhs, 0, y, cross, h * ROWS * L);
        restNorm();
        search();
        Stages.run(completion);
    }

    /** Squared norm of the rows of P that A does not reach. */
    private void restNorm() {
        double[] data = rhs.re().data();
        int restNorm = this.restNorm.index(0);
        int re = rhs.re().index(0);
        int im = rhs.im().index(0);
        DoubleVector sr = zero();
        DoubleVector si = zero();
        for (int i = 0; i < reached; i += L) {
            DoubleVector xr = at(data, re + i);
            DoubleVector xi = at(data, im + i);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(data, restNorm);
    }

    /** scale (A + c)^-1 P over P, to be completed by (A + c)^-1 V Gamma Y. */
    void solution() {
        shifted.solve(rhs, reached, cols, rhs);
        overShift(rhs, 0, reached, rhs);
    }

    private void scaleSolution() {
        scaleBy(gamma.re());
        scaleBy(gamma.im());
        scaleBy(inverseShift);
        scaleBy(shifted.inversePivot);
    }

    private void scaleBy(LaneArray numbers) {
        double[] data = numbers.data();
        int start = numbers.index(0);
        DoubleVector factor = at(data, scale.index(0));
        for (int i = start; i < start + numbers.length(); i += L) {
            factor.mul(at(data, i)).intoArray(data, i);
        }
    }

    /** (A + c)^-1 V: [p, 3]. */
    LaneComplex sensingSolved() {
        return z;
    }

    // The search, lane by lane: the root of 1 / ||w(mu)|| = 1, which is nearly linear in mu, or
    // mu = 0 if (59c) is slack. As in BeamQcqp, but it may end early.

    private final double[] low = new double[L];
    private final double[] high = new double[L];
    private final double[] lastX = new double[L];
    private final double[] lastGap = new double[L];
    private final double[] olderX = new double[L];
    private final double[] olderGap = new double[L];
    private final boolean[] zeroTried = new boolean[L];
    private final boolean[] found = new boolean[L];

    /** What the accuracy may become at most. */
    private final double[] widest = new double[L];

    /** 1 where a search has ended early. */
    private final double[] ended = new double[L];

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
            zeroTried[l] = false;
            ended[l] = 0;
            widest[l] = Math.min(WIDEST, Math.sqrt(accuracy[l]));
            found[l] = !wanted[l];
            left += wanted[l] ? 1 : 0;
        }
        double[] data = mu.data();
        int muAt = mu.index(0);
        int gapAt = gap.index(0);
        int mayEndAt = mayEnd.index(0);
        for (int l = 0; l < L; l++) {
            data[muAt + l] = Math.max(0, data[muAt + l]);
        }
        for (int evaluations = 1; left > 0; evaluations++) {
            evaluate();
            long close = lanesThatMayEnd(data, muAt, gapAt, mayEndAt, accuracy);
            for (int l = 0; l < L; l++) {
                if (found[l]) {
                    continue;
                }
                double x = data[muAt + l];
                double gap = data[gapAt + l];
                boolean early = (close >> l & 1) != 0;
                if (early || evaluations >= EVALUATIONS || isRoot(l, x, gap)) {
                    ended[l] = early ? 1 : 0;
                    found[l] = true;
                    left--;
                } else {
                    data[muAt + l] = next(l, x, gap);
                    if (evaluations >= PATIENCE) {
                        double looser = Math.min(widest[l], IMPATIENCE * accuracy[l]);
                        accuracy[l] = Math.max(accuracy[l], looser);
                    }
                }
            }
        }
        System.arraycopy(ended, 0, data, early.index(0), L);
    }

    /** Lanes close enough to the ball, and not inside it with mu = 0. */
    private static long lanesThatMayEnd(
            double[] data, int muAt, int gapAt, int mayEndAt, double[] accuracy) {
        DoubleVector gap = at(data, gapAt);
        VectorMask<Double> slack =
                gap.compare(VectorOperators.GT, 0)
                        .and(at(data, muAt).compare(VectorOperators.EQ, 0));
        return gap.abs()
                .compare(VectorOperators.LT, at(accuracy, 0))
                .and(at(data, mayEndAt).compare(VectorOperators.GT, 0))
                .andNot(slack)
                .toLong();
    }

    /** Whether mu = x of a lane, which leaves 1 / ||w|| - 1 = gap, is as good as it gets. */
    private boolean isRoot(int l, double x, double gap) {
        double size = Math.abs(gap);
        if (size <= ACCURACY || gap > 0 && x == 0) {
            return true;
        }
        if (size <= ROUNDING && size >= 0.5 * Math.abs(lastGap[l]) && !Double.isNaN(olderGap[l])) {
            return true;
        }
        if (gap > 0) {
            high[l] = x;
        } else {
            low[l] = x;
        }
        zeroTried[l] |= x == 0;
        return high[l] < Double.POSITIVE_INFINITY && high[l] - low[l] <= NEIGHBOURS * high[l];
    }

    /** Where to look after x. */
    private double next(int l, double x, double gap) {
        double next = guess(l, x, gap);
        if (!(next > low[l] && next < high[l])) {
            boolean down = gap > 0 && low[l] == 0 && !zeroTried[l];
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
        return next;
    }

    /** First with the slope of the search before, then by the secant, then through three points. */
    private double guess(int l, double x, double gap) {
        if (Double.isNaN(lastX[l])) {
            return slope[l] > 0 ? x - gap / slope[l] : (x + 1) / (1 + gap) - 1;
        }
        double last = lastGap[l];
        double older = olderGap[l];
        double a = gap - last;
        double secant = x - gap * (x - lastX[l]) / a;
        if (Math.abs(a) > FLAT) {
            slope[l] = a / (x - lastX[l]);
        }
        if (Double.isNaN(olderX[l])) {
            return secant;
        }
        double b = gap - older;
        double c = last - older;
        double through =
                x * last * older / (a * b)
                        - lastX[l] * gap * older / (a * c)
                        + olderX[l] * gap * last / (b * c);
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

    /** c, and what A does not reach of ||(A + c)^-1 P||^2 with the part outside. */
    private void normOfTheRest() {
        double[] data = shift.data();
        int inverseShift = this.inverseShift.index(0);
        int perpendicular = this.perpendicular.index(0);
        int restNorm = this.restNorm.index(0);
        int plainNorm = this.plainNorm.index(0);
        DoubleVector c = at(data, mu.index(0)).add(1);
        c.intoArray(data, shift.index(0));
        DoubleVector inverse = all(1).div(c);
        inverse.intoArray(data, inverseShift);
        at(data, perpendicular)
                .add(at(data, restNorm))
                .mul(inverse)
                .mul(inverse)
                .intoArray(data, plainNorm);
    }

    private void scaleThin() {
        overShift(vHat, h * ROWS * L, p * ROWS * L, z);
        overShift(cross, h * ROWS * L, p * ROWS * L, crossZ);
    }

    /** What A does not reach, over c. */
    private void overShift(LaneComplex from, int start, int end, LaneComplex to) {
        double[] data = inverseShift.data();
        int inverseShift = this.inverseShift.index(0);
        int fromRe = from.re().index(0);
        int toRe = to.re().index(0);
        int fromIm = from.im().index(0);
        int toIm = to.im().index(0);
        for (int i = start; i < end; i += L) {
            DoubleVector inverse = at(data, inverseShift);
            at(data, fromRe + i).mul(inverse).intoArray(data, toRe + i);
            at(data, fromIm + i).mul(inverse).intoArray(data, toIm + i);
        }
    }

    /** out = X^H Y for X, Y: [p, 3], where that is Hermitian. */
    private void innerHermitian(LaneComplex x, LaneComplex y, LaneComplex out) {
        double[] data = out.re().data();
        diagonals(x, y, out);
        int re = out.re().index(0);
        int im = out.im().index(0);
        for (int a = 0; a < ROWS; a++) {
            zero().intoArray(data, im + (a * ROWS + a) * L);
            for (int c = 0; c < a; c++) {
                at(data, re + (c * ROWS + a) * L).intoArray(data, re + (a * ROWS + c) * L);
                at(data, im + (c * ROWS + a) * L).neg().intoArray(data, im + (a * ROWS + c) * L);
            }
        }
    }

    private void diagonals(LaneComplex x, LaneComplex y, LaneComplex out) {
        double[] data = x.re().data();
        int outRe = out.re().index(0);
        int outIm = out.im().index(0);
        int ar = x.re().index(0);
        int ai = x.im().index(0);
        int br = y.re().index(0);
        int bi = y.im().index(0);
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
            DoubleVector c = at(data, br + i);
            DoubleVector d = at(data, bi + i);
            DoubleVector a = at(data, ar + i);
            DoubleVector b = at(data, ai + i);
            s00 = b.fma(d, a.fma(c, s00));
            c = at(data, br + i + L);
            d = at(data, bi + i + L);
            DoubleVector minus = b.neg();
            r01 = b.fma(d, a.fma(c, r01));
            i01 = minus.fma(c, a.fma(d, i01));
            DoubleVector e = at(data, br + i + 2 * L);
            DoubleVector f = at(data, bi + i + 2 * L);
            r02 = b.fma(f, a.fma(e, r02));
            i02 = minus.fma(e, a.fma(f, i02));
            a = at(data, ar + i + L);
            b = at(data, ai + i + L);
            s11 = b.fma(d, a.fma(c, s11));
            r12 = b.fma(f, a.fma(e, r12));
            i12 = b.neg().fma(e, a.fma(f, i12));
            s22 = at(data, ai + i + 2 * L).fma(f, at(data, ar + i + 2 * L).fma(e, s22));
        }
        s00.intoArray(data, outRe);
        s11.intoArray(data, outRe + 4 * L);
        s22.intoArray(data, outRe + 8 * L);
        r01.intoArray(data, outRe + L);
        i01.intoArray(data, outIm + L);
        r02.intoArray(data, outRe + 2 * L);
        i02.intoArray(data, outIm + 2 * L);
        r12.intoArray(data, outRe + 5 * L);
        i12.intoArray(data, outIm + 5 * L);
    }

    /** The entries {@link #ENTRY} of X^H Y for X, Y: [p, 3]. */
    private void innerEntries(LaneComplex x, LaneComplex y, LaneComplex out) {
        double[] data = x.re().data();
        int ar = x.re().index(0);
        int ai = x.im().index(0);
        int br = y.re().index(0);
        int bi = y.im().index(0);
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
            DoubleVector a = at(data, ar + i);
            DoubleVector b = at(data, ai + i);
            DoubleVector c = at(data, br + i);
            DoubleVector d = at(data, bi + i);
            r00 = b.fma(d, a.fma(c, r00));
            i00 = b.neg().fma(c, a.fma(d, i00));
            a = at(data, ar + i + L);
            b = at(data, ai + i + L);
            DoubleVector minus = b.neg();
            c = at(data, br + i + L);
            d = at(data, bi + i + L);
            r11 = b.fma(d, a.fma(c, r11));
            i11 = minus.fma(c, a.fma(d, i11));
            DoubleVector e = at(data, br + i + 2 * L);
            DoubleVector f = at(data, bi + i + 2 * L);
            r12 = b.fma(f, a.fma(e, r12));
            i12 = minus.fma(e, a.fma(f, i12));
            a = at(data, ar + i + 2 * L);
            b = at(data, ai + i + 2 * L);
            minus = b.neg();
            r21 = b.fma(d, a.fma(c, r21));
            i21 = minus.fma(c, a.fma(d, i21));
            r22 = b.fma(f, a.fma(e, r22));
            i22 = minus.fma(e, a.fma(f, i22));
        }
        int re = out.re().index(0);
        int im = out.im().index(0);
        r00.intoArray(data, re);
        i00.intoArray(data, im);
        r11.intoArray(data, re + 4 * L);
        i11.intoArray(data, im + 4 * L);
        r12.intoArray(data, re + 5 * L);
        i12.intoArray(data, im + 5 * L);
        r21.intoArray(data, re + 7 * L);
        i21.intoArray(data, im + 7 * L);
        r22.intoArray(data, re + 8 * L);
        i22.intoArray(data, im + 8 * L);
    }

    // u_k^H R u_l with v_a (x) y_b and v_c (x) y_d giving B_ac Gram_bd; u_0 has (g, g) and (e, e),
    // u_1 sqrt(2) (e, g), u_2 sqrt(2) (g, e), u_3 (g, g) and t (d, d). Diagonals are real.

    /** Lower triangle of U^H R U: [4, 4]. */
    private void woodburySystem() {
        double[] data = b.re().data();
        int br = b.re().index(0);
        int gr = gram.re().index(0);
        DoubleVector bgg = at(data, br + GG);
        DoubleVector bee = at(data, br + EE);
        DoubleVector ggg = at(data, gr + GG);
        DoubleVector gee = at(data, gr + EE);
        DoubleVector x = at(data, br + GE);
        DoubleVector y = at(data, b.im().index(GE));
        DoubleVector u = at(data, gr + GE);
        DoubleVector v = at(data, gram.im().index(GE));
        DoubleVector first = x.mul(u);
        DoubleVector second = y.mul(v);
        DoubleVector same = first.sub(second);
        DoubleVector corner = bgg.mul(ggg);
        DoubleVector rest = bee.fma(gee, corner);
        int re = system.re().index(0);
        int im = system.im().index(0);
        same.add(same).add(rest).intoArray(data, re);
        x.fma(ggg, bee.mul(u)).mul(ROOT2).intoArray(data, re + 4 * L);
        bee.mul(v).sub(y.mul(ggg)).mul(ROOT2).intoArray(data, im + 4 * L);
        bee.mul(ggg).mul(2).intoArray(data, re + 5 * L);
        bgg.fma(u, x.mul(gee)).mul(ROOT2).intoArray(data, re + 8 * L);
        y.mul(gee).sub(bgg.mul(v)).mul(ROOT2).intoArray(data, im + 8 * L);
        first.add(second).mul(2).intoArray(data, re + 9 * L);
        y.mul(u).sub(x.mul(v)).mul(2).intoArray(data, im + 9 * L);
        bgg.mul(gee).mul(2).intoArray(data, re + 10 * L);
        corner.add(same).intoArray(data, re + 12 * L);
        x.fma(v, y.mul(u)).intoArray(data, im + 12 * L);
        x.mul(ggg).mul(ROOT2).intoArray(data, re + 13 * L);
        y.mul(ggg).mul(ROOT2).intoArray(data, im + 13 * L);
        bgg.mul(u).mul(ROOT2).intoArray(data, re + 14 * L);
        bgg.mul(v).mul(ROOT2).intoArray(data, im + 14 * L);
        corner.intoArray(data, re + 15 * L);
    }

    /** U^H R t: [4], also as the second right side. */
    private void woodburyDetection() {
        double[] data = b.re().data();
        DoubleVector x = at(data, b.re().index(GD));
        DoubleVector y = at(data, b.im().index(GD));
        DoubleVector p = at(data, b.re().index(ED));
        DoubleVector q = at(data, b.im().index(ED));
        DoubleVector u = at(data, gram.re().index(GD));
        DoubleVector v = at(data, gram.im().index(GD));
        DoubleVector f = at(data, gram.re().index(ED));
        DoubleVector g = at(data, gram.im().index(ED));
        int re = mt.re().index(0);
        int im = mt.im().index(0);
        DoubleVector lastRe = x.mul(u).sub(y.mul(v));
        DoubleVector lastIm = x.fma(v, y.mul(u));
        p.fma(f, lastRe).sub(q.mul(g)).intoArray(data, re);
        p.fma(g, q.fma(f, lastIm)).intoArray(data, im);
        p.mul(u).sub(q.mul(v)).mul(ROOT2).intoArray(data, re + L);
        p.fma(v, q.mul(u)).mul(ROOT2).intoArray(data, im + L);
        x.mul(f).sub(y.mul(g)).mul(ROOT2).intoArray(data, re + 2 * L);
        x.fma(g, y.mul(f)).mul(ROOT2).intoArray(data, im + 2 * L);
        lastRe.intoArray(data, re + 3 * L);
        lastIm.intoArray(data, im + 3 * L);
        for (int k = 0; k < TERMS; k++) {
            mt.copyTo(k * L, sides, (2 * k + 1) * L, L);
        }
    }

    private void weightsAndRight() {
        weights();
        rightSide(m.re(), sides.re());
        rightSide(m.im(), sides.im());
    }

    private void weights() {
        double[] data = system.re().data();
        int systemRe = system.re().index(0);
        int inverseWeight = this.inverseWeight.index(0);
        for (int k = 0; k < TERMS; k++) {
            int diagonalEntry = (k * TERMS + k) * L;
            at(data, systemRe + diagonalEntry)
                    .add(at(data, inverseWeight + k * L))
                    .intoArray(data, systemRe + diagonalEntry);
        }
    }

    private static void rightSide(LaneArray from, LaneArray to) {
        double[] data = from.data();
        int fromAt = from.index(0);
        int toAt = to.index(0);
        DoubleVector gg = at(data, fromAt + (G * ROWS + G) * L);
        gg.add(at(data, fromAt + (E * ROWS + E) * L)).intoArray(data, toAt);
        at(data, fromAt + (E * ROWS + G) * L).mul(ROOT2).intoArray(data, toAt + 2 * L);
        at(data, fromAt + (G * ROWS + E) * L).mul(ROOT2).intoArray(data, toAt + 4 * L);
        gg.intoArray(data, toAt + 6 * L);
    }

    /** nu = max(0, (required - t^H K^-1 p) / t^H K^-1 t). */
    private void multiplierOfDetection() {
        double[] data = b.re().data();
        int bRe = b.re().index(0);
        int gramRe = gram.re().index(0);
        int mRe = m.re().index(0);
        int mtRe = mt.re().index(0);
        int mtIm = mt.im().index(0);
        int re = sides.re().index(0);
        int im = sides.im().index(0);
        int required = this.required.index(0);
        int nu = this.nu.index(0);
        int tpAt = this.tp.index(0);
        int ttAt = this.tt.index(0);
        DoubleVector tt = at(data, bRe).mul(at(data, gramRe));
        DoubleVector tp = at(data, mRe);
        for (int k = 0; k < TERMS * L; k += L) {
            DoubleVector xr = at(data, mtRe + k);
            DoubleVector xi = at(data, mtIm + k);
            tp = tp.sub(xr.mul(at(data, re + 2 * k))).sub(xi.mul(at(data, im + 2 * k)));
            tt = tt.sub(xr.mul(at(data, re + 2 * k + L))).sub(xi.mul(at(data, im + 2 * k + L)));
        }
        VectorMask<Double> positive = tt.compare(VectorOperators.GT, 0);
        DoubleVector short_ = at(data, required).sub(tp);
        DoubleVector value = short_.div(tt.blend(1, positive.not())).max(0);
        zero().blend(value, positive).intoArray(data, nu);
        tp.intoArray(data, tpAt);
        tt.intoArray(data, ttAt);
    }

    private void coefficients() {
        coefficients(sides.re(), gamma.re(), gammaSlope.re());
        coefficients(sides.im(), gamma.im(), gammaSlope.im());
        detectionCoefficient();
    }

    /** Gamma and its slope from the solutions of the system, one plane. */
    private void coefficients(LaneArray solutions, LaneArray to, LaneArray slopes) {
        double[] data = solutions.data();
        int x = solutions.index(0);
        int nu = this.nu.index(0);
        int toAt = to.index(0);
        int slopeAt = slopes.index(0);
        DoubleVector first = at(data, x + L);
        DoubleVector second = at(data, x + 3 * L).mul(-ROOT2);
        DoubleVector third = at(data, x + 5 * L).mul(-ROOT2);
        DoubleVector fourth = at(data, x + 7 * L);
        DoubleVector factor = at(data, nu);
        first.add(fourth).neg().intoArray(data, slopeAt + (G * ROWS + G) * L);
        first.neg().intoArray(data, slopeAt + (E * ROWS + E) * L);
        second.intoArray(data, slopeAt + (E * ROWS + G) * L);
        third.intoArray(data, slopeAt + (G * ROWS + E) * L);
        first = factor.fma(first, at(data, x));
        second = factor.fma(second, at(data, x + 2 * L).mul(-ROOT2));
        third = factor.fma(third, at(data, x + 4 * L).mul(-ROOT2));
        fourth = factor.fma(fourth, at(data, x + 6 * L));
        first.add(fourth).neg().intoArray(data, toAt + (G * ROWS + G) * L);
        first.neg().intoArray(data, toAt + (E * ROWS + E) * L);
        second.intoArray(data, toAt + (E * ROWS + G) * L);
        third.intoArray(data, toAt + (G * ROWS + E) * L);
    }

    /** The entry of t; the others that do not occur stay zero. */
    private void detectionCoefficient() {
        nu.copyTo(0, gamma.re(), (D * ROWS + D) * L, L);
        gammaSlope.re().fill((D * ROWS + D) * L, (D * ROWS + D + 1) * L, 1);
    }

    // ||R (p + V Gamma Y)||^2 = ||R p||^2 + Re <V Gamma Y, 2 R^2 p + R^2 V Gamma Y>; the factor on
    // the right has 2 M2_ab + (B2 Gamma Gram^T)_ab against v_a (x) y_b.

    /** Gamma Gram^T, or the same of its slope. */
    private void timesGram(LaneComplex gamma, LaneComplex out) {
        double[] data = gamma.re().data();
        int cr = gamma.re().index(0);
        int ci = gamma.im().index(0);
        int gr = gram.re().index(0);
        int gi = gram.im().index(0);
        int toRe = out.re().index(0);
        int toIm = out.im().index(0);
        for (int b = 0; b < ROWS; b++) {
            int at = b * ROWS * L;
            DoubleVector nu = at(data, cr);
            nu.mul(at(data, gr + at)).intoArray(data, toRe + b * L);
            nu.mul(at(data, gi + at)).intoArray(data, toIm + b * L);
            for (int c = G; c <= E; c++) {
                int from = (c * ROWS + G) * L;
                int to = (c * ROWS + b) * L;
                twoTerms(
                        data, cr + from, ci + from, gr + at + L, gi + at + L, toRe + to, toIm + to);
            }
        }
    }

    /** x_0 y_0 + x_1 y_1. */
    private static void twoTerms(
            double[] data, int xr, int xi, int yr, int yi, int toRe, int toIm) {
        DoubleVector a = at(data, xr);
        DoubleVector b = at(data, xi);
        DoubleVector c = at(data, yr);
        DoubleVector d = at(data, yi);
        DoubleVector re = a.mul(c).sub(b.mul(d));
        DoubleVector im = a.mul(d).add(b.mul(c));
        a = at(data, xr + L);
        b = at(data, xi + L);
        c = at(data, yr + L);
        d = at(data, yi + L);
        re.add(a.mul(c)).sub(b.mul(d)).intoArray(data, toRe);
        im.add(a.mul(d)).add(b.mul(c)).intoArray(data, toIm);
    }

    private void corrections() {
        double[] data = norm.data();
        for (int i = 0; i < ENTRIES; i++) {
            int x = ENTRY[i];
            int row = x / ROWS * ROWS * L;
            int at = x * L;
            correction(
                    data,
                    b2.re().index(row),
                    b2.im().index(row),
                    gammaGram.re().index(x % ROWS * L),
                    gammaGram.im().index(x % ROWS * L),
                    m2.re().index(at),
                    m2.im().index(at),
                    gamma.re().index(at),
                    gamma.im().index(at),
                    gammaSlope.re().index(at),
                    gammaSlope.im().index(at),
                    corrections.index(3 * i * L));
        }
    }

    private void curvatures() {
        double[] data = norm.data();
        for (int i = 0; i < ENTRIES; i++) {
            int x = ENTRY[i];
            int row = x / ROWS * ROWS * L;
            curvature(
                    data,
                    b2.re().index(row),
                    b2.im().index(row),
                    slopeGram.re().index(x % ROWS * L),
                    slopeGram.im().index(x % ROWS * L),
                    gammaSlope.re().index(x * L),
                    gammaSlope.im().index(x * L),
                    corrections.index((3 * i + 2) * L));
        }
    }

    /** ||w||^2 with its slope and half its curvature in nu, of which it is a quadratic function. */
    private void addCorrections() {
        double[] data = norm.data();
        int from = corrections.index(0);
        DoubleVector sum = at(data, plainNorm.index(0));
        DoubleVector slope = zero();
        DoubleVector curvature = zero();
        for (int i = 0; i < 3 * ENTRIES * L; i += 3 * L) {
            sum = sum.add(at(data, from + i));
            slope = slope.add(at(data, from + i + L));
            curvature = curvature.add(at(data, from + i + 2 * L));
        }
        sum.intoArray(data, norm.index(0));
        slope.add(slope).intoArray(data, normSlope.index(0));
        curvature.intoArray(data, normCurvature.index(0));
        DoubleVector size = sum.max(0).lanewise(VectorOperators.SQRT);
        all(1).div(size).sub(1).intoArray(data, gap.index(0));
    }

    /** With e = m + sum_c b_c d_c: Re conj(gamma) (m + e) and Re conj(gamma') e. */
    private static void correction(
            double[] data,
            int br,
            int bi,
            int dr,
            int di,
            int mr,
            int mi,
            int cr,
            int ci,
            int sr,
            int si,
            int to) {
        DoubleVector re = at(data, mr);
        DoubleVector im = at(data, mi);
        for (int c = 0; c < ROWS; c++) {
            DoubleVector x = at(data, br + c * L);
            DoubleVector y = at(data, bi + c * L);
            DoubleVector u = at(data, dr + c * ROWS * L);
            DoubleVector v = at(data, di + c * ROWS * L);
            re = x.fma(u, re).sub(y.mul(v));
            im = y.fma(u, x.fma(v, im));
        }
        at(data, cr)
                .mul(re.add(at(data, mr)))
                .add(at(data, ci).mul(im.add(at(data, mi))))
                .intoArray(data, to);
        at(data, sr).mul(re).add(at(data, si).mul(im)).intoArray(data, to + L);
    }

    /** With e = sum_c b_c d_c: Re conj(gamma') e. */
    private static void curvature(
            double[] data, int br, int bi, int dr, int di, int sr, int si, int to) {
        DoubleVector re = zero();
        DoubleVector im = zero();
        for (int c = 0; c < ROWS; c++) {
            DoubleVector x = at(data, br + c * L);
            DoubleVector y = at(data, bi + c * L);
            DoubleVector u = at(data, dr + c * ROWS * L);
            DoubleVector v = at(data, di + c * ROWS * L);
            re = x.fma(u, re).sub(y.mul(v));
            im = y.fma(u, x.fma(v, im));
        }
        at(data, sr).mul(re).add(at(data, si).mul(im)).intoArray(data, to);
    }

    // A search that ends early: with mu as it is, nu is taken such that w / ||w|| meets (59b), so
    // both constraints hold, and what is lost is of second order in the error of mu. With r =
    // required the new nu is a root of f(nu) = t^H w - r ||w||, which is concave: the one where f
    // rises. (t^H w)^2 - r^2 ||w||^2 is quadratic in the change of nu.

    /** Its coefficients, and whether it has that root and not too far away. */
    private void detectionOnTheBall() {
        double[] data = norm.data();
        int to = quadratic.index(0);
        DoubleVector r = at(data, required.index(0));
        DoubleVector square = r.mul(r);
        DoubleVector steepness = at(data, tt.index(0));
        DoubleVector nu = at(data, this.nu.index(0));
        DoubleVector detected = nu.fma(steepness, at(data, tp.index(0)));
        DoubleVector twice = detected.add(detected).mul(steepness);
        DoubleVector a = steepness.mul(steepness).sub(square.mul(at(data, normCurvature.index(0))));
        DoubleVector b = twice.sub(square.mul(at(data, normSlope.index(0))));
        DoubleVector c = detected.mul(detected).sub(square.mul(at(data, norm.index(0))));
        a.intoArray(data, to);
        b.intoArray(data, to + L);
        c.intoArray(data, to + 2 * L);
        DoubleVector discriminant = b.mul(b).sub(a.mul(c).mul(4));
        VectorMask<Double> root =
                b.compare(VectorOperators.GT, twice.mul(RISE))
                        .and(discriminant.compare(VectorOperators.GT, b.mul(b).mul(RISE * RISE)))
                        .and(detected.compare(VectorOperators.GT, 0))
                        .and(steepness.compare(VectorOperators.GT, 0));
        zero().blend(all(1), root.or(slack(nu, detected, c))).intoArray(data, mayEnd.index(0));
    }

    /** Lanes in which (59b) is slack and stays so on the ball. */
    private static VectorMask<Double> slack(
            DoubleVector nu, DoubleVector detected, DoubleVector c) {
        return nu.compare(VectorOperators.EQ, 0)
                .and(c.compare(VectorOperators.GE, 0))
                .and(detected.compare(VectorOperators.GE, 0));
    }

    /** That root, and ||w||^2 there, in the lanes that ended early. */
    private void ontoDetection() {
        double[] data = norm.data();
        int from = quadratic.index(0);
        DoubleVector nu = at(data, this.nu.index(0));
        DoubleVector detected = nu.fma(at(data, tt.index(0)), at(data, tp.index(0)));
        DoubleVector a = at(data, from);
        DoubleVector b = at(data, from + L);
        DoubleVector c = at(data, from + 2 * L);
        VectorMask<Double> moves =
                at(data, early.index(0))
                        .compare(VectorOperators.GT, 0)
                        .andNot(slack(nu, detected, c));
        DoubleVector root = b.mul(b).sub(a.mul(c).mul(4)).lanewise(VectorOperators.SQRT).add(b);
        DoubleVector next = c.mul(-2).div(all(1).blend(root, moves)).add(nu).max(0);
        DoubleVector change = zero().blend(next.sub(nu), moves);
        nu.add(change).intoArray(data, this.nu.index(0));
        DoubleVector slope = at(data, normSlope.index(0));
        DoubleVector norm = at(data, this.norm.index(0));
        change.fma(change.fma(at(data, normCurvature.index(0)), slope), norm)
                .intoArray(data, this.norm.index(0));
    }

    /** 1 / ||w|| in the lanes that ended early. */
    private void ontoTheBall() {
        double[] data = norm.data();
        VectorMask<Double> some = at(data, early.index(0)).compare(VectorOperators.GT, 0);
        DoubleVector norm = all(1).blend(at(data, this.norm.index(0)), some);
        all(1).div(norm.lanewise(VectorOperators.SQRT)).intoArray(data, scale.index(0));
    }
}
