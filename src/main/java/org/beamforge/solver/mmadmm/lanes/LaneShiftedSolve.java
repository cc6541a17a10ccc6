package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;

/**
 * (T + c I)^-1 times the columns of complex matrices, for a real symmetric tridiagonal T with
 * eigenvalues of at least zero and a shift c > 0 per lane, by its factors L D L^T. Columns go four,
 * three and one at a time: each is a recurrence, and so many side by side hide its latency.
 */
final class LaneShiftedSolve {
    private static final int MOST = 4;

    /** Numbers in a row of {@link #work}. */
    private static final int ROW = 2 * MOST * L;

    private final int h;

    /** 1 / D: [h]. */
    final LaneArray inversePivot;

    /** Entries of L below the diagonal with the sign changed, each in the row above: [h]. */
    private final LaneArray multiplier;

    /** The same in their own rows, the first one zero: [h + 1]. */
    private final LaneArray before;

    /** D^-1 L^-1 times the columns in work, real and imaginary part side by side: [h, 4, 2]. */
    private final LaneArray work;

    LaneShiftedSolve(LaneMemory memory, int h) {
        this.h = h;
        inversePivot = memory.array(h);
        multiplier = memory.array(h);
        before = memory.array(h + 1);
        work = memory.array(2 * MOST * h);
    }

    /**
     * L D L^T of T + c. Its pivots are at least c whatever rounding makes of T.
     *
     * @param diagonal of T: [h]
     * @param off below the diagonal: [h - 1]
     * @param shift c: one per lane
     */
    void factorise(LaneArray diagonal, LaneArray off, LaneArray shift) {
        double[] data = shift.data();
        int shiftAt = shift.index(0);
        int diagonalAt = diagonal.index(0);
        int inversePivot = this.inversePivot.index(0);
        int offAt = off.index(0);
        int multiplier = this.multiplier.index(0);
        int before = this.before.index(0);
        DoubleVector c = at(data, shiftAt);
        DoubleVector pivot = at(data, diagonalAt).add(c).max(c);
        for (int i = 0; i + 1 < h; i++) {
            DoubleVector inverse = all(1).div(pivot);
            inverse.intoArray(data, inversePivot + i * L);
            DoubleVector below = at(data, offAt + i * L);
            DoubleVector factor = below.mul(inverse).neg();
            factor.intoArray(data, multiplier + i * L);
            factor.intoArray(data, before + (i + 1) * L);
            pivot = factor.fma(below, at(data, diagonalAt + (i + 1) * L).add(c)).max(c);
        }
        all(1).div(pivot).intoArray(data, inversePivot + (h - 1) * L);
    }

    /** norm += || (T + c)^-1 B ||_F^2 for B: [h, cols] from {@code offset}. */
    void addNorm(LaneComplex from, int offset, int cols, LaneArray norm) {
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
    void solve(LaneComplex from, int offset, int cols, LaneComplex to) {
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

    private void forward4(LaneComplex from, int first, int width) {
        double[] data = from.re().data();
        int before = this.before.index(0);
        int inversePivot = this.inversePivot.index(0);
        int work = this.work.index(0);
        int br = from.re().index(0);
        int bi = from.im().index(0);
        int x = first;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        for (int i = 0; i < h; i++) {
            DoubleVector factor = at(data, before + i * L);
            DoubleVector inverse = at(data, inversePivot + i * L);
            r0 = factor.fma(r0, at(data, br + x));
            i0 = factor.fma(i0, at(data, bi + x));
            r1 = factor.fma(r1, at(data, br + x + L));
            i1 = factor.fma(i1, at(data, bi + x + L));
            r2 = factor.fma(r2, at(data, br + x + 2 * L));
            i2 = factor.fma(i2, at(data, bi + x + 2 * L));
            r3 = factor.fma(r3, at(data, br + x + 3 * L));
            i3 = factor.fma(i3, at(data, bi + x + 3 * L));
            r0.mul(inverse).intoArray(data, work + i * ROW);
            i0.mul(inverse).intoArray(data, work + i * ROW + L);
            r1.mul(inverse).intoArray(data, work + i * ROW + 2 * L);
            i1.mul(inverse).intoArray(data, work + i * ROW + 3 * L);
            r2.mul(inverse).intoArray(data, work + i * ROW + 4 * L);
            i2.mul(inverse).intoArray(data, work + i * ROW + 5 * L);
            r3.mul(inverse).intoArray(data, work + i * ROW + 6 * L);
            i3.mul(inverse).intoArray(data, work + i * ROW + 7 * L);
            x += width * L;
        }
    }

    void forward3(LaneComplex from, int first, int width) {
        double[] data = from.re().data();
        int before = this.before.index(0);
        int inversePivot = this.inversePivot.index(0);
        int work = this.work.index(0);
        int br = from.re().index(0);
        int bi = from.im().index(0);
        int x = first;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        for (int i = 0; i < h; i++) {
            DoubleVector factor = at(data, before + i * L);
            DoubleVector inverse = at(data, inversePivot + i * L);
            r0 = factor.fma(r0, at(data, br + x));
            i0 = factor.fma(i0, at(data, bi + x));
            r1 = factor.fma(r1, at(data, br + x + L));
            i1 = factor.fma(i1, at(data, bi + x + L));
            r2 = factor.fma(r2, at(data, br + x + 2 * L));
            i2 = factor.fma(i2, at(data, bi + x + 2 * L));
            r0.mul(inverse).intoArray(data, work + i * ROW);
            i0.mul(inverse).intoArray(data, work + i * ROW + L);
            r1.mul(inverse).intoArray(data, work + i * ROW + 2 * L);
            i1.mul(inverse).intoArray(data, work + i * ROW + 3 * L);
            r2.mul(inverse).intoArray(data, work + i * ROW + 4 * L);
            i2.mul(inverse).intoArray(data, work + i * ROW + 5 * L);
            x += width * L;
        }
    }

    private void forward1(LaneComplex from, int first, int width) {
        double[] data = from.re().data();
        int before = this.before.index(0);
        int inversePivot = this.inversePivot.index(0);
        int work = this.work.index(0);
        int br = from.re().index(0);
        int bi = from.im().index(0);
        int x = first;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        for (int i = 0; i < h; i++) {
            DoubleVector factor = at(data, before + i * L);
            DoubleVector inverse = at(data, inversePivot + i * L);
            r0 = factor.fma(r0, at(data, br + x));
            i0 = factor.fma(i0, at(data, bi + x));
            r0.mul(inverse).intoArray(data, work + i * ROW);
            i0.mul(inverse).intoArray(data, work + i * ROW + L);
            x += width * L;
        }
    }

    private void norm4(LaneArray norm) {
        double[] data = norm.data();
        int normAt = norm.index(0);
        int multiplier = this.multiplier.index(0);
        int work = this.work.index(0);
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        DoubleVector s0 = at(data, normAt);
        DoubleVector s1 = zero();
        DoubleVector s2 = zero();
        DoubleVector s3 = zero();
        for (int i = h - 1; i >= 0; i--) {
            DoubleVector factor = at(data, multiplier + i * L);
            r0 = factor.fma(r0, at(data, work + i * ROW));
            i0 = factor.fma(i0, at(data, work + i * ROW + L));
            r1 = factor.fma(r1, at(data, work + i * ROW + 2 * L));
            i1 = factor.fma(i1, at(data, work + i * ROW + 3 * L));
            r2 = factor.fma(r2, at(data, work + i * ROW + 4 * L));
            i2 = factor.fma(i2, at(data, work + i * ROW + 5 * L));
            r3 = factor.fma(r3, at(data, work + i * ROW + 6 * L));
            i3 = factor.fma(i3, at(data, work + i * ROW + 7 * L));
            s0 = i0.fma(i0, r0.fma(r0, s0));
            s1 = i1.fma(i1, r1.fma(r1, s1));
            s2 = i2.fma(i2, r2.fma(r2, s2));
            s3 = i3.fma(i3, r3.fma(r3, s3));
        }
        s0.add(s1).add(s2.add(s3)).intoArray(data, normAt);
    }

    private void norm3(LaneArray norm) {
        double[] data = norm.data();
        int normAt = norm.index(0);
        int multiplier = this.multiplier.index(0);
        int work = this.work.index(0);
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector s0 = at(data, normAt);
        DoubleVector s1 = zero();
        DoubleVector s2 = zero();
        for (int i = h - 1; i >= 0; i--) {
            DoubleVector factor = at(data, multiplier + i * L);
            r0 = factor.fma(r0, at(data, work + i * ROW));
            i0 = factor.fma(i0, at(data, work + i * ROW + L));
            r1 = factor.fma(r1, at(data, work + i * ROW + 2 * L));
            i1 = factor.fma(i1, at(data, work + i * ROW + 3 * L));
            r2 = factor.fma(r2, at(data, work + i * ROW + 4 * L));
            i2 = factor.fma(i2, at(data, work + i * ROW + 5 * L));
            s0 = i0.fma(i0, r0.fma(r0, s0));
            s1 = i1.fma(i1, r1.fma(r1, s1));
            s2 = i2.fma(i2, r2.fma(r2, s2));
        }
        s0.add(s1).add(s2).intoArray(data, normAt);
    }

    private void norm1(LaneArray norm) {
        double[] data = norm.data();
        int normAt = norm.index(0);
        int multiplier = this.multiplier.index(0);
        int work = this.work.index(0);
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector s0 = at(data, normAt);
        for (int i = h - 1; i >= 0; i--) {
            DoubleVector factor = at(data, multiplier + i * L);
            r0 = factor.fma(r0, at(data, work + i * ROW));
            i0 = factor.fma(i0, at(data, work + i * ROW + L));
            s0 = i0.fma(i0, r0.fma(r0, s0));
        }
        s0.intoArray(data, normAt);
    }

    private void back4(LaneComplex to, int first, int width) {
        double[] data = to.re().data();
        int multiplier = this.multiplier.index(0);
        int work = this.work.index(0);
        int xr = to.re().index(0);
        int xi = to.im().index(0);
        int x = first + (h - 1) * width * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        DoubleVector r3 = zero();
        DoubleVector i3 = zero();
        for (int i = h - 1; i >= 0; i--) {
            DoubleVector factor = at(data, multiplier + i * L);
            r0 = factor.fma(r0, at(data, work + i * ROW));
            i0 = factor.fma(i0, at(data, work + i * ROW + L));
            r1 = factor.fma(r1, at(data, work + i * ROW + 2 * L));
            i1 = factor.fma(i1, at(data, work + i * ROW + 3 * L));
            r2 = factor.fma(r2, at(data, work + i * ROW + 4 * L));
            i2 = factor.fma(i2, at(data, work + i * ROW + 5 * L));
            r3 = factor.fma(r3, at(data, work + i * ROW + 6 * L));
            i3 = factor.fma(i3, at(data, work + i * ROW + 7 * L));
            r0.intoArray(data, xr + x);
            i0.intoArray(data, xi + x);
            r1.intoArray(data, xr + x + L);
            i1.intoArray(data, xi + x + L);
            r2.intoArray(data, xr + x + 2 * L);
            i2.intoArray(data, xi + x + 2 * L);
            r3.intoArray(data, xr + x + 3 * L);
            i3.intoArray(data, xi + x + 3 * L);
            x -= width * L;
        }
    }

    void back3(LaneComplex to, int first, int width) {
        double[] data = to.re().data();
        int multiplier = this.multiplier.index(0);
        int work = this.work.index(0);
        int xr = to.re().index(0);
        int xi = to.im().index(0);
        int x = first + (h - 1) * width * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        DoubleVector r2 = zero();
        DoubleVector i2 = zero();
        for (int i = h - 1; i >= 0; i--) {
            DoubleVector factor = at(data, multiplier + i * L);
            r0 = factor.fma(r0, at(data, work + i * ROW));
            i0 = factor.fma(i0, at(data, work + i * ROW + L));
            r1 = factor.fma(r1, at(data, work + i * ROW + 2 * L));
            i1 = factor.fma(i1, at(data, work + i * ROW + 3 * L));
            r2 = factor.fma(r2, at(data, work + i * ROW + 4 * L));
            i2 = factor.fma(i2, at(data, work + i * ROW + 5 * L));
            r0.intoArray(data, xr + x);
            i0.intoArray(data, xi + x);
            r1.intoArray(data, xr + x + L);
            i1.intoArray(data, xi + x + L);
            r2.intoArray(data, xr + x + 2 * L);
            i2.intoArray(data, xi + x + 2 * L);
            x -= width * L;
        }
    }

    private void back1(LaneComplex to, int first, int width) {
        double[] data = to.re().data();
        int multiplier = this.multiplier.index(0);
        int work = this.work.index(0);
        int xr = to.re().index(0);
        int xi = to.im().index(0);
        int x = first + (h - 1) * width * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        for (int i = h - 1; i >= 0; i--) {
            DoubleVector factor = at(data, multiplier + i * L);
            r0 = factor.fma(r0, at(data, work + i * ROW));
            i0 = factor.fma(i0, at(data, work + i * ROW + L));
            r0.intoArray(data, xr + x);
            i0.intoArray(data, xi + x);
            x -= width * L;
        }
    }
}
