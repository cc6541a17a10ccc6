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
    private final int h;

    /** Diagonal of T: [h]. */
    final LaneArray diagonal;

    /** Below the diagonal, non-negative: [h - 1]. */
    final LaneArray off;

    /** Q^T: [h, h], so that a column of Q lies in one piece. */
    final LaneComplex q;

    /** Reflector k in row k, right of the diagonal: [h, h]; scale tau_k: [h]. */
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
        q = memory.complex(h * h);
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
            xr.intoArray(data, vRe + (k * h + i) * L);
            xi.intoArray(data, vIm + (k * h + i) * L);
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
        ur.fma(norm, xr).intoArray(data, vRe + (k * h + k + 1) * L);
        ui.fma(norm, xi).intoArray(data, vIm + (k * h + k + 1) * L);
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

    /**
     * w = A v on the trailing block, whose part right of the diagonal is what is below, conjugated.
     */
    private void timesReflector(LaneComplex a, int k) {
        double[] data = a.re().data();
        int vr = v.re().index((k * h + k + 1) * L);
        int vi = v.im().index((k * h + k + 1) * L);
        int wr = w.re().index((k + 1) * L);
        int wi = w.im().index((k + 1) * L);
        for (int i = k + 1; i < h; i++) {
            int row = (i * h + k + 1) * L;
            row(data, (i - k - 1) * L, a.re().index(row), a.im().index(row), vr, vi, wr, wi);
        }
    }

    /** w_i = sum_(j <= i) a_ij v_j, and w_j += conj(a_ij) v_i for j < i. */
    private static void row(
            double[] data, int end, int ar, int ai, int vr, int vi, int wr, int wi) {
        DoubleVector pr = at(data, vr + end);
        DoubleVector pi = at(data, vi + end);
        DoubleVector minus = pr.neg();
        DoubleVector diagonal = at(data, ar + end);
        DoubleVector rr = diagonal.mul(pr);
        DoubleVector ri = diagonal.mul(pi);
        DoubleVector ii = zero();
        DoubleVector ir = zero();
        for (int j = 0; j < end; j += L) {
            DoubleVector xr = at(data, ar + j);
            DoubleVector xi = at(data, ai + j);
            DoubleVector yr = at(data, vr + j);
            DoubleVector yi = at(data, vi + j);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
            xr.fma(pr, xi.fma(pi, at(data, wr + j))).intoArray(data, wr + j);
            xr.fma(pi, xi.fma(minus, at(data, wi + j))).intoArray(data, wi + j);
        }
        rr.sub(ii).intoArray(data, wr + end);
        ri.add(ir).intoArray(data, wi + end);
    }

    /** tau (w - (tau / 2) (v^H w) v). */
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
            DoubleVector vr = at(data, vRe + (k * h + i) * L);
            DoubleVector vi = at(data, vIm + (k * h + i) * L);
            inner = vr.fma(at(data, wRe + i * L), vi.fma(at(data, wIm + i * L), inner));
        }
        DoubleVector scale = at(data, tau + k * L);
        inner.mul(scale).mul(scale).mul(-0.5).intoArray(data, factors);
        for (int i = k + 1; i < h; i++) {
            DoubleVector by = at(data, tau + k * L);
            DoubleVector factor = at(data, factors);
            factor.fma(at(data, vRe + (k * h + i) * L), by.mul(at(data, wRe + i * L)))
                    .intoArray(data, wRe + i * L);
            factor.fma(at(data, vIm + (k * h + i) * L), by.mul(at(data, wIm + i * L)))
                    .intoArray(data, wIm + i * L);
        }
    }

    /** A -= v w^H + w v^H on the trailing block, its lower triangle. */
    private void update(LaneComplex a, int k) {
        double[] data = a.re().data();
        int vr = v.re().index((k * h + k + 1) * L);
        int vi = v.im().index((k * h + k + 1) * L);
        int wr = w.re().index((k + 1) * L);
        int wi = w.im().index((k + 1) * L);
        for (int i = k + 1; i < h; i++) {
            int row = (i * h + k + 1) * L;
            updateRow(data, (i - k - 1) * L, vr, vi, wr, wi, a.re().index(row), a.im().index(row));
        }
    }

    /** The row whose diagonal entry is at {@code last}. */
    private static void updateRow(
            double[] data, int last, int vr, int vi, int wr, int wi, int ar, int ai) {
        DoubleVector pr = at(data, vr + last);
        DoubleVector minusVr = pr.neg();
        DoubleVector minusVi = at(data, vi + last).neg();
        DoubleVector qr = at(data, wr + last);
        DoubleVector minusWr = qr.neg();
        DoubleVector minusWi = at(data, wi + last).neg();
        for (int j = 0; j <= last; j += L) {
            DoubleVector xr = at(data, vr + j);
            DoubleVector xi = at(data, vi + j);
            DoubleVector yr = at(data, wr + j);
            DoubleVector yi = at(data, wi + j);
            int re = ar + j;
            int im = ai + j;
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
        q.fill(0, h * h * L, 0);
        for (int i = 0; i < h; i++) {
            all(1).intoArray(data, qRe + (i * h + i) * L);
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
        int vr = v.re().index((k * h + k + 1) * L);
        int vi = v.im().index((k * h + k + 1) * L);
        int ar = q.re().index((j * h + k + 1) * L);
        int ai = q.im().index((j * h + k + 1) * L);
        int br = q.re().index(((j + 1) * h + k + 1) * L);
        int bi = q.im().index(((j + 1) * h + k + 1) * L);
        int end = (h - k - 1) * L;
        DoubleVector r0 = zero();
        DoubleVector i0 = zero();
        DoubleVector r1 = zero();
        DoubleVector i1 = zero();
        for (int i = 0; i < end; i += L) {
            DoubleVector a = at(data, vr + i);
            DoubleVector b = at(data, vi + i);
            DoubleVector minus = b.neg();
            DoubleVector x = at(data, ar + i);
            DoubleVector y = at(data, ai + i);
            r0 = b.fma(y, a.fma(x, r0));
            i0 = minus.fma(x, a.fma(y, i0));
            x = at(data, br + i);
            y = at(data, bi + i);
            r1 = b.fma(y, a.fma(x, r1));
            i1 = minus.fma(x, a.fma(y, i1));
        }
        DoubleVector scale = at(data, tau.index(k * L)).neg();
        int factors = this.factors.index(0);
        r0.mul(scale).intoArray(data, factors);
        i0.mul(scale).intoArray(data, factors + L);
        r1.mul(scale).intoArray(data, factors + 2 * L);
        i1.mul(scale).intoArray(data, factors + 3 * L);
        addTwo(data, end, factors, vr, vi, ar, ai, br, bi);
    }

    private static void addTwo(
            double[] data, int end, int factors, int vr, int vi, int ar, int ai, int br, int bi) {
        DoubleVector r0 = at(data, factors);
        DoubleVector i0 = at(data, factors + L);
        DoubleVector r1 = at(data, factors + 2 * L);
        DoubleVector i1 = at(data, factors + 3 * L);
        for (int i = 0; i < end; i += L) {
            DoubleVector a = at(data, vr + i);
            DoubleVector b = at(data, vi + i);
            DoubleVector minus = b.neg();
            a.fma(r0, minus.fma(i0, at(data, ar + i))).intoArray(data, ar + i);
            a.fma(i0, b.fma(r0, at(data, ai + i))).intoArray(data, ai + i);
            a.fma(r1, minus.fma(i1, at(data, br + i))).intoArray(data, br + i);
            a.fma(i1, b.fma(r1, at(data, bi + i))).intoArray(data, bi + i);
        }
    }

    /** Column j of Q minus tau v (v^H times it). */
    private void reflectColumn(int k, int j) {
        double[] data = q.re().data();
        int vr = v.re().index((k * h + k + 1) * L);
        int vi = v.im().index((k * h + k + 1) * L);
        int qr = q.re().index((j * h + k + 1) * L);
        int qi = q.im().index((j * h + k + 1) * L);
        int end = (h - k - 1) * L;
        DoubleVector sr = zero();
        DoubleVector si = zero();
        DoubleVector tr = zero();
        DoubleVector ti = zero();
        for (int i = 0; i < end; i += L) {
            DoubleVector a = at(data, vr + i);
            DoubleVector b = at(data, vi + i);
            DoubleVector x = at(data, qr + i);
            DoubleVector y = at(data, qi + i);
            sr = a.fma(x, sr);
            tr = b.fma(y, tr);
            si = a.fma(y, si);
            ti = b.fma(x, ti);
        }
        DoubleVector scale = at(data, tau.index(k * L)).neg();
        DoubleVector zr = sr.add(tr).mul(scale);
        DoubleVector zi = si.sub(ti).mul(scale);
        DoubleVector minus = zi.neg();
        for (int i = 0; i < end; i += L) {
            DoubleVector a = at(data, vr + i);
            DoubleVector b = at(data, vi + i);
            a.fma(zr, b.fma(minus, at(data, qr + i))).intoArray(data, qr + i);
            a.fma(zi, b.fma(zr, at(data, qi + i))).intoArray(data, qi + i);
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
        int qRe = q.re().index(j * h * L);
        int qIm = q.im().index(j * h * L);
        DoubleVector pr = at(data, w.re().index(j * L));
        DoubleVector pi = at(data, w.im().index(j * L));
        for (int i = 0; i < h * L; i += L) {
            DoubleVector xr = at(data, qRe + i);
            DoubleVector xi = at(data, qIm + i);
            xr.mul(pr).sub(xi.mul(pi)).intoArray(data, qRe + i);
            xr.mul(pi).add(xi.mul(pr)).intoArray(data, qIm + i);
        }
    }
}
