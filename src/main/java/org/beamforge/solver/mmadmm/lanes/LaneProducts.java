package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;

/** Complex products with three rows or columns, and of two rows; larger ones: {@link LanePanels}. */
final class LaneProducts {
    private LaneProducts() {}

    /** C += A B with A: [m, 3] from {@code a0}, B: [3, n] from {@code b0}, C: [m, n] from c0. */
    static void addThin(
            int m, int n, LaneComplex a, int a0, LaneComplex b, int b0, LaneComplex c, int c0) {
        double[] data = a.re().data();
        int ar = a.re().index(a0);
        int ai = a.im().index(a0);
        int br = b.re().index(b0);
        int bi = b.im().index(b0);
        int cr = c.re().index(c0);
        int ci = c.im().index(c0);
        for (int i = 0; i < m; i++) {
            thinRow(data, n, ar, ai, br, bi, cr, ci);
            ar += 3 * L;
            ai += 3 * L;
            cr += n * L;
            ci += n * L;
        }
    }

    private static void thinRow(
            double[] data, int n, int ar, int ai, int br, int bi, int cr, int ci) {
        int next = n * L;
        for (int j = 0; j < next; j += L) {
            DoubleVector x = at(data, ar);
            DoubleVector y = at(data, ai);
            DoubleVector u = at(data, br + j);
            DoubleVector v = at(data, bi + j);
            DoubleVector rr = x.fma(u, at(data, cr + j));
            DoubleVector ri = x.fma(v, at(data, ci + j));
            DoubleVector ii = y.mul(v);
            DoubleVector ir = y.mul(u);
            x = at(data, ar + L);
            y = at(data, ai + L);
            u = at(data, br + next + j);
            v = at(data, bi + next + j);
            rr = x.fma(u, rr);
            ri = x.fma(v, ri);
            ii = y.fma(v, ii);
            ir = y.fma(u, ir);
            x = at(data, ar + 2 * L);
            y = at(data, ai + 2 * L);
            u = at(data, br + 2 * next + j);
            v = at(data, bi + 2 * next + j);
            x.fma(u, rr).sub(y.fma(v, ii)).intoArray(data, cr + j);
            x.fma(v, ri).add(y.fma(u, ir)).intoArray(data, ci + j);
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
        for (int i = 0; i < m; i++) {
            rowTimesThree(data, n, ar, ai, br, bi, cr, ci);
            ar += n * L;
            ai += n * L;
            cr += 3 * L;
            ci += 3 * L;
        }
    }

    private static void rowTimesThree(
            double[] data, int n, int ar, int ai, int br, int bi, int cr, int ci) {
        int next = n * L;
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
