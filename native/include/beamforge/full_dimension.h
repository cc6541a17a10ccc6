// W: [r, T] itself, carried beside X = Q^H W where r > p, as org.beamforge.solver.mmadmm.FullDimension:
// W_{k+1} = Q (X_{k+1} - kappa X_k) + kappa W_k, then X_{k+1} = Q^H W_{k+1}. Everything is local to the
// columns of W, so a block takes CARRY_COLUMNS of them through all rows, expands a tile of rows and
// adds it to the projection at once: W is read and written once per iteration.
#pragma once

#include "beamforge/mm_admm.h"

namespace beamforge {

constexpr int CARRY_COLUMNS = 16;
constexpr int CARRY_ROWS = 16;

// Memory of a block, in Complex numbers: change and projection: [p, columns] each, a tile of Q:
// [rows, p], and a tile of W: [rows, columns]. Shared where it fits, else each block's own part of
// global memory, which the caches hold: p has no limit.
BF_HD inline size_t carryLength(int p) {
    return 2 * static_cast<size_t>(p) * CARRY_COLUMNS + static_cast<size_t>(CARRY_ROWS) * p
            + CARRY_ROWS * CARRY_COLUMNS;
}

BF_HD inline int carryTiles(int columns) { return (columns + CARRY_COLUMNS - 1) / CARRY_COLUMNS; }

// Brings the carried columns [first, first + CARRY_COLUMNS) to the trial in w.x, and puts its projection
// there and its received amplitudes into w.wide. start: [p, T], where the step starts; q: [r, p];
// carried: W there, of the iterate and of the trial, [r, T] each; memory: carryLength(p).
template <class Group>
BF_HD void carryColumns(
        Group g,
        const AdmmWorkspace& w,
        const AdmmRecord& record,
        const Complex* start,
        const Complex* q,
        Complex* carried,
        int first,
        Complex* memory) {
    const AdmmScalars& s = *w.scalars;
    const int p = record.p;
    const int n = record.n;
    const int columns = record.columns;
    const int64_t size = static_cast<int64_t>(record.r) * columns;
    Complex* base = carried;
    Complex* kept = carried + size;
    Complex* next = carried + 2 * size;
    Complex* change = memory;
    Complex* projection = change + p * CARRY_COLUMNS;
    Complex* basis = projection + p * CARRY_COLUMNS;
    Complex* tile = basis + CARRY_ROWS * p;
    const int width = smallerOf(CARRY_COLUMNS, columns - first);
    const int32_t action = s.carry;
    const double kappa = s.shrink;
    const double beta = s.beta;
    for (int e = g.rank(); e < p * CARRY_COLUMNS; e += g.size()) {
        int k = e / CARRY_COLUMNS;
        int t = e - k * CARRY_COLUMNS;
        Complex z = makeComplex(0, 0);
        if (t < width) {
            Complex from = start[k * columns + first + t];
            z = w.x[k * columns + first + t];
            z.re -= kappa * from.re;
            z.im -= kappa * from.im;
        }
        change[e] = z;
        projection[e] = makeComplex(0, 0);
    }
    for (int row = 0; row < record.r; row += CARRY_ROWS) {
        const int height = smallerOf(CARRY_ROWS, record.r - row);
        g.sync();
        for (int e = g.rank(); e < height * p; e += g.size()) {
            basis[e] = q[static_cast<int64_t>(row) * p + e];
        }
        g.sync();
        for (int e = g.rank(); e < height * CARRY_COLUMNS; e += g.size()) {
            int i = e / CARRY_COLUMNS;
            int t = e - i * CARRY_COLUMNS;
            if (t >= width) {
                continue;
            }
            int64_t at = static_cast<int64_t>(row + i) * columns + first + t;
            Complex point = action == CARRY_REPEAT ? base[at] : makeComplex(0, 0);
            if (action == CARRY_START) {
                for (int k = 0; k < p; k++) {
                    addProduct(point, basis[i * p + k], start[k * columns + first + t]);
                }
                base[at] = point;
                kept[at] = point;
            } else if (action == CARRY_ACCEPT) {
                Complex last = next[at];
                Complex old = kept[at];
                point = makeComplex(last.re + beta * (last.re - old.re),
                                    last.im + beta * (last.im - old.im));
                base[at] = point;
                kept[at] = last;
            } else if (action == CARRY_RESTART) {
                point = kept[at];
                base[at] = point;
            }
            Complex z = scaled(point, kappa);
            for (int k = 0; k < p; k++) {
                addProduct(z, basis[i * p + k], change[k * CARRY_COLUMNS + t]);
            }
            next[at] = z;
            tile[e] = z;
        }
        g.sync();
        for (int e = g.rank(); e < p * CARRY_COLUMNS; e += g.size()) {
            int k = e / CARRY_COLUMNS;
            int t = e - k * CARRY_COLUMNS;
            if (t >= width) {
                continue;
            }
            Complex sum = projection[e];
            for (int i = 0; i < height; i++) {
                addAdjointProduct(sum, basis[i * p + k], tile[i * CARRY_COLUMNS + t]);
            }
            projection[e] = sum;
        }
    }
    g.sync();
    for (int e = g.rank(); e < p * CARRY_COLUMNS; e += g.size()) {
        int k = e / CARRY_COLUMNS;
        int t = e - k * CARRY_COLUMNS;
        if (t < width) {
            w.x[k * columns + first + t] = projection[e];
        }
    }
    // [H, V]^H X of the trial.
    for (int e = g.rank(); e < (n + SENSING) * CARRY_COLUMNS; e += g.size()) {
        int v = e / CARRY_COLUMNS;
        int t = e - v * CARRY_COLUMNS;
        if (t >= width) {
            continue;
        }
        Complex sum = makeComplex(0, 0);
        for (int k = 0; k < p; k++) {
            Complex vector = v < n ? w.channels[k * n + v] : w.sensing[k * SENSING + v - n];
            addAdjointProduct(sum, vector, projection[k * CARRY_COLUMNS + t]);
        }
        w.wide[v * columns + first + t] = sum;
    }
}

// The status of a start that is still under way.
constexpr int32_t RUNNING = -1;

// The part of an iteration that is one block's work: judges the trial that carryColumns completed and
// proposes the next; at the first call takes the start. Does nothing once the start has ended.
template <class Group>
BF_HD void stepFull(
        Group g,
        const AdmmWorkspace& w,
        const AdmmRecord& record,
        const AdmmSettings& settings,
        bool first,
        Complex* input,
        Complex* output,
        AdmmResult* result,
        const int* stop) {
    MmAdmm<Group> loop(g, w, record, settings, input, output, stop);
    if (first) {
        loop.begin(input);
        if (g.rank() == 0) {
            result->status = RUNNING;
        }
    } else {
        if (w.scalars->done != 0) {
            return;
        }
        if (loop.judge()) {
            loop.finish(output, result);
            return;
        }
    }
    loop.propose();
}

}  // namespace beamforge
