package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;

/**
 * Complex products with three rows or columns, and of two rows; larger ones: {@link LanePanels}.
 */
final class LaneProducts {
    private LaneProducts() {}

    /**
     * C = A B with B: [3, n], C: [3, n] from {@code c0}, and an A: [3, 3] whose first row and
     * column have nothing but their first entry.
     */
    static void sensing(int n, LaneComplex a, LaneComplex b, LaneComplex c, int c0) {
        int ar = a.re().index(0);
        int ai = a.im().index(0);
        int br = b.re().index(0);
        int bi = b.im().index(0);
        sensing(a.re().data(), n * L, ar, ai, br, bi, c.re().index(c0), c.im().index(c0));
    }

    private static void sensing(
            double[] data, int next, int ar, int ai, int br, int bi, int cr, int ci) {
        DoubleVector a0 = at(data, ar);
        DoubleVector b0 = at(data, ai);
        DoubleVector a1 = at(data, ar + 4 * L);
        DoubleVector b1 = at(data, ai + 4 * L);
        DoubleVector a2 = at(data, ar + 5 * L);
        DoubleVector b2 = at(data, ai + 5 * L);
        DoubleVector a3 = at(data, ar + 7 * L);
        DoubleVector b3 = at(data, ai + 7 * L);
        DoubleVector a4 = at(data, ar + 8 * L);
        DoubleVector b4 = at(data, ai + 8 * L);
        for (int j = 0; j < next; j += L) {
            DoubleVector u = at(data, br + j);
            DoubleVector v = at(data, bi + j);
            a0.mul(u).sub(b0.mul(v)).intoArray(data, cr + j);
            a0.fma(v, b0.mul(u)).intoArray(data, ci + j);
            u = at(data, br + next + j);
            v = at(data, bi + next + j);
            DoubleVector x = at(data, br + 2 * next + j);
            DoubleVector y = at(data, bi + 2 * next + j);
            a2.fma(x, a1.mul(u)).sub(b2.fma(y, b1.mul(v))).intoArray(data, cr + next + j);
            b2.fma(x, a2.fma(y, a1.fma(v, b1.mul(u)))).intoArray(data, ci + next + j);
            a4.fma(x, a3.mul(u)).sub(b4.fma(y, b3.mul(v))).intoArray(data, cr + 2 * next + j);
            b4.fma(x, a4.fma(y, a3.fma(v, b3.mul(u)))).intoArray(data, ci + 2 * next + j);
        }
    }

    /** C = D + A B with A: [m, 3] from {@code a0}, B: [3, n] from {@code b0}, C and D: [m, n]. */
    static void addThin(
            int m,
            int n,
            LaneComplex a,
            int a0,
            LaneComplex b,
            int b0,
            LaneComplex d,
            LaneComplex c) {
        double[] data = a.re().data();
        int br = b.re().index(b0);
        int bi = b.im().index(b0);
        for (int i = 0; i < m; i++) {
            int from = a0 + i * 3 * L;
            int to = i * n * L;
            addThinRow(
                    data,
                    n * L,
                    a.re().index(from),
                    a.im().index(from),
                    br,
                    bi,
                    d.re().index(to),
                    d.im().index(to),
                    c.re().index(to),
                    c.im().index(to));
        }
    }

    private static void addThinRow(
            double[] data,
            int next,
            int ar,
            int ai,
            int br,
            int bi,
            int dr,
            int di,
            int cr,
            int ci) {
        DoubleVector a0 = at(data, ar);
        DoubleVector b0 = at(data, ai);
        DoubleVector a1 = at(data, ar + L);
        DoubleVector b1 = at(data, ai + L);
        DoubleVector a2 = at(data, ar + 2 * L);
        DoubleVector b2 = at(data, ai + 2 * L);
        for (int j = 0; j < next; j += L) {
            DoubleVector u = at(data, br + j);
            DoubleVector v = at(data, bi + j);
            DoubleVector rr = a0.fma(u, at(data, dr + j));
            DoubleVector ri = a0.fma(v, at(data, di + j));
            DoubleVector ii = b0.mul(v);
            DoubleVector ir = b0.mul(u);
            u = at(data, br + next + j);
            v = at(data, bi + next + j);
            rr = a1.fma(u, rr);
            ri = a1.fma(v, ri);
            ii = b1.fma(v, ii);
            ir = b1.fma(u, ir);
            u = at(data, br + 2 * next + j);
            v = at(data, bi + 2 * next + j);
            a2.fma(u, rr).sub(b2.fma(v, ii)).intoArray(data, cr + j);
            a2.fma(v, ri).add(b2.fma(u, ir)).intoArray(data, ci + j);
        }
    }

    /** C = A B^H with A: [m, n] from {@code a0}, B: [3, n], C: [m, 3] from {@code c0}. */
    static void timesThinAdjoint(
            int m, int n, LaneComplex a, int a0, LaneComplex b, LaneComplex c, int c0) {
        double[] data = a.re().data();
        int ar = a.re().index(a0);
        int ai = a.im().index(a0);
        int br = b.re().index(0);
        int bi = b.im().index(0);
        int cr = c.re().index(c0);
        int ci = c.im().index(c0);
        int step = n * L;
        int i = 0;
        for (; i + 1 < m; i += 2) {
            twoRowsTimesThree(data, step, ar, ai, br, bi, cr, ci);
            ar += 2 * step;
            ai += 2 * step;
            cr += 6 * L;
            ci += 6 * L;
        }
        if (i < m) {
            rowTimesThree(data, step, ar, ai, br, bi, cr, ci);
        }
    }

    private static void twoRowsTimesThree(
            double[] data, int next, int ar, int ai, int br, int bi, int cr, int ci) {
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        DoubleVector r4 = zero();
        DoubleVector i4 = zero();
        DoubleVector r5 = zero();
        DoubleVector i5 = zero();
        for (int j = 0; j < next; j += L) {
            DoubleVector x = at(data, ar + j);
            DoubleVector y = at(data, ai + j);
            DoubleVector minus = x.neg();
            DoubleVector p = at(data, ar + next + j);
            DoubleVector q = at(data, ai + next + j);
            DoubleVector less = p.neg();
            DoubleVector u = at(data, br + j);
            DoubleVector v = at(data, bi + j);
            r0 = y.fma(v, x.fma(u, r0));
            i0 = minus.fma(v, y.fma(u, i0));
            r3 = q.fma(v, p.fma(u, r3));
            i3 = less.fma(v, q.fma(u, i3));
            u = at(data, br + next + j);
            v = at(data, bi + next + j);
            r1 = y.fma(v, x.fma(u, r1));
            i1 = minus.fma(v, y.fma(u, i1));
            r4 = q.fma(v, p.fma(u, r4));
            i4 = less.fma(v, q.fma(u, i4));
            u = at(data, br + 2 * next + j);
            v = at(data, bi + 2 * next + j);
            r2 = y.fma(v, x.fma(u, r2));
            i2 = minus.fma(v, y.fma(u, i2));
            r5 = q.fma(v, p.fma(u, r5));
            i5 = less.fma(v, q.fma(u, i5));
        }
        r0.intoArray(data, cr);
        i0.intoArray(data, ci);
        r1.intoArray(data, cr + L);
        i1.intoArray(data, ci + L);
        r2.intoArray(data, cr + 2 * L);
        i2.intoArray(data, ci + 2 * L);
        r3.intoArray(data, cr + 3 * L);
        i3.intoArray(data, ci + 3 * L);
        r4.intoArray(data, cr + 4 * L);
        i4.intoArray(data, ci + 4 * L);
        r5.intoArray(data, cr + 5 * L);
        i5.intoArray(data, ci + 5 * L);
    }

    private static void rowTimesThree(
            double[] data, int next, int ar, int ai, int br, int bi, int cr, int ci) {
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        for (int j = 0; j < next; j += L) {
            DoubleVector x = at(data, ar + j);
            DoubleVector y = at(data, ai + j);
            DoubleVector minus = x.neg();
            DoubleVector u = at(data, br + j);
            DoubleVector v = at(data, bi + j);
            r0 = y.fma(v, x.fma(u, r0));
            i0 = minus.fma(v, y.fma(u, i0));
            u = at(data, br + next + j);
            v = at(data, bi + next + j);
            r1 = y.fma(v, x.fma(u, r1));
            i1 = minus.fma(v, y.fma(u, i1));
            u = at(data, br + 2 * next + j);
            v = at(data, bi + 2 * next + j);
            r2 = y.fma(v, x.fma(u, r2));
            i2 = minus.fma(v, y.fma(u, i2));
        }
        r0.intoArray(data, cr);
        i0.intoArray(data, ci);
        r1.intoArray(data, cr + L);
        i1.intoArray(data, ci + L);
        r2.intoArray(data, cr + 2 * L);
        i2.intoArray(data, ci + 2 * L);
    }

    /** C_bc = sum_j conj(a_b) a_c of the rows of A: [3, n] from {@code a0}; C: [3, 3]. */
    static void gramOfThree(int n, LaneComplex a, int a0, LaneComplex c) {
        double[] data = a.re().data();
        int re = c.re().index(0);
        int im = c.im().index(0);
        gramOfThree(data, n * L, a.re().index(a0), a.im().index(a0), re, im);
        for (int x = 0; x < 9; x += 4) {
            zero().intoArray(data, im + x * L);
        }
        for (int x = 0; x < 3; x++) {
            for (int y = x + 1; y < 3; y++) {
                int from = (3 * x + y) * L;
                int to = (3 * y + x) * L;
                at(data, re + from).intoArray(data, re + to);
                at(data, im + from).neg().intoArray(data, im + to);
            }
        }
    }

    private static void gramOfThree(double[] data, int next, int ar, int ai, int re, int im) {
        DoubleVector s0 = zero();
        DoubleVector s1 = zero();
        DoubleVector s2 = zero();
        DoubleVector r01 = zero();
        DoubleVector i01 = zero();
        DoubleVector r02 = zero();
        DoubleVector i02 = zero();
        DoubleVector r12 = zero();
        DoubleVector i12 = zero();
        for (int j = 0; j < next; j += L) {
            DoubleVector a = at(data, ar + j);
            DoubleVector b = at(data, ai + j);
            DoubleVector minus = b.neg();
            DoubleVector c = at(data, ar + next + j);
            DoubleVector d = at(data, ai + next + j);
            s0 = b.fma(b, a.fma(a, s0));
            r01 = b.fma(d, a.fma(c, r01));
            i01 = minus.fma(c, a.fma(d, i01));
            DoubleVector e = at(data, ar + 2 * next + j);
            DoubleVector f = at(data, ai + 2 * next + j);
            s1 = d.fma(d, c.fma(c, s1));
            r02 = b.fma(f, a.fma(e, r02));
            i02 = minus.fma(e, a.fma(f, i02));
            s2 = f.fma(f, e.fma(e, s2));
            r12 = d.fma(f, c.fma(e, r12));
            i12 = d.neg().fma(e, c.fma(f, i12));
        }
        s0.intoArray(data, re);
        s1.intoArray(data, re + 4 * L);
        s2.intoArray(data, re + 8 * L);
        r01.intoArray(data, re + L);
        i01.intoArray(data, im + L);
        r02.intoArray(data, re + 2 * L);
        i02.intoArray(data, im + 2 * L);
        r12.intoArray(data, re + 5 * L);
        i12.intoArray(data, im + 5 * L);
    }

    /** sum_j a_j conj(b_j) of rows. */
    static void dotRow(int n, LaneComplex a, int x, LaneComplex b, int y, LaneComplex c, int to) {
        double[] data = a.re().data();
        int cRe = c.re().index(0);
        int cIm = c.im().index(0);
        int ar = a.re().index(0);
        int ai = a.im().index(0);
        int br = b.re().index(0);
        int bi = b.im().index(0);
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        for (int j = 0; j < n * L; j += L) {
            DoubleVector xr = at(data, ar + x + j);
            DoubleVector xi = at(data, ai + x + j);
            DoubleVector yr = at(data, br + y + j);
            DoubleVector yi = at(data, bi + y + j);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
        }
        rr.add(ii).intoArray(data, cRe + to);
        ir.sub(ri).intoArray(data, cIm + to);
    }
}
