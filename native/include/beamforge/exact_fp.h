// Fractional programming with an exact convex inner step, for one problem by the lanes of one
// group: the same algorithm, constants and order of decisions as
// org.beamforge.solver.exactfp.ExactFp, whose documentation has the reasons.
#pragma once

#include "beamforge/anderson.h"
#include "beamforge/fixed_point_newton.h"
#include "beamforge/primal_recovery.h"
#include "beamforge/sensing_dual.h"
#include "beamforge/single_user.h"
#include "beamforge/starting_points.h"

namespace beamforge {

template <class Group>
struct ExactFp {
    static constexpr double BARRIER_DECAY = 0.1;
    static constexpr double COLD_BARRIER = 0.1;
    static constexpr int NEWTON_LIMIT = 40;
    static constexpr int COLD_NEWTON_LIMIT = 200;
    // Longest move of a log variable in one accelerated step; adapted below this.
    static constexpr double LONGEST = 2;
    static constexpr double SHORTEST = 1e-3;
    // Newton's method on the fixed point is tried below this residual.
    static constexpr double NEWTON_RADIUS = 0.3;
    // A user whose share of the sum rate is below this and still falling is switched off.
    static constexpr double OFF = 2e-8;
    // A user whose share of the sum rate is below this and falling is on its way out: log upsilon
    // has no finite fixed point, so it stays out of the Newton system and is hurried along.
    static constexpr double LEAVING = 1e-3;
    static constexpr double HASTE = 4;
    // Iterations without a relative gain that end a level once the residual is small as well.
    static constexpr int SETTLED = 2;
    // Cold restarts of the inner step on one level before its barrier parameter is raised.
    static constexpr int COLD_STARTS = 3;
    // Barrier parameters beyond this fraction of the objective are not tried.
    static constexpr double MOST_BARRIER = 1e-2;
    // A raised barrier parameter beyond this many tolerances of the objective is not converged.
    static constexpr double MOST_FINAL_BARRIER = 2;
    // Iterations without a relative gain, or rejected in a row, that end a level.
    static constexpr int PATIENCE = 6;
    // How far beyond the accuracy aimed at the residual may be when nothing is left to gain.
    static constexpr double ROUNDING = 10;

    Group group;
    const Workspace& w;
    ProblemRecord problem;
    SolveSettings settings;
    const volatile int* stop;
    SensingDual<Group> dual;
    AndersonMixer<Group, Workspace> mixer;
    int r;
    int n;
    int outer;
    int rescues;
    double residual;
    double scale;  // objective the barrier is relative to
    double rate;
    double potential;
    bool cold;
    bool settled;  // whether the last level ended because nothing was left to gain

    BF_HD ExactFp(
            const Group& lanes,
            const Workspace& workspace,
            const ProblemRecord& record,
            const SolveSettings& howHard,
            const volatile int* stopFlag)
        : group(lanes), w(workspace), problem(record), settings(howHard), stop(stopFlag),
          dual(lanes, workspace), mixer(lanes, workspace, 2 * record.n), r(record.r),
          n(record.n), outer(0), rescues(0), residual(0), scale(0), rate(0), potential(0),
          cold(true) {}

    // Solves from every start; the best beams go to output, the figures are returned.
    BF_HD ResultRecord solve(const Complex* input, Complex* output, Complex* scratch) {
        BF_ROLLED
        for (int e = group.rank(); e < r * SENSING; e += group.size()) {
            w.sensing[e] = input[e];
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * n; e += group.size()) {
            w.channels[e] = input[r * SENSING + e];
        }
        group.sync();
        ResultRecord result;
        result.unused = 0;
        if (n == 1) {
            SingleUserResult one = solveSingleUser(group, w, problem, settings.tolerance, scratch);
            store(output, one.beams);
            bool clean = one.centred && one.accurate && !one.beams.repaired;
            result.status = !one.beams.possible ? NO_SAFE_POINT : clean ? SOLVED : STALLED;
            result.rateNats = one.beams.rateNats;
            result.boundNats = one.boundNats;
            result.residual = one.residual;
            result.radarColumns = one.beams.radarColumns;
            result.outerIterations = 1;
            result.newtonSteps = one.newtonSteps;
            result.rescues = one.rescues;
            return result;
        }
        result.status = NUMERICAL_ERROR;
        result.rateNats = 0;
        result.boundNats = infinity();
        result.residual = infinity();
        result.radarColumns = 0;
        bool have = false;
        BF_ROLLED
        for (int start = 0; start < settings.starts; start++) {
            if (start > 0 && shouldStop()) {
                break;
            }
            fillStart(group, w, problem, start, settings.seed);
            int32_t ended = ascend();
            copyBeams();
            PrimalRecovery<Group> recovery(group, w, r, n, problem.deltaD, problem.deltaE);
            Beams beams = recovery.recover(scratch);
            if (!beams.possible) {
                result.status = NO_SAFE_POINT;
                break;
            }
            if (beams.repaired) {
                rescues++;
                ended = ended == SOLVED ? static_cast<int32_t>(STALLED) : ended;
            }
            if (!have || preferred(beams.rateNats, ended, result)) {
                have = true;
                store(output, beams);
                result.status = ended;
                result.rateNats = beams.rateNats;
                result.radarColumns = beams.radarColumns;
                result.residual = residual;
            }
        }
        double gains = 0;
        BF_ROLLED
        for (int e = 0; e < r * n; e++) {
            gains += fabs(w.channels[e].re) + fabs(w.channels[e].im);
        }
        if (have && gains == 0 && result.rateNats == 0) {
            result.status = SOLVED;  // nobody can be reached: every feasible point is optimal
        }
        result.outerIterations = outer;
        result.newtonSteps = dual.newtonSteps;
        result.rescues = rescues;
        return result;
    }

private:
    // Whether a new end is better; within the tolerance a converged one wins.
    BF_HD bool preferred(double rateNats, int32_t ended, const ResultRecord& best) const {
        bool solved = ended == SOLVED;
        bool same = solved == (best.status == SOLVED);
        double handicap = same ? 1 : solved ? 1 - settings.tolerance : 1 + settings.tolerance;
        return rateNats > handicap * best.rateNats;
    }

    BF_HD BF_NOINLINE bool shouldStop() const {
        int word = 0;
        if (group.rank() == 0) {
            word = *stop;
        }
        return group.first(word) != 0;
    }

    BF_HD BF_NOINLINE void store(Complex* output, const Beams& beams) {
        BF_ROLLED
        for (int e = group.rank(); e < r * n; e += group.size()) {
            output[e] = w.vf[e];
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            bool used = e % r < beams.radarColumns;
            output[r * n + e] = used ? w.a[e] : makeComplex(0, 0);
        }
        group.sync();
    }

    // W, dense, to w.vf, where F is no longer needed, and R_r = t G to w.g.
    BF_HD void copyBeams() {
        int cols = SENSING + n;
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * n; e += group.size()) {
            int i = e / n;
            w.vf[e] = w.uk[i * cols + SENSING + (e - i * n)];
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            w.g[e] = scaled(w.g[e], dual.t);
        }
        group.sync();
    }

    // Block ascent over the barrier levels from the auxiliary variables (upsilon, b).
    BF_HD BF_NOINLINE int32_t ascend() {
        dual.bind(r, n, problem.deltaD, problem.deltaE, Power::TIED);
        cold = true;
        double sum = 0;
        BF_ROLLED
        for (int i = group.rank(); i < n; i += group.size()) {
            bool off = !(w.upsilon[i] > 0 && w.b[i] > 0);
            w.off[i] = off ? 1 : 0;
            w.x[i] = off ? 0 : log(w.upsilon[i]);
            w.x[n + i] =
                    off ? 0 : log(w.upsilon[i] / ((1 + w.upsilon[i]) * n * w.b[i] * w.b[i]));
            sum += (off ? 0 : log1p(w.upsilon[i])) / n;
        }
        scale = group.sum(sum);
        group.sync();
        double last = 0.1 * settings.tolerance;
        int budget = settings.maxIterations;
        BF_ROLLED
        for (double level = 1e-3;; level = larger(last, level * 1e-2)) {
            bool final = level <= 1.01 * last;
            // Upper levels only have to come close; their fixed points move by O(t) anyway.
            double gain = final ? 0.02 * settings.tolerance : 0.1 * level;
            double accuracy = final ? 0.1 * sqrt(settings.tolerance) : 10 * level;
            int used = converge(level, gain, accuracy, budget);
            budget -= used;
            if (final && settled) {
                bool central = dual.t <= MOST_FINAL_BARRIER * settings.tolerance * rate;
                return central && residual <= ROUNDING * accuracy ? SOLVED : STALLED;
            }
            if (shouldStop()) {
                return STOPPED;
            }
            if (final) {
                return MAX_ITERATIONS;
            }
            if (budget <= 0) {
                budget = 3;  // enough to centre on the last level, so that the point is feasible
            }
        }
    }

    // Accelerated block ascent at barrier `level` (relative to the objective); iterations used.
    BF_HD BF_NOINLINE int converge(double level, double gain, double accuracy, int limit) {
        mixer.reset();
        double radius = LONGEST;
        double best = -infinity();
        double t = level * larger(scale, DBL_MIN);
        int idle = 0;
        int rejected = 0;
        int coldStarts = 0;
        int pause = 0;
        int rest = 2;
        bool newtonTaken = false;
        copy(w.x, w.bestImage);
        BF_ROLLED
        for (int iteration = 1;; iteration++) {
            int before = rescues;
            bool centred = innerStep(t);
            if (rescues > before) {
                // A long accelerated move asks much of a warm start; a plain one does not.
                coldStarts += mixer.accelerating() || newtonTaken ? 0 : 1;
                radius = larger(SHORTEST, 0.5 * radius);
            }
            cold = !centred;
            if ((!centred && !mixer.accelerating() && !newtonTaken) || coldStarts > COLD_STARTS) {
                // Rounding hides the slacks at this t. A larger one costs (r + 4) t of the
                // objective, but never feasibility.
                t *= 4;
                coldStarts = 0;
                best = -infinity();
                mixer.reset();
                if (iteration < limit && t < MOST_BARRIER * scale) {
                    continue;
                }
            }
            outer++;
            evaluate();
            bool first = best == -infinity();
            bool gained = first || potential > best + gain * fabs(best);
            bool worse = !centred || potential != potential
                    || (!first && potential < best - 1e-3 * t - 1e-13 * fabs(best));
            idle = gained ? 0 : worse ? idle : idle + 1;
            rejected = worse ? rejected + 1 : 0;
            if (!worse || (first && potential > best)) {
                best = larger(best, potential);
                copy(w.image, w.bestImage);
            }
            pause--;
            bool byNewton = !worse && pause <= 0 && residual < NEWTON_RADIUS && newtonStep();
            settled = (residual <= accuracy && !worse && (byNewton || idle >= SETTLED))
                    || idle >= PATIENCE || rejected >= PATIENCE;
            if (settled || iteration >= limit || shouldStop()) {
                copy(w.bestImage, w.x);
                if (worse && best > -infinity()) {
                    // The point handed on is the plain image of the best iterate, not this one.
                    cold = !innerStep(t);
                    evaluate();
                }
                scale = rate;
                return iteration;
            }
            if (worse && (mixer.accelerating() || newtonTaken)) {
                // Safeguard: forget the memory, go on from the plain image of the best iterate.
                if (newtonTaken) {
                    pause = rest;
                    rest *= 2;
                } else {
                    radius = larger(SHORTEST, 0.2 * radius);
                }
                newtonTaken = false;
                mixer.reset();
                copy(w.bestImage, w.x);
                continue;
            }
            newtonTaken = byNewton;
            if (byNewton) {
                mixer.reset();
                BF_ROLLED
                for (int i = group.rank(); i < 2 * n; i += group.size()) {
                    w.x[i] += w.delta[i];
                }
                group.sync();
                continue;
            }
            BF_ROLLED
            for (int i = group.rank(); i < 2 * n; i += group.size()) {
                w.image[i] -= w.x[i];
            }
            group.sync();
            if (mixer.accelerating()) {
                radius = smaller(LONGEST, 1.5 * radius);
            }
            mixer.advance(w.x, w.image, w.weight, radius);
        }
    }

    // The Newton step from the current iterate to w.delta, shortened to LONGEST; its length is the
    // distance to the fixed point and replaces the residual.
    BF_HD BF_NOINLINE bool newtonStep() {
        BF_ROLLED
        for (int i = group.rank(); i < n; i += group.size()) {
            w.image[i] -= w.x[i];
            w.image[n + i] -= w.x[n + i];
            bool leaving = w.weight[i] < LEAVING && w.image[i] < 0;
            w.frozen[i] = w.off[i] != 0 || leaving ? 1 : 0;
        }
        group.sync();
        FixedPointNewton<Group> newton(group, w, r, n);
        bool found = newton.step(dual);
        double furthest = 0;
        BF_ROLLED
        for (int i = group.rank(); i < n; i += group.size()) {
            if (w.frozen[i] != 0 && w.off[i] == 0) {
                w.delta[i] = HASTE * w.image[i];
                w.delta[n + i] = w.image[n + i];
            }
            w.image[i] += w.x[i];
            w.image[n + i] += w.x[n + i];
            if (found) {
                BF_ROLLED
                for (int k = i; k < 2 * n; k += n) {
                    double d = w.delta[k];
                    w.delta[k] = d < -LONGEST ? -LONGEST : d > LONGEST ? LONGEST : d;
                    furthest = larger(furthest, w.weight[k] * fabs(w.delta[k]));
                }
            }
        }
        furthest = group.max(furthest);
        group.sync();
        if (found) {
            residual = furthest;
        }
        return found;
    }

    BF_HD BF_NOINLINE void copy(const double* from, double* to) {
        group.sync();
        BF_ROLLED
        for (int i = group.rank(); i < 2 * n; i += group.size()) {
            to[i] = from[i];
        }
        group.sync();
    }

    // Solves the convex inner problem at (upsilon, N) = exp(x); warm, else safely cold.
    BF_HD BF_NOINLINE bool innerStep(double t) {
        int cols = SENSING + n;
        group.sync();
        for (int j = group.rank(); j < n; j += group.size()) {
            bool off = w.off[j] != 0;
            w.upsilon[j] = off ? 0 : exp(w.x[j]);
            w.b[j] = off ? 0
                         : sqrt(w.upsilon[j] / ((1 + w.upsilon[j]) * n * exp(w.x[n + j])));
        }
        group.sync();
        for (int e = group.rank(); e < r * n; e += group.size()) {
            int i = e / n;
            int j = e - i * n;
            double c = sqrt((1 + w.upsilon[j]) / n);
            Complex hb = scaled(w.channels[e], w.b[j]);
            w.vf[i * cols + SENSING + j] = scaled(hb, c);
        }
        double base = (r + 3) * t;
        for (int j = 0; j < n; j++) {
            base += w.b[j] * w.b[j];
        }
        dual.setBase(base);
        weightedGram(group, r, n, w.channels, w.b, w.a);  // A = sum_i |b_i|^2 h_i h_i^H
        if (!cold) {
            if (dual.center(t, CENTERED, NEWTON_LIMIT)) {
                return true;
            }
            rescues++;
        }
        cold = false;
        dual.coldStart(base, 0);
        return dual.follow(COLD_BARRIER * base, t, BARRIER_DECAY, COLD_NEWTON_LIMIT);
    }

    // Rate, potential (rate plus barrier) and the image of the fixed-point map.
    BF_HD BF_NOINLINE void evaluate() {
        int cols = SENSING + n;
        multiplyAdjointLeft(
                group, n, n, r, w.channels, n, w.uk + SENSING, cols, w.received);
        double t = dual.t;
        double sumRate = 0;
        double surrogate = 0;
        double power = dual.traceR;
        BF_ROLLED
        for (int i = group.rank(); i < n; i += group.size()) {
            w.weight[i] = 0;
            w.image[i] = w.x[i];
            w.image[n + i] = w.x[n + i];
            if (w.off[i] != 0) {
                continue;
            }
            double c = sqrt((1 + w.upsilon[i]) / n) * w.b[i];
            double own = w.received[i * n + i].re;
            if (!(own > 0)) {
                w.off[i] = 1;  // only rounding turns c h^H G h away from positive
                continue;
            }
            double noise = power + t * own / c;  // tr R + h^H (t G) h, as w_i = c G h_i
            BF_ROLLED
            for (int j = 0; j < n; j++) {
                noise += j == i ? 0 : square(w.received[i * n + j]);
            }
            double gamma = own * own / noise;
            double nats = log1p(gamma);
            sumRate += nats / n;
            surrogate += 2 * c * own - w.b[i] * w.b[i] * (noise + own * own);
            w.weight[i] = nats;
            w.image[i] = log(gamma);
            w.image[n + i] = log(noise / power);
        }
        sumRate = group.sum(sumRate);
        surrogate = group.sum(surrogate);
        rate = sumRate;
        // D_t is the inner optimum including its barrier, so what exceeds the surrogate is barrier;
        // the power enters it so that the sum does not depend on the scale of (W, R).
        double barrier = dual.value - (surrogate - (r + 3) * t * power);
        potential = sumRate + barrier - (r + 3) * t * log(power);
        double furthest = 0;
        BF_ROLLED
        for (int i = group.rank(); i < n; i += group.size()) {
            if (w.off[i] != 0) {
                w.weight[n + i] = w.weight[i];
                continue;
            }
            w.weight[i] /= n * sumRate;
            if (w.weight[i] < OFF && w.image[i] < w.x[i]) {
                w.off[i] = 1;
                w.weight[i] = 0;
                w.image[i] = w.x[i];
                w.image[n + i] = w.x[n + i];
            }
            w.weight[n + i] = w.weight[i];
            double move = larger(
                    fabs(w.image[i] - w.x[i]), fabs(w.image[n + i] - w.x[n + i]));
            furthest = larger(furthest, w.weight[i] * move);
        }
        residual = group.max(furthest);
        group.sync();
    }
};

}  // namespace beamforge
