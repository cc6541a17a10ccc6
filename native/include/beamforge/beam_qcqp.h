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

// Entry (a, b) of v_a (x) y_b, as 3 a + b, that part i of u_k (k < 4) or of t (k = 4) is made of: gg and
// ee; eg; ge; gg; dd. Digits of a number, so that lanes that want different ones do not part.
BF_HD inline int partOf(int k, int i) { return i == 1 ? E * 3 + E : (0x04574 >> (4 * k)) & 15; }

BF_HD inline int partsOf(int k) { return k == 0 ? 2 : 1; }

BF_HD inline double factorOf(int k) { return k == 1 || k == 2 ? ROOT2 : 1; }

// The entries that occur in t and the u_k: dd, gg, ee, eg, ge.
BF_HD inline int entryOf(int i) { return (0x57840 >> (4 * i)) & 15; }

// Entry (a, c) of B = V^H R V, or of B2 = V^H R^2 V, from the sums over its upper triangle.
BF_HD inline Complex hermitianAt(const Complex* sums, int a, int c) {
    int low = smallerOf(a, c);
    int high = largerOf(a, c);
    Complex z = sums[low * (5 - low) / 2 + high];
    return makeComplex(z.re, a > c ? -z.im : z.im);
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
            addProduct(sum, hermitianAt(s.sums, x / 3, z / 3), s.moments.gram[x % 3 * 3 + z % 3]);
        }
    }
    return scaled(sum, factorOf(k) * factorOf(l));
}

// Entries of Woodbury's matrix, of t and of the right side for P that are independent of each other.
constexpr int WOODBURY_TASKS = 10 + 4 + 4;

// By one lane: task 0..9 the lower triangle of the 4 x 4 matrix, then t, then the u_k^H R P.
BF_HD inline void woodburyTask(AdmmScalars& s, int task) {
    const Complex* l = s.sums + 6;
    if (task < 10) {
        int k = task < 1 ? 0 : task < 3 ? 1 : task < 6 ? 2 : 3;
        int j = task - k * (k + 1) / 2;
        Complex entry = innerOf(s, k, j);
        s.woodbury[task] = k == j ? makeComplex(entry.re + 1 / s.weight[k], 0) : entry;
    } else if (task < 14) {
        Complex entry = innerOf(s, task - 10, 4);
        s.tangentRight[task - 10] = entry;
        s.tangent[task - 10] = entry;
    } else {
        int k = task - 14;
        Complex entry = scaled(l[partOf(k, 0)], factorOf(k));
        if (k == 0) {
            entry = makeComplex(entry.re + l[E * 3 + E].re, entry.im + l[E * 3 + E].im);
        }
        s.left[k] = entry;
    }
}

// By one lane: solves the 4 x 4 system in place. The loops are for the compiler to unroll, so that the
// factor stays in registers.
BF_HD BF_NOINLINE inline void solveWoodbury(const Complex* matrix, Complex* right) {
    Complex m[10];
    double inverse[4];
    Complex x[4];
    for (int e = 0; e < 10; e++) {
        m[e] = matrix[e];
    }
    for (int k = 0; k < 4; k++) {
        x[k] = right[k];
    }
    for (int j = 0; j < 4; j++) {
        double pivot = m[j * (j + 1) / 2 + j].re;
        for (int k = 0; k < j; k++) {
            pivot -= square(m[j * (j + 1) / 2 + k]);
        }
        inverse[j] = 1 / sqrt(pivot);
        for (int i = j + 1; i < 4; i++) {
            Complex sum = m[i * (i + 1) / 2 + j];
            for (int k = 0; k < j; k++) {
                subtractOuter(sum, m[i * (i + 1) / 2 + k], m[j * (j + 1) / 2 + k]);
            }
            m[i * (i + 1) / 2 + j] = scaled(sum, inverse[j]);
        }
    }
    for (int i = 0; i < 4; i++) {
        Complex sum = x[i];
        for (int k = 0; k < i; k++) {
            Complex a = m[i * (i + 1) / 2 + k];
            sum.re -= a.re * x[k].re - a.im * x[k].im;
            sum.im -= a.re * x[k].im + a.im * x[k].re;
        }
        x[i] = scaled(sum, inverse[i]);
    }
    for (int i = 3; i >= 0; i--) {
        Complex sum = x[i];
        for (int k = i + 1; k < 4; k++) {
            Complex a = m[k * (k + 1) / 2 + i];
            sum.re -= a.re * x[k].re + a.im * x[k].im;
            sum.im -= a.re * x[k].im - a.im * x[k].re;
        }
        x[i] = scaled(sum, inverse[i]);
    }
    for (int k = 0; k < 4; k++) {
        right[k] = x[k];
    }
}

// nu of the linearised (27a), from the solutions for both right sides.
BF_HD inline double tangentMultiplier(const AdmmScalars& s) {
    double tt = s.sums[0].re * s.moments.gram[0].re;
    double tp = s.sums[6].re;
    for (int k = 0; k < 4; k++) {
        Complex m = s.tangentRight[k];
        tp -= m.re * s.left[k].re + m.im * s.left[k].im;
        tt -= m.re * s.tangent[k].re + m.im * s.tangent[k].im;
    }
    return tt > 0 ? larger(0, (s.required - tp) / tt) : 0;
}

// Entry entryOf(i) of Gamma; the others are zero.
BF_HD inline Complex gammaEntry(const AdmmScalars& s, double nu, int i) {
    if (i == 0) {
        return makeComplex(nu, 0);
    }
    int k = i == 1 || i == 2 ? 0 : i == 3 ? 1 : 2;
    Complex x = makeComplex(s.left[k].re + nu * s.tangent[k].re,
                            s.left[k].im + nu * s.tangent[k].im);
    if (i == 1) {
        x.re += s.left[3].re + nu * s.tangent[3].re;
        x.im += s.left[3].im + nu * s.tangent[3].im;
    }
    return scaled(x, -factorOf(k));
}

// Terms of ||R (p + V Gamma Y)||^2 = ||R p||^2 + 2 Re <V Gamma Y, R^2 p> + <V Gamma Y, R^2 V Gamma Y>.
constexpr int NORM_TERMS = 25 + 5;

BF_HD inline double normTerm(const AdmmScalars& s, double nu, int term) {
    const Complex* half2 = s.sums + TERMS;
    int i = term < 25 ? term / 5 : term - 25;
    int x = entryOf(i);
    Complex gx = gammaEntry(s, nu, i);
    if (term >= 25) {
        Complex l2 = half2[6 + x];
        return 2 * (gx.re * l2.re + gx.im * l2.im);
    }
    int j = term - 5 * i;
    int z = entryOf(j);
    Complex m = makeComplex(0, 0);
    addProduct(m, hermitianAt(half2, x / 3, z / 3), s.moments.gram[x % 3 * 3 + z % 3]);
    Complex e = makeComplex(0, 0);
    addProduct(e, gammaEntry(s, nu, j), m);
    return gx.re * e.re + gx.im * e.im;
}

// What does not depend on mu: per row j of P ||P_j||^2 and P Y^H.
template <class Group>
BF_HD BF_NOINLINE void prepareQcqp(Group g, const AdmmWorkspace& w, int p, int columns) {
    BF_ROLLED
    for (int task = g.rank(); task < 4 * p; task += g.size()) {
        int j = task >> 2;
        int part = task & 3;
        const Complex* row = w.wide + j * columns;
        if (part == 3) {
            double norm = 0;
            for (int t = 0; t < columns; t++) {
                norm += square(row[t]);
            }
            w.rowNorm[j] = norm;
            continue;
        }
        const Complex* other = w.y + part * columns;
        Complex cross = makeComplex(0, 0);
        for (int t = 0; t < columns; t++) {
            addAdjointProduct(cross, other[t], row[t]);
        }
        w.cross[j * SENSING + part] = cross;
    }
    g.sync();
}

// By one lane: one of the sums over the rows. Tasks 0..5 are B, by rows of its upper triangle, 6..14 are
// L, the next TERMS the same with R^2, and the last one is ||R P||^2.
BF_HD inline void resolventTask(const AdmmWorkspace& w, int p, int task) {
    AdmmScalars& s = *w.scalars;
    if (task == 2 * TERMS) {
        double norm = 0;
        for (int j = 0; j < p; j++) {
            norm += w.rowNorm[j] * w.inverse[j] * w.inverse[j];
        }
        s.plainNorm = norm;
        return;
    }
    bool squared = task >= TERMS;
    int entry = squared ? task - TERMS : task;
    int a = entry < 6 ? (entry < 3 ? 0 : entry < 5 ? 1 : 2) : (entry - 6) / 3;
    int b = entry < 6 ? entry - a * (5 - a) / 2 : (entry - 6) % 3;
    const Complex* right = entry < 6 ? w.vHat : w.cross;
    Complex sum = makeComplex(0, 0);
    for (int j = 0; j < p; j++) {
        double factor = squared ? w.inverse[j] * w.inverse[j] : w.inverse[j];
        addAdjointProduct(sum, scaled(w.vHat[j * SENSING + a], factor), right[j * SENSING + b]);
    }
    s.sums[task] = sum;
}

// ||w(mu)||^2 with the best nu; leaves Gamma, to be read after a sync.
template <class Group>
BF_HD double squaredNormAt(Group g, const AdmmWorkspace& w, int p, double shift) {
    AdmmScalars& s = *w.scalars;
    BF_ROLLED
    for (int j = g.rank(); j < p; j += g.size()) {
        w.inverse[j] = 1 / (w.eigenvalues[j] + shift);
    }
    g.sync();
    BF_ROLLED
    for (int task = g.rank(); task <= 2 * TERMS; task += g.size()) {
        resolventTask(w, p, task);
    }
    g.sync();
    BF_ROLLED
    for (int task = g.rank(); task < WOODBURY_TASKS; task += g.size()) {
        woodburyTask(s, task);
    }
    g.sync();
    BF_ROLLED
    for (int side = g.rank(); side < 2; side += g.size()) {
        solveWoodbury(s.woodbury, side == 0 ? s.left : s.tangent);
    }
    g.sync();
    double nu = tangentMultiplier(s);
    double norm = 0;
    BF_ROLLED
    for (int term = g.rank(); term < NORM_TERMS; term += g.size()) {
        norm += normTerm(s, nu, term);
        if (term >= 25) {
            s.gammaMatrix[entryOf(term - 25)] = gammaEntry(s, nu, term - 25);
        }
    }
    // Two syncs lie between what was read here and the next write.
    return s.plainNorm + g.sum(norm);
}

// The multiplier mu of (59c): the root of 1 / ||w(mu)|| = 1, or 0; leaves Gamma and the inverses.
template <class Group>
BF_HD BF_NOINLINE double findMu(Group g, const AdmmWorkspace& w, int p, double start) {
    constexpr int EVALUATIONS = 200;
    constexpr double ACCURACY = 1e-14;
    double sigma = w.scalars->sigma;
    BF_ROLLED
    for (int e = g.rank(); e < 9; e += g.size()) {
        w.scalars->gammaMatrix[e] = makeComplex(0, 0);
    }
    double low = 0;
    double high = infinity();
    double x = start;
    double mu = x;
    double lastX = 0;
    double lastGap = 0;
    bool zeroTried = false;
    for (int evaluation = 1; evaluation <= EVALUATIONS; evaluation++) {
        double norm = sqrt(larger(0, squaredNormAt(g, w, p, sigma + x)));
        double gap = 1 / norm - 1;
        mu = x;
        if (fabs(gap) <= ACCURACY || (gap > 0 && x == 0)) {
            break;
        }
        // Closer than this a secant step that does not halve the error says that rounding has taken over.
        if (evaluation > 2 && fabs(gap) <= 1e-9 && fabs(gap) >= 0.5 * fabs(lastGap)) {
            break;
        }
        if (gap > 0) {
            high = x;
        } else {
            low = x;
        }
        zeroTried = zeroTried || x == 0;
        // Doubles beside each other lie up to 2.2e-16 apart.
        if (high < infinity() && high - low <= 4.5e-16 * high) {
            break;
        }
        double next = evaluation == 1 ? (x + sigma) * norm - sigma
                                      : x - gap * (x - lastX) / (gap - lastGap);
        if (!(next > low && next < high)) {
            bool down = gap > 0 && low == 0 && !zeroTried;
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
    g.sync();
    return mu;
}

}  // namespace beamforge
