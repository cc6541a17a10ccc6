// Anderson acceleration (type II) of a fixed-point iteration with a short memory and weights on the
// components, as org.beamforge.solver.exactfp.AndersonMixer, where the treatment of steps that point
// backward is explained. The caller safeguards it.
#pragma once

#include "beamforge/group.h"
#include "beamforge/problem.h"

namespace beamforge {

// Memory has the vectors dx, df: [MEMORY, length], lastX, lastF: [length], and scalars with normal,
// gamma and flag.
template <class Group, class Memory>
struct AndersonMixer {
    Group group;
    const Memory& w;
    int length;
    int stored;
    bool hasLast;
    double stretch;

    BF_HD AndersonMixer(const Group& lanes, const Memory& workspace, int components)
        : group(lanes), w(workspace), length(components), stored(0), hasLast(false),
          stretch(1) {}

    BF_HD void reset() {
        stored = 0;
        hasLast = false;
        stretch = 1;
    }

    // Whether the next step will differ from the plain one.
    BF_HD bool accelerating() const { return stored > 0; }

    // One step from x with residual f = T(x) - x; `longest` bounds the difference of a component from
    // the plain step.
    BF_HD BF_NOINLINE void advance(
            double* x, const double* f, const double* weight, double longest) {
        group.sync();
        if (hasLast) {
            int slot = stored % MEMORY;
            BF_ROLLED
            for (int i = group.rank(); i < length; i += group.size()) {
                w.dx[slot * length + i] = x[i] - w.lastX[i];
                w.df[slot * length + i] = f[i] - w.lastF[i];
            }
            stored++;
        }
        BF_ROLLED
        for (int i = group.rank(); i < length; i += group.size()) {
            w.lastX[i] = x[i];
            w.lastF[i] = f[i];
        }
        hasLast = true;
        group.sync();
        int used = solve(f, weight);
        // Components of less than this fraction of the largest weight do not limit the others.
        constexpr double LIGHT = 1e-3;
        double forward = 0;
        double heaviest = 0;
        BF_ROLLED
        for (int i = group.rank(); i < length; i += group.size()) {
            forward += weight[i] * f[i] * mixed(i, f[i], used);
            heaviest = larger(heaviest, weight[i]);
        }
        forward = group.sum(forward);
        heaviest = group.max(heaviest);
        bool backward = used > 0 && forward < 0;
        stretch = backward ? 2 * stretch : 1;
        double cut = 0;  // 1 / share, so that a maximum finds the least share
        BF_ROLLED
        for (int i = group.rank(); i < length; i += group.size()) {
            double extra = (backward ? stretch * f[i] : mixed(i, f[i], used)) - f[i];
            if (weight[i] > LIGHT * heaviest && fabs(extra) > longest) {
                cut = larger(cut, fabs(extra) / longest);
            }
        }
        cut = group.max(cut);
        double share = cut > 0 ? 1 / cut : 1;
        BF_ROLLED
        for (int i = group.rank(); i < length; i += group.size()) {
            double extra = (backward ? stretch * f[i] : mixed(i, f[i], used)) - f[i];
            double move = share * extra;
            // Not larger(-longest, ...): NaN has to come through, as it does in the Java engine.
            x[i] += f[i] + (move < -longest ? -longest : move > longest ? longest : move);
        }
        group.sync();
    }

private:
    // Component i of the mixed step.
    BF_HD double mixed(int i, double plain, int used) const {
        const double* gamma = w.scalars->gamma;
        double move = plain;
        BF_ROLLED
        for (int k = 0; k < used; k++) {
            move -= gamma[k] * (w.dx[k * length + i] + w.df[k * length + i]);
        }
        return move;
    }

    // min over gamma of ||f - dF gamma||_weight by normal equations; returns the columns used.
    BF_HD int solve(const double* f, const double* weight) {
        constexpr double RIDGE = 1e-10;
        constexpr int ROW = MEMORY + 1;
        int n = stored < MEMORY ? stored : MEMORY;
        double* normal = w.scalars->normal;
        double* gamma = w.scalars->gamma;
        BF_ROLLED
        for (int e = group.rank(); e < n * ROW; e += group.size()) {
            int p = e / ROW;
            int q = e - p * ROW;
            if (q < MEMORY && q > p) {
                continue;  // written with its mirror
            }
            const double* left = w.df + p * length;
            const double* right = q == MEMORY ? f : w.df + q * length;
            double sum = 0;
            BF_ROLLED
            for (int i = 0; i < length; i++) {
                sum += weight[i] * left[i] * right[i];
            }
            if (q == p) {
                sum = sum * (1 + RIDGE) + DBL_MIN;
            }
            normal[e] = sum;
            if (q < p) {
                normal[q * ROW + p] = sum;
            }
        }
        group.sync();
        if (group.rank() == 0) {
            w.scalars->flag = eliminate(n, normal, gamma);
        }
        group.sync();
        return w.scalars->flag;
    }

    // By one lane: Gaussian elimination; the matrix is positive definite, so no pivoting.
    BF_HD static int eliminate(int n, double* normal, double* gamma) {
        constexpr int ROW = MEMORY + 1;
        BF_ROLLED
        for (int p = 0; p < n; p++) {
            BF_ROLLED
            for (int q = p + 1; q < n; q++) {
                double factor = normal[q * ROW + p] / normal[p * ROW + p];
                BF_ROLLED
                for (int k = p; k < n; k++) {
                    normal[q * ROW + k] -= factor * normal[p * ROW + k];
                }
                normal[q * ROW + MEMORY] -= factor * normal[p * ROW + MEMORY];
            }
        }
        BF_ROLLED
        for (int p = n - 1; p >= 0; p--) {
            double sum = normal[p * ROW + MEMORY];
            BF_ROLLED
            for (int q = p + 1; q < n; q++) {
                sum -= normal[p * ROW + q] * gamma[q];
            }
            gamma[p] = sum / normal[p * ROW + p];
            if (!isFinite(gamma[p])) {
                return 0;
            }
        }
        return n;
    }
};

}  // namespace beamforge
