package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import org.beamforge.kernel.SplitComplex;

/**
 * Complex products of small matrices, all lanes at once, in register tiles of 2 rows x 1 column. A
 * tile keeps the four real products of a complex one in separate sums: no negation inside the loop
 * and enough independent sums to hide the latency of the fused multiply-add. Larger tiles outgrow
 * the inlining budget of C2 on JDK 17.
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
        int even = m - m % 2;
        int next = aRow * L;
        // Column by column: A stays in the first-level cache, B and C pass once.
        for (int j = 0; j < n; j++) {
            int y = j * L;
            for (int i = 0; i < even; i += 2) {
                int x = i * next;
                int to = i * cRow * L + y;
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
                        to + cRow * L);
            }
            if (even < m) {
                int to = even * cRow * L + y;
                row(k, ar, ai, even * next, aStep * L, conjugate, br, bi, y, bStep * L, cr, ci, to);
            }
        }
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

    /** sum_j a_j conj(b_j). */
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
