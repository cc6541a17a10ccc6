package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import org.beamforge.kernel.SplitComplex;

/**
 * Complex products of small matrices, all lanes at once, in register tiles of 4 rows x 1 column:
 * eight sums, enough to hide the latency of the fused multiply-add, and ten loads for sixteen of
 * them.
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
        product(m, n, k, a.re(), a.im(), stride, 1, false, b, n, c, n);
    }

    /** C = A^H B with A: [k, m], B: [k, n], C: [m, n]. */
    static void multiplyAdjointLeft(
            int m, int n, int k, SplitComplex a, SplitComplex b, SplitComplex c) {
        multiplyAdjointLeft(m, n, k, a, m, b, c);
    }

    /** The same where the rows of A are {@code stride} numbers apart. */
    static void multiplyAdjointLeft(
            int m, int n, int k, SplitComplex a, int stride, SplitComplex b, SplitComplex c) {
        product(m, n, k, a.re(), a.im(), 1, stride, true, b, n, c, n);
    }

    private static void product(
            int m,
            int n,
            int k,
            double[] ar,
            double[] ai,
            int aRow,
            int aStep,
            boolean conjugate,
            SplitComplex b,
            int bStep,
            SplitComplex c,
            int cRow) {
        double[] br = b.re();
        double[] bi = b.im();
        double[] cr = c.re();
        double[] ci = c.im();
        int next = aRow * L;
        int below = cRow * L;
        // Column by column: A stays in the first-level cache, B and C pass once.
        for (int j = 0; j < n; j++) {
            int y = j * L;
            int i = 0;
            for (; i + 4 <= m; i += 4) {
                rows4(
                        k,
                        ar,
                        ai,
                        i * next,
                        next,
                        aStep * L,
                        conjugate,
                        br,
                        bi,
                        y,
                        bStep * L,
                        cr,
                        ci,
                        i * below + y,
                        below);
            }
            if (i + 2 <= m) {
                int x = i * next;
                int to = i * below + y;
                rows2(
                        k,
                        ar,
                        ai,
                        x,
                        x + next,
                        aStep * L,
                        conjugate,
                        br,
                        bi,
                        y,
                        bStep * L,
                        cr,
                        ci,
                        to,
                        to + below);
                i += 2;
            }
            if (i < m) {
                row(
                        k,
                        ar,
                        ai,
                        i * next,
                        aStep * L,
                        conjugate,
                        br,
                        bi,
                        y,
                        bStep * L,
                        cr,
                        ci,
                        i * below + y);
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

    private static void rows2(
            int k,
            double[] ar,
            double[] ai,
            int x0,
            int x1,
            int aStep,
            boolean conjugate,
            double[] br,
            double[] bi,
            int y0,
            int bStep,
            double[] cr,
            double[] ci,
            int to0,
            int to1) {
        DoubleVector rr0 = zero();
        DoubleVector ii0 = zero();
        DoubleVector ri0 = zero();
        DoubleVector ir0 = zero();
        DoubleVector rr1 = zero();
        DoubleVector ii1 = zero();
        DoubleVector ri1 = zero();
        DoubleVector ir1 = zero();
        int y = y0;
        int step = 0;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = at(br, y);
            DoubleVector yi = at(bi, y);
            DoubleVector xr = at(ar, x0 + step);
            DoubleVector xi = at(ai, x0 + step);
            rr0 = xr.fma(yr, rr0);
            ii0 = xi.fma(yi, ii0);
            ri0 = xr.fma(yi, ri0);
            ir0 = xi.fma(yr, ir0);
            xr = at(ar, x1 + step);
            xi = at(ai, x1 + step);
            rr1 = xr.fma(yr, rr1);
            ii1 = xi.fma(yi, ii1);
            ri1 = xr.fma(yi, ri1);
            ir1 = xi.fma(yr, ir1);
            step += aStep;
            y += bStep;
        }
        if (conjugate) {
            rr0.add(ii0).intoArray(cr, to0);
            ri0.sub(ir0).intoArray(ci, to0);
            rr1.add(ii1).intoArray(cr, to1);
            ri1.sub(ir1).intoArray(ci, to1);
        } else {
            rr0.sub(ii0).intoArray(cr, to0);
            ri0.add(ir0).intoArray(ci, to0);
            rr1.sub(ii1).intoArray(cr, to1);
            ri1.add(ir1).intoArray(ci, to1);
        }
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

    /** Rows {@code from} to {@code to} of C += A B, with A: [m, 3], B: [3, n], C: [m, n]. */
    static void addThin(
            int from,
            int to,
            int n,
            SplitComplex a,
            SplitComplex b,
            int b0,
            SplitComplex c,
            int c0) {
        for (int i = from; i < to; i++) {
            for (int j = 0; j < n; j++) {
                addThin(a, i * 3 * L, b, b0 + j * L, n * L, c, c0 + (i * n + j) * L);
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

    /** Rows {@code from} to {@code to} of C = A B^H, with A: [m, n], B: [3, n], C: [m, 3]. */
    static void timesThinAdjoint(
            int from, int to, int n, SplitComplex a, int a0, SplitComplex b, SplitComplex c) {
        for (int i = from; i < to; i++) {
            for (int k = 0; k < 3; k++) {
                dotRow(n, a, a0 + i * n * L, b, k * n * L, c, (i * 3 + k) * L);
            }
        }
    }

    /** sum_j a_j conj(b_j) of rows. */
    static void dotRow(
            int n, SplitComplex a, int x, SplitComplex b, int y, SplitComplex c, int to) {
        dot(n, 1, a, x, b, y, c, to);
    }

    /** sum_j a_j conj(b_j) of n numbers {@code step} apart. */
    static void dot(
            int n, int step, SplitComplex a, int x, SplitComplex b, int y, SplitComplex c, int to) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        for (int j = 0; j < n * step * L; j += step * L) {
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
