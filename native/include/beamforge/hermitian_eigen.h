// Eigendecomposition of a small Hermitian matrix by Jacobi rotations, warm-started. n / 2 disjoint pairs
// are rotated at a time, in the order of a tournament (Brent and Luk), so that a sweep takes 2 n syncs
// and not n^2. The Java engine makes A tridiagonal instead (org.beamforge.solver.mmadmm.HermitianTridiagonal).
#pragma once

#include "beamforge/dense.h"

namespace beamforge {

// Pair `i` of round `round` among the indices below n; q = n stands for nobody where n is odd.
BF_HD inline void tournamentPair(int n, int round, int i, int& p, int& q) {
    int others = (n + 1) / 2 * 2 - 1;
    int a = i == 0 ? others : (round + i) % others;
    int b = i == 0 ? round : (round - i + others) % others;
    p = smallerOf(a, b);
    q = largerOf(a, b);
}

// One rotation J: J_pp = J_qq = c, J_pq = u, J_qp = -conj(u). Three Complex numbers in memory: c and
// whether it is one at all, u, and what it makes of a_pp and a_qq.
struct Rotation {
    double c;
    Complex u;
};

BF_HD inline bool isActive(const Complex* rotations, int i) { return rotations[3 * i].im != 0; }

BF_HD inline Rotation rotationAt(const Complex* rotations, int i) {
    Rotation j = {rotations[3 * i].re, rotations[3 * i + 1]};
    return j;
}

// (x, y) <- (x, y) J
BF_HD inline void rotateRight(const Rotation& j, Complex& x, Complex& y) {
    Complex u = j.u;
    Complex nx = makeComplex(j.c * x.re - (u.re * y.re + u.im * y.im),
                             j.c * x.im - (u.re * y.im - u.im * y.re));
    y = makeComplex(j.c * y.re + (u.re * x.re - u.im * x.im),
                    j.c * y.im + (u.re * x.im + u.im * x.re));
    x = nx;
}

// (x, y)^T <- J^H (x, y)^T
BF_HD inline void rotateLeft(const Rotation& j, Complex& x, Complex& y) {
    Rotation conjugate = {j.c, makeComplex(j.u.re, -j.u.im)};
    rotateRight(conjugate, x, y);
}

// Off-diagonal entries below this fraction of sqrt(a_ii a_jj) are zero.
constexpr double JACOBI_ACCURACY = 1e-15;

BF_HD inline bool needsRotation(int n, const Complex* a, int p, int q) {
    double size = sqrt(square(a[p * n + q]));
    double scale = sqrt(fabs(a[p * n + p].re)) * sqrt(fabs(a[q * n + q].re));
    return size > JACOBI_ACCURACY * scale && !(size < DBL_MIN);
}

// By one lane: the rotation that makes a_pq zero, or none.
BF_HD inline void findRotation(int n, const Complex* a, int p, int q, Complex* rotation) {
    if (q >= n || !needsRotation(n, a, p, q)) {
        rotation[0] = makeComplex(1, 0);
        rotation[1] = makeComplex(0, 0);
        return;
    }
    Complex off = a[p * n + q];
    double size = sqrt(square(off));
    double app = a[p * n + p].re;
    double aqq = a[q * n + q].re;
    double theta = (aqq - app) / (2 * size);
    double t = 1 / (fabs(theta) + sqrt(1 + theta * theta));
    t = theta < 0 ? -t : t;
    double c = 1 / sqrt(1 + t * t);
    double s = t * c;
    rotation[0] = makeComplex(c, 1);
    rotation[1] = makeComplex(s * off.re / size, s * off.im / size);
    rotation[2] = makeComplex(app - t * size, aqq + t * size);
}

// By one lane: the entries of A in the rows of one pair and the columns of another, and their mirrors.
BF_HD BF_NOINLINE inline void rotateBlock(
        int n, int round, int i, int j, const Complex* rotations, Complex* a) {
    int p;
    int q;
    tournamentPair(n, round, i, p, q);
    if (i == j) {
        if (isActive(rotations, i)) {
            a[p * n + p] = makeComplex(rotations[3 * i + 2].re, 0);
            a[q * n + q] = makeComplex(rotations[3 * i + 2].im, 0);
            a[p * n + q] = makeComplex(0, 0);
            a[q * n + p] = makeComplex(0, 0);
        }
        return;
    }
    if (!isActive(rotations, i) && !isActive(rotations, j)) {
        return;
    }
    int rows[2] = {p, q};
    int columns[2];
    tournamentPair(n, round, j, columns[0], columns[1]);
    Complex m[2][2];
    for (int k = 0; k < 2; k++) {
        for (int l = 0; l < 2; l++) {
            bool there = rows[k] < n && columns[l] < n;
            m[k][l] = there ? a[rows[k] * n + columns[l]] : makeComplex(0, 0);
        }
    }
    Rotation left = rotationAt(rotations, i);
    Rotation right = rotationAt(rotations, j);
    for (int k = 0; k < 2; k++) {
        rotateRight(right, m[k][0], m[k][1]);
    }
    for (int l = 0; l < 2; l++) {
        rotateLeft(left, m[0][l], m[1][l]);
    }
    for (int k = 0; k < 2; k++) {
        for (int l = 0; l < 2; l++) {
            if (rows[k] < n && columns[l] < n) {
                a[rows[k] * n + columns[l]] = m[k][l];
                a[columns[l] * n + rows[k]] = makeComplex(m[k][l].re, -m[k][l].im);
            }
        }
    }
}

// One pass over all pairs. A <- J^H A J and E <- E J, a round of disjoint pairs at a time.
template <class Group>
BF_HD BF_NOINLINE void jacobiSweep(Group g, int n, Complex* a, Complex* e, Complex* rotations) {
    int pairs = (n + 1) / 2;
    int blocks = lowerEntries(pairs);
    for (int round = 0; round < 2 * pairs - 1; round++) {
        BF_ROLLED
        for (int i = g.rank(); i < pairs; i += g.size()) {
            int p;
            int q;
            tournamentPair(n, round, i, p, q);
            findRotation(n, a, p, q, rotations + 3 * i);
        }
        g.sync();
        BF_ROLLED
        for (int task = g.rank(); task < blocks + n * pairs; task += g.size()) {
            if (task < blocks) {
                int i;
                int j;
                lowerEntry(pairs, task, i, j);
                rotateBlock(n, round, i, j, rotations, a);
                continue;
            }
            int i = (task - blocks) / n;
            int k = task - blocks - i * n;
            if (isActive(rotations, i)) {
                int p;
                int q;
                tournamentPair(n, round, i, p, q);
                rotateRight(rotationAt(rotations, i), e[k * n + p], e[k * n + q]);
            }
        }
        g.sync();
    }
}

// Whether no pair has to be rotated any more.
template <class Group>
BF_HD BF_NOINLINE bool isDiagonal(Group g, int n, const Complex* a) {
    double found = 0;
    BF_ROLLED
    for (int task = g.rank(); task < lowerEntries(n - 1); task += g.size()) {
        int i;
        int j;
        lowerEntry(n - 1, task, i, j);
        if (needsRotation(n, a, j, i + 1)) {
            found = 1;
        }
    }
    return g.max(found) == 0;
}

// A = E diag(values) E^H for A: [n, n], full, which is overwritten. E is the start of this call,
// unless `fresh`; work: [n, n], rotations: [3 (n + 1) / 2].
template <class Group>
BF_HD BF_NOINLINE void hermitianEigen(
        Group g, int n, bool fresh, Complex* a, Complex* e, Complex* work, Complex* rotations,
        double* values) {
    constexpr int SWEEPS = 40;
    if (fresh) {
        BF_ROLLED
        for (int i = g.rank(); i < n * n; i += g.size()) {
            e[i] = makeComplex(i / n == i % n ? 1 : 0, 0);
        }
        g.sync();
    } else {
        multiply(g, n, n, n, a, e, work);
        multiplyAdjointLeft(g, n, n, n, e, n, work, n, a);
    }
    for (int sweep = 0; sweep < SWEEPS && !isDiagonal(g, n, a); sweep++) {
        jacobiSweep(g, n, a, e, rotations);
    }
    BF_ROLLED
    for (int i = g.rank(); i < n; i += g.size()) {
        values[i] = larger(0, a[i * n + i].re);
    }
    g.sync();
}

}  // namespace beamforge
