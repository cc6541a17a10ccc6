package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Woodbury's identity for K = I (x) (A + c) + sum_k s_k u_k u_k^H in every lane: a 4 x 4 system for
 * two right sides, nu of (59b) from it, and the coefficients Gamma: [3, 3] of the solution (A +
 * c)^-1 (P + V Gamma Y). Its parts are to be called in the order in which they stand here.
 */
final class LaneWoodbury {
    static final int ROWS = 3;

    // Rows y and columns of V.
    static final int D = 0;
    static final int G = 1;
    static final int E = 2;

    private static final int TERMS = 4;
    private static final double ROOT2 = Math.sqrt(2);

    // Places in a 3 x 3 matrix.
    private static final int GG = (G * ROWS + G) * L;
    private static final int EE = (E * ROWS + E) * L;
    private static final int GE = (G * ROWS + E) * L;
    private static final int GD = (G * ROWS + D) * L;
    private static final int ED = (E * ROWS + D) * L;

    /** 1 / s_k: [4]. */
    final LaneArray inverseWeight;

    /** Half the right side of (59b). */
    final LaneArray required;

    /** Multiplier of (59b). */
    final LaneArray nu;

    // Re t^H w is tp + nu tt.
    final LaneArray tp;
    final LaneArray tt;

    /**
     * Gamma: [3, 3]. What scales W after an early end is in Gamma and in the factor of A + c, and
     * not in (A + c)^-1 V.
     */
    final LaneComplex gamma;

    /** d Gamma / d nu: [3, 3]. */
    final LaneComplex gammaSlope;

    /** Gram matrix of the rows y: [3, 3]; to be set. */
    LaneComplex gram = LaneComplex.NONE;

    /** V^H (A + c)^-1 V, then V^H (A + c)^-1 P Y^H: [3, 3]. */
    private final LaneComplex b;

    private final LaneComplex m;

    private final LaneComplex system;

    /** Both right sides of the system, then its solutions: U^H R p and U^H R t: [4, 2]. */
    private final LaneComplex sides;

    private final LaneComplex mt;

    /**
     * @param b V^H (A + c)^-1 V: [3, 3]
     * @param m V^H (A + c)^-1 P Y^H: [3, 3]
     */
    LaneWoodbury(LaneMemory memory, LaneComplex b, LaneComplex m) {
        this.b = b;
        this.m = m;
        inverseWeight = memory.array(TERMS);
        required = memory.array(1);
        nu = memory.array(1);
        tp = memory.array(1);
        tt = memory.array(1);
        gamma = memory.complex(9);
        gammaSlope = memory.complex(9);
        system = memory.complex(TERMS * TERMS);
        sides = memory.complex(2 * TERMS);
        mt = memory.complex(TERMS);
    }

    // u_k^H R u_l with v_a (x) y_b and v_c (x) y_d giving B_ac Gram_bd; u_0 has (g, g) and (e, e),
    // u_1 sqrt(2) (e, g), u_2 sqrt(2) (g, e), u_3 (g, g) and t (d, d). Diagonals are real.

    /** Lower triangle of U^H R U: [4, 4]. */
    void system() {
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
    void detection() {
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

    /** 1 / s_k onto the diagonal, and U^H R p. */
    void weightsAndRight() {
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

    void factorise() {
        LaneCholesky.factorise(TERMS, system);
    }

    void solve() {
        LaneCholesky.solve(TERMS, system, sides);
    }

    /** nu = max(0, (required - t^H K^-1 p) / t^H K^-1 t). */
    void multiplier() {
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

    /** Gamma and its slope for this nu. */
    void coefficients() {
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
}
