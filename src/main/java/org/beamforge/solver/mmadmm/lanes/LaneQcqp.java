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
 * explicit, and mu is the root of a scalar function that {@link LaneSearch} finds.
 */
final class LaneQcqp {
    private static final int ROWS = 3;

    /** What f, of which nu is the root after an early end, must keep of the slope of t^H w. */
    private static final double RISE = 0.1;

    private final int p;
    private final int h;
    private final int cols;

    /** Where the rows that A reaches begin in P. */
    private final int reached;

    /** Squared norm outside these p dimensions. */
    final LaneArray perpendicular;

    final LaneSearch search = new LaneSearch();

    /** Gamma, nu and what they are made of. */
    final LaneWoodbury woodbury;

    private final LaneNorm norm;

    /** In: where to look for mu / sigma first; out: mu / sigma. */
    final LaneArray mu;

    /** What the solution is multiplied by. */
    final LaneArray scale;

    /** 1 in lanes whose search ended early. */
    private final LaneArray early;

    /** 1 / ||w|| - 1. */
    private final LaneArray gap;

    /** 1 where the search may end early, 0 elsewhere. */
    private final LaneArray mayEnd;

    /** (t^H w)^2 - required^2 ||w||^2 in the change of nu, highest power first: [3]. */
    private final LaneArray quadratic;

    /** ||(A + c)^-1 P||^2 with what is outside. */
    private final LaneArray plainNorm;

    // B = V^H (A + c)^-1 V, B2 = V^H (A + c)^-2 V, M = V^H (A + c)^-1 P Y^H, M2 with the square.
    private final LaneComplex b;
    private final LaneComplex b2;
    private final LaneComplex m;
    private final LaneComplex m2;

    private final LaneComplex cross;
    private final LaneComplex z;
    private final LaneComplex crossZ;

    private final LaneShiftedSolve shifted;
    private final LaneArray inverseShift;
    private final LaneArray shift;

    private final LaneArray restNorm;

    private LaneArray diagonal = LaneArray.NONE;
    private LaneArray off = LaneArray.NONE;
    private LaneComplex vHat = LaneComplex.NONE;
    private LaneComplex rhs = LaneComplex.NONE;

    /** ||w(mu)||^2 with the best nu; leaves Gamma, Z = (A + c)^-1 V and the factor of A + c. */
    private final Runnable[] evaluation;

    private final Runnable evaluate = this::evaluate;
    private final Runnable[] completion;

    /**
     * @param p dimension of the coordinates
     * @param h dimensions in which A acts
     * @param cols T
     */
    LaneQcqp(LaneMemory memory, int p, int h, int cols) {
        perpendicular = memory.array(1);
        mu = memory.array(1);
        scale = memory.array(1);
        early = memory.array(1);
        gap = memory.array(1);
        mayEnd = memory.array(1);
        quadratic = memory.array(3);
        plainNorm = memory.array(1);
        b = memory.complex(9);
        b2 = memory.complex(9);
        m = memory.complex(9);
        m2 = memory.complex(9);
        inverseShift = memory.array(1);
        shift = memory.array(1);
        restNorm = memory.array(1);
        woodbury = new LaneWoodbury(memory, b, m);
        norm = new LaneNorm(memory, woodbury, b2, m2);
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
                    woodbury::system,
                    woodbury::detection,
                    woodbury::weightsAndRight,
                    woodbury::factorise,
                    woodbury::solve,
                    woodbury::multiplier,
                    woodbury::coefficients,
                    norm::gammaGram,
                    norm::slopeGram,
                    norm::corrections,
                    norm::curvatures,
                    () -> norm.sum(plainNorm, gap),
                    this::detectionOnTheBall
                };
        completion =
                new Runnable[] {
                    this::ontoDetection,
                    this::ontoTheBall,
                    woodbury::coefficients,
                    this::scaleSolution
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
        woodbury.gram = moments;
        rhs = right;
        LaneProducts.timesThinAdjoint(h, cols, rhs, reached, y, cross, 0);
        LaneProducts.timesThinAdjoint(p - h, cols, rhs, 0, y, cross, h * ROWS * L);
        restNorm();
        search.find(mu, gap, mayEnd, early, evaluate);
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
        scaleBy(woodbury.gamma.re());
        scaleBy(woodbury.gamma.im());
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

    /** The entries that {@link LaneNorm} reads of X^H Y for X, Y: [p, 3]. */
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

    // A search that ends early: with mu as it is, nu is taken such that w / ||w|| meets (59b), so
    // both constraints hold, and what is lost is of second order in the error of mu. With r =
    // required the new nu is a root of f(nu) = t^H w - r ||w||, which is concave: the one where f
    // rises. (t^H w)^2 - r^2 ||w||^2 is quadratic in the change of nu.

    /** Its coefficients, and whether it has that root and not too far away. */
    private void detectionOnTheBall() {
        double[] data = gap.data();
        int to = quadratic.index(0);
        DoubleVector r = at(data, woodbury.required.index(0));
        DoubleVector square = r.mul(r);
        DoubleVector steepness = at(data, woodbury.tt.index(0));
        DoubleVector nu = at(data, woodbury.nu.index(0));
        DoubleVector detected = nu.fma(steepness, at(data, woodbury.tp.index(0)));
        DoubleVector twice = detected.add(detected).mul(steepness);
        DoubleVector a =
                steepness.mul(steepness).sub(square.mul(at(data, norm.curvature.index(0))));
        DoubleVector b = twice.sub(square.mul(at(data, norm.slope.index(0))));
        DoubleVector c = detected.mul(detected).sub(square.mul(at(data, norm.square.index(0))));
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
        double[] data = gap.data();
        int from = quadratic.index(0);
        DoubleVector nu = at(data, woodbury.nu.index(0));
        DoubleVector detected =
                nu.fma(at(data, woodbury.tt.index(0)), at(data, woodbury.tp.index(0)));
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
        nu.add(change).intoArray(data, woodbury.nu.index(0));
        DoubleVector slope = at(data, norm.slope.index(0));
        DoubleVector size = at(data, norm.square.index(0));
        change.fma(change.fma(at(data, norm.curvature.index(0)), slope), size)
                .intoArray(data, norm.square.index(0));
    }

    /** 1 / ||w|| in the lanes that ended early. */
    private void ontoTheBall() {
        double[] data = gap.data();
        VectorMask<Double> some = at(data, early.index(0)).compare(VectorOperators.GT, 0);
        DoubleVector size = all(1).blend(at(data, norm.square.index(0)), some);
        all(1).div(size.lanewise(VectorOperators.SQRT)).intoArray(data, scale.index(0));
    }
}
