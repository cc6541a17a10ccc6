package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

/** Cholesky factors of small Hermitian matrices, all lanes at once. */
final class LaneCholesky {
    private LaneCholesky() {}

    /** A = L L^H in the lower triangle of A: [n, n]; the diagonal holds 1 / L_ii. */
    static void factorise(int n, SplitComplex a) {
        double[] re = a.re();
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                subtractProducts(n, a, i, j);
            }
            int diagonal = (j * n + j) * L;
            all(1).div(at(re, diagonal).lanewise(VectorOperators.SQRT)).intoArray(re, diagonal);
            for (int i = j + 1; i < n; i++) {
                scale(a, (i * n + j) * L, diagonal);
            }
        }
    }

    // Vectors that live across a loop are boxed by C2 on JDK 17; so they are loaded again.
    private static void scale(SplitComplex a, int to, int factor) {
        DoubleVector inverse = at(a.re(), factor);
        at(a.re(), to).mul(inverse).intoArray(a.re(), to);
        at(a.im(), to).mul(inverse).intoArray(a.im(), to);
    }

    /** A_ij -= sum_{k < j} L_ik conj(L_jk). */
    private static void subtractProducts(int n, SplitComplex a, int i, int j) {
        int to = (i * n + j) * L;
        DoubleVector sr = at(a.re(), to);
        DoubleVector si = at(a.im(), to);
        for (int k = 0; k < j; k++) {
            DoubleVector ar = at(a.re(), (i * n + k) * L);
            DoubleVector ai = at(a.im(), (i * n + k) * L);
            DoubleVector br = at(a.re(), (j * n + k) * L);
            DoubleVector bi = at(a.im(), (j * n + k) * L);
            sr = sr.sub(ar.mul(br)).sub(ai.mul(bi));
            si = si.sub(ai.mul(br)).add(ar.mul(bi));
        }
        sr.intoArray(a.re(), to);
        si.intoArray(a.im(), to);
    }

    /** x <- A^-1 x for x: [n]. */
    static void solve(int n, SplitComplex factor, SplitComplex x) {
        for (int i = 0; i < n; i++) {
            forward(n, factor, x, i);
        }
        for (int i = n - 1; i >= 0; i--) {
            backward(n, factor, x, i);
        }
    }

    private static void forward(int n, SplitComplex factor, SplitComplex x, int i) {
        DoubleVector sr = at(x.re(), i * L);
        DoubleVector si = at(x.im(), i * L);
        for (int k = 0; k < i; k++) {
            DoubleVector ar = at(factor.re(), (i * n + k) * L);
            DoubleVector ai = at(factor.im(), (i * n + k) * L);
            DoubleVector br = at(x.re(), k * L);
            DoubleVector bi = at(x.im(), k * L);
            sr = sr.sub(ar.mul(br)).add(ai.mul(bi));
            si = si.sub(ar.mul(bi)).sub(ai.mul(br));
        }
        DoubleVector inverse = at(factor.re(), (i * n + i) * L);
        sr.mul(inverse).intoArray(x.re(), i * L);
        si.mul(inverse).intoArray(x.im(), i * L);
    }

    private static void backward(int n, SplitComplex factor, SplitComplex x, int i) {
        DoubleVector sr = at(x.re(), i * L);
        DoubleVector si = at(x.im(), i * L);
        for (int k = i + 1; k < n; k++) {
            DoubleVector ar = at(factor.re(), (k * n + i) * L);
            DoubleVector ai = at(factor.im(), (k * n + i) * L);
            DoubleVector br = at(x.re(), k * L);
            DoubleVector bi = at(x.im(), k * L);
            sr = sr.sub(ar.mul(br)).sub(ai.mul(bi));
            si = si.sub(ar.mul(bi)).add(ai.mul(br));
        }
        DoubleVector inverse = at(factor.re(), (i * n + i) * L);
        sr.mul(inverse).intoArray(x.re(), i * L);
        si.mul(inverse).intoArray(x.im(), i * L);
    }
}
