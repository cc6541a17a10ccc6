// Small dense complex kernels on row-major matrices, shared by the lanes of a group. Every function
// ends with a sync, so its output may be read at once.
#pragma once

#include "beamforge/complex.h"
#include "beamforge/group.h"

namespace beamforge {

// Entry e of the lower triangle of an s x s matrix, 0 <= e < s (s + 1) / 2. Long and short rows are
// paired to rows of one length, so that no lane meets an empty entry.
BF_HD inline void lowerEntry(int s, int e, int& row, int& column) {
    int width = s | 1;  // s + 1 if s is even, else s
    int a = static_cast<int>(static_cast<unsigned>(e) / static_cast<unsigned>(width));
    int b = e - a * width;
    int longRow = s - a;
    if (b < longRow) {
        row = longRow - 1;
        column = b;
    } else {
        row = (s & 1) != 0 ? a - 1 : a;
        column = b - longRow;
    }
}

BF_HD inline int lowerEntries(int s) { return s * (s + 1) / 2; }

// Positive, finite and with a finite reciprocal; NaN is none.
BF_HD inline bool isPivot(double value) { return value >= DBL_MIN && value <= DBL_MAX; }

// A = L L^H in place for Hermitian A: [n, n], of which the lower triangle is read, and X = L^-1 along with
// it, column by column, so that the inverse costs no syncs of its own and no lane works through a column
// alone. The strictly lower part of L overwrites that of A; X_ij, i > j, goes to the mirror place [j, i] in
// the upper triangle, and the diagonal of L and of X to diagonal[n] and inverseDiagonal[n]; the diagonal
// of A is left with no meaning. Returns whether every pivot was positive.
template <class Group>
BF_HD BF_NOINLINE bool choleskyInverse(
        Group g, int n, Complex* a, double* diagonal, double* inverseDiagonal) {
    for (int k = 0; k < n; k++) {
        double pivot = a[k * n + k].re;
        if (!isPivot(pivot)) {
            return false;
        }
        double root = sqrt(pivot);
        double inverse = 1 / root;
        if (g.rank() == 0) {
            diagonal[k] = root;
            inverseDiagonal[k] = inverse;
        }
        // Column k of L, and of X what is above: row k of X, which its diagonal completes.
        BF_ROLLED
        for (int i = g.rank(); i < n; i += g.size()) {
            if (i != k) {
                a[i * n + k] = scaled(a[i * n + k], inverse);
            }
        }
        g.sync();
        int rest = n - k - 1;
        int lower = lowerEntries(rest);
        BF_ROLLED
        for (int e = g.rank(); e < lower + rest * (k + 1); e += g.size()) {
            if (e < lower) {
                int i;
                int j;
                lowerEntry(rest, e, i, j);
                i += k + 1;
                j += k + 1;
                subtractOuter(a[i * n + j], a[i * n + k], a[j * n + k]);
                continue;
            }
            // X_ij -= L_ik X_kj
            int j = static_cast<int>(static_cast<unsigned>(e - lower) / static_cast<unsigned>(rest));
            int i = k + 1 + e - lower - j * rest;
            Complex factor = makeComplex(-a[i * n + k].re, -a[i * n + k].im);
            if (j == k) {
                a[j * n + i] = scaled(factor, inverse);
            } else {
                addProduct(a[j * n + i], factor, a[j * n + k]);
            }
        }
        g.sync();
    }
    return true;
}

// G = X^H X: [n, n], full, for X as left by choleskyInverse: so G = (L L^H)^-1.
template <class Group>
BF_HD BF_NOINLINE void adjointTimesLower(
        Group g, int n, const Complex* x, const double* inverseDiagonal, Complex* out) {
    for (int e = g.rank(); e < lowerEntries(n); e += g.size()) {
        int i;
        int j;
        lowerEntry(n, e, i, j);
        const Complex* left = x + i * n;
        const Complex* right = x + j * n;
        // p = i: X_ii is real, and X_ij is on the diagonal too if i = j.
        Complex sum = makeComplex(inverseDiagonal[i], 0);
        sum = i == j ? scaled(sum, inverseDiagonal[i]) : scaled(right[i], inverseDiagonal[i]);
        for (int p = i + 1; p < n; p++) {
            addAdjointProduct(sum, left[p], right[p]);
        }
        out[i * n + j] = sum;
        if (i != j) {
            out[j * n + i] = makeComplex(sum.re, -sum.im);
        }
    }
    g.sync();
}

// C = A B with A: [m, k], B: [k, n].
template <class Group>
BF_HD BF_NOINLINE void multiply(
        Group g, int m, int n, int k, const Complex* a, const Complex* b, Complex* c) {
    for (int e = g.rank(); e < m * n; e += g.size()) {
        int i = static_cast<int>(static_cast<unsigned>(e) / static_cast<unsigned>(n));
        int j = e - i * n;
        const Complex* row = a + i * k;
        Complex sum = makeComplex(0, 0);
        for (int p = 0; p < k; p++) {
            addProduct(sum, row[p], b[p * n + j]);
        }
        c[e] = sum;
    }
    g.sync();
}

// C = A^H B over k rows, with A: [k, .] of row length lda from column aFirst on, B likewise; C: [m, n].
template <class Group>
BF_HD BF_NOINLINE void multiplyAdjointLeft(
        Group g,
        int m,
        int n,
        int k,
        const Complex* a,
        int lda,
        const Complex* b,
        int ldb,
        Complex* c) {
    for (int e = g.rank(); e < m * n; e += g.size()) {
        int i = static_cast<int>(static_cast<unsigned>(e) / static_cast<unsigned>(n));
        int j = e - i * n;
        Complex sum = makeComplex(0, 0);
        for (int p = 0; p < k; p++) {
            addAdjointProduct(sum, a[p * lda + i], b[p * ldb + j]);
        }
        c[e] = sum;
    }
    g.sync();
}

// Lower triangle of C = H diag(weight^2) H^H with H: [r, n]; a null weight stands for ones.
template <class Group>
BF_HD BF_NOINLINE void weightedGram(
        Group g, int r, int n, const Complex* h, const double* weight, Complex* c) {
    for (int e = g.rank(); e < lowerEntries(r); e += g.size()) {
        int i;
        int j;
        lowerEntry(r, e, i, j);
        Complex sum = makeComplex(0, 0);
        for (int p = 0; p < n; p++) {
            double w = weight == nullptr ? 1 : weight[p];
            // conj(h_jp) h_ip, scaled as the Java engine does: both factors carry b.
            addAdjointProduct(sum, scaled(h[j * n + p], w), scaled(h[i * n + p], w));
        }
        c[i * r + j] = sum;
    }
    g.sync();
}

// Columns L: [r, r] with C = L L^H by Cholesky with diagonal pivoting, most power first; columns
// beyond the numerical rank are zero. Overwrites C.
template <class Group>
BF_HD BF_NOINLINE void pivotedFactor(Group g, int r, Complex* c, Complex* l) {
    BF_ROLLED
    for (int e = g.rank(); e < r * r; e += g.size()) {
        l[e] = makeComplex(0, 0);
    }
    g.sync();
    for (int k = 0; k < r; k++) {
        int pivot = 0;
        for (int i = 1; i < r; i++) {
            if (c[i * r + i].re > c[pivot * r + pivot].re) {
                pivot = i;
            }
        }
        double diagonal = c[pivot * r + pivot].re;
        if (!(diagonal > 0)) {
            break;
        }
        double inverse = 1 / sqrt(diagonal);
        for (int i = g.rank(); i < r; i += g.size()) {
            Complex z = scaled(c[i * r + pivot], inverse);
            l[i * r + k] = i == pivot ? makeComplex(z.re, 0) : z;
        }
        g.sync();
        for (int e = g.rank(); e < r * r; e += g.size()) {
            int i = static_cast<int>(static_cast<unsigned>(e) / static_cast<unsigned>(r));
            int j = e - i * r;
            if (i == pivot || j == pivot) {
                c[e] = makeComplex(0, 0);
            } else {
                subtractOuter(c[e], l[i * r + k], l[j * r + k]);
            }
        }
        g.sync();
    }
}

}  // namespace beamforge
