// The global optimum for one user, as org.beamforge.solver.exactfp.SingleUser: the inner problem
// with A = -h h^H / ||h||^2 and no columns of F has the optimal covariance R, of which w = R h /
// sqrt(h^H R h) receives everything; the dual value bounds the rate rigorously.
#pragma once

#include "beamforge/primal_recovery.h"

namespace beamforge {

struct SingleUserResult {
    Beams beams;
    double boundNats;
    int newtonSteps;
    double residual;
    int rescues;
    bool centred;
    bool accurate;
};

// Leaves the beams as PrimalRecovery does.
template <class Group>
BF_HD BF_NOINLINE SingleUserResult solveSingleUser(
        Group group,
        const Workspace& w,
        const ProblemRecord& problem,
        double tolerance,
        Complex* scratch) {
    constexpr double BARRIER_START = 0.1;
    constexpr double BARRIER_DECAY = 0.1;
    constexpr double BARRIER_END = 1e-7;
    constexpr double BARRIER_COARSE = 1e-5;
    constexpr double BARRIER_FINEST = 1e-10;
    constexpr double REFINEMENT = 0.3;
    // A duality gap of this many tolerances still counts as solved.
    constexpr double GAP = 100;
    constexpr int NEWTON_LIMIT = 80;

    int r = problem.r;
    double gain = 0;
    BF_ROLLED
    for (int i = 0; i < r; i++) {
        gain += square(w.channels[i]);
    }
    SensingDual<Group> dual(group, w);
    dual.bind(r, 0, problem.deltaD, problem.deltaE, Power::LIMITED);
    if (gain > 0) {
        BF_ROLLED
        for (int e = group.rank(); e < lowerEntries(r); e += group.size()) {
            int i;
            int j;
            lowerEntry(r, e, i, j);
            Complex z = makeComplex(0, 0);
            addAdjointProduct(z, w.channels[j], w.channels[i]);
            w.a[i * r + j] = makeComplex(-z.re / gain, -z.im / gain);
        }
        group.sync();
    }
    dual.coldStart(1, 1);
    bool centred = dual.follow(BARRIER_START, BARRIER_END, BARRIER_DECAY, NEWTON_LIMIT);
    int rescues = 0;
    BF_ROLLED
    for (double t = 10 * BARRIER_END; !centred && t <= BARRIER_COARSE; t *= 10) {
        // The last stages can drown in rounding; a larger barrier is feasible all the same.
        rescues++;
        dual.coldStart(1, 1);
        centred = dual.follow(BARRIER_START, t, BARRIER_DECAY, NEWTON_LIMIT);
    }
    // Lowers the barrier until its share (r + 4) t of the duality gap is within the tolerance: where
    // sensing takes nearly all of the power, little of h^H R h is left and 1e-7 is too much.
    double reached = centred ? gain * dual.dualValue() : 0;
    if (reached > 0) {
        double wanted = tolerance * log1p(reached) * (1 + reached) / (gain * (r + 4));
        BF_ROLLED
        for (double t = BARRIER_END; t > wanted && t > 1.01 * BARRIER_FINEST;) {
            double finer = larger(REFINEMENT * t, BARRIER_FINEST);
            if (!dual.center(finer, CENTERED, NEWTON_LIMIT)) {
                // That went too far: back to the point before.
                rescues++;
                dual.coldStart(1, 1);
                dual.follow(BARRIER_START, t, BARRIER_DECAY, NEWTON_LIMIT);
                break;
            }
            t = finer;
        }
    }
    double value = dual.dualValue();
    double bound = gain > 0 ? log1p(gain * larger(0, value)) : 0;

    group.sync();
    BF_ROLLED
    for (int e = group.rank(); e < r * r; e += group.size()) {
        w.g[e] = scaled(w.g[e], dual.t);  // R itself: there are no columns of F
    }
    group.sync();
    multiply(group, r, 1, r, w.g, w.channels, w.vf);
    double received = 0;  // h^H R h
    BF_ROLLED
    for (int i = 0; i < r; i++) {
        received += w.channels[i].re * w.vf[i].re + w.channels[i].im * w.vf[i].im;
    }
    double factor = received > 0 ? 1 / sqrt(received) : 0;
    group.sync();
    BF_ROLLED
    for (int i = group.rank(); i < r; i += group.size()) {
        w.vf[i] = scaled(w.vf[i], factor);
    }
    group.sync();
    BF_ROLLED
    for (int e = group.rank(); e < r * r; e += group.size()) {
        int i = e / r;
        subtractOuter(w.g[e], w.vf[i], w.vf[e - i * r]);
    }
    group.sync();
    PrimalRecovery<Group> recovery(group, w, r, 1, problem.deltaD, problem.deltaE);
    SingleUserResult result;
    result.beams = recovery.recover(scratch);
    result.boundNats = larger(bound, result.beams.rateNats);
    double gap = larger(0, bound - result.beams.rateNats);
    result.accurate = gap <= GAP * tolerance * bound;
    result.residual = bound > 0 ? gap / bound : 0;
    result.newtonSteps = dual.newtonSteps;
    result.rescues = rescues + (result.beams.repaired ? 1 : 0);
    result.centred = centred;
    return result;
}

}  // namespace beamforge
