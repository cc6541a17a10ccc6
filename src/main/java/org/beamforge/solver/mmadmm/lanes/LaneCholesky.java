package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** Cholesky factors of small Hermitian matrices, all lanes at once. */
final class LaneCholesky {
    private LaneCholesky() {}

    /** A = L L^H in the lower triangle of A: [n, n]; the diagonal holds 1 / L_ii. */
    static void factorise(int n, LaneComplex a) {
        double[] data = a.re().data();
        int re = a.re().index(0);
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                subtractProducts(n, a, i, j);
            }
            int diagonal = (j * n + j) * L;
            all(1).div(at(data, re + diagonal).lanewise(VectorOperators.SQRT))
                    .intoArray(data, re + diagonal);
            for (int i = j + 1; i < n; i++) {
                scale(a, (i * n + j) * L, diagonal);
            }
        }
    }

    // Vectors that live across a loop are boxed by C2 on JDK 17; so they are loaded again.
    private static void scale(LaneComplex a, int to, int factor) {
        double[] data = a.re().data();
        int aRe = a.re().index(0);
        int aIm = a.im().index(0);
        DoubleVector inverse = at(data, aRe + factor);
        at(data, aRe + to).mul(inverse).intoArray(data, aRe + to);
        at(data, aIm + to).mul(inverse).intoArray(data, aIm + to);
    }

    /** A_ij -= sum_{k < j} L_ik conj(L_jk). */
    private static void subtractProducts(int n, LaneComplex a, int i, int j) {
        double[] data = a.re().data();
        int aRe = a.re().index(0);
        int aIm = a.im().index(0);
        int to = (i * n + j) * L;
        DoubleVector sr = at(data, aRe + to);
        DoubleVector si = at(data, aIm + to);
        for (int k = 0; k < j; k++) {
            DoubleVector ar = at(data, aRe + (i * n + k) * L);
            DoubleVector ai = at(data, aIm + (i * n + k) * L);
            DoubleVector br = at(data, aRe + (j * n + k) * L);
            DoubleVector bi = at(data, aIm + (j * n + k) * L);
            sr = sr.sub(ar.mul(br)).sub(ai.mul(bi));
            si = si.sub(ai.mul(br)).add(ar.mul(bi));
        }
        sr.intoArray(data, aRe + to);
        si.intoArray(data, aIm + to);
    }

    /** X <- A^-1 X for X: [n, 2]; two columns side by side take hardly longer than one. */
    static void solve(int n, LaneComplex factor, LaneComplex x) {
        double[] data = x.re().data();
        int lr = factor.re().index(0);
        int li = factor.im().index(0);
        int xr = x.re().index(0);
        int xi = x.im().index(0);
        for (int i = 0; i < n; i++) {
            forward(data, n, lr, li, xr, xi, i);
        }
        for (int i = n - 1; i >= 0; i--) {
            backward(data, n, lr, li, xr, xi, i);
        }
    }

    private static void forward(double[] data, int n, int lr, int li, int xr, int xi, int i) {
        int to = 2 * i * L;
        DoubleVector r0 = at(data, xr + to);
        DoubleVector i0 = at(data, xi + to);
        DoubleVector r1 = at(data, xr + to + L);
        DoubleVector i1 = at(data, xi + to + L);
        for (int k = 0; k < i; k++) {
            DoubleVector a = at(data, lr + (i * n + k) * L).neg();
            DoubleVector b = at(data, li + (i * n + k) * L);
            DoubleVector minus = b.neg();
            DoubleVector u = at(data, xr + 2 * k * L);
            DoubleVector v = at(data, xi + 2 * k * L);
            r0 = b.fma(v, a.fma(u, r0));
            i0 = minus.fma(u, a.fma(v, i0));
            u = at(data, xr + (2 * k + 1) * L);
            v = at(data, xi + (2 * k + 1) * L);
            r1 = b.fma(v, a.fma(u, r1));
            i1 = minus.fma(u, a.fma(v, i1));
        }
        DoubleVector inverse = at(data, lr + (i * n + i) * L);
        r0.mul(inverse).intoArray(data, xr + to);
        i0.mul(inverse).intoArray(data, xi + to);
        r1.mul(inverse).intoArray(data, xr + to + L);
        i1.mul(inverse).intoArray(data, xi + to + L);
    }

    private static void backward(double[] data, int n, int lr, int li, int xr, int xi, int i) {
        int to = 2 * i * L;
        DoubleVector r0 = at(data, xr + to);
        DoubleVector i0 = at(data, xi + to);
        DoubleVector r1 = at(data, xr + to + L);
        DoubleVector i1 = at(data, xi + to + L);
        for (int k = i + 1; k < n; k++) {
            DoubleVector a = at(data, lr + (k * n + i) * L).neg();
            DoubleVector b = at(data, li + (k * n + i) * L);
            DoubleVector minus = b.neg();
            DoubleVector u = at(data, xr + 2 * k * L);
            DoubleVector v = at(data, xi + 2 * k * L);
            r0 = minus.fma(v, a.fma(u, r0));
            i0 = b.fma(u, a.fma(v, i0));
            u = at(data, xr + (2 * k + 1) * L);
            v = at(data, xi + (2 * k + 1) * L);
            r1 = minus.fma(v, a.fma(u, r1));
            i1 = b.fma(u, a.fma(v, i1));
        }
        DoubleVector inverse = at(data, lr + (i * n + i) * L);
        r0.mul(inverse).intoArray(data, xr + to);
        i0.mul(inverse).intoArray(data, xi + to);
        r1.mul(inverse).intoArray(data, xr + to + L);
        i1.mul(inverse).intoArray(data, xi + to + L);
    }
}
