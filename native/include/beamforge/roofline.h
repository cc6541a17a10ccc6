// What a device can do at best, to compare the kernels with: copies, and multiply-adds.
#pragma once

#include "beamforge/complex.h"
#include "beamforge/group.h"

namespace beamforge {

constexpr int CHAINS = 8;       // independent multiply-adds of a lane, to hide their latency
constexpr int CHAIN_STEPS = 8;  // of every chain per round

// to = from, for this group's share of `length` numbers.
template <class Group>
BF_HD void copyShare(
        Group g, int64_t block, int64_t blocks, const Complex* from, Complex* to, int64_t length) {
    for (int64_t i = block * g.size() + g.rank(); i < length; i += blocks * g.size()) {
        to[i] = from[i];
    }
}

// CHAINS * CHAIN_STEPS * rounds multiply-adds per lane; what they come to goes to out, so that no
// compiler can leave them out.
template <class Group>
BF_HD void multiplyAdds(Group g, int64_t block, int rounds, double* out) {
    double factor = 1 - 1e-9 * static_cast<double>(block + 1);
    double sums[CHAINS];
    for (int c = 0; c < CHAINS; c++) {
        sums[c] = c + 1e-3 * g.rank();
    }
    BF_ROLLED
    for (int round = 0; round < rounds; round++) {
        for (int step = 0; step < CHAIN_STEPS; step++) {
            for (int c = 0; c < CHAINS; c++) {
                sums[c] = fma(sums[c], factor, 1e-6);
            }
        }
    }
    double total = 0;
    for (int c = 0; c < CHAINS; c++) {
        total += sums[c];
    }
    out[block * g.size() + g.rank()] = total;
}

}  // namespace beamforge
