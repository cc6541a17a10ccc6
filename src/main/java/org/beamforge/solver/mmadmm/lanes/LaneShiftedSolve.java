package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import org.beamforge.kernel.SplitComplex;

/**
 * (T + c I)^-1 times the columns of complex matrices, for a real symmetric tridiagonal T with
 * eigenvalues of at least zero and a shift c > 0 per lane, by its factors L D L^T. Columns go four,
 * three and one at a time: each is a recurrence, and so many side by side hide its latency.
 */
final class LaneShiftedSolve {
    private static final int MOST = 4;

    private final int h;

    /** 1 / D: [h]. */
    private final double[] inversePivot;

    /** Entries of L below the diagonal with the sign changed, each in the row above: [h]. */
    private final double[] multiplier;

    /** The same in their own rows, the first one zero: [h + 1]. */
    private final double[] before;

    /** D^-1 L^-1 times the columns in work, one behind the other: [4, h]. */
    private final double[] re;

    private final double[] im;

    LaneShiftedSolve(int h) {
        this.h = h;
        inversePivot = new double[h * L];
        multiplier = new double[h * L];
        before = new double[(h + 1) * L];
        re = new double[MOST * h * L];
        im = new double[MOST * h * L];
    }

    /**
     * L D L^T of T + c. Its pivots are at least c whatever rounding makes of T.
     *
     * @param diagonal of T: [h]
     * @param off below the diagonal: [h - 1]
     * @param shift c: one per lane
     */
    void factorise(double[] diagonal, double[] off, double[] shift) {
        DoubleVector c = at(shift, 0);
        DoubleVector pivot = at(diagonal, 0).add(c).max(c);
        for (int i = 0; i + 1 < h; i++) {
            DoubleVector inverse = all(1).div(pivot);
            inverse.intoArray(inversePivot, i * L);
            DoubleVector below = at(off, i * L);
            DoubleVector factor = below.mul(inverse).neg();
            factor.intoArray(multiplier, i * L);
            factor.intoArray(before, (i + 1) * L);
            pivot = factor.fma(below, at(diagonal, (i + 1) * L).add(c)).max(c);
        }
        all(1).div(pivot).intoArray(inversePivot, (h - 1) * L);
    }

    /** norm += || (T + c)^-1 B ||_F^2 for B: [h, cols] from {@code offset}. */
    void addNorm(SplitComplex from, int offset, int cols, double[] norm) {
        int j = 0;
        for (; j + 4 <= cols; j += 4) {
            forward4(from, offset + j * L, cols);
            norm4(norm);
        }
        if (j + 3 <= cols) {
            forward3(from, offset + j * L, cols);
            norm3(norm);
            j += 3;
        }
        for (; j < cols; j++) {
            forward1(from, offset + j * L, cols);
            norm1(norm);
        }
    }

    /** (T + c)^-1 B for B: [h, cols] from {@code offset}, to the same place in {@code to}. */
    void solve(SplitComplex from, int offset, int cols, SplitComplex to) {
        int j = 0;
        for (; j + 4 <= cols; j += 4) {
            forward4(from, offset + j * L, cols);
            back4(to, offset + j * L, cols);
        }
        if (j + 3 <= cols) {
            forward3(from, offset + j * L, cols);
            back3(to, offset + j * L, cols);
            j += 3;
        }
        for (; j < cols; j++) {
            forward1(from, offset + j * L, cols);
            back1(to, offset + j * L, cols);
        }
    }

    private void forward4(SplitComplex from, int first, int width) {
        double[] br = from.re();
        double[] bi = from.im();
        int next = h * L;
        int x = first;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        for (int i = 0; i < next; i += L) {
            DoubleVector factor = at(before, i);
            DoubleVector inverse = at(inversePivot, i);
            r0 = factor.fma(r0, at(br, x));
            i0 = factor.fma(i0, at(bi, x));
            r1 = factor.fma(r1, at(br, x + L));
            i1 = factor.fma(i1, at(bi, x + L));
            r2 = factor.fma(r2, at(br, x + 2 * L));
            i2 = factor.fma(i2, at(bi, x + 2 * L));
            r3 = factor.fma(r3, at(br, x + 3 * L));
            i3 = factor.fma(i3, at(bi, x + 3 * L));
            r0.mul(inverse).intoArray(re, i);
            i0.mul(inverse).intoArray(im, i);
            r1.mul(inverse).intoArray(re, i + next);
            i1.mul(inverse).intoArray(im, i + next);
            r2.mul(inverse).intoArray(re, i + 2 * next);
            i2.mul(inverse).intoArray(im, i + 2 * next);
            r3.mul(inverse).intoArray(re, i + 3 * next);
            i3.mul(inverse).intoArray(im, i + 3 * next);
            x += width * L;
        }
    }

    void forward3(SplitComplex from, int first, int width) {
        double[] br = from.re();
        double[] bi = from.im();
        int next = h * L;
        int x = first;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        for (int i = 0; i < next; i += L) {
            DoubleVector factor = at(before, i);
            DoubleVector inverse = at(inversePivot, i);
            r0 = factor.fma(r0, at(br, x));
            i0 = factor.fma(i0, at(bi, x));
            r1 = factor.fma(r1, at(br, x + L));
            i1 = factor.fma(i1, at(bi, x + L));
            r2 = factor.fma(r2, at(br, x + 2 * L));
            i2 = factor.fma(i2, at(bi, x + 2 * L));
            r0.mul(inverse).intoArray(re, i);
            i0.mul(inverse).intoArray(im, i);
            r1.mul(inverse).intoArray(re, i + next);
            i1.mul(inverse).intoArray(im, i + next);
            r2.mul(inverse).intoArray(re, i + 2 * next);
            i2.mul(inverse).intoArray(im, i + 2 * next);
            x += width * L;
        }
    }

    private void forward1(SplitComplex from, int first, int width) {
        double[] br = from.re();
        double[] bi = from.im();
        int x = first;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        for (int i = 0; i < h * L; i += L) {
            DoubleVector factor = at(before, i);
            DoubleVector inverse = at(inversePivot, i);
            r0 = factor.fma(r0, at(br, x));
            i0 = factor.fma(i0, at(bi, x));
            r0.mul(inverse).intoArray(re, i);
            i0.mul(inverse).intoArray(im, i);
            x += width * L;
        }
    }

    private void norm4(double[] norm) {
        int next = h * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        DoubleVector s0 = at(norm, 0);
        DoubleVector s1 = zero();
        DoubleVector s2 = zero();
        DoubleVector s3 = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector factor = at(multiplier, i);
            r0 = factor.fma(r0, at(re, i));
            i0 = factor.fma(i0, at(im, i));
            r1 = factor.fma(r1, at(re, i + next));
            i1 = factor.fma(i1, at(im, i + next));
            r2 = factor.fma(r2, at(re, i + 2 * next));
            i2 = factor.fma(i2, at(im, i + 2 * next));
            r3 = factor.fma(r3, at(re, i + 3 * next));
            i3 = factor.fma(i3, at(im, i + 3 * next));
            s0 = i0.fma(i0, r0.fma(r0, s0));
            s1 = i1.fma(i1, r1.fma(r1, s1));
            s2 = i2.fma(i2, r2.fma(r2, s2));
            s3 = i3.fma(i3, r3.fma(r3, s3));
        }
        s0.add(s1).add(s2.add(s3)).intoArray(norm, 0);
    }

    private void norm3(double[] norm) {
        int next = h * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector s0 = at(norm, 0);
        DoubleVector s1 = zero();
        DoubleVector s2 = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector factor = at(multiplier, i);
            r0 = factor.fma(r0, at(re, i));
            i0 = factor.fma(i0, at(im, i));
            r1 = factor.fma(r1, at(re, i + next));
            i1 = factor.fma(i1, at(im, i + next));
            r2 = factor.fma(r2, at(re, i + 2 * next));
            i2 = factor.fma(i2, at(im, i + 2 * next));
            s0 = i0.fma(i0, r0.fma(r0, s0));
            s1 = i1.fma(i1, r1.fma(r1, s1));
            s2 = i2.fma(i2, r2.fma(r2, s2));
        }
        s0.add(s1).add(s2).intoArray(norm, 0);
    }

    private void norm1(double[] norm) {
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector s0 = at(norm, 0);
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector factor = at(multiplier, i);
            r0 = factor.fma(r0, at(re, i));
            i0 = factor.fma(i0, at(im, i));
            s0 = i0.fma(i0, r0.fma(r0, s0));
        }
        s0.intoArray(norm, 0);
    }

    private void back4(SplitComplex to, int first, int width) {
        double[] xr = to.re();
        double[] xi = to.im();
        int next = h * L;
        int x = first + (h - 1) * width * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector factor = at(multiplier, i);
            r0 = factor.fma(r0, at(re, i));
            i0 = factor.fma(i0, at(im, i));
            r1 = factor.fma(r1, at(re, i + next));
            i1 = factor.fma(i1, at(im, i + next));
            r2 = factor.fma(r2, at(re, i + 2 * next));
            i2 = factor.fma(i2, at(im, i + 2 * next));
            r3 = factor.fma(r3, at(re, i + 3 * next));
            i3 = factor.fma(i3, at(im, i + 3 * next));
            r0.intoArray(xr, x);
            i0.intoArray(xi, x);
            r1.intoArray(xr, x + L);
            i1.intoArray(xi, x + L);
            r2.intoArray(xr, x + 2 * L);
            i2.intoArray(xi, x + 2 * L);
            r3.intoArray(xr, x + 3 * L);
            i3.intoArray(xi, x + 3 * L);
            x -= width * L;
        }
    }

    void back3(SplitComplex to, int first, int width) {
        double[] xr = to.re();
        double[] xi = to.im();
        int next = h * L;
        int x = first + (h - 1) * width * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector factor = at(multiplier, i);
            r0 = factor.fma(r0, at(re, i));
            i0 = factor.fma(i0, at(im, i));
            r1 = factor.fma(r1, at(re, i + next));
            i1 = factor.fma(i1, at(im, i + next));
            r2 = factor.fma(r2, at(re, i + 2 * next));
            i2 = factor.fma(i2, at(im, i + 2 * next));
            r0.intoArray(xr, x);
            i0.intoArray(xi, x);
            r1.intoArray(xr, x + L);
            i1.intoArray(xi, x + L);
            r2.intoArray(xr, x + 2 * L);
            i2.intoArray(xi, x + 2 * L);
            x -= width * L;
        }
    }

    private void back1(SplitComplex to, int first, int width) {
        double[] xr = to.re();
        double[] xi = to.im();
        int x = first + (h - 1) * width * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        for (int i = (h - 1) * L; i >= 0; i -= L) {
            DoubleVector factor = at(multiplier, i);
            r0 = factor.fma(r0, at(re, i));
            i0 = factor.fma(i0, at(im, i));
            r0.intoArray(xr, x);
            i0.intoArray(xi, x);
            x -= width * L;
        }
    }
}
