// From a covariance split (W, R_r) to beams at full power with as few radar columns as the
// constraints need, and the repair of a point that misses them; the same as
// org.beamforge.solver.exactfp.PrimalRecovery and org.beamforge.solver.dual.SensingFeasibility.
#pragma once

#include "beamforge/figures.h"
#include "beamforge/sensing_dual.h"

namespace beamforge {

struct Beams {
    int radarColumns;
    double rateNats;
    bool repaired;
    bool possible;  // false: no covariance meets the sensing constraints
};

// Takes W: [r, n] dense in w.vf and R_r: [r, r] in w.g; leaves the beams W in w.vf and the radar
// columns, in the first columns of [r, r], in w.a. scratch holds r n + r r Complex.
template <class Group>
struct PrimalRecovery {
    Group group;
    const Workspace& w;
    int r;
    int n;
    double deltaD;
    double deltaE;

    BF_HD PrimalRecovery(
            const Group& lanes, const Workspace& workspace, int dimension, int users,
            double requiredD, double requiredE)
        : group(lanes), w(workspace), r(dimension), n(users), deltaD(requiredD),
          deltaE(requiredE) {}

    BF_HD BF_NOINLINE Beams recover(Complex* scratch) {
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            w.factor[e] = w.g[e];
        }
        group.sync();
        pivotedFactor(group, r, w.factor, w.a);
        double* columns = reinterpret_cast<double*>(w.uk);
        figuresOfColumns(group, r, w.sensing, w.vf, n, columns);
        figuresOfColumns(group, r, w.sensing, w.a, r, columns + 6 * n);
        Figures beams = totalOf(columns, n);
        Figures radar = noFigures();
        BF_ROLLED
        for (int used = 0; used <= r; used++) {
            if (used > 0) {
                radar = sumOf(radar, figuresAt(columns, n + used - 1));
            }
            Figures all = sumOf(beams, radar);
            if (met(all, deltaD, deltaE)) {
                return finish(used, all.power, false);
            }
        }
        return repair(sumOf(beams, radar), scratch);
    }

private:
    BF_HD Figures totalOf(const double* columns, int count) const {
        Figures sum = noFigures();
        BF_ROLLED
        for (int c = 0; c < count; c++) {
            sum = sumOf(sum, figuresAt(columns, c));
        }
        return sum;
    }

    // Least power that meets both sensing constraints, or infinity; its covariance goes to w.g.
    BF_HD BF_NOINLINE double leastPower() {
        if (!isFinite(deltaD) || !isFinite(deltaE)) {
            return infinity();
        }
        double unit = larger(deltaD, deltaE);  // the problem is homogeneous in both
        SensingDual<Group> dual(group, w);
        dual.bind(r, 0, deltaD / unit, deltaE / unit, Power::HELD);
        dual.setBase(1);
        dual.coldStart(1, 0);
        bool centred = dual.follow(0.1, 1e-7, 0.1, 80);
        BF_ROLLED
        for (double t = 1e-6; !centred && t < 1e-3; t *= 10) {
            // Rounding can keep the last stages from closing; a larger t is feasible all the same.
            dual.coldStart(1, 0);
            centred = dual.follow(0.1, t, 0.1, 80);
        }
        double factor = dual.t * unit;
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            w.g[e] = scaled(w.g[e], factor);
        }
        group.sync();
        double power = 0;
        BF_ROLLED
        for (int i = 0; i < r; i++) {
            power += w.g[i * r + i].re;
        }
        return centred ? power : infinity();
    }

    // Mixes in the covariance of least power, scaled to full power, as little as will do.
    BF_HD BF_NOINLINE Beams repair(const Figures& figures, Complex* scratch) {
        Complex* oldBeams = scratch;
        Complex* oldCovariance = scratch + r * n;
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * n; e += group.size()) {
            oldBeams[e] = w.vf[e];
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            oldCovariance[e] = w.g[e];
        }
        group.sync();
        double safePower = leastPower();
        if (!isFinite(safePower)) {
            Beams none = {0, 0, true, false};
            return none;
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            w.factor[e] = w.g[e];
        }
        group.sync();
        pivotedFactor(group, r, w.factor, w.a);
        double* columns = reinterpret_cast<double*>(w.uk);
        figuresOfColumns(group, r, w.sensing, w.a, r, columns);
        Figures safe = scaledBy(totalOf(columns, r), 1 / safePower);
        bool usable = figures.power > 1e-100 && figures.power < 1e100;
        double scale = usable ? 1 / figures.power : 0;
        double low = 0;
        double high = 1;
        BF_ROLLED
        for (int i = 0; usable && i < 60; i++) {
            double middle = 0.5 * (low + high);
            Figures mixed =
                    sumOf(scaledBy(scaledBy(figures, scale), 1 - middle), scaledBy(safe, middle));
            if (met(mixed, deltaD, deltaE)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        double keep = (1 - high) * scale;
        double share = high / safePower;
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            Complex old = usable ? scaled(oldCovariance[e], keep) : makeComplex(0, 0);
            w.factor[e] = makeComplex(
                    old.re + share * w.g[e].re, old.im + share * w.g[e].im);
        }
        double root = sqrt(keep);
        BF_ROLLED
        for (int e = group.rank(); e < r * n; e += group.size()) {
            w.vf[e] = usable ? scaled(oldBeams[e], root) : makeComplex(0, 0);
        }
        group.sync();
        pivotedFactor(group, r, w.factor, w.a);
        figuresOfColumns(group, r, w.sensing, w.vf, n, columns);
        figuresOfColumns(group, r, w.sensing, w.a, r, columns + 6 * n);
        double power = totalOf(columns, n).power + totalOf(columns + 6 * n, r).power;
        return finish(r, power, true);
    }

    // Scales to full power and computes the rate.
    BF_HD BF_NOINLINE Beams finish(int columns, double power, bool repaired) {
        double amplitude = 1 / sqrt(power);
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * n; e += group.size()) {
            w.vf[e] = scaled(w.vf[e], amplitude);
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            w.a[e] = scaled(w.a[e], amplitude);
        }
        group.sync();
        double sum = 0;
        BF_ROLLED
        for (int i = group.rank(); i < n; i += group.size()) {
            double noise = 1;
            double own = 0;
            BF_ROLLED
            for (int j = 0; j < n; j++) {
                Complex z = makeComplex(0, 0);
                BF_ROLLED
                for (int p = 0; p < r; p++) {
                    addAdjointProduct(z, w.channels[p * n + i], w.vf[p * n + j]);
                }
                if (j == i) {
                    own = square(z);
                } else {
                    noise += square(z);
                }
            }
            BF_ROLLED
            for (int j = 0; j < columns; j++) {
                Complex z = makeComplex(0, 0);
                BF_ROLLED
                for (int p = 0; p < r; p++) {
                    addAdjointProduct(z, w.channels[p * n + i], w.a[p * r + j]);
                }
                noise += square(z);
            }
            sum += log1p(own / noise);
        }
        Beams beams = {columns, group.sum(sum) / n, repaired, true};
        return beams;
    }
};

}  // namespace beamforge
