// Starting points (upsilon, b) of the fractional programming, as
// org.beamforge.solver.exactfp.StartingPoints: the first serves the users of UserSelection and hardly
// the others, the second all users evenly with matched filters, the third favours the strongest user,
// the fourth is regularised zero-forcing; the next ones favour one user each and further ones draw the
// split of the power.
#pragma once

#include "beamforge/dense.h"
#include "beamforge/problem.h"
#include "beamforge/user_selection.h"

namespace beamforge {

// java.util.SplittableRandom, so that the random starts are those of the Java engine.
struct SplittableRandom {
    uint64_t state;

    BF_HD explicit SplittableRandom(int64_t seed) : state(static_cast<uint64_t>(seed)) {}

    BF_HD double nextDouble() {
        state += 0x9e3779b97f4a7c15ull;
        uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        z ^= z >> 31;
        return static_cast<double>(z >> 11) * 0x1.0p-53;
    }
};

// Fills w.upsilon and w.b of start number `index`. Uses w.factor, w.g, w.uk, w.uku, w.received, w.x,
// w.image, w.diagonal, w.inverseDiagonal and what UserSelection uses.
template <class Group>
BF_HD BF_NOINLINE void fillStart(
        Group g, const Workspace& w, const ProblemRecord& problem, int index, int64_t seed) {
    constexpr int ZERO_FORCING = 3;   // the start with (H H^H + c I)^-1 H, c the mean gain
    constexpr int FAVOURITE = 2;      // the start that favours the strongest user
    constexpr double FAVOURED = 100;  // power of a favoured user over that of the others
    constexpr double TILT = 0.01;     // keeps users with equal channels apart, for the stronger one
    constexpr double REST = 1e-3;     // power of a user that was not selected
    int r = problem.r;
    int n = problem.n;
    double trace = 0;
    BF_ROLLED
    for (int e = g.rank(); e < r * n; e += g.size()) {
        trace += square(w.channels[e]);
    }
    trace = g.sum(trace);
    Complex* beams = w.uk;
    bool filled = false;
    g.sync();
    if (index == ZERO_FORCING && trace > 0) {
        // (H H^H + c I)^-1 H
        weightedGram(g, r, n, w.channels, nullptr, w.factor);
        BF_ROLLED
        for (int i = g.rank(); i < r; i += g.size()) {
            w.factor[i * r + i].re += trace / n;
        }
        g.sync();
        if (choleskyInverse(g, r, w.factor, w.diagonal, w.inverseDiagonal)) {
            adjointTimesLower(g, r, w.factor, w.inverseDiagonal, w.g);
            multiply(g, r, n, r, w.g, w.channels, beams);
            filled = true;
        }
    }
    if (!filled) {
        g.sync();
        BF_ROLLED
        for (int e = g.rank(); e < r * n; e += g.size()) {
            beams[e] = w.channels[e];
        }
        g.sync();
    }
    double* power = w.image;
    int favourite = index == FAVOURITE ? 0 : index - ZERO_FORCING;
    bool favours = index == FAVOURITE || (index > ZERO_FORCING && favourite < n);
    bool drawn = index > ZERO_FORCING && favourite >= n;
    UserSelection<Group> selection(g, w, problem);
    if (index == 0) {
        selection.select();
    }
    BF_ROLLED
    for (int j = g.rank(); j < n; j += g.size()) {
        w.x[j] = selection.strength(j);
    }
    g.sync();
    if (g.rank() == 0) {
        SplittableRandom random(
                static_cast<int64_t>(static_cast<uint64_t>(seed) * 1000003u
                                     + static_cast<uint64_t>(index)));
        // Users by falling strength, ties as in a stable sort; drawn powers come in that order.
        double* ranks = w.image + n;
        BF_ROLLED
        for (int j = 0; j < n; j++) {
            int before = 0;
            BF_ROLLED
            for (int k = 0; k < n; k++) {
                before += w.x[k] > w.x[j] || (w.x[k] == w.x[j] && k < j) ? 1 : 0;
            }
            ranks[before] = j;
        }
        BF_ROLLED
        for (int rank = 0; rank < n; rank++) {
            int j = static_cast<int>(ranks[rank]);
            double even = 1 - TILT * rank / n;
            power[j] = drawn ? exp(10 * random.nextDouble() - 5) : even;
            if (index == 0 && selection.selected[j] == 0) {
                power[j] *= REST;
            }
        }
        if (favours) {
            power[static_cast<int>(ranks[favourite])] = FAVOURED;
        }
    }
    g.sync();
    double sum = 2;
    BF_ROLLED
    for (int j = 0; j < n; j++) {
        sum += power[j];
    }
    BF_ROLLED
    for (int j = g.rank(); j < n; j += g.size()) {
        double norm = 0;
        BF_ROLLED
        for (int i = 0; i < r; i++) {
            norm += square(beams[i * n + j]);
        }
        double factor = norm > 0 ? sqrt(power[j] / (sum * norm)) : 0;
        BF_ROLLED
        for (int i = 0; i < r; i++) {
            beams[i * n + j] = scaled(beams[i * n + j], factor);
        }
    }
    g.sync();
    multiplyAdjointLeft(g, n, n, r, w.channels, n, beams, n, w.received);
    multiplyAdjointLeft(g, n, SENSING, r, w.channels, n, w.sensing, SENSING, w.uku);
    BF_ROLLED
    for (int i = g.rank(); i < n; i += g.size()) {
        double own = square(w.received[i * n + i]);
        double total =
                1 + (square(w.uku[i * SENSING]) + square(w.uku[i * SENSING + 1])) / sum;
        BF_ROLLED
        for (int j = 0; j < n; j++) {
            total += square(w.received[i * n + j]);
        }
        w.upsilon[i] = own / (total - own);
        w.b[i] = sqrt((1 + w.upsilon[i]) / n * own) / total;
    }
    g.sync();
}

}  // namespace beamforge
