package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * A = Q T Q^H by Householder reflections with a real symmetric tridiagonal T, for Hermitian A: [h,
 * h], all lanes at once. Unlike an eigendecomposition it needs no iteration, so lanes do not wait
 * for each other, and (T + c I)^-1 x still costs O(h) for any shift c. Accurate to rounding times
 * ||A||.
 */
final class LaneTridiagonal {
    private static final int BORDER = 3;

    private final int h;

    /** Diagonal of T: [h]. */
    final LaneArray diagonal;

    /** Below the diagonal, non-negative: [h - 1]. */
    final LaneArray off;

    /** Q: [h, h] as the first rows and columns of [h + 3, h + 3], whose border is free. */
    final LaneComplex q;

    /** Numbers in a row of {@link #q}. */
    final int stride;

    /** Reflector k in column k, below the diagonal: [h, h]; scale tau_k: [h]. */
    private final LaneComplex v;

    private final LaneArray tau;

    private final LaneArray factors;

    /** The other vector of the update, then the phases: [h]. */
    private final LaneComplex w;

    /** T before its entries are made real: [h]. */
    private final LaneComplex below;

    private LaneComplex matrix = LaneComplex.NONE;
    private int column;

    private final Runnable[] reflection = {
        () -> reflector(matrix, column),
        () -> timesReflector(matrix, column),
        () -> orthogonalise(column),
        () -> update(matrix, column)
    };

    private final Runnable[] ending = {
        () -> readDiagonal(matrix), this::accumulate, this::makeReal, this::turn
    };

    LaneTridiagonal(LaneMemory memory, int h) {
        factors = memory.array(4);
        this.h = h;
        diagonal = memory.array(h);
        off = memory.array(h);
        stride = h + BORDER;
        q = memory.complex(stride * stride);
        v = memory.complex(h * h);
        tau = memory.array(h);
        w = memory.complex(h);
        below = memory.complex(h);
    }

    /** Decomposes A: [h, h], of which only the lower triangle is read; A is overwritten. */
    void reduce(LaneComplex a) {
        matrix = a;
        for (column = 0; column < h - 2; column++) {
            Stages.run(reflection);
        }
        Stages.run(ending);
    }

    private void readDiagonal(LaneComplex a) {
        double[] data = a.re().data();
        int aRe = a.re().index(0);
        int diagonal = this.diagonal.index(0);
        int belowRe = below.re().index(0);
        int aIm = a.im().index(0);
        int belowIm = below.im().index(0);
        for (int i = 0; i < h; i++) {
            at(data, aRe + (i * h + i) * L).intoArray(data, diagonal + i * L);
        }
        if (h > 1) {
            int last = ((h - 1) * h + h - 2) * L;
            at(data, aRe + last).intoArray(data, belowRe + (h - 2) * L);
            at(data, aIm + last).intoArray(data, belowIm + (h - 2) * L);
        }
    }

    /** v_k, tau_k and the entry of T below the diagonal: (I - tau v v^H) x = -u ||x|| e_1. */
    private void reflector(LaneComplex a, int k) {
        double[] data = a.re().data();
        int aRe = a.re().index(0);
        int aIm = a.im().index(0);
        int vRe = v.re().index(0);
        int vIm = v.im().index(0);
        int belowRe = below.re().index(0);
        int belowIm = below.im().index(0);
        int tau = this.tau.index(0);
        DoubleVector rest = zero();
        for (int i = k + 2; i < h; i++) {
            DoubleVector xr = at(data, aRe + (i * h + k) * L);
            DoubleVector xi = at(data, aIm + (i * h + k) * L);
            xr.intoArray(data, vRe + (i * h + k) * L);
            xi.intoArray(data, vIm + (i * h + k) * L);
            rest = xr.fma(xr, xi.fma(xi, rest));
        }
        int first = ((k + 1) * h + k) * L;
        DoubleVector xr = at(data, aRe + first);
        DoubleVector xi = at(data, aIm + first);
        DoubleVector head = xr.mul(xr).add(xi.mul(xi));
        DoubleVector square = head.add(rest);
        DoubleVector norm = square.lanewise(VectorOperators.SQRT);
        DoubleVector size = head.lanewise(VectorOperators.SQRT);
        VectorMask<Double> some = head.compare(VectorOperators.GE, Double.MIN_NORMAL);
        DoubleVector inverse = all(1).div(size.blend(1, some.not()));
        DoubleVector ur = all(1).blend(xr.mul(inverse), some);
        DoubleVector ui = zero().blend(xi.mul(inverse), some);
        ur.fma(norm, xr).intoArray(data, vRe + first);
        ui.fma(norm, xi).intoArray(data, vIm + first);
        DoubleVector minus = norm.neg();
        // Entries below 1e-154 are zeros; their squares would have no inverse.
        VectorMask<Double> positive = square.compare(VectorOperators.GE, Double.MIN_NORMAL);
        zero().blend(ur.mul(minus), positive).intoArray(data, belowRe + k * L);
        zero().blend(ui.mul(minus), positive).intoArray(data, belowIm + k * L);
        DoubleVector scale = square.add(size.mul(norm));
        DoubleVector factor = all(1).div(scale.blend(1, positive.not()));
        zero().blend(factor, positive).intoArray(data, tau + k * L);
    }

    // Where things lie is worked out once per reflection and not once per row: rows are short.

    /** w = tau A v on the trailing block; right of the diagonal A is what is below, conjugated. */
    private void timesReflector(LaneComplex a, int k) {
        double[] data = a.re().data();
        int step = h * L;
        int scale = tau.index(k * L);
        int first = ((k + 1) * h + k) * L;
        int vr = v.re().index(first);
        int vi = v.im().index(first);
        int wr = w.re().index(0);
        int wi = w.im().index(0);
        int ar = a.re().index(0);
        int ai = a.im().index(0);
        for (int i = k + 1; i < h; i++) {
            int to = i * L;
            int left = (i * h + k + 1) * L;
            int below = ((i + 1) * h + i) * L;
            int past = (i - k) * step;
            int rest = h - 1 - i;
            rowLeft(data, i - k, ar + left, ai + left, vr, vi, step, wr + to, wi + to);
            rowBelow(
                    data,
                    rest,
                    ar + below,
                    ai + below,
                    vr + past,
                    vi + past,
                    step,
                    scale,
                    wr + to,
                    wi + to);
        }
    }

    /** w - (tau / 2) (v^H w) v. */
    private void orthogonalise(int k) {
        double[] data = v.re().data();
        int vRe = v.re().index(0);
        int vIm = v.im().index(0);
        int wRe = w.re().index(0);
        int wIm = w.im().index(0);
        int tau = this.tau.index(0);
        int factors = this.factors.index(0);
        DoubleVector inner = zero();
        for (int i = k + 1; i < h; i++) {
            DoubleVector vr = at(data, vRe + (i * h + k) * L);
            DoubleVector vi = at(data, vIm + (i * h + k) * L);
            inner = vr.fma(at(data, wRe + i * L), vi.fma(at(data, wIm + i * L), inner));
        }
        inner.mul(at(data, tau + k * L)).mul(-0.5).intoArray(data, factors);
        for (int i = k + 1; i < h; i++) {
            DoubleVector factor = at(data, factors);
            factor.fma(at(data, vRe + (i * h + k) * L), at(data, wRe + i * L))
                    .intoArray(data, wRe + i * L);
            factor.fma(at(data, vIm + (i * h + k) * L), at(data, wIm + i * L))
                    .intoArray(data, wIm + i * L);
        }
    }

    private static void rowLeft(
            double[] data, int count, int ar, int ai, int vr, int vi, int step, int wr, int wi) {
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        for (int j = 0; j < count; j++) {
            DoubleVector xr = at(data, ar + j * L);
            DoubleVector xi = at(data, ai + j * L);
            DoubleVector yr = at(data, vr + j * step);
            DoubleVector yi = at(data, vi + j * step);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
        }
        rr.sub(ii).intoArray(data, wr);
        ri.add(ir).intoArray(data, wi);
    }

    private static void rowBelow(
            double[] data,
            int count,
            int ar,
            int ai,
            int vr,
            int vi,
            int step,
            int tau,
            int wr,
            int wi) {
        DoubleVector rr = at(data, wr);
        DoubleVector ii = zero();
        DoubleVector ri = at(data, wi);
        DoubleVector ir = zero();
        for (int j = 0; j < count; j++) {
            DoubleVector xr = at(data, ar + j * step);
            DoubleVector xi = at(data, ai + j * step);
            DoubleVector yr = at(data, vr + j * step);
            DoubleVector yi = at(data, vi + j * step);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
        }
        DoubleVector scale = at(data, tau);
        rr.add(ii).mul(scale).intoArray(data, wr);
        ri.sub(ir).mul(scale).intoArray(data, wi);
    }

    /** A -= v w^H + w v^H on the trailing block, its lower triangle. */
    private void update(LaneComplex a, int k) {
        double[] data = a.re().data();
        int first = ((k + 1) * h + k) * L;
        int vr = v.re().index(first);
        int vi = v.im().index(first);
        int wr = w.re().index((k + 1) * L);
        int wi = w.im().index((k + 1) * L);
        for (int i = k + 1; i < h; i++) {
            int row = (i * h + k + 1) * L;
            updateRow(data, i - k, h * L, vr, vi, wr, wi, a.re().index(row), a.im().index(row));
        }
    }

    /** The last of {@code count} rows so far. */
    private static void updateRow(
            double[] data, int count, int step, int vr, int vi, int wr, int wi, int ar, int ai) {
        DoubleVector pr = at(data, vr + (count - 1) * step);
        DoubleVector minusVr = pr.neg();
        DoubleVector minusVi = at(data, vi + (count - 1) * step).neg();
        DoubleVector qr = at(data, wr + (count - 1) * L);
        DoubleVector minusWr = qr.neg();
        DoubleVector minusWi = at(data, wi + (count - 1) * L).neg();
        for (int j = 0; j < count; j++) {
            DoubleVector xr = at(data, vr + j * step);
            DoubleVector xi = at(data, vi + j * step);
            DoubleVector yr = at(data, wr + j * L);
            DoubleVector yi = at(data, wi + j * L);
            int re = ar + j * L;
            int im = ai + j * L;
            minusVr.fma(yr, minusVi.fma(yi, at(data, re)))
                    .add(minusWr.fma(xr, minusWi.mul(xi)))
                    .intoArray(data, re);
            minusVi.fma(yr, pr.fma(yi, at(data, im)))
                    .add(minusWi.fma(xr, qr.mul(xi)))
                    .intoArray(data, im);
        }
    }

    /** Q = H_0 H_1 .. by applying the reflections to I, the last one first. */
    private void accumulate() {
        double[] data = q.re().data();
        int qRe = q.re().index(0);
        q.fill(0, h * stride * L, 0);
        for (int i = 0; i < h; i++) {
            all(1).intoArray(data, qRe + (i * stride + i) * L);
        }
        for (int k = h - 3; k >= 0; k--) {
            int j = k + 1;
            for (; j + 1 < h; j += 2) {
                reflectTwo(k, j);
            }
            if (j < h) {
                reflectColumn(k, j);
            }
        }
    }

    /** Columns j and j + 1 of Q minus tau v (v^H times them). */
    private void reflectTwo(int k, int j) {
        double[] data = q.re().data();
        int step = h * L;
        int down = stride * L;
        int vr0 = v.re().index(((k + 1) * h + k) * L);
        int vi0 = v.im().index(((k + 1) * h + k) * L);
        int qr0 = q.re().index(((k + 1) * stride + j) * L);
        int qi0 = q.im().index(((k + 1) * stride + j) * L);
        int count = h - k - 1;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        for (int i = 0; i < count; i++) {
            DoubleVector a = at(data, vr0 + i * step);
            DoubleVector b = at(data, vi0 + i * step);
            DoubleVector minus = b.neg();
            DoubleVector x = at(data, qr0 + i * down);
            DoubleVector y = at(data, qi0 + i * down);
            r0 = b.fma(y, a.fma(x, r0));
            i0 = minus.fma(x, a.fma(y, i0));
            x = at(data, qr0 + i * down + L);
            y = at(data, qi0 + i * down + L);
            r1 = b.fma(y, a.fma(x, r1));
            i1 = minus.fma(x, a.fma(y, i1));
        }
        DoubleVector scale = at(data, tau.index(k * L)).neg();
        r0.mul(scale).intoArray(data, factors.index(0));
        i0.mul(scale).intoArray(data, factors.index(L));
        r1.mul(scale).intoArray(data, factors.index(2 * L));
        i1.mul(scale).intoArray(data, factors.index(3 * L));
        addTwo(data, count, factors.index(0), vr0, vi0, step, qr0, qi0, down);
    }

    private static void addTwo(
            double[] data,
            int count,
            int factors,
            int vr,
            int vi,
            int step,
            int qr,
            int qi,
            int down) {
        DoubleVector r0 = at(data, factors);
        DoubleVector i0 = at(data, factors + L);
        DoubleVector r1 = at(data, factors + 2 * L);
        DoubleVector i1 = at(data, factors + 3 * L);
        for (int i = 0; i < count; i++) {
            DoubleVector a = at(data, vr + i * step);
            DoubleVector b = at(data, vi + i * step);
            DoubleVector minus = b.neg();
            int to = i * down;
            a.fma(r0, minus.fma(i0, at(data, qr + to))).intoArray(data, qr + to);
            a.fma(i0, b.fma(r0, at(data, qi + to))).intoArray(data, qi + to);
            to += L;
            a.fma(r1, minus.fma(i1, at(data, qr + to))).intoArray(data, qr + to);
            a.fma(i1, b.fma(r1, at(data, qi + to))).intoArray(data, qi + to);
        }
    }

    /** Column j of Q minus tau v (v^H times it). */
    private void reflectColumn(int k, int j) {
        double[] data = q.re().data();
        int tau = this.tau.index(0);
        int vRe = v.re().index(0);
        int vIm = v.im().index(0);
        DoubleVector scale = at(data, tau + k * L).neg();
        int qr = q.re().index(0);
        int qi = q.im().index(0);
        DoubleVector sr = zero();
        DoubleVector si = zero();
        DoubleVector tr = zero();
        DoubleVector ti = zero();
        for (int i = k + 1; i < h; i++) {
            DoubleVector vr = at(data, vRe + (i * h + k) * L);
            DoubleVector vi = at(data, vIm + (i * h + k) * L);
            DoubleVector xr = at(data, qr + (i * stride + j) * L);
            DoubleVector xi = at(data, qi + (i * stride + j) * L);
            sr = vr.fma(xr, sr);
            tr = vi.fma(xi, tr);
            si = vr.fma(xi, si);
            ti = vi.fma(xr, ti);
        }
        DoubleVector zr = sr.add(tr).mul(scale);
        DoubleVector zi = si.sub(ti).mul(scale);
        DoubleVector minus = zi.neg();
        for (int i = k + 1; i < h; i++) {
            int to = (i * stride + j) * L;
            DoubleVector vr = at(data, vRe + (i * h + k) * L);
            DoubleVector vi = at(data, vIm + (i * h + k) * L);
            vr.fma(zr, vi.fma(minus, at(data, qr + to))).intoArray(data, qr + to);
            vr.fma(zi, vi.fma(zr, at(data, qi + to))).intoArray(data, qi + to);
        }
    }

    /** T D = D |T|: the columns of Q get phases that make the entries below the diagonal real. */
    private void makeReal() {
        double[] data = below.re().data();
        int belowRe = below.re().index(0);
        int belowIm = below.im().index(0);
        int off = this.off.index(0);
        int wRe = w.re().index(0);
        int wIm = w.im().index(0);
        DoubleVector pr = all(1);
        DoubleVector pi = zero();
        for (int k = 0; k + 1 < h; k++) {
            DoubleVector tr = at(data, belowRe + k * L);
            DoubleVector ti = at(data, belowIm + k * L);
            DoubleVector square = tr.mul(tr).add(ti.mul(ti));
            VectorMask<Double> some = square.compare(VectorOperators.GE, Double.MIN_NORMAL);
            DoubleVector size = zero().blend(square.lanewise(VectorOperators.SQRT), some);
            size.intoArray(data, off + k * L);
            DoubleVector inverse = all(1).div(size.blend(1, some.not()));
            DoubleVector ur = all(1).blend(tr.mul(inverse), some);
            DoubleVector ui = zero().blend(ti.mul(inverse), some);
            DoubleVector next = pr.mul(ur).sub(pi.mul(ui));
            pi = pr.mul(ui).add(pi.mul(ur));
            pr = next;
            pr.intoArray(data, wRe + (k + 1) * L);
            pi.intoArray(data, wIm + (k + 1) * L);
        }
    }

    private void turn() {
        for (int j = 1; j < h; j++) {
            turnColumn(j);
        }
    }

    private void turnColumn(int j) {
        double[] data = w.re().data();
        int wRe = w.re().index(0);
        int wIm = w.im().index(0);
        int qRe = q.re().index(0);
        int qIm = q.im().index(0);
        DoubleVector pr = at(data, wRe + j * L);
        DoubleVector pi = at(data, wIm + j * L);
        for (int i = 0; i < h; i++) {
            int to = (i * stride + j) * L;
            DoubleVector xr = at(data, qRe + to);
            DoubleVector xi = at(data, qIm + to);
            xr.mul(pr).sub(xi.mul(pi)).intoArray(data, qRe + to);
            xr.mul(pi).add(xi.mul(pr)).intoArray(data, qIm + to);
        }
    }
}
