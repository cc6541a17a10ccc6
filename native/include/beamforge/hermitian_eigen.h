// Eigendecomposition of a small Hermitian matrix by cyclic Jacobi rotations, warm-started, as
// org.beamforge.solver.mmadmm.HermitianEigen.
#pragma once

#include "beamforge/dense.h"

namespace beamforge {

// A <- J^H A J and E <- E J with J_pp = J_qq = c, J_pq = u, J_qp = -conj(u). Every lane owns some k.
template <class Group>
BF_HD void rotatePair(Group g, int n, int p, int q, double c, Complex u, Complex* a, Complex* e) {
    for (int k = g.rank(); k < n; k += g.size()) {
        for (int both = 0; both < 2; both++) {
            Complex* m = both == 0 ? e : a;
            if (both == 1 && (k == p || k == q)) {
                continue;
            }
            Complex x = m[k * n + p];
            Complex y = m[k * n + q];
            Complex nx = makeComplex(c * x.re - (u.re * y.re + u.im * y.im),
                                     c * x.im - (u.re * y.im - u.im * y.re));
            Complex ny = makeComplex(c * y.re + (u.re * x.re - u.im * x.im),
                                     c * y.im + (u.re * x.im + u.im * x.re));
            m[k * n + p] = nx;
            m[k * n + q] = ny;
            if (both == 1) {
                m[p * n + k] = makeComplex(nx.re, -nx.im);
                m[q * n + k] = makeComplex(ny.re, -ny.im);
            }
        }
    }
}

// One pass over all pairs; false if nothing had to be rotated.
template <class Group>
BF_HD BF_NOINLINE bool jacobiSweep(Group g, int n, Complex* a, Complex* e) {
    // Off-diagonal entries below this fraction of sqrt(a_ii a_jj) are zero.
    constexpr double ACCURACY = 1e-15;
    bool rotated = false;
    for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) {
            Complex off = a[p * n + q];
            double size = sqrt(square(off));
            double app = a[p * n + p].re;
            double aqq = a[q * n + q].re;
            double scale = sqrt(fabs(app)) * sqrt(fabs(aqq));
            if (!(size > ACCURACY * scale) || size < DBL_MIN) {
                continue;
            }
            rotated = true;
            g.sync();  // all lanes have read the pair
            double theta = (aqq - app) / (2 * size);
            double t = 1 / (fabs(theta) + sqrt(1 + theta * theta));
            t = theta < 0 ? -t : t;
            double c = 1 / sqrt(1 + t * t);
            double s = t * c;
            rotatePair(g, n, p, q, c, makeComplex(s * off.re / size, s * off.im / size), a, e);
            if (g.rank() == 0) {
                a[p * n + p] = makeComplex(app - t * size, 0);
                a[q * n + q] = makeComplex(aqq + t * size, 0);
                a[p * n + q] = makeComplex(0, 0);
                a[q * n + p] = makeComplex(0, 0);
            }
            g.sync();
        }
    }
    return rotated;
}

// A = E diag(values) E^H for A: [n, n], full, which is overwritten. E is the start of this call,
// unless `fresh`; work: [n, n].
template <class Group>
BF_HD BF_NOINLINE void hermitianEigen(
        Group g, int n, bool fresh, Complex* a, Complex* e, Complex* work, double* values) {
    constexpr int SWEEPS = 40;
    if (fresh) {
        for (int i = g.rank(); i < n * n; i += g.size()) {
            e[i] = makeComplex(i / n == i % n ? 1 : 0, 0);
        }
        g.sync();
    } else {
        multiply(g, n, n, n, a, e, work);
        multiplyAdjointLeft(g, n, n, n, e, n, work, n, a);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        if (!jacobiSweep(g, n, a, e)) {
            break;
        }
    }
    for (int i = g.rank(); i < n; i += g.size()) {
        values[i] = larger(0, a[i * n + i].re);
    }
    g.sync();
}

}  // namespace beamforge
