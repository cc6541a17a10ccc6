// The surrogates (53)-(58) of the penalty and the QCQP (59) in closed form, as
// org.beamforge.solver.mmadmm.Surrogate and BeamQcqp, where the derivation is. What grows with the
// problem is spread over the lanes; the 3 x 3 and 4 x 4 matrices are one lane's work.
#pragma once

#include "beamforge/admm_problem.h"
#include "beamforge/group.h"

namespace beamforge {

constexpr double ROOT2 = 1.4142135623730951;
constexpr double DIAMETER = 2;  // of the power ball
constexpr int D = 0;
constexpr int G = 1;
constexpr int E = 2;

BF_HD inline double penaltyOf(const Moments& moments, const AdmmScalars& s) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += (moments.s[i] - s.c[i]) * (moments.s[i] - s.c[i]);
    }
    return sum / (2 * s.rho);
}

// By one lane, step (49): q is the projection of x on the matrix inequality of (27b).
BF_HD BF_NOINLINE inline void projectOnLmi(const double* x, double deltaE, double* q) {
    double a = x[0] - deltaE;
    double d = x[3];
    double br = x[1] / ROOT2;
    double bi = x[2] / ROOT2;
    double mean = 0.5 * (a + d);
    double half = 0.5 * (a - d);
    double radius = sqrt(half * half + br * br + bi * bi);
    if (mean - radius >= 0) {
        for (int i = 0; i < 4; i++) {
            q[i] = x[i];
        }
    } else if (mean + radius <= 0) {
        q[0] = deltaE;
        q[1] = 0;
        q[2] = 0;
        q[3] = 0;
    } else {
        double largest = mean + radius;
        q[0] = 0.5 * largest * (1 + half / radius) + deltaE;
        q[1] = ROOT2 * 0.5 * largest * br / radius;
        q[2] = ROOT2 * 0.5 * largest * bi / radius;
        q[3] = 0.5 * largest * (1 - half / radius);
    }
}

// By one lane, (53)-(58): sigma, the weights of the rank-one terms and Psi.
BF_HD BF_NOINLINE inline void buildSurrogate(AdmmScalars& s, bool separate) {
    constexpr double LEAST_SHIFT = 1e-7;
    double omega = 1 / (2 * s.rho);
    const double* at = s.moments.s;
    double f[4];
    for (int i = 0; i < 4; i++) {
        f[i] = at[i] - s.c[i];
    }
    double cross = ROOT2 * sqrt(f[1] * f[1] + f[2] * f[2]);
    double lambda;
    if (separate) {
        lambda = larger(0, 2 * f[0]) + larger(0, 2 * f[3]) + cross;
    } else {
        double a = 2 * (f[0] + f[3]);
        double d = 2 * f[0];
        double half = 0.5 * (a - d);
        lambda = larger(0, 0.5 * (a + d) + sqrt(half * half + cross * cross));
    }
    double lambdaHat = separate ? 4 : 2;
    double tau = smaller(1, s.radius);
    s.sigma = omega * (lambda + (1 + 1 / tau) * lambdaHat * s.radius * s.radius) + LEAST_SHIFT;
    s.weight[0] = 4 * omega * (1 + tau);
    s.weight[1] = 2 * omega * (1 + tau);
    s.weight[2] = s.weight[1];
    s.weight[3] = s.weight[0];
    for (int i = 0; i < 9; i++) {
        s.psi[i] = makeComplex(0, 0);
    }
    s.psi[G * 3 + G].re = -omega * 2 * (f[0] + f[3]) + s.weight[0] * at[0] + s.weight[3] * at[3];
    s.psi[E * 3 + E].re = -omega * 2 * f[0] + s.weight[0] * at[0];
    s.psi[E * 3 + G] = makeComplex(ROOT2 * (-omega * f[1] + s.weight[1] * at[1]),
                                   -ROOT2 * (-omega * f[2] + s.weight[1] * at[2]));
    s.psi[G * 3 + E] = makeComplex(ROOT2 * (-omega * f[1] + s.weight[2] * at[1]),
                                   ROOT2 * (-omega * f[2] + s.weight[2] * at[2]));
}

// Entry (a, b) of v_a (x) y_b, as 3 a + b, that part i of u_k (k < 4) or of t (k = 4) is made of.
BF_HD inline int partOf(int k, int i) {
    switch (k) {
        case 0:
            return i == 0 ? G * 3 + G : E * 3 + E;
        case 1:
            return E * 3 + G;
        case 2:
            return G * 3 + E;
        case 3:
            return G * 3 + G;
        default:
            return D * 3 + D;
    }
}

BF_HD inline int partsOf(int k) { return k == 0 ? 2 : 1; }

BF_HD inline double factorOf(int k) { return k == 1 || k == 2 ? ROOT2 : 1; }

// The entries that occur in t and the u_k.
BF_HD inline int entryOf(int i) {
    return i == 0 ? D * 3 + D : i == 1 ? G * 3 + G : i == 2 ? E * 3 + E : i == 3 ? E * 3 + G : G * 3 + E;
}

// u_k^H R u_l; v_a (x) y_b and v_c (x) y_d give B_ac Gram_bd.
BF_HD inline Complex innerOf(const AdmmScalars& s, int k, int l) {
    Complex sum = makeComplex(0, 0);
    BF_ROLLED
    for (int i = 0; i < partsOf(k); i++) {
        BF_ROLLED
        for (int j = 0; j < partsOf(l); j++) {
            int x = partOf(k, i);
            int z = partOf(l, j);
            addProduct(sum, s.b[x / 3 * 3 + z / 3], s.moments.gram[x % 3 * 3 + z % 3]);
        }
    }
    return scaled(sum, factorOf(k) * factorOf(l));
}

// Cholesky factor of the 4 x 4 matrix, lower triangle in place.
BF_HD inline void factorWoodbury(Complex* m) {
    BF_ROLLED
    for (int j = 0; j < 4; j++) {
        BF_ROLLED
        for (int i = j; i < 4; i++) {
            Complex sum = m[i * 4 + j];
            BF_ROLLED
            for (int k = 0; k < j; k++) {
                subtractOuter(sum, m[i * 4 + k], m[j * 4 + k]);
            }
            m[i * 4 + j] = i == j ? makeComplex(sqrt(sum.re), 0)
                                  : makeComplex(sum.re / m[j * 4 + j].re, sum.im / m[j * 4 + j].re);
        }
    }
}

BF_HD inline void solveWoodbury(const Complex* m, Complex* x) {
    BF_ROLLED
    for (int i = 0; i < 4; i++) {
        Complex sum = x[i];
        BF_ROLLED
        for (int k = 0; k < i; k++) {
            Complex a = m[i * 4 + k];
            sum.re -= a.re * x[k].re - a.im * x[k].im;
            sum.im -= a.re * x[k].im + a.im * x[k].re;
        }
        x[i] = makeComplex(sum.re / m[i * 4 + i].re, sum.im / m[i * 4 + i].re);
    }
    BF_ROLLED
    for (int i = 3; i >= 0; i--) {
        Complex sum = x[i];
        BF_ROLLED
        for (int k = i + 1; k < 4; k++) {
            Complex a = m[k * 4 + i];
            sum.re -= a.re * x[k].re + a.im * x[k].im;
            sum.im -= a.re * x[k].im - a.im * x[k].re;
        }
        x[i] = makeComplex(sum.re / m[i * 4 + i].re, sum.im / m[i * 4 + i].re);
    }
}

// By one lane: Woodbury's identity for both right sides, nu, and Gamma.
BF_HD BF_NOINLINE inline void woodbury(AdmmScalars& s) {
    const Complex* l = s.sums + 6;
    BF_ROLLED
    for (int k = 0; k < 4; k++) {
        BF_ROLLED
        for (int j = 0; j <= k; j++) {
            Complex entry = innerOf(s, k, j);
            s.woodbury[k * 4 + j] =
                    k == j ? makeComplex(entry.re + 1 / s.weight[k], 0) : entry;
        }
    }
    s.left[0] = makeComplex(l[G * 3 + G].re + l[E * 3 + E].re, l[G * 3 + G].im + l[E * 3 + E].im);
    s.left[1] = scaled(l[E * 3 + G], ROOT2);
    s.left[2] = scaled(l[G * 3 + E], ROOT2);
    s.left[3] = l[G * 3 + G];
    BF_ROLLED
    for (int k = 0; k < 4; k++) {
        s.tangentRight[k] = innerOf(s, k, 4);
        s.tangent[k] = s.tangentRight[k];
    }
    double tt = s.b[0].re * s.moments.gram[0].re;
    double tp = l[0].re;
    factorWoodbury(s.woodbury);
    solveWoodbury(s.woodbury, s.left);
    solveWoodbury(s.woodbury, s.tangent);
    BF_ROLLED
    for (int k = 0; k < 4; k++) {
        Complex m = s.tangentRight[k];
        tp -= m.re * s.left[k].re + m.im * s.left[k].im;
        tt -= m.re * s.tangent[k].re + m.im * s.tangent[k].im;
    }
    double nu = tt > 0 ? larger(0, (s.required - tp) / tt) : 0;
    for (int i = 0; i < 9; i++) {
        s.gammaMatrix[i] = makeComplex(0, 0);
    }
    s.gammaMatrix[0] = makeComplex(nu, 0);
    BF_ROLLED
    for (int k = 0; k < 4; k++) {
        s.left[k].re += nu * s.tangent[k].re;
        s.left[k].im += nu * s.tangent[k].im;
    }
    s.gammaMatrix[G * 3 + G] =
            makeComplex(-s.left[0].re - s.left[3].re, -s.left[0].im - s.left[3].im);
    s.gammaMatrix[E * 3 + E] = scaled(s.left[0], -1);
    s.gammaMatrix[E * 3 + G] = scaled(s.left[1], -ROOT2);
    s.gammaMatrix[G * 3 + E] = scaled(s.left[2], -ROOT2);
}

// By one lane: Gamma and ||w||^2 from the sums over the rows.
BF_HD BF_NOINLINE inline void combine(AdmmScalars& s) {
    const Complex* half = s.sums;
    const Complex* half2 = s.sums + TERMS;
    int k = 0;
    for (int a = 0; a < 3; a++) {
        for (int b = a; b < 3; b++) {
            s.b[a * 3 + b] = half[k];
            s.b2[a * 3 + b] = half2[k];
            s.b[b * 3 + a] = makeComplex(half[k].re, b == a ? half[k].im : -half[k].im);
            s.b2[b * 3 + a] = makeComplex(half2[k].re, b == a ? half2[k].im : -half2[k].im);
            k++;
        }
    }
    woodbury(s);
    const Complex* l2 = half2 + 6;
    double norm = s.plainNorm;
    BF_ROLLED
    for (int i = 0; i < 5; i++) {
        int x = entryOf(i);
        Complex gx = s.gammaMatrix[x];
        norm += 2 * (gx.re * l2[x].re + gx.im * l2[x].im);
        BF_ROLLED
        for (int j = 0; j < 5; j++) {
            int z = entryOf(j);
            Complex m = makeComplex(0, 0);
            addProduct(m, s.b2[x / 3 * 3 + z / 3], s.moments.gram[x % 3 * 3 + z % 3]);
            Complex e = makeComplex(0, 0);
            addProduct(e, s.gammaMatrix[z], m);
            norm += gx.re * e.re + gx.im * e.im;
        }
    }
    s.squaredNorm = norm;
}

// Everything that does not depend on mu: per row ||P_j||^2 and the products that the resolvents sum.
template <class Group>
BF_HD BF_NOINLINE void prepareQcqp(
        Group g, const AdmmWorkspace& w, int p, int columns, const Complex* y) {
    for (int task = g.rank(); task < 4 * p; task += g.size()) {
        int j = task >> 2;
        int part = task & 3;
        const Complex* row = w.rhs + j * columns;
        if (part == 3) {
            double norm = 0;
            for (int t = 0; t < columns; t++) {
                norm += square(row[t]);
            }
            w.rowNorm[j] = norm;
            int k = j * TERMS;
            BF_ROLLED
            for (int a = 0; a < 3; a++) {
                BF_ROLLED
                for (int b = a; b < 3; b++) {
                    Complex z = makeComplex(0, 0);
                    addAdjointProduct(z, w.vHat[j * 3 + a], w.vHat[j * 3 + b]);
                    w.terms[k++] = z;
                }
            }
            continue;
        }
        const Complex* other = y + part * columns;
        Complex cross = makeComplex(0, 0);
        for (int t = 0; t < columns; t++) {
            addAdjointProduct(cross, other[t], row[t]);
        }
        BF_ROLLED
        for (int a = 0; a < 3; a++) {
            Complex z = makeComplex(0, 0);
            addAdjointProduct(z, w.vHat[j * 3 + a], cross);
            w.terms[j * TERMS + 6 + a * 3 + part] = z;
        }
    }
    g.sync();
}

// ||w(mu)||^2 with the best nu; leaves Gamma.
template <class Group>
BF_HD double squaredNormAt(Group g, const AdmmWorkspace& w, int p, double shift) {
    AdmmScalars& s = *w.scalars;
    for (int j = g.rank(); j < p; j += g.size()) {
        w.inverse[j] = 1 / (w.eigenvalues[j] + shift);
    }
    g.sync();
    for (int task = g.rank(); task <= 2 * TERMS; task += g.size()) {
        if (task == 2 * TERMS) {
            double norm = 0;
            for (int j = 0; j < p; j++) {
                norm += w.rowNorm[j] * w.inverse[j] * w.inverse[j];
            }
            s.plainNorm = norm;
            continue;
        }
        bool squared = task >= TERMS;
        const Complex* term = w.terms + (squared ? task - TERMS : task);
        Complex sum = makeComplex(0, 0);
        for (int j = 0; j < p; j++) {
            double factor = squared ? w.inverse[j] * w.inverse[j] : w.inverse[j];
            sum.re += term[j * TERMS].re * factor;
            sum.im += term[j * TERMS].im * factor;
        }
        s.sums[task] = sum;
    }
    g.sync();
    if (g.rank() == 0) {
        combine(s);
    }
    g.sync();
    // Two syncs lie between this and the next write.
    return s.squaredNorm;
}

// The multiplier mu of (59c): the root of 1 / ||w(mu)|| = 1, or 0; leaves Gamma and the inverses.
template <class Group>
BF_HD BF_NOINLINE double findMu(Group g, const AdmmWorkspace& w, int p, double start) {
    constexpr int EVALUATIONS = 200;
    constexpr double ACCURACY = 1e-14;
    double sigma = w.scalars->sigma;
    double low = 0;
    double high = infinity();
    double x = start;
    double mu = x;
    double lastX = 0;
    double lastGap = 0;
    for (int evaluation = 1; evaluation <= EVALUATIONS; evaluation++) {
        double norm = sqrt(larger(0, squaredNormAt(g, w, p, sigma + x)));
        double gap = 1 / norm - 1;
        mu = x;
        if (fabs(gap) <= ACCURACY || (gap > 0 && x == 0)) {
            break;
        }
        // Closer than this a step that does not halve the error says that rounding has taken over.
        if (evaluation > 1 && fabs(gap) <= 1e-9 && fabs(gap) >= 0.5 * fabs(lastGap)) {
            break;
        }
        if (gap > 0) {
            high = x;
        } else {
            low = x;
        }
        if (high < infinity() && high - low <= 1e-16 * high) {
            break;
        }
        double next = evaluation == 1 ? (x + sigma) * norm - sigma
                                      : x - gap * (x - lastX) / (gap - lastGap);
        if (!(next > low && next < high)) {
            bool down = gap > 0 && low == 0;
            double between = low == 0 ? 0.1 * high : sqrt(low) * sqrt(high);
            next = high == infinity() ? 4 * (x + sigma) : between;
            if (down && !(next > 1e-3 * sigma)) {
                next = 0;
            }
        }
        lastX = x;
        lastGap = gap;
        x = next;
    }
    return mu;
}

}  // namespace beamforge
