package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;

/**
 * Complex products of small matrices, all lanes at once, in register tiles of 4 or 5 rows x 1
 * column: eight or ten sums, enough to hide the latency of the fused multiply-add, and ten or
 * twelve loads for sixteen or twenty of them.
 */
final class LaneProducts {
    private LaneProducts() {}

    /** C = A B with A: [m, k], B: [k, n], C: [m, n]. */
    static void multiply(int m, int n, int k, LaneComplex a, LaneComplex b, LaneComplex c) {
        multiply(m, n, k, a, k, b, c);
    }

    /** The same where the rows of A are {@code stride} numbers apart. */
    static void multiply(
            int m, int n, int k, LaneComplex a, int stride, LaneComplex b, LaneComplex c) {
        multiply(m, n, k, a, stride, b, 0, n, c, 0, n);
    }

    /** C = A B where B and C are blocks that start at {@code b0} and {@code c0}. */
    static void multiply(
            int m,
            int n,
            int k,
            LaneComplex a,
            int aStride,
            LaneComplex b,
            int b0,
            int bStride,
            LaneComplex c,
            int c0,
            int cStride) {
        product(m, n, k, false, a, 0, aStride, 1, false, b, b0, bStride, c, c0, cStride);
    }

    /** C = A^H B with A: [k, m], B: [k, n], C: [m, n]. */
    static void multiplyAdjointLeft(
            int m, int n, int k, LaneComplex a, LaneComplex b, LaneComplex c) {
        multiplyAdjointLeft(m, n, k, a, m, b, c);
    }

    /** The same where the rows of A are {@code stride} numbers apart. */
    static void multiplyAdjointLeft(
            int m, int n, int k, LaneComplex a, int stride, LaneComplex b, LaneComplex c) {
        multiplyAdjointLeft(m, n, k, a, 0, stride, b, 0, n, c, 0, n);
    }

    /** C = A^H B where all three are blocks that start at {@code a0}, {@code b0}, {@code c0}. */
    static void multiplyAdjointLeft(
            int m,
            int n,
            int k,
            LaneComplex a,
            int a0,
            int aStride,
            LaneComplex b,
            int b0,
            int bStride,
            LaneComplex c,
            int c0,
            int cStride) {
        product(m, n, k, false, a, a0, 1, aStride, true, b, b0, bStride, c, c0, cStride);
    }

    /** The same with an upper triangular A: a_ij = 0 for i > j. */
    static void multiplyAdjointUpper(
            int m,
            int n,
            int k,
            LaneComplex a,
            int a0,
            int aStride,
            LaneComplex b,
            int b0,
            int bStride,
            LaneComplex c,
            int c0,
            int cStride) {
        product(m, n, k, true, a, a0, 1, aStride, true, b, b0, bStride, c, c0, cStride);
    }

    /**
     * The matrix of A's coefficients is [m, k], its rows {@code aRow} numbers and its columns
     * {@code aStep} numbers apart; of a lower triangular one what is right of a tile is skipped.
     */
    private static void product(
            int m,
            int n,
            int k,
            boolean lower,
            LaneComplex a,
            int a0,
            int aRow,
            int aStep,
            boolean conjugate,
            LaneComplex b,
            int b0,
            int bStep,
            LaneComplex c,
            int c0,
            int cRow) {
        double[] data = a.re().data();
        int ar = a.re().index(0);
        int ai = a.im().index(0);
        int br = b.re().index(0);
        int bi = b.im().index(0);
        int cr = c.re().index(0);
        int ci = c.im().index(0);
        int next = aRow * L;
        int below = cRow * L;
        int step = aStep * L;
        int down = bStep * L;
        // The rest of a division by four goes into tiles of five, if there are so many rows.
        int fives = 5 * (m % 4) <= m ? m % 4 : 0;
        int fours = (m - 5 * fives) / 4 * 4;
        // Column by column: A stays in the first-level cache, B and C pass once.
        for (int j = 0; j < n; j++) {
            int y = b0 + j * L;
            int to = c0 + j * L;
            int i = 0;
            for (; i < fours; i += 4) {
                int x = a0 + i * next;
                int z = i * below + to;
                int terms = lower ? Math.min(k, i + 4) : k;
                rows4(
                        data, terms, ar, ai, x, next, step, conjugate, br, bi, y, down, cr, ci, z,
                        below);
            }
            for (; i + 5 <= m; i += 5) {
                int x = a0 + i * next;
                int z = i * below + to;
                int terms = lower ? Math.min(k, i + 5) : k;
                rows5(
                        data, terms, ar, ai, x, next, step, conjugate, br, bi, y, down, cr, ci, z,
                        below);
            }
            for (; i < m; i++) {
                int x = a0 + i * next;
                int z = i * below + to;
                int terms = lower ? Math.min(k, i + 1) : k;
                row(data, terms, ar, ai, x, step, conjugate, br, bi, y, down, cr, ci, z);
            }
        }
    }

    private static void rows4(
            double[] data,
            int k,
            int ar,
            int ai,
            int x0,
            int next,
            int aStep,
            boolean conjugate,
            int br,
            int bi,
            int y0,
            int bStep,
            int cr,
            int ci,
            int to,
            int below) {
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        DoubleVector plus = all(conjugate ? 1 : -1);
        DoubleVector minus = plus.neg();
        int x = x0;
        int y = y0;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector zi = yi.mul(plus);
            DoubleVector zr = yr.mul(minus);
            DoubleVector a = at(data, ar + x);
            DoubleVector b = at(data, ai + x);
            r0 = b.fma(zi, a.fma(yr, r0));
            i0 = b.fma(zr, a.fma(yi, i0));
            a = at(data, ar + x + next);
            b = at(data, ai + x + next);
            r1 = b.fma(zi, a.fma(yr, r1));
            i1 = b.fma(zr, a.fma(yi, i1));
            a = at(data, ar + x + 2 * next);
            b = at(data, ai + x + 2 * next);
            r2 = b.fma(zi, a.fma(yr, r2));
            i2 = b.fma(zr, a.fma(yi, i2));
            a = at(data, ar + x + 3 * next);
            b = at(data, ai + x + 3 * next);
            r3 = b.fma(zi, a.fma(yr, r3));
            i3 = b.fma(zr, a.fma(yi, i3));
            x += aStep;
            y += bStep;
        }
        r0.intoArray(data, cr + to);
        i0.intoArray(data, ci + to);
        r1.intoArray(data, cr + to + below);
        i1.intoArray(data, ci + to + below);
        r2.intoArray(data, cr + to + 2 * below);
        i2.intoArray(data, ci + to + 2 * below);
        r3.intoArray(data, cr + to + 3 * below);
        i3.intoArray(data, ci + to + 3 * below);
    }

    private static void rows5(
            double[] data,
            int k,
            int ar,
            int ai,
            int x0,
            int next,
            int aStep,
            boolean conjugate,
            int br,
            int bi,
            int y0,
            int bStep,
            int cr,
            int ci,
            int to,
            int below) {
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
        DoubleVector plus = all(conjugate ? 1 : -1);
        DoubleVector minus = plus.neg();
        int x = x0;
        int y = y0;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector zi = yi.mul(plus);
            DoubleVector zr = yr.mul(minus);
            DoubleVector a = at(data, ar + x);
            DoubleVector b = at(data, ai + x);
            r0 = b.fma(zi, a.fma(yr, r0));
            i0 = b.fma(zr, a.fma(yi, i0));
            a = at(data, ar + x + next);
            b = at(data, ai + x + next);
            r1 = b.fma(zi, a.fma(yr, r1));
            i1 = b.fma(zr, a.fma(yi, i1));
            a = at(data, ar + x + 2 * next);
            b = at(data, ai + x + 2 * next);
            r2 = b.fma(zi, a.fma(yr, r2));
            i2 = b.fma(zr, a.fma(yi, i2));
            a = at(data, ar + x + 3 * next);
            b = at(data, ai + x + 3 * next);
            r3 = b.fma(zi, a.fma(yr, r3));
            i3 = b.fma(zr, a.fma(yi, i3));
            a = at(data, ar + x + 4 * next);
            b = at(data, ai + x + 4 * next);
            r4 = b.fma(zi, a.fma(yr, r4));
            i4 = b.fma(zr, a.fma(yi, i4));
            x += aStep;
            y += bStep;
        }
        r0.intoArray(data, cr + to);
        i0.intoArray(data, ci + to);
        r1.intoArray(data, cr + to + below);
        i1.intoArray(data, ci + to + below);
        r2.intoArray(data, cr + to + 2 * below);
        i2.intoArray(data, ci + to + 2 * below);
        r3.intoArray(data, cr + to + 3 * below);
        i3.intoArray(data, ci + to + 3 * below);
        r4.intoArray(data, cr + to + 4 * below);
        i4.intoArray(data, ci + to + 4 * below);
    }

    private static void row(
            double[] data,
            int k,
            int ar,
            int ai,
            int x0,
            int aStep,
            boolean conjugate,
            int br,
            int bi,
            int y0,
            int bStep,
            int cr,
            int ci,
            int to) {
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        int x = x0;
        int y = y0;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector xr = at(data, ar + x);
            DoubleVector xi = at(data, ai + x);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
            x += aStep;
            y += bStep;
        }
        if (conjugate) {
            rr.add(ii).intoArray(data, cr + to);
            ri.sub(ir).intoArray(data, ci + to);
        } else {
            rr.sub(ii).intoArray(data, cr + to);
            ri.add(ir).intoArray(data, ci + to);
        }
    }

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
