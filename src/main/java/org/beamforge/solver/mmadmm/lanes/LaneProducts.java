package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import org.beamforge.kernel.SplitComplex;

/**
 * Complex products of small matrices, all lanes at once, in register tiles of 4 or 5 rows x 1
 * column: eight or ten sums, enough to hide the latency of the fused multiply-add, and ten or
 * twelve loads for sixteen or twenty of them.
 */
final class LaneProducts {
    private LaneProducts() {}

    /** C = A B with A: [m, k], B: [k, n], C: [m, n]. */
    static void multiply(int m, int n, int k, SplitComplex a, SplitComplex b, SplitComplex c) {
        multiply(m, n, k, a, k, b, c);
    }

    /** The same where the rows of A are {@code stride} numbers apart. */
    static void multiply(
            int m, int n, int k, SplitComplex a, int stride, SplitComplex b, SplitComplex c) {
        multiply(m, n, k, a, stride, b, 0, n, c, 0, n);
    }

    /** C = A B where B and C are blocks that start at {@code b0} and {@code c0}. */
    static void multiply(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aStride,
            SplitComplex b,
            int b0,
            int bStride,
            SplitComplex c,
            int c0,
            int cStride) {
        product(m, n, k, false, a, 0, aStride, 1, false, b, b0, bStride, c, c0, cStride);
    }

    /** C = A^H B with A: [k, m], B: [k, n], C: [m, n]. */
    static void multiplyAdjointLeft(
            int m, int n, int k, SplitComplex a, SplitComplex b, SplitComplex c) {
        multiplyAdjointLeft(m, n, k, a, m, b, c);
    }

    /** The same where the rows of A are {@code stride} numbers apart. */
    static void multiplyAdjointLeft(
            int m, int n, int k, SplitComplex a, int stride, SplitComplex b, SplitComplex c) {
        multiplyAdjointLeft(m, n, k, a, 0, stride, b, 0, n, c, 0, n);
    }

    /** C = A^H B where all three are blocks that start at {@code a0}, {@code b0}, {@code c0}. */
    static void multiplyAdjointLeft(
            int m,
            int n,
            int k,
            SplitComplex a,
            int a0,
            int aStride,
            SplitComplex b,
            int b0,
            int bStride,
            SplitComplex c,
            int c0,
            int cStride) {
        product(m, n, k, false, a, a0, 1, aStride, true, b, b0, bStride, c, c0, cStride);
    }

    /** The same with an upper triangular A: a_ij = 0 for i > j. */
    static void multiplyAdjointUpper(
            int m,
            int n,
            int k,
            SplitComplex a,
            int a0,
            int aStride,
            SplitComplex b,
            int b0,
            int bStride,
            SplitComplex c,
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
            SplitComplex a,
            int a0,
            int aRow,
            int aStep,
            boolean conjugate,
            SplitComplex b,
            int b0,
            int bStep,
            SplitComplex c,
            int c0,
            int cRow) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double[] cr = c.re();
        double[] ci = c.im();
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
                rows4(terms, ar, ai, x, next, step, conjugate, br, bi, y, down, cr, ci, z, below);
            }
            for (; i + 5 <= m; i += 5) {
                int x = a0 + i * next;
                int z = i * below + to;
                int terms = lower ? Math.min(k, i + 5) : k;
                rows5(terms, ar, ai, x, next, step, conjugate, br, bi, y, down, cr, ci, z, below);
            }
            for (; i < m; i++) {
                int x = a0 + i * next;
                int z = i * below + to;
                int terms = lower ? Math.min(k, i + 1) : k;
                row(terms, ar, ai, x, step, conjugate, br, bi, y, down, cr, ci, z);
            }
        }
    }

    private static void rows4(
            int k,
            double[] ar,
            double[] ai,
            int x0,
            int next,
            int aStep,
            boolean conjugate,
            double[] br,
            double[] bi,
            int y0,
            int bStep,
            double[] cr,
            double[] ci,
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
            DoubleVector yr = at(br, y);
            DoubleVector yi = at(bi, y);
            DoubleVector zi = yi.mul(plus);
            DoubleVector zr = yr.mul(minus);
            DoubleVector a = at(ar, x);
            DoubleVector b = at(ai, x);
            r0 = b.fma(zi, a.fma(yr, r0));
            i0 = b.fma(zr, a.fma(yi, i0));
            a = at(ar, x + next);
            b = at(ai, x + next);
            r1 = b.fma(zi, a.fma(yr, r1));
            i1 = b.fma(zr, a.fma(yi, i1));
            a = at(ar, x + 2 * next);
            b = at(ai, x + 2 * next);
            r2 = b.fma(zi, a.fma(yr, r2));
            i2 = b.fma(zr, a.fma(yi, i2));
            a = at(ar, x + 3 * next);
            b = at(ai, x + 3 * next);
            r3 = b.fma(zi, a.fma(yr, r3));
            i3 = b.fma(zr, a.fma(yi, i3));
            x += aStep;
            y += bStep;
        }
        r0.intoArray(cr, to);
        i0.intoArray(ci, to);
        r1.intoArray(cr, to + below);
        i1.intoArray(ci, to + below);
        r2.intoArray(cr, to + 2 * below);
        i2.intoArray(ci, to + 2 * below);
        r3.intoArray(cr, to + 3 * below);
        i3.intoArray(ci, to + 3 * below);
    }

    private static void rows5(
            int k,
            double[] ar,
            double[] ai,
            int x0,
            int next,
            int aStep,
            boolean conjugate,
            double[] br,
            double[] bi,
            int y0,
            int bStep,
            double[] cr,
            double[] ci,
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
            DoubleVector yr = at(br, y);
            DoubleVector yi = at(bi, y);
            DoubleVector zi = yi.mul(plus);
            DoubleVector zr = yr.mul(minus);
            DoubleVector a = at(ar, x);
            DoubleVector b = at(ai, x);
            r0 = b.fma(zi, a.fma(yr, r0));
            i0 = b.fma(zr, a.fma(yi, i0));
            a = at(ar, x + next);
            b = at(ai, x + next);
            r1 = b.fma(zi, a.fma(yr, r1));
            i1 = b.fma(zr, a.fma(yi, i1));
            a = at(ar, x + 2 * next);
            b = at(ai, x + 2 * next);
            r2 = b.fma(zi, a.fma(yr, r2));
            i2 = b.fma(zr, a.fma(yi, i2));
            a = at(ar, x + 3 * next);
            b = at(ai, x + 3 * next);
            r3 = b.fma(zi, a.fma(yr, r3));
            i3 = b.fma(zr, a.fma(yi, i3));
            a = at(ar, x + 4 * next);
            b = at(ai, x + 4 * next);
            r4 = b.fma(zi, a.fma(yr, r4));
            i4 = b.fma(zr, a.fma(yi, i4));
            x += aStep;
            y += bStep;
        }
        r0.intoArray(cr, to);
        i0.intoArray(ci, to);
        r1.intoArray(cr, to + below);
        i1.intoArray(ci, to + below);
        r2.intoArray(cr, to + 2 * below);
        i2.intoArray(ci, to + 2 * below);
        r3.intoArray(cr, to + 3 * below);
        i3.intoArray(ci, to + 3 * below);
        r4.intoArray(cr, to + 4 * below);
        i4.intoArray(ci, to + 4 * below);
    }

    private static void row(
            int k,
            double[] ar,
            double[] ai,
            int x0,
            int aStep,
            boolean conjugate,
            double[] br,
            double[] bi,
            int y0,
            int bStep,
            double[] cr,
            double[] ci,
            int to) {
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        int x = x0;
        int y = y0;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = at(br, y);
            DoubleVector yi = at(bi, y);
            DoubleVector xr = at(ar, x);
            DoubleVector xi = at(ai, x);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
            x += aStep;
            y += bStep;
        }
        if (conjugate) {
            rr.add(ii).intoArray(cr, to);
            ri.sub(ir).intoArray(ci, to);
        } else {
            rr.sub(ii).intoArray(cr, to);
            ri.add(ir).intoArray(ci, to);
        }
    }

    /** C += A B with A: [m, 3] from {@code a0}, B: [3, n] from {@code b0}, C: [m, n] from c0. */
    static void addThin(
            int m, int n, SplitComplex a, int a0, SplitComplex b, int b0, SplitComplex c, int c0) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                addThin(a, a0 + i * 3 * L, b, b0 + j * L, n * L, c, c0 + (i * n + j) * L);
            }
        }
    }

    private static void addThin(
            SplitComplex a, int x, SplitComplex b, int y, int step, SplitComplex c, int to) {
        DoubleVector rr = at(c.re(), to);
        DoubleVector ii = zero();
        DoubleVector ri = at(c.im(), to);
        DoubleVector ir = zero();
        for (int k = 0; k < 3; k++) {
            DoubleVector xr = at(a.re(), x + k * L);
            DoubleVector xi = at(a.im(), x + k * L);
            DoubleVector yr = at(b.re(), y + k * step);
            DoubleVector yi = at(b.im(), y + k * step);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
        }
        rr.sub(ii).intoArray(c.re(), to);
        ri.add(ir).intoArray(c.im(), to);
    }

    /** C = A B^H with A: [m, n] from {@code a0}, B: [3, n], C: [m, 3] from {@code c0}. */
    static void timesThinAdjoint(
            int m, int n, SplitComplex a, int a0, SplitComplex b, SplitComplex c, int c0) {
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < 3; k++) {
                dotRow(n, a, a0 + i * n * L, b, k * n * L, c, c0 + (i * 3 + k) * L);
            }
        }
    }

    /** sum_j a_j conj(b_j) of rows. */
    static void dotRow(
            int n, SplitComplex a, int x, SplitComplex b, int y, SplitComplex c, int to) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        for (int j = 0; j < n * L; j += L) {
            DoubleVector xr = at(ar, x + j);
            DoubleVector xi = at(ai, x + j);
            DoubleVector yr = at(br, y + j);
            DoubleVector yi = at(bi, y + j);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
        }
        rr.add(ii).intoArray(c.re(), to);
        ir.sub(ri).intoArray(c.im(), to);
    }
}
