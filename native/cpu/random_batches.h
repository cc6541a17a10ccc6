// Random problems for the kernels; the same seed gives the same ones everywhere.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "beamforge/admm_problem.h"
#include "beamforge/arrays.h"
#include "beamforge/problem.h"

using namespace beamforge;

// Nearly normal numbers by sums of uniform ones, so that no library function decides what they are.
struct Draws {
    uint64_t state;

    explicit Draws(uint64_t seed) : state(seed * 0x9e3779b97f4a7c15ull + 1) {}

    double uniform() {
        state += 0x9e3779b97f4a7c15ull;
        uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        z ^= z >> 31;
        return static_cast<double>(z >> 11) * 0x1.0p-53;
    }

    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += uniform();
        }
        return sum;
    }
};

inline std::vector<Complex> randomComplex(size_t length, uint64_t seed) {
    Draws draws(seed);
    std::vector<Complex> z(length);
    for (Complex& x : z) {
        x = makeComplex(draws.normal(), draws.normal());
    }
    return z;
}

// Changes all numbers in their last digits; seed 0 leaves them.
inline void perturb(std::vector<Complex>& z, uint64_t seed) {
    Draws draws(seed);
    for (Complex& x : z) {
        if (seed != 0) {
            x.re *= 1 + 1e-15 * (draws.uniform() - 0.5);
            x.im *= 1 + 1e-15 * (draws.uniform() - 0.5);
        }
    }
}

// C = A A^H, the plain way.
inline void multiplyByAdjoint(int n, int length, const Complex* a, Complex* c) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            Complex sum = makeComplex(0, 0);
            for (int k = 0; k < length; k++) {
                addAdjointProduct(sum, a[j * length + k], a[i * length + k]);
            }
            c[i * n + j] = sum;
        }
    }
}

// V: [r, 3] with columns of norm 1, then H: [r, n] with gains of -10 to 30 dB.
inline void appendVectors(std::vector<Complex>& to, int r, int n, Draws& draws) {
    std::vector<Complex> v(static_cast<size_t>(r) * SENSING);
    for (int s = 0; s < SENSING; s++) {
        double size = 0;
        for (int i = 0; i < r; i++) {
            Complex& z = v[static_cast<size_t>(i * SENSING + s)];
            z = makeComplex(draws.normal(), draws.normal());
            size += square(z);
        }
        for (int i = 0; i < r; i++) {
            Complex& z = v[static_cast<size_t>(i * SENSING + s)];
            z = scaled(z, 1 / std::sqrt(size));
        }
    }
    to.insert(to.end(), v.begin(), v.end());
    double gain = std::pow(10, -1 + 4 * draws.uniform());
    double scale = std::sqrt(gain / (2.0 * r));
    for (int i = 0; i < r * n; i++) {
        to.push_back(makeComplex(scale * draws.normal(), scale * draws.normal()));
    }
}

struct ExactBatch {
    std::vector<ProblemRecord> problems;
    SolveSettings settings;
    std::vector<Complex> input;
    int64_t outputs;
};

// One problem per entry of `users`, in r = n + 3 dimensions, or in as many as there are antennas if
// that is not 0. Every fourth asks more of sensing than there is power for.
inline ExactBatch exactBatch(
        const std::vector<int>& users, int antennas, int starts, uint64_t seed) {
    Draws draws(seed);
    ExactBatch batch;
    batch.settings.tolerance = 1e-6;
    batch.settings.seed = 5;
    batch.settings.starts = starts;
    batch.settings.maxIterations = 200;
    batch.outputs = 0;
    for (size_t i = 0; i < users.size(); i++) {
        int n = users[i];
        int r = antennas == 0 ? n + SENSING : antennas;
        bool demanding = i % 4 == 3;
        ProblemRecord p;
        p.r = r;
        p.n = n;
        p.deltaD = (demanding ? 0.9 : 0.2) * (0.01 + 0.99 * draws.uniform());
        p.deltaE = (demanding ? 0.9 : 0.1) * (0.01 + 0.99 * draws.uniform());
        p.input = static_cast<int64_t>(batch.input.size());
        p.output = batch.outputs;
        appendVectors(batch.input, r, n, draws);
        batch.outputs += outputLength(r, n);
        batch.problems.push_back(p);
    }
    return batch;
}

struct AdmmBatch {
    std::vector<AdmmRecord> records;
    AdmmSettings settings;
    std::vector<Complex> input;
    int64_t outputs;
};

// One start per entry of `users`, in full dimension r if that is not 0, else compressed to p = n + 3 or
// to the antennas. `adaptive`: the numbers of the schedule "scaled", else of "paper".
inline AdmmBatch admmBatch(
        const std::vector<int>& users, int antennas, int r, int adaptive, int limit,
        uint64_t seed) {
    Draws draws(seed);
    AdmmBatch batch;
    batch.settings = {1e-6, adaptive != 0 ? 30 : 0.1, 0.9, adaptive != 0 ? 0.01 : 0, 1e-3, 0.9,
                      0.5, 0.01, 10, adaptive, limit};
    batch.outputs = 0;
    for (int n : users) {
        int p = antennas == 0 ? n + SENSING : antennas;
        int columns = n + (r == 0 ? p : r);
        AdmmRecord a;
        std::memset(&a, 0, sizeof a);
        a.p = p;
        a.n = n;
        a.columns = columns;
        a.r = r == 0 ? p : r;
        a.deltaD = 0.2 * (0.01 + 0.99 * draws.uniform());
        a.deltaE = 0.1 * (0.01 + 0.99 * draws.uniform());
        a.lastViolation = HUGE_VAL;
        a.mixerRadius = 2;
        a.input = static_cast<int64_t>(batch.input.size());
        a.output = batch.outputs;
        appendVectors(batch.input, p, n, draws);
        std::vector<Complex> x(static_cast<size_t>(p) * static_cast<size_t>(columns));
        double size = 0;
        for (Complex& z : x) {
            z = makeComplex(draws.normal(), draws.normal());
            size += square(z);
        }
        for (Complex& z : x) {
            batch.input.push_back(scaled(z, 1 / std::sqrt(size)));
        }
        if (a.r > p) {
            // Q: [r, p] with orthonormal columns, which are the rows of a basis.
            std::vector<Complex> vectors(static_cast<size_t>(p) * static_cast<size_t>(a.r));
            for (Complex& z : vectors) {
                z = makeComplex(draws.normal(), draws.normal());
            }
            std::vector<Complex> q(vectors.size());
            std::vector<Complex> coordinates(static_cast<size_t>(p) * static_cast<size_t>(p));
            std::vector<Complex> coefficients(static_cast<size_t>(p));
            orthonormalBasis(SingleLane(), vectors.data(), p, a.r, q.data(), coordinates.data(),
                             coefficients.data());
            for (int i = 0; i < a.r; i++) {
                for (int k = 0; k < p; k++) {
                    batch.input.push_back(q[static_cast<size_t>(k * a.r + i)]);
                }
            }
        }
        batch.outputs += admmOutputLength(p, n, columns);
        batch.records.push_back(a);
    }
    return batch;
}
