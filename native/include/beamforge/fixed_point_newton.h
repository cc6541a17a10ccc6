// Newton's method on the fixed-point equation x = T(x) of one barrier level, x = (log upsilon, log
// N), as org.beamforge.solver.exactfp.FixedPointNewton, whose documentation has the derivation.
#pragma once

#include "beamforge/sensing_dual.h"

namespace beamforge {

template <class Group>
struct FixedPointNewton {
    Group group;
    const Workspace& w;
    int r;
    int n;
    // Places that are free between two inner steps: Gamma replaces H^H W, H^H G^2 H stands where A
    // was, and the matrix of the system covers A and the factor once H^H G^2 H has been used.
    Complex* gamma;
    Complex* squared;
    double* matrix;

    BF_HD FixedPointNewton(
            const Group& lanes, const Workspace& workspace, int dimension, int users)
        : group(lanes), w(workspace), r(dimension), n(users), gamma(workspace.received),
          squared(workspace.a), matrix(reinterpret_cast<double*>(workspace.a)) {}

    // The step from the residual T(x) - x in w.image to w.delta for the users that are not frozen;
    // false if the linear system is singular.
    BF_HD BF_NOINLINE bool step(SensingDual<Group>& dual) {
        int m = collect();
        if (m == 0 || !dual.prepareSensitivity()) {
            return false;
        }
        products(dual, m);
        thetaDerivatives(dual.t, m);
        int size = 2 * m;
        BF_ROLLED
        for (int k = group.rank(); k < size; k += group.size()) {
            int user = activeUser(k < m ? k : k - m);
            double square = w.b[user] * w.b[user];
            double c = sqrt((1 + w.upsilon[user]) / n) * w.b[user];
            // a = upsilon / (n (1 + upsilon) N) and c = sqrt(upsilon / N) / n
            if (k < m) {
                column(k, k, square / (1 + w.upsilon[user]), 0.5 * c, m, dual);
                w.rhs[k] = w.image[user];
            } else {
                column(k, k - m, -square, -0.5 * c, m, dual);
                w.rhs[k] = w.image[n + user];
            }
        }
        group.sync();
        if (!solveDense(size)) {
            return false;
        }
        BF_ROLLED
        for (int i = group.rank(); i < 2 * n; i += group.size()) {
            w.delta[i] = 0;
        }
        group.sync();
        double broken = 0;
        BF_ROLLED
        for (int i = group.rank(); i < m; i += group.size()) {
            w.delta[activeUser(i)] = w.rhs[i];
            w.delta[n + activeUser(i)] = w.rhs[m + i];
            if (!isFinite(w.rhs[i]) || !isFinite(w.rhs[m + i])) {
                broken = 1;
            }
        }
        group.sync();
        return group.max(broken) == 0;
    }

private:
    BF_HD int activeUser(int j) const { return static_cast<int>(w.active[j]); }

    BF_HD int collect() {
        int m = 0;
        BF_ROLLED
        for (int i = 0; i < n; i++) {
            if (w.frozen[i] == 0) {
                if (group.rank() == 0) {
                    w.active[m] = i;
                }
                m++;
            }
        }
        group.sync();
        return m;
    }

    // Gamma = H^H G H, H^H G^2 H, Y = V^H G H, Q and Y diag(c^2) Gamma for the active users.
    BF_HD BF_NOINLINE void products(const SensingDual<Group>& dual, int m) {
        int cols = SENSING + n;
        BF_ROLLED
        for (int j = group.rank(); j < m; j += group.size()) {
            int user = activeUser(j);
            w.c[j] = sqrt((1 + w.upsilon[user]) / n) * w.b[user];
        }
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < (m + SENSING) * m; e += group.size()) {
            int i = e / m;
            int j = e - i * m;
            double inverse = 1 / w.c[j];
            const Complex* kj = w.uk + SENSING + activeUser(j);
            Complex sum = makeComplex(0, 0);
            if (i >= m) {
                BF_ROLLED
                for (int p = 0; p < r; p++) {
                    addAdjointProduct(sum, w.sensing[p * SENSING + i - m], kj[p * cols]);
                }
                w.y[(i - m) * m + j] = scaled(sum, inverse);
                continue;
            }
            Complex squares = makeComplex(0, 0);
            const Complex* ki = w.uk + SENSING + activeUser(i);
            BF_ROLLED
            for (int p = 0; p < r; p++) {
                addAdjointProduct(sum, w.channels[p * n + activeUser(i)], kj[p * cols]);
                addAdjointProduct(squares, ki[p * cols], kj[p * cols]);
            }
            gamma[e] = makeComplex(sum.re * inverse, i == j ? 0 : sum.im * inverse);
            squared[e] = makeComplex(
                    squares.re * inverse / w.c[i], squares.im * inverse / w.c[i]);
        }
        group.sync();
        BF_ROLLED
        for (int i = group.rank(); i < m; i += group.size()) {
            double noise = dual.traceR + dual.t * gamma[i * m + i].re;
            BF_ROLLED
            for (int j = 0; j < m; j++) {
                noise += j == i ? 0 : w.c[j] * w.c[j] * square(gamma[i * m + j]);
            }
            w.noise[i] = noise;
        }
        BF_ROLLED
        for (int e = group.rank(); e < (m + SENSING) * m; e += group.size()) {
            int i = e / m;
            int j = e - i * m;
            const Complex* left = i < m ? gamma + i * m : w.y + (i - m) * m;
            Complex sum = makeComplex(0, 0);
            BF_ROLLED
            for (int p = 0; p < m; p++) {
                double weight = w.c[p] * w.c[p];
                Complex term = makeComplex(0, 0);
                addProduct(term, left[p], gamma[p * m + j]);
                sum.re += weight * term.re;
                sum.im += weight * term.im;
            }
            if (i < m) {
                w.q[e] = sum;
            } else {
                w.z[(i - m) * m + j] = sum;
            }
        }
        group.sync();
    }

    // du_i/dtheta and dT_i/dtheta, [m, 6].
    BF_HD BF_NOINLINE void thetaDerivatives(double t, int m) {
        BF_ROLLED
        for (int i = group.rank(); i < m; i += group.size()) {
            double cross = 0;  // Re (H^H G^2 H diag(c^2) Gamma)_ii
            BF_ROLLED
            for (int j = 0; j < m; j++) {
                Complex a = squared[i * m + j];
                Complex b = gamma[j * m + i];
                cross += w.c[j] * w.c[j] * (a.re * b.re - a.im * b.im);
            }
            double own = squared[i * m + i].re;
            w.uTheta[i * VARIABLES] = -w.c[i] * own;
            w.tTheta[i * VARIABLES] = -2 * cross - t * own;
            BF_ROLLED
            for (int p = 1; p < VARIABLES; p++) {
                double s = sandwich(p, w.y, w.y, i, m);
                w.uTheta[i * VARIABLES + p] = w.c[i] * s;
                w.tTheta[i * VARIABLES + p] = 2 * sandwich(p, w.y, w.z, i, m) + t * s;
            }
        }
        group.sync();
    }

    // Re (left_i^H e_p right_i) for the direction p = nu, z1, z3, x, y of Ztilde.
    BF_HD static double sandwich(
            int p, const Complex* left, const Complex* right, int i, int m) {
        Complex lg = left[m + i];
        Complex rg = right[m + i];
        Complex le = left[2 * m + i];
        Complex re = right[2 * m + i];
        switch (p) {
            case 1:
                return left[i].re * right[i].re + left[i].im * right[i].im;
            case 2:
                return lg.re * rg.re + lg.im * rg.im + le.re * re.re + le.im * re.im;
            case 3:
                return lg.re * rg.re + lg.im * rg.im;
            case 4:  // e g^H + g e^H
                return le.re * rg.re + le.im * rg.im + lg.re * re.re + lg.im * re.im;
            default:  // -j e g^H + j g e^H
                return (le.re * rg.im - le.im * rg.re) - (lg.re * re.im - lg.im * re.re);
        }
    }

    // Column `at` of I - T'(x), by one lane: the effect of da_k = da and dc_k = dc, multipliers
    // included.
    BF_HD void column(int at, int k, double da, double dc, int m, const SensingDual<Group>& dual) {
        const double* sensitivity = w.scalars->hessian + MU * VARIABLES;  // -d tr R / d theta
        double mixed[VARIABLES];
        double dTheta[VARIABLES];
        // dB = da (h_k h_k^H + I) + ..: the noise tr R makes a_k part of mu.
        for (int p = 0; p < VARIABLES; p++) {
            mixed[p] = w.tTheta[k * VARIABLES + p] * da - 2 * w.uTheta[k * VARIABLES + p] * dc
                    - sensitivity[p] * da;
        }
        dual.solveSensitivity(mixed, dTheta);
        dTheta[0] += da;
        double dPower = w.tTheta[k * VARIABLES] * da - 2 * w.uTheta[k * VARIABLES] * dc;
        for (int p = 0; p < VARIABLES; p++) {
            dPower -= sensitivity[p] * dTheta[p];
        }
        int size = 2 * m;
        BF_ROLLED
        for (int i = 0; i < m; i++) {
            Complex g = gamma[i * m + k];
            Complex q = w.q[k * m + i];
            double magnitude = square(g);
            double du = -w.c[i] * magnitude * da + (i == k ? gamma[i * m + i].re * dc : 0);
            double dt = (-2 * (g.re * q.re - g.im * q.im) - dual.t * magnitude) * da
                    + 2 * w.c[k] * magnitude * dc;
            for (int p = 0; p < VARIABLES; p++) {
                du += w.uTheta[i * VARIABLES + p] * dTheta[p];
                dt += w.tTheta[i * VARIABLES + p] * dTheta[p];
            }
            double u = w.c[i] * gamma[i * m + i].re;
            double dLogNoise = (dt - 2 * u * du + dPower) / w.noise[i];
            matrix[i * size + at] = (i == at ? 1 : 0) - (2 * du / u - dLogNoise);
            matrix[(m + i) * size + at] =
                    (m + i == at ? 1 : 0) - (dLogNoise - dPower / dual.traceR);
        }
    }

    // Gaussian elimination with partial pivoting of matrix: [size, size] and w.rhs, in place.
    BF_HD BF_NOINLINE bool solveDense(int size) {
        double* a = matrix;
        double* b = w.rhs;
        BF_ROLLED
        for (int p = 0; p < size; p++) {
            int pivot = p;
            BF_ROLLED
            for (int i = p + 1; i < size; i++) {
                if (fabs(a[i * size + p]) > fabs(a[pivot * size + p])) {
                    pivot = i;
                }
            }
            double head = a[pivot * size + p];
            if (!(fabs(head) > 1e-300)) {
                return false;
            }
            group.sync();
            if (pivot != p) {
                BF_ROLLED
                for (int j = p + group.rank(); j <= size; j += group.size()) {
                    double* first = j < size ? a + p * size + j : b + p;
                    double* second = j < size ? a + pivot * size + j : b + pivot;
                    double swap = *first;
                    *first = *second;
                    *second = swap;
                }
                group.sync();
            }
            int rest = size - p - 1;  // columns to the right, and the right side
            BF_ROLLED
            for (int e = group.rank(); e < rest * (rest + 1); e += group.size()) {
                int i = p + 1 + e / (rest + 1);
                int j = p + 1 + e % (rest + 1);
                double factor = a[i * size + p] / head;
                if (j < size) {
                    a[i * size + j] -= factor * a[p * size + j];
                } else {
                    b[i] -= factor * b[p];
                }
            }
            group.sync();
        }
        BF_ROLLED
        for (int p = size - 1; p >= 0; p--) {
            double x = b[p] / a[p * size + p];
            group.sync();
            BF_ROLLED
            for (int i = group.rank(); i <= p; i += group.size()) {
                if (i == p) {
                    b[p] = x;
                } else {
                    b[i] -= a[i * size + p] * x;
                }
            }
            group.sync();
        }
        return true;
    }
};

}  // namespace beamforge
