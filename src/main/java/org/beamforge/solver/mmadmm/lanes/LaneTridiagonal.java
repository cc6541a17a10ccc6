package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

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
    final double[] diagonal;

    /** Below the diagonal, non-negative: [h - 1]. */
    final double[] off;

    /** Q: [h, h] as the first rows and columns of [h + 3, h + 3], whose border is free. */
    final SplitComplex q;

    /** Numbers in a row of {@link #q}. */
    final int stride;

    /** Reflector k in column k, below the diagonal: [h, h]; scale tau_k: [h]. */
    private final SplitComplex v;

    private final double[] tau;

    private final double[] factors = new double[L];

    /** The other vector of the update, then the phases: [h]. */
    private final SplitComplex w;

    /** T before its entries are made real: [h]. */
    private final SplitComplex below;

    private SplitComplex matrix = SplitComplex.allocate(0);
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

    LaneTridiagonal(int h) {
        this.h = h;
        diagonal = new double[h * L];
        off = new double[h * L];
        stride = h + BORDER;
        q = SplitComplex.allocate(stride * stride * L);
        v = SplitComplex.allocate(h * h * L);
        tau = new double[h * L];
        w = SplitComplex.allocate(h * L);
        below = SplitComplex.allocate(h * L);
    }

    /** Decomposes A: [h, h], both triangles given; A is overwritten. */
    void reduce(SplitComplex a) {
        matrix = a;
        for (column = 0; column < h - 2; column++) {
            Stages.run(reflection);
        }
        Stages.run(ending);
    }

    private void readDiagonal(SplitComplex a) {
        for (int i = 0; i < h; i++) {
            at(a.re(), (i * h + i) * L).intoArray(diagonal, i * L);
        }
        if (h > 1) {
            int last = ((h - 1) * h + h - 2) * L;
            at(a.re(), last).intoArray(below.re(), (h - 2) * L);
            at(a.im(), last).intoArray(below.im(), (h - 2) * L);
        }
    }

    /** v_k, tau_k and the entry of T below the diagonal: (I - tau v v^H) x = -u ||x|| e_1. */
    private void reflector(SplitComplex a, int k) {
        DoubleVector rest = zero();
        for (int i = k + 2; i < h; i++) {
            DoubleVector xr = at(a.re(), (i * h + k) * L);
            DoubleVector xi = at(a.im(), (i * h + k) * L);
            xr.intoArray(v.re(), (i * h + k) * L);
            xi.intoArray(v.im(), (i * h + k) * L);
            rest = xr.fma(xr, xi.fma(xi, rest));
        }
        int first = ((k + 1) * h + k) * L;
        DoubleVector xr = at(a.re(), first);
        DoubleVector xi = at(a.im(), first);
        DoubleVector head = xr.mul(xr).add(xi.mul(xi));
        DoubleVector square = head.add(rest);
        DoubleVector norm = square.lanewise(VectorOperators.SQRT);
        DoubleVector size = head.lanewise(VectorOperators.SQRT);
        VectorMask<Double> some = size.compare(VectorOperators.GT, 0);
        DoubleVector inverse = all(1).div(size.blend(1, some.not()));
        DoubleVector ur = all(1).blend(xr.mul(inverse), some);
        DoubleVector ui = xi.mul(inverse);
        ur.fma(norm, xr).intoArray(v.re(), first);
        ui.fma(norm, xi).intoArray(v.im(), first);
        DoubleVector minus = norm.neg();
        ur.mul(minus).intoArray(below.re(), k * L);
        ui.mul(minus).intoArray(below.im(), k * L);
        DoubleVector scale = square.add(size.mul(norm));
        VectorMask<Double> positive = scale.compare(VectorOperators.GT, 0);
        DoubleVector factor = all(1).div(scale.blend(1, positive.not()));
        zero().blend(factor, positive).intoArray(tau, k * L);
    }

    /** w = tau A v - (tau^2 / 2) (v^H A v) v on the trailing block. */
    private void timesReflector(SplitComplex a, int k) {
        for (int i = k + 1; i < h; i++) {
            row(a, k, i);
        }
    }

    private void orthogonalise(int k) {
        DoubleVector inner = zero();
        for (int i = k + 1; i < h; i++) {
            DoubleVector vr = at(v.re(), (i * h + k) * L);
            DoubleVector vi = at(v.im(), (i * h + k) * L);
            inner = vr.fma(at(w.re(), i * L), vi.fma(at(w.im(), i * L), inner));
        }
        inner.mul(at(tau, k * L)).mul(-0.5).intoArray(factors, 0);
        for (int i = k + 1; i < h; i++) {
            DoubleVector factor = at(factors, 0);
            factor.fma(at(v.re(), (i * h + k) * L), at(w.re(), i * L)).intoArray(w.re(), i * L);
            factor.fma(at(v.im(), (i * h + k) * L), at(w.im(), i * L)).intoArray(w.im(), i * L);
        }
    }

    private void row(SplitComplex a, int k, int i) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] vr = v.re();
        double[] vi = v.im();
        DoubleVector rr = zero();
        DoubleVector ii = zero();
        DoubleVector ri = zero();
        DoubleVector ir = zero();
        for (int j = k + 1; j < h; j++) {
            DoubleVector xr = at(ar, (i * h + j) * L);
            DoubleVector xi = at(ai, (i * h + j) * L);
            DoubleVector yr = at(vr, (j * h + k) * L);
            DoubleVector yi = at(vi, (j * h + k) * L);
            rr = xr.fma(yr, rr);
            ii = xi.fma(yi, ii);
            ri = xr.fma(yi, ri);
            ir = xi.fma(yr, ir);
        }
        DoubleVector scale = at(tau, k * L);
        rr.sub(ii).mul(scale).intoArray(w.re(), i * L);
        ri.add(ir).mul(scale).intoArray(w.im(), i * L);
    }

    /** A -= v w^H + w v^H on the trailing block. */
    private void update(SplitComplex a, int k) {
        for (int i = k + 1; i < h; i++) {
            updateRow(a, k, i);
        }
    }

    private void updateRow(SplitComplex a, int k, int i) {
        double[] ar = a.re();
        double[] ai = a.im();
        DoubleVector pr = at(v.re(), (i * h + k) * L);
        DoubleVector vr = pr.neg();
        DoubleVector vi = at(v.im(), (i * h + k) * L).neg();
        DoubleVector qr = at(w.re(), i * L);
        DoubleVector wr = qr.neg();
        DoubleVector wi = at(w.im(), i * L).neg();
        for (int j = k + 1; j < h; j++) {
            int to = (i * h + j) * L;
            DoubleVector xr = at(v.re(), (j * h + k) * L);
            DoubleVector xi = at(v.im(), (j * h + k) * L);
            DoubleVector yr = at(w.re(), j * L);
            DoubleVector yi = at(w.im(), j * L);
            vr.fma(yr, vi.fma(yi, at(ar, to))).add(wr.fma(xr, wi.mul(xi))).intoArray(ar, to);
            vi.fma(yr, pr.fma(yi, at(ai, to))).add(wi.fma(xr, qr.mul(xi))).intoArray(ai, to);
        }
    }

    /** Q = H_0 H_1 .. by applying the reflections to I, the last one first. */
    private void accumulate() {
        Arrays.fill(q.re(), 0, h * stride * L, 0);
        Arrays.fill(q.im(), 0, h * stride * L, 0);
        for (int i = 0; i < h; i++) {
            all(1).intoArray(q.re(), (i * stride + i) * L);
        }
        for (int k = h - 3; k >= 0; k--) {
            for (int j = k + 1; j < h; j++) {
                reflectColumn(k, j);
            }
        }
    }

    /** Column j of Q minus tau v (v^H times it). */
    private void reflectColumn(int k, int j) {
        DoubleVector scale = at(tau, k * L).neg();
        double[] qr = q.re();
        double[] qi = q.im();
        DoubleVector sr = zero();
        DoubleVector si = zero();
        DoubleVector tr = zero();
        DoubleVector ti = zero();
        for (int i = k + 1; i < h; i++) {
            DoubleVector vr = at(v.re(), (i * h + k) * L);
            DoubleVector vi = at(v.im(), (i * h + k) * L);
            DoubleVector xr = at(qr, (i * stride + j) * L);
            DoubleVector xi = at(qi, (i * stride + j) * L);
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
            DoubleVector vr = at(v.re(), (i * h + k) * L);
            DoubleVector vi = at(v.im(), (i * h + k) * L);
            vr.fma(zr, vi.fma(minus, at(qr, to))).intoArray(qr, to);
            vr.fma(zi, vi.fma(zr, at(qi, to))).intoArray(qi, to);
        }
    }

    /** T D = D |T|: the columns of Q get phases that make the entries below the diagonal real. */
    private void makeReal() {
        DoubleVector pr = all(1);
        DoubleVector pi = zero();
        for (int k = 0; k + 1 < h; k++) {
            DoubleVector tr = at(below.re(), k * L);
            DoubleVector ti = at(below.im(), k * L);
            DoubleVector size = tr.mul(tr).add(ti.mul(ti)).lanewise(VectorOperators.SQRT);
            size.intoArray(off, k * L);
            VectorMask<Double> some = size.compare(VectorOperators.GT, 0);
            DoubleVector inverse = all(1).div(size.blend(1, some.not()));
            DoubleVector ur = all(1).blend(tr.mul(inverse), some);
            DoubleVector ui = ti.mul(inverse);
            DoubleVector next = pr.mul(ur).sub(pi.mul(ui));
            pi = pr.mul(ui).add(pi.mul(ur));
            pr = next;
            pr.intoArray(w.re(), (k + 1) * L);
            pi.intoArray(w.im(), (k + 1) * L);
        }
    }

    private void turn() {
        for (int j = 1; j < h; j++) {
            turnColumn(j);
        }
    }

    private void turnColumn(int j) {
        DoubleVector pr = at(w.re(), j * L);
        DoubleVector pi = at(w.im(), j * L);
        for (int i = 0; i < h; i++) {
            int to = (i * stride + j) * L;
            DoubleVector xr = at(q.re(), to);
            DoubleVector xi = at(q.im(), to);
            xr.mul(pr).sub(xi.mul(pi)).intoArray(q.re(), to);
            xr.mul(pi).add(xi.mul(pr)).intoArray(q.im(), to);
        }
    }
}
