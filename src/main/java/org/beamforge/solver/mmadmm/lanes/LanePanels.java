package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;

/**
 * The left factor A: [m, k] of products of small complex matrices, all lanes at once. Its rows are
 * cut into panels of at most five, and what a panel has of a column of A lies together, real and
 * imaginary parts side by side: a step of the sum reads at fixed distances then, so the bounds of
 * the array are checked once per tile and not once per load, which is a third of the time
 * otherwise. Ten sums per tile are enough to hide the latency of the fused multiply-add.
 */
final class LanePanels {
    private static final int MOST = 5;

    /** Numbers of L lanes in an entry. */
    private static final int ENTRY = 2 * L;

    private final int m;
    private final int k;

    /** First rows of the panels, and m. */
    private final int[] first;

    /** Columns of A that are not zero in a panel. */
    private final int[] terms;

    /** Panel by panel, column by column, row by row, real and imaginary part. */
    private final LaneArray entries;

    private LanePanels(LaneMemory memory, int m, int k, boolean lower) {
        this.m = m;
        this.k = k;
        entries = memory.array(2 * m * k);
        // Panels of 3, 4 and 5 rows as even as can be; two rows are no panel.
        int count = m == 2 ? 2 : (m + MOST - 1) / MOST;
        first = new int[count + 1];
        terms = new int[count];
        for (int q = 0; q <= count; q++) {
            first[q] = q * m / count;
        }
        for (int q = 0; q < count; q++) {
            terms[q] = lower ? Math.min(k, first[q + 1]) : k;
        }
    }

    static LanePanels of(LaneMemory memory, int m, int k) {
        return new LanePanels(memory, m, k, false);
    }

    /** For an A with zeros right of its diagonal. */
    static LanePanels lower(LaneMemory memory, int m, int k) {
        return new LanePanels(memory, m, k, true);
    }

    private int panel(int i) {
        int q = 0;
        while (i >= first[q + 1]) {
            q++;
        }
        return q;
    }

    /** Where panel q begins. */
    private int start(int q) {
        return entries.index(first[q] * k * ENTRY);
    }

    private int height(int q) {
        return first[q + 1] - first[q];
    }

    /** Sets entry (i, p) of one lane. */
    void set(int i, int p, int lane, double re, double im) {
        int q = panel(i);
        int to = start(q) + (p * height(q) + i - first[q]) * ENTRY + lane;
        entries.data()[to] = re;
        entries.data()[to + L] = im;
    }

    /** Takes the first h columns of A from the transpose of a matrix: [h, m]. */
    void takeTranspose(int h, LaneComplex a) {
        take(h, a, L, m * L, 1);
    }

    /** Takes the first h columns of A from the conjugate of a matrix: [m, h]. */
    void takeConjugate(int h, LaneComplex a) {
        take(h, a, h * L, L, -1);
    }

    private void take(int h, LaneComplex a, int next, int stride, double sign) {
        for (int q = 0; q < terms.length; q++) {
            int step = height(q) * ENTRY;
            for (int i = first[q]; i < first[q + 1]; i++) {
                int to = start(q) + (i - first[q]) * ENTRY;
                takeRow(h, a, i * next, stride, sign, to, step);
            }
        }
    }

    private static void takeRow(
            int count, LaneComplex a, int from, int stride, double sign, int to, int step) {
        double[] data = a.re().data();
        int re = a.re().index(from);
        int im = a.im().index(from);
        DoubleVector factor = all(sign);
        int x = 0;
        int y = to;
        for (int p = 0; p < count; p++) {
            at(data, re + x).intoArray(data, y);
            at(data, im + x).mul(factor).intoArray(data, y + L);
            x += stride;
            y += step;
        }
    }

    /** Takes columns p, p + 1, p + 2 of A from a matrix: [m, 3]. */
    void takeThin(int p, LaneComplex a) {
        for (int q = 0; q < terms.length; q++) {
            int height = height(q);
            for (int i = first[q]; i < first[q + 1]; i++) {
                int to = start(q) + (p * height + i - first[q]) * ENTRY;
                takeRow(3, a, i * 3 * L, L, 1, to, height * ENTRY);
            }
        }
    }

    /**
     * C = A B by the first {@code depth} columns of A, for blocks B: [depth, n] and C: [m, n] that
     * start at {@code b0} and {@code c0}; numbers in their rows {@code bStride} and {@code
     * cStride}.
     */
    void multiply(
            int depth,
            int n,
            LaneComplex b,
            int b0,
            int bStride,
            LaneComplex c,
            int c0,
            int cStride) {
        double[] data = entries.data();
        int down = bStride * L;
        int below = cStride * L;
        // Column by column: A stays in the first-level cache, B and C pass once.
        for (int j = 0; j < n; j++) {
            int br = b.re().index(b0 + j * L);
            int bi = b.im().index(b0 + j * L);
            int cr = c.re().index(c0 + j * L);
            int ci = c.im().index(c0 + j * L);
            for (int q = 0; q < terms.length; q++) {
                int height = height(q);
                int x = start(q);
                int end = x + Math.min(depth, terms[q]) * height * ENTRY;
                int row = first[q] * below;
                switch (height) {
                    case 5 -> five(data, x, end, br, bi, down, cr + row, ci + row, below);
                    case 4 -> four(data, x, end, br, bi, down, cr + row, ci + row, below);
                    case 3 -> three(data, x, end, br, bi, down, cr + row, ci + row, below);
                    default -> one(data, x, end, br, bi, down, cr + row, ci + row);
                }
            }
        }
    }

    private static void five(
            double[] data,
            int start,
            int end,
            int br,
            int bi,
            int down,
            int cr,
            int ci,
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
        int y = 0;
        for (int x = start; x < end; x += 5 * ENTRY) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector minus = yi.neg();
            DoubleVector a = at(data, x);
            DoubleVector b = at(data, x + L);
            r0 = b.fma(minus, a.fma(yr, r0));
            i0 = b.fma(yr, a.fma(yi, i0));
            a = at(data, x + 2 * L);
            b = at(data, x + 3 * L);
            r1 = b.fma(minus, a.fma(yr, r1));
            i1 = b.fma(yr, a.fma(yi, i1));
            a = at(data, x + 4 * L);
            b = at(data, x + 5 * L);
            r2 = b.fma(minus, a.fma(yr, r2));
            i2 = b.fma(yr, a.fma(yi, i2));
            a = at(data, x + 6 * L);
            b = at(data, x + 7 * L);
            r3 = b.fma(minus, a.fma(yr, r3));
            i3 = b.fma(yr, a.fma(yi, i3));
            a = at(data, x + 8 * L);
            b = at(data, x + 9 * L);
            r4 = b.fma(minus, a.fma(yr, r4));
            i4 = b.fma(yr, a.fma(yi, i4));
            y += down;
        }
        r0.intoArray(data, cr);
        i0.intoArray(data, ci);
        r1.intoArray(data, cr + below);
        i1.intoArray(data, ci + below);
        r2.intoArray(data, cr + 2 * below);
        i2.intoArray(data, ci + 2 * below);
        r3.intoArray(data, cr + 3 * below);
        i3.intoArray(data, ci + 3 * below);
        r4.intoArray(data, cr + 4 * below);
        i4.intoArray(data, ci + 4 * below);
    }

    private static void four(
            double[] data,
            int start,
            int end,
            int br,
            int bi,
            int down,
            int cr,
            int ci,
            int below) {
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        int y = 0;
        for (int x = start; x < end; x += 4 * ENTRY) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector minus = yi.neg();
            DoubleVector a = at(data, x);
            DoubleVector b = at(data, x + L);
            r0 = b.fma(minus, a.fma(yr, r0));
            i0 = b.fma(yr, a.fma(yi, i0));
            a = at(data, x + 2 * L);
            b = at(data, x + 3 * L);
            r1 = b.fma(minus, a.fma(yr, r1));
            i1 = b.fma(yr, a.fma(yi, i1));
            a = at(data, x + 4 * L);
            b = at(data, x + 5 * L);
            r2 = b.fma(minus, a.fma(yr, r2));
            i2 = b.fma(yr, a.fma(yi, i2));
            a = at(data, x + 6 * L);
            b = at(data, x + 7 * L);
            r3 = b.fma(minus, a.fma(yr, r3));
            i3 = b.fma(yr, a.fma(yi, i3));
            y += down;
        }
        r0.intoArray(data, cr);
        i0.intoArray(data, ci);
        r1.intoArray(data, cr + below);
        i1.intoArray(data, ci + below);
        r2.intoArray(data, cr + 2 * below);
        i2.intoArray(data, ci + 2 * below);
        r3.intoArray(data, cr + 3 * below);
        i3.intoArray(data, ci + 3 * below);
    }

    private static void three(
            double[] data,
            int start,
            int end,
            int br,
            int bi,
            int down,
            int cr,
            int ci,
            int below) {
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector s0 = zero();
        DoubleVector j0 = zero();
        DoubleVector s1 = zero();
        DoubleVector j1 = zero();
        DoubleVector s2 = zero();
        DoubleVector j2 = zero();
        int y = 0;
        for (int x = start; x < end; x += 3 * ENTRY) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector a = at(data, x);
            DoubleVector b = at(data, x + L);
            r0 = a.fma(yr, r0);
            i0 = a.fma(yi, i0);
            s0 = b.fma(yi, s0);
            j0 = b.fma(yr, j0);
            a = at(data, x + 2 * L);
            b = at(data, x + 3 * L);
            r1 = a.fma(yr, r1);
            i1 = a.fma(yi, i1);
            s1 = b.fma(yi, s1);
            j1 = b.fma(yr, j1);
            a = at(data, x + 4 * L);
            b = at(data, x + 5 * L);
            r2 = a.fma(yr, r2);
            i2 = a.fma(yi, i2);
            s2 = b.fma(yi, s2);
            j2 = b.fma(yr, j2);
            y += down;
        }
        r0.sub(s0).intoArray(data, cr);
        i0.add(j0).intoArray(data, ci);
        r1.sub(s1).intoArray(data, cr + below);
        i1.add(j1).intoArray(data, ci + below);
        r2.sub(s2).intoArray(data, cr + 2 * below);
        i2.add(j2).intoArray(data, ci + 2 * below);
    }

    private static void one(
            double[] data, int start, int end, int br, int bi, int down, int cr, int ci) {
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        int y = 0;
        for (int x = start; x < end; x += ENTRY) {
            DoubleVector yr = at(data, br + y);
            DoubleVector yi = at(data, bi + y);
            DoubleVector a = at(data, x);
            DoubleVector b = at(data, x + L);
            rr = a.fma(yr, rr);
            ii = b.fma(yi, ii);
            ri = a.fma(yi, ri);
            ir = b.fma(yr, ir);
            y += down;
        }
        rr.sub(ii).intoArray(data, cr);
        ri.add(ir).intoArray(data, ci);
    }
}
