// Work on whole antenna arrays: Gram matrices, orthonormal bases and the expansion W = Q X, for up
// to thousands of antennas. Products are tiled; a basis is one block's work per base station.
#pragma once

#include "beamforge/complex.h"
#include "beamforge/group.h"

namespace beamforge {

constexpr int TILE = 32;        // outputs per side of a tile
constexpr int TILE_DEPTH = 8;   // terms of the sums held in shared memory at a time
constexpr int TILE_HALF = TILE / 2;
constexpr int TILE_WORK = TILE_HALF * TILE_HALF;  // units of work, 2 x 2 outputs each

// Shared memory of one tile.
struct TileMemory {
    Complex left[TILE_DEPTH][TILE + 1];  // one more, so that columns fall on different banks
    Complex right[TILE_DEPTH][TILE + 1];
};

// C = A A^H for rows A: [n, length].
struct GramProduct {
    int n;
    int length;
    const Complex* rows;
    Complex* out;

    BF_HD int rowCount() const { return n; }
    BF_HD int columnCount() const { return n; }
    BF_HD int depth() const { return length; }
    // Consecutive lanes take consecutive p, which are consecutive in memory.
    BF_HD static constexpr bool depthIsContiguous() { return true; }
    BF_HD Complex left(int i, int p) const { return rows[static_cast<int64_t>(i) * length + p]; }
    BF_HD Complex right(int p, int j) const {
        Complex z = rows[static_cast<int64_t>(j) * length + p];
        return makeComplex(z.re, -z.im);
    }
    BF_HD void put(int i, int j, Complex z) const { out[static_cast<int64_t>(i) * n + j] = z; }
};

// W = Q X for a basis of rows q_j: [size, length], X: [size, columns], W: [length, columns].
struct ExpandProduct {
    int size;
    int length;
    int columns;
    const Complex* basis;
    const Complex* x;
    Complex* out;

    BF_HD int rowCount() const { return length; }
    BF_HD int columnCount() const { return columns; }
    BF_HD int depth() const { return size; }
    BF_HD static constexpr bool depthIsContiguous() { return false; }
    BF_HD Complex left(int i, int p) const { return basis[static_cast<int64_t>(p) * length + i]; }
    BF_HD Complex right(int p, int j) const { return x[static_cast<int64_t>(p) * columns + j]; }
    BF_HD void put(int i, int j, Complex z) const {
        out[static_cast<int64_t>(i) * columns + j] = z;
    }
};

// One tile of a product, outputs [i0, i0 + TILE) x [j0, j0 + TILE).
template <class Group, class Product>
BF_HD void computeTile(Group g, const Product& product, int i0, int j0, TileMemory& memory) {
    constexpr int UNITS = (TILE_WORK + Group::THREADS - 1) / Group::THREADS;
    Complex sums[UNITS][4];
    for (int u = 0; u < UNITS; u++) {
        for (int q = 0; q < 4; q++) {
            sums[u][q] = makeComplex(0, 0);
        }
    }
    int rows = product.rowCount();
    int columns = product.columnCount();
    int depth = product.depth();
    for (int p0 = 0; p0 < depth; p0 += TILE_DEPTH) {
        for (int e = g.rank(); e < TILE * TILE_DEPTH; e += g.size()) {
            int p = Product::depthIsContiguous() ? e % TILE_DEPTH : e / TILE;
            int i = Product::depthIsContiguous() ? e / TILE_DEPTH : e % TILE;
            bool inDepth = p0 + p < depth;
            memory.left[p][i] = inDepth && i0 + i < rows ? product.left(i0 + i, p0 + p)
                                                         : makeComplex(0, 0);
            memory.right[p][i] = inDepth && j0 + i < columns ? product.right(p0 + p, j0 + i)
                                                             : makeComplex(0, 0);
        }
        g.sync();
        for (int u = 0; u < UNITS; u++) {
            int unit = g.rank() + u * g.size();
            int i = unit / TILE_HALF;
            int j = unit % TILE_HALF;
            for (int p = 0; p < TILE_DEPTH; p++) {
                Complex a0 = memory.left[p][i];
                Complex a1 = memory.left[p][i + TILE_HALF];
                Complex b0 = memory.right[p][j];
                Complex b1 = memory.right[p][j + TILE_HALF];
                addProduct(sums[u][0], a0, b0);
                addProduct(sums[u][1], a0, b1);
                addProduct(sums[u][2], a1, b0);
                addProduct(sums[u][3], a1, b1);
            }
        }
        g.sync();
    }
    for (int u = 0; u < UNITS; u++) {
        int unit = g.rank() + u * g.size();
        for (int q = 0; q < 4; q++) {
            int i = i0 + unit / TILE_HALF + (q / 2) * TILE_HALF;
            int j = j0 + unit % TILE_HALF + (q % 2) * TILE_HALF;
            if (i < rows && j < columns) {
                product.put(i, j, sums[u][q]);
            }
        }
    }
}

// A unit vector that lies within this distance of the span of the others adds nothing.
constexpr double DEPENDENT = 1e-13;

// Scales v: [length] to norm 1 and returns its norm before; leaves the zero vector alone.
template <class Group>
BF_HD double normalise(Group g, Complex* v, int length) {
    double largest = 0;
    for (int i = g.rank(); i < length; i += g.size()) {
        largest = larger(largest, larger(fabs(v[i].re), fabs(v[i].im)));
    }
    largest = g.max(largest);
    if (largest == 0) {
        return 0;
    }
    double sum = 0;
    for (int i = g.rank(); i < length; i += g.size()) {
        double x = v[i].re / largest;
        double y = v[i].im / largest;
        sum += x * x + y * y;
    }
    double norm = largest * sqrt(g.sum(sum));
    for (int i = g.rank(); i < length; i += g.size()) {
        v[i] = makeComplex(v[i].re / norm, v[i].im / norm);
    }
    g.sync();
    return norm;
}

// coefficients[j] = q_j^H v for the rows q_j of [size, length]; a warp per row.
template <class Group>
BF_HD void project(
        Group g, const Complex* q, int size, int length, const Complex* v, Complex* coefficients) {
    for (int j = g.warp(); j < size; j += g.warps()) {
        const Complex* row = q + static_cast<int64_t>(j) * length;
        Complex sum = makeComplex(0, 0);
        for (int i = g.lane(); i < length; i += g.lanes()) {
            addAdjointProduct(sum, row[i], v[i]);
        }
        sum.re = g.warpSum(sum.re);
        sum.im = g.warpSum(sum.im);
        if (g.lane() == 0) {
            coefficients[j] = sum;
        }
    }
    g.sync();
}

// v -= sum_j coefficients[j] q_j
template <class Group>
BF_HD void removeProjection(
        Group g, const Complex* q, int size, int length, const Complex* coefficients, Complex* v) {
    for (int i = g.rank(); i < length; i += g.size()) {
        Complex z = v[i];
        for (int j = 0; j < size; j++) {
            Complex c = coefficients[j];
            Complex row = q[static_cast<int64_t>(j) * length + i];
            z.re -= c.re * row.re - c.im * row.im;
            z.im -= c.re * row.im + c.im * row.re;
        }
        v[i] = z;
    }
    g.sync();
}

// Orthonormal basis q: [size, length] of the rows of vectors: [count, length], in their order,
// dependent ones dropped, and the coordinates q_j^H v of all rows: [count, count], of which the first
// size columns count. Classical Gram-Schmidt, twice, on normalised vectors: two passes over q per
// vector and pass instead of two per projection, and as orthogonal as the sequential variant.
// q has room for min(count, length) rows; coefficients: [count]. Returns the size.
template <class Group>
BF_HD int orthonormalBasis(
        Group g,
        const Complex* vectors,
        int count,
        int length,
        Complex* q,
        Complex* coordinates,
        Complex* coefficients) {
    int size = 0;
    for (int v = 0; v < count && size < length; v++) {
        const Complex* vector = vectors + static_cast<int64_t>(v) * length;
        Complex* row = q + static_cast<int64_t>(size) * length;
        for (int i = g.rank(); i < length; i += g.size()) {
            row[i] = vector[i];
        }
        g.sync();
        if (normalise(g, row, length) == 0) {
            continue;
        }
        BF_ROLLED
    for (int pass = 0; pass < 2; pass++) {
            project(g, q, size, length, row, coefficients);
            removeProjection(g, q, size, length, coefficients, row);
        }
        double norm = normalise(g, row, length);
        if (!(norm > DEPENDENT)) {
            continue;
        }
        // A small remainder is noise-ridden after scaling up: clean it once more.
        BF_ROLLED
    for (int pass = 0; pass < 2 && norm < 1e-4; pass++) {
            project(g, q, size, length, row, coefficients);
            removeProjection(g, q, size, length, coefficients, row);
            normalise(g, row, length);
        }
        size++;
    }
    for (int v = 0; v < count; v++) {
        const Complex* vector = vectors + static_cast<int64_t>(v) * length;
        project(g, q, size, length, vector, coefficients);
        for (int j = g.rank(); j < count; j += g.size()) {
            coordinates[static_cast<int64_t>(v) * count + j] =
                    j < size ? coefficients[j] : makeComplex(0, 0);
        }
        g.sync();
    }
    return size;
}

}  // namespace beamforge
