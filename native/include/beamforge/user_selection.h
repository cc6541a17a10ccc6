// Which users of a problem are worth serving together, as
// org.beamforge.solver.exactfp.UserSelection, whose documentation has the reasons: greedy selection
// by the sum rate of MMSE filters with equal powers over the shaped Gram matrix K.
#pragma once

#include "beamforge/dense.h"
#include "beamforge/problem.h"

namespace beamforge {

template <class Group>
struct UserSelection {
    // Least share of the power that counts as free, so that K does not lose its rank.
    static constexpr double LEAST_FREE = 1e-3;

    Group g;
    const Workspace& w;
    int n;
    Complex* gram;     // K: [n, n]
    double* selected;  // [n], 1 for a selected user
    double* members;   // [n], the selected users in the order of their selection

    // K to w.received. Uses w.y; select() also w.factor, w.noise, w.c, w.frozen and w.active.
    BF_HD UserSelection(
            const Group& lanes, const Workspace& workspace, const ProblemRecord& problem)
        : g(lanes), w(workspace), n(problem.n), gram(workspace.received),
          selected(workspace.frozen), members(workspace.active) {
        int r = problem.r;
        multiplyAdjointLeft(g, n, n, r, w.channels, n, w.channels, n, gram);
        multiplyAdjointLeft(g, SENSING, n, r, w.sensing, SENSING, w.channels, n, w.y);
        double deltaD = problem.deltaD;
        double deltaE = problem.deltaE;
        double free = larger(LEAST_FREE, 1 - larger(deltaD, deltaE));
        BF_ROLLED
        for (int e = g.rank(); e < n * n; e += g.size()) {
            int i = e / n;
            int j = e - i * n;
            Complex value = scaled(gram[e], free);
            BF_ROLLED
            for (int s = 0; s < SENSING; s++) {
                double share = s == 0 ? deltaD : deltaE / 2;
                Complex a = w.y[s * n + i];
                Complex b = w.y[s * n + j];
                value.re += share * (a.re * b.re + a.im * b.im);
                value.im += share * (a.re * b.im - a.im * b.re);
            }
            gram[e] = value;
        }
        g.sync();
    }

    // What the rate of a user alone grows with.
    BF_HD double strength(int user) const { return gram[user * n + user].re; }

    // Sets selected; all users if nobody can be reached.
    BF_HD BF_NOINLINE void select() {
        BF_ROLLED
        for (int j = g.rank(); j < n; j += g.size()) {
            selected[j] = 0;
        }
        g.sync();
        int count = 0;
        double best = 0;
        BF_ROLLED
        while (count < n) {
            int added = -1;
            BF_ROLLED
            for (int j = 0; j < n; j++) {
                if (selected[j] != 0) {
                    continue;
                }
                double value = sumRate(j, count);
                if (value > best) {
                    best = value;
                    added = j;
                }
            }
            if (added < 0) {
                break;
            }
            if (g.rank() == 0) {
                selected[added] = 1;
                members[count] = added;
            }
            g.sync();
            count++;
        }
        if (count == 0) {
            BF_ROLLED
            for (int j = g.rank(); j < n; j += g.size()) {
                selected[j] = 1;
            }
            g.sync();
        }
    }

private:
    BF_HD int member(int at, int candidate, int count) const {
        return at == count ? candidate : static_cast<int>(members[at]);
    }

    // Sum rate in nats of the members and a candidate; 0 if rounding spoils the matrix.
    BF_HD BF_NOINLINE double sumRate(int candidate, int count) {
        int size = count + 1;
        g.sync();
        BF_ROLLED
        for (int e = g.rank(); e < size * size; e += g.size()) {
            int i = e / size;
            int j = e - i * size;
            Complex k = gram[member(i, candidate, count) * n + member(j, candidate, count)];
            w.factor[e] = makeComplex(k.re / size + (i == j ? 1 : 0), k.im / size);
        }
        g.sync();
        if (!choleskyInverse(g, size, w.factor, w.noise, w.c)) {
            return 0;
        }
        double rate = 0;
        BF_ROLLED
        for (int j = g.rank(); j < size; j += g.size()) {
            double diagonal = w.c[j] * w.c[j];
            BF_ROLLED
            for (int i = j + 1; i < size; i++) {
                diagonal += square(w.factor[j * size + i]);
            }
            rate -= log(diagonal);
        }
        return g.sum(rate);
    }
};

}  // namespace beamforge
