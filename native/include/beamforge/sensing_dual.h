// The convex inner problem of fractional programming and its log-barrier dual in six variables; the
// same algorithm, constants and order of decisions as org.beamforge.solver.dual.SensingDual, whose
// documentation has the derivation.
#pragma once

#include "beamforge/dense.h"
#include "beamforge/problem.h"

namespace beamforge {

constexpr int VARIABLES = 6;
constexpr int MU = 0;
constexpr int NU = 1;
constexpr int Z1 = 2;
constexpr int Z3 = 3;
constexpr int X = 4;
constexpr int Y = 5;
// The scaled variables share the first two places; then D = [[d11, d12], [d12*, d22]].
constexpr int D11 = 2;
constexpr int D22 = 3;
constexpr int D12R = 4;
constexpr int D12I = 5;

// Newton stops when every scaled constraint residual is below this fraction of its slack.
constexpr double CENTERED = 0.1;
// Where rounding ends the progress this fraction will do: the slacks are still at least half of what
// the barrier wants, so the point is strictly feasible and costs little more than t.
constexpr double STRICT = 0.5;
// Below this relative decrement function values are dominated by rounding.
constexpr double ROUNDING = 1e-5;
constexpr double ARMIJO = 1e-4;
// A step may end where the slope has turned to at most this fraction of the initial one.
constexpr double OVERSHOOT = 0.5;

// dB/dtheta_k = -V e_k V^H for k = nu, z1, z3, x, y: up to two entries (row, column) = re + j im.
struct DirectionEntry {
    int row;
    int column;
    double re;
    double im;
};

BF_HD inline int directionEntries(int k) { return k == 0 || k == 2 ? 1 : 2; }

BF_HD inline DirectionEntry directionEntry(int k, int s) {
    DirectionEntry e;
    switch (k) {
        case 0:
            e = {0, 0, 1, 0};
            break;
        case 1:
            e = s == 0 ? DirectionEntry{1, 1, 1, 0} : DirectionEntry{2, 2, 1, 0};
            break;
        case 2:
            e = {1, 1, 1, 0};
            break;
        case 3:
            e = s == 0 ? DirectionEntry{2, 1, 1, 0} : DirectionEntry{1, 2, 1, 0};
            break;
        default:
            e = s == 0 ? DirectionEntry{2, 1, 0, -1} : DirectionEntry{1, 2, 0, 1};
            break;
    }
    return e;
}

// What becomes of the power constraint tr R <= 1.
enum class Power {
    LIMITED,  // it holds, with multiplier mu
    TIED,     // there is none, and the sensing requirements count relative to tr R, which makes the
              // constraints homogeneous: mu = base + nu deltaD + z1 deltaE
    HELD      // there is none: mu keeps its value, and the power is minimised
};

template <class Group>
struct SensingDual {
    Group group;
    const Workspace& w;
    int r;
    int m;
    int cols;
    double deltaD;
    double deltaE;
    Power power;
    double base;  // the part of mu that is not tied
    double t;
    double value;
    double traceR;
    int newtonSteps;

    BF_HD SensingDual(const Group& lanes, const Workspace& workspace)
        : group(lanes), w(workspace), r(0), m(0), cols(SENSING), deltaD(0), deltaE(0),
          power(Power::LIMITED), base(0), t(0), value(0), traceR(0), newtonSteps(0) {}

    // Takes the sensing vectors in w.sensing and room for `columns` columns of F. A and F are zero
    // afterwards.
    BF_HD BF_NOINLINE void bind(int dimension, int columns, double requiredD, double requiredE, Power handling) {
        r = dimension;
        m = columns;
        cols = SENSING + m;
        deltaD = requiredD;
        deltaE = requiredE;
        power = handling;
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < r * r; e += group.size()) {
            w.a[e] = makeComplex(0, 0);
        }
        BF_ROLLED
        for (int e = group.rank(); e < r * cols; e += group.size()) {
            int i = e / cols;
            int q = e - i * cols;
            w.vf[e] = q < SENSING ? w.sensing[i * SENSING + q] : makeComplex(0, 0);
        }
        BF_ROLLED
        for (int e = group.rank(); e < VARIABLES * VARIABLES; e += group.size()) {
            w.scalars->jacobian[e] = 0;
        }
        group.sync();
    }

    // Sets a point for which B is positive definite whatever the sensing vectors are, given that
    // lambda_min(A) >= -deficit. Where mu is tied or held, base has to be set before.
    BF_HD void coldStart(double size, double deficit) {
        group.sync();
        if (group.rank() == 0) {
            DualScalars& s = *w.scalars;
            s.theta[NU] = 0.1 * size;
            s.theta[Z1] = 0.1 * size;
            s.theta[Z3] = 0.1 * size;
            s.theta[X] = 0;
            s.theta[Y] = 0;
            s.factorZ[0] = sqrt(s.theta[Z1]);
            s.factorZ[1] = 0;
            s.factorZ[2] = 0;
            s.factorZ[3] = sqrt(s.theta[Z3]);
            s.theta[MU] = deficit + size;  // ||V Ztilde V^H|| <= 0.3 size
            tie(s.theta);
        }
        group.sync();
    }

    // D_t without its barrier terms: an upper bound on the primal if theta is dual feasible.
    BF_HD double dualValue() const {
        return linearTerm(w.scalars->theta) + quadraticTerm();
    }

    // The part of mu that is not tied: all of it for HELD, mu - nu deltaD - z1 deltaE for TIED.
    BF_HD void setBase(double amount) {
        base = amount;
        group.sync();
        if (group.rank() == 0) {
            tie(w.scalars->theta);
        }
        group.sync();
    }

    // Prepares solveSensitivity at a centred point; false if the Hessian cannot be factored.
    BF_HD bool prepareSensitivity() {
        computeHessian();
        return factorScaledHessian();
    }

    // How the multipliers move when the data do: the dTheta that solves H dTheta = rhs in the
    // variables that are free. Every lane may ask for another right side.
    BF_HD void solveSensitivity(const double* rhs, double* dTheta) const {
        const DualScalars& s = *w.scalars;
        double scaledRhs[VARIABLES];
        for (int k = 0; k < VARIABLES; k++) {
            double sum = 0;
            for (int p = 0; p < VARIABLES; p++) {
                sum += s.jacobian[p * VARIABLES + k] * rhs[p];
            }
            scaledRhs[k] = sum;
        }
        double x[VARIABLES];
        solveFactored(scaledRhs, x);
        for (int p = 0; p < VARIABLES; p++) {
            double sum = 0;
            for (int k = 0; k < VARIABLES; k++) {
                sum += s.jacobian[p * VARIABLES + k] * x[k];
            }
            dTheta[p] = sum;
        }
    }

    // Follows the central path from `from` down to `to` by `factor` per stage; whether the last
    // stage is centred.
    BF_HD BF_NOINLINE bool follow(double from, double to, double factor, int maxStepsPerStage) {
        double stage = larger(from, to);
        while (true) {
            bool last = stage <= to;
            bool ok = center(last ? to : stage, last ? CENTERED : STRICT, maxStepsPerStage);
            if (last || (!ok && !isFinite(value))) {
                return ok;
            }
            stage = larger(stage * factor, to);
        }
    }

    // Newton's method at barrier parameter `barrier` from the current point; whether the constraint
    // residuals came below the barrier slacks, so that the primal point is strictly feasible.
    BF_HD BF_NOINLINE bool center(double barrier, double accuracy, int maxSteps) {
        DualScalars& s = *w.scalars;
        t = barrier;
        value = NAN;
        if (!evaluate(s.theta, s.factorZ)) {
            return false;
        }
        computeGradient(s.theta, s.factorZ);
        for (int iteration = 0; !centred(accuracy); iteration++) {
            if (iteration == maxSteps) {
                return centred(STRICT);
            }
            computeHessian();
            if (!newtonDirection()) {
                return centred(STRICT);
            }
            newtonSteps++;
            if (!lineSearch()) {
                evaluate(s.theta, s.factorZ);
                computeGradient(s.theta, s.factorZ);
                return centred(STRICT);
            }
        }
        return true;
    }

private:
    // By one lane.
    BF_HD void tie(double* point) const {
        if (power == Power::HELD) {
            point[MU] = base;
        } else if (power == Power::TIED) {
            point[MU] = base + point[NU] * deltaD + point[Z1] * deltaE;
        }
    }

    BF_HD double linearTerm(const double* at) const {
        double sensing = at[NU] * deltaD;
        switch (power) {
            case Power::LIMITED:
                return at[MU] - sensing - at[Z1] * deltaE;
            case Power::TIED:
                return 0;
            default:
                return -sensing - at[Z1] * deltaE;
        }
    }

    // Moves along the step; false if no acceptable point was found.
    BF_HD bool lineSearch() {
        DualScalars& s = *w.scalars;
        double dot = 0;
        BF_ROLLED
        for (int k = 0; k < VARIABLES; k++) {
            dot += s.gradient[k] * s.step[k];
        }
        double decrement = -dot;
        double before = value;
        bool byValue = decrement > ROUNDING * fabs(value);
        double alpha = longestStep();
        BF_ROLLED
        for (int attempt = 0; attempt < 60; attempt++) {
            group.sync();
            if (group.rank() == 0) {
                if (attempt == 0) {
                    BF_ROLLED
                    for (int k = 0; k < VARIABLES; k++) {
                        s.saved[k] = s.gradient[k];
                    }
                }
                moveTo(alpha);
            }
            group.sync();
            if (!evaluate(s.trial, s.trialZ)) {
                alpha *= 0.5;
                continue;
            }
            // D_t is convex, so its slope along the step tells an overshoot, and a landing too near
            // the boundary, even where its values are all rounding.
            computeGradient(s.trial, s.trialZ);
            double slope = 0;
            BF_ROLLED
            for (int k = 0; k < VARIABLES; k++) {
                slope += s.plain[k] * (s.trial[k] - s.theta[k]) / alpha;
            }
            if (slope <= OVERSHOOT * decrement
                && (!byValue || value <= before - ARMIJO * alpha * decrement)) {
                group.sync();
                BF_ROLLED
                for (int k = group.rank(); k < VARIABLES; k += group.size()) {
                    s.theta[k] = s.trial[k];
                    if (k < 4) {
                        s.factorZ[k] = s.trialZ[k];
                    }
                }
                group.sync();
                return true;
            }
            alpha *= larger(0.1, decrement / (decrement + larger(slope, decrement)));
        }
        group.sync();
        BF_ROLLED
        for (int k = group.rank(); k < VARIABLES; k += group.size()) {
            s.gradient[k] = s.saved[k];
        }
        group.sync();
        return false;
    }

    // The trial point, by one lane: mu (1 + alpha s), nu (1 + alpha s), L (I + alpha D) L^H; the
    // factor of the latter is L chol(I + alpha D), which keeps a tiny second pivot accurate.
    BF_HD void moveTo(double alpha) {
        DualScalars& s = *w.scalars;
        s.trial[MU] = s.theta[MU] * (1 + alpha * s.step[MU]);
        s.trial[NU] = s.theta[NU] * (1 + alpha * s.step[NU]);
        double c11 = sqrt(1 + alpha * s.step[D11]);
        double c21r = alpha * s.step[D12R] / c11;
        double c21i = -alpha * s.step[D12I] / c11;
        double c22 = sqrt(1 + alpha * s.step[D22] - c21r * c21r - c21i * c21i);
        double l0 = s.factorZ[0] * c11;
        double l1 = s.factorZ[1] * c11 + s.factorZ[3] * c21r;
        double l2 = s.factorZ[2] * c11 + s.factorZ[3] * c21i;
        double l3 = s.factorZ[3] * c22;
        s.trialZ[0] = l0;
        s.trialZ[1] = l1;
        s.trialZ[2] = l2;
        s.trialZ[3] = l3;
        s.trial[Z1] = l0 * l0;
        s.trial[X] = l0 * l1;
        s.trial[Y] = -l0 * l2;
        s.trial[Z3] = l1 * l1 + l2 * l2 + l3 * l3;
        tie(s.trial);
    }

    // Computes B^-1, [U, K] and D_t; false outside the domain.
    BF_HD BF_NOINLINE bool evaluate(const double* at, const double* l) {
        double mu = at[MU];
        double nu = at[NU];
        double rootDet = l[0] * l[3];
        if (!(mu > 0 && nu > 0 && rootDet > 0)) {
            return false;
        }
        assemble(at);
        if (!choleskyInverse(group, r, w.factor, w.diagonal, w.inverseDiagonal)) {
            return false;
        }
        double logDet = 0;
        for (int i = group.rank(); i < r; i += group.size()) {
            logDet += log(w.diagonal[i]);
        }
        logDet = group.sum(logDet);
        adjointTimesLower(group, r, w.factor, w.inverseDiagonal, w.g);
        multiply(group, r, cols, r, w.g, w.vf, w.uk);
        multiplyAdjointLeft(group, SENSING, cols, r, w.sensing, SENSING, w.uk, cols, w.vuk);
        double logs = 2 * (logDet + log(rootDet)) + log(nu);
        if (power == Power::LIMITED) {
            logs += log(mu);
        }
        value = quadraticTerm() + linearTerm(at) - t * logs;
        return isFinite(value);
    }

    // tr(F^H B^-1 F)
    BF_HD double quadraticTerm() const {
        double sum = 0;
        for (int e = group.rank(); e < r * m; e += group.size()) {
            int i = e / m;
            int at = i * cols + SENSING + (e - i * m);
            sum += w.vf[at].re * w.uk[at].re + w.vf[at].im * w.uk[at].im;
        }
        return group.sum(sum);
    }

    // Lower triangle of B.
    BF_HD void assemble(const double* at) {
        double mu = at[MU];
        double nu = at[NU];
        double z1 = at[Z1];
        double z13 = at[Z1] + at[Z3];
        double x = at[X];
        double y = at[Y];
        for (int e = group.rank(); e < lowerEntries(r); e += group.size()) {
            int i;
            int j;
            lowerEntry(r, e, i, j);
            const Complex* vi = w.sensing + i * SENSING;
            const Complex* vj = w.sensing + j * SENSING;
            // Row i of V Ztilde: (nu d_i, (z1+z3) g_i + (x-jy) e_i, (x+jy) g_i + z1 e_i).
            Complex d = scaled(vi[0], nu);
            Complex gg = makeComplex(
                    z13 * vi[1].re + x * vi[2].re + y * vi[2].im,
                    z13 * vi[1].im + x * vi[2].im - y * vi[2].re);
            Complex ee = makeComplex(
                    z1 * vi[2].re + x * vi[1].re - y * vi[1].im,
                    z1 * vi[2].im + x * vi[1].im + y * vi[1].re);
            Complex b = w.a[i * r + j];
            if (i == j) {
                b.re += mu;
            }
            b.re -= d.re * vj[0].re + d.im * vj[0].im + gg.re * vj[1].re + gg.im * vj[1].im
                    + ee.re * vj[2].re + ee.im * vj[2].im;
            b.im -= d.im * vj[0].re - d.re * vj[0].im + gg.im * vj[1].re - gg.re * vj[1].im
                    + ee.im * vj[2].re - ee.re * vj[2].im;
            w.factor[i * r + j] = b;
        }
        group.sync();
    }

    // Gradients of D_t at a point just evaluated: plain in theta, gradient in the scaled variables,
    // where residuals compare with t directly.
    BF_HD BF_NOINLINE void computeGradient(const double* at, const double* l) {
        DualScalars& s = *w.scalars;
        // V^H R V = C C^H + t T with C = V^H K.
        BF_ROLLED
        for (int e = group.rank(); e < 9; e += group.size()) {
            int p = e / 3;
            int q = e - 3 * p;
            Complex sum = makeComplex(0, 0);
            for (int j = SENSING; j < cols; j++) {
                addAdjointProduct(sum, w.vuk[q * cols + j], w.vuk[p * cols + j]);
            }
            Complex tt = scaled(w.vuk[p * cols + q], t);
            s.vrv[e] = makeComplex(sum.re + tt.re, sum.im + tt.im);
            s.vsv[e] = makeComplex(2 * sum.re + tt.re, 2 * sum.im + tt.im);
        }
        double trace = 0;
        for (int e = group.rank(); e < r * (m + 1); e += group.size()) {
            int i = e / (m + 1);
            int j = e - i * (m + 1);
            trace += j == m ? t * w.g[i * r + i].re : square(w.uk[i * cols + SENSING + j]);
        }
        traceR = group.sum(trace);
        group.sync();
        if (group.rank() == 0) {
            double zInverse = 1 / (l[0] * l[0] * l[3] * l[3]);  // 1 / det Z
            double slackMu = power == Power::HELD ? 0 : 1 - traceR;
            double slackNu = s.vrv[0].re - deltaD;
            double lmi11 = s.vrv[4].re + s.vrv[8].re - deltaE;
            double lmi22 = s.vrv[4].re;
            double lmi12r = s.vrv[5].re;
            double lmi12i = s.vrv[5].im;
            s.plain[MU] = slackMu - (power == Power::LIMITED ? t / at[MU] : 0);
            s.plain[NU] = slackNu - t / at[NU];
            s.plain[Z1] = lmi11 - t * at[Z3] * zInverse;
            s.plain[Z3] = lmi22 - t * at[Z1] * zInverse;
            s.plain[X] = 2 * lmi12r + 2 * t * at[X] * zInverse;
            s.plain[Y] = 2 * lmi12i + 2 * t * at[Y] * zInverse;
            fillJacobian(at, l);
            const double* jacobian = s.jacobian;
            s.gradient[MU] = power == Power::LIMITED ? at[MU] * slackMu - t : 0;
            s.gradient[NU] = at[NU] * slackNu + jacobian[MU * VARIABLES + NU] * slackMu - t;
            BF_ROLLED
            for (int k = D11; k <= D12I; k++) {
                s.gradient[k] = jacobian[Z1 * VARIABLES + k] * lmi11
                        + jacobian[Z3 * VARIABLES + k] * lmi22
                        + jacobian[X * VARIABLES + k] * 2 * lmi12r
                        + jacobian[Y * VARIABLES + k] * 2 * lmi12i;
            }
            s.gradient[D11] += jacobian[MU * VARIABLES + D11] * slackMu - t;
            s.gradient[D22] -= t;
        }
        group.sync();
    }

    // d theta / d (scaled variables), by one lane; the entries not named are zero.
    BF_HD void fillJacobian(const double* at, const double* l) {
        double* jacobian = w.scalars->jacobian;
        bool tied = power == Power::TIED;
        jacobian[MU * VARIABLES + MU] = power == Power::LIMITED ? at[MU] : 0;
        jacobian[MU * VARIABLES + NU] = tied ? deltaD * at[NU] : 0;
        jacobian[MU * VARIABLES + D11] = tied ? deltaE * l[0] * l[0] : 0;
        jacobian[NU * VARIABLES + NU] = at[NU];
        jacobian[Z1 * VARIABLES + D11] = l[0] * l[0];
        jacobian[Z3 * VARIABLES + D11] = l[1] * l[1] + l[2] * l[2];
        jacobian[X * VARIABLES + D11] = l[0] * l[1];
        jacobian[Y * VARIABLES + D11] = -l[0] * l[2];
        jacobian[Z3 * VARIABLES + D22] = l[3] * l[3];
        jacobian[Z3 * VARIABLES + D12R] = 2 * l[3] * l[1];
        jacobian[X * VARIABLES + D12R] = l[0] * l[3];
        jacobian[Z3 * VARIABLES + D12I] = -2 * l[3] * l[2];
        jacobian[Y * VARIABLES + D12I] = l[0] * l[3];
    }

    // Whether every scaled residual is below `accuracy` times t.
    BF_HD bool centred(double accuracy) const {
        const double* gradient = w.scalars->gradient;
        double most = accuracy * t;
        double lmi = gradient[D11] * gradient[D11] + gradient[D22] * gradient[D22]
                + 0.5 * gradient[D12R] * gradient[D12R] + 0.5 * gradient[D12I] * gradient[D12I];
        return fabs(gradient[MU]) <= most && fabs(gradient[NU]) <= most && lmi <= most * most;
    }

    // Hessian of D_t.
    BF_HD BF_NOINLINE void computeHessian() {
        DualScalars& s = *w.scalars;
        // [U, K]^H U, the products K^H U and U^H U.
        multiplyAdjointLeft(group, cols, SENSING, r, w.uk, cols, w.uk, cols, w.uku);
        for (int e = group.rank(); e < 9; e += group.size()) {
            int p = e / 3;
            int q = e - 3 * p;
            Complex sum = makeComplex(0, 0);
            for (int j = SENSING; j < cols; j++) {
                addProduct(sum, w.vuk[p * cols + j], w.uku[j * SENSING + q]);
            }
            s.vsgv[e] = makeComplex(2 * sum.re + t * w.uku[e].re, 2 * sum.im + t * w.uku[e].im);
        }
        double quadratic = 0;
        double squares = 0;
        if (power != Power::HELD) {
            for (int e = group.rank(); e < r * m; e += group.size()) {
                int i = e / m;
                int j = SENSING + (e - i * m);
                Complex gk = makeComplex(0, 0);
                for (int p = 0; p < r; p++) {
                    addProduct(gk, w.g[i * r + p], w.uk[p * cols + j]);
                }
                Complex k = w.uk[i * cols + j];
                quadratic += k.re * gk.re + k.im * gk.im;
            }
            for (int e = group.rank(); e < r * r; e += group.size()) {
                squares += square(w.g[e]);
            }
            quadratic = group.sum(quadratic);
            squares = group.sum(squares);
        }
        group.sync();
        // Entries of the upper triangle, one per lane: mu-mu, mu-k, then j-k.
        BF_ROLLED
        for (int e = group.rank(); e < VARIABLES * VARIABLES; e += group.size()) {
            int j = e / VARIABLES;
            int k = e - j * VARIABLES;
            if (k < j) {
                continue;
            }
            double h;
            if (j > 0) {
                h = pairing(j - 1, k - 1);
            } else if (power == Power::HELD) {
                h = 0;
            } else if (k == 0) {
                h = 2 * quadratic + t * squares;
            } else {
                h = 0;
                BF_ROLLED
                for (int q = 0; q < directionEntries(k - 1); q++) {
                    // Re tr(e_k P), P = V^H S G V: entry (a, b) of e_k meets P[b, a].
                    DirectionEntry d = directionEntry(k - 1, q);
                    Complex p = s.vsgv[d.column * 3 + d.row];
                    h -= d.re * p.re - d.im * p.im;
                }
            }
            s.hessian[j * VARIABLES + k] = h;
            s.hessian[k * VARIABLES + j] = h;
        }
        group.sync();
    }

    // Re tr(e_j T e_k (V^H S V))
    BF_HD double pairing(int j, int k) const {
        double sum = 0;
        BF_ROLLED
        for (int a = 0; a < directionEntries(j); a++) {
            DirectionEntry left = directionEntry(j, a);
            BF_ROLLED
            for (int b = 0; b < directionEntries(k); b++) {
                DirectionEntry right = directionEntry(k, b);
                // e_j has (a, b), e_k has (c, d): contributes T[b, c] (V^H S V)[d, a].
                Complex tt = w.vuk[left.column * cols + right.row];
                Complex ss = w.scalars->vsv[right.column * 3 + left.row];
                double cr = left.re * right.re - left.im * right.im;
                double ci = left.re * right.im + left.im * right.re;
                double pr = tt.re * ss.re - tt.im * ss.im;
                double pi = tt.re * ss.im + tt.im * ss.re;
                sum += cr * pr - ci * pi;
            }
        }
        return sum;
    }

    // Newton direction in the scaled variables, where the barrier's Hessian is t times constant.
    BF_HD BF_NOINLINE bool newtonDirection() {
        if (!factorScaledHessian()) {
            return false;
        }
        DualScalars& s = *w.scalars;
        if (group.rank() == 0) {
            solveFactored(s.gradient, s.step);
            BF_ROLLED
            for (int k = 0; k < VARIABLES; k++) {
                s.step[k] = -s.step[k];
            }
        }
        group.sync();
        return true;
    }

    // Factors J^T H J + t I scaled to unit diagonal, into s.product; regularises if rounding demands
    // it. The Jacobian in memory is that of the last trial point, which is the current one.
    BF_HD BF_NOINLINE bool factorScaledHessian() {
        DualScalars& s = *w.scalars;
        BF_ROLLED
        for (int e = group.rank(); e < VARIABLES * VARIABLES; e += group.size()) {
            int i = e / VARIABLES;
            int k = e - i * VARIABLES;
            double sum = 0;
            for (int p = 0; p < VARIABLES; p++) {
                sum += s.hessian[i * VARIABLES + p] * s.jacobian[p * VARIABLES + k];
            }
            s.product[e] = sum;
        }
        group.sync();
        BF_ROLLED
        for (int e = group.rank(); e < VARIABLES * VARIABLES; e += group.size()) {
            int i = e / VARIABLES;
            int k = e - i * VARIABLES;
            double sum = 0;
            for (int p = 0; p < VARIABLES; p++) {
                sum += s.jacobian[p * VARIABLES + i] * s.product[p * VARIABLES + k];
            }
            if (i == k) {
                sum += i == D12R || i == D12I ? 2 * t : t;
            }
            s.scaledHessian[e] = sum;
        }
        group.sync();
        if (group.rank() == 0) {
            s.flag = factorByOneLane() ? 1 : 0;
        }
        group.sync();
        return s.flag != 0;
    }

    BF_HD bool factorByOneLane() {
        DualScalars& s = *w.scalars;
        BF_ROLLED
        for (int k = 0; k < VARIABLES; k++) {
            double h = s.scaledHessian[k * VARIABLES + k];
            if (!(h > 0) || !isFinite(h)) {
                return false;
            }
            s.scale[k] = 1 / sqrt(h);
        }
        BF_ROLLED
        for (double ridge = 0; ridge < 1; ridge = ridge == 0 ? 1e-14 : ridge * 100) {
            if (factor(ridge)) {
                return true;
            }
        }
        return false;
    }

    // Cholesky factor of the Hessian scaled to unit diagonal, plus the ridge.
    BF_HD bool factor(double ridge) {
        DualScalars& s = *w.scalars;
        double* work = s.product;
        BF_ROLLED
        for (int i = 0; i < VARIABLES; i++) {
            BF_ROLLED
            for (int j = 0; j <= i; j++) {
                double sum = s.scaledHessian[i * VARIABLES + j] * s.scale[i] * s.scale[j]
                        + (i == j ? ridge : 0);
                for (int p = 0; p < j; p++) {
                    sum -= work[i * VARIABLES + p] * work[j * VARIABLES + p];
                }
                if (i == j) {
                    if (!(sum > 1e-16)) {
                        return false;
                    }
                    work[i * VARIABLES + i] = sqrt(sum);
                } else {
                    work[i * VARIABLES + j] = sum / work[j * VARIABLES + j];
                }
            }
        }
        return true;
    }

    // x = S (L L^T)^-1 S rhs with the factor left by factorScaledHessian.
    BF_HD void solveFactored(const double* rhs, double* x) const {
        const DualScalars& s = *w.scalars;
        const double* work = s.product;
        for (int i = 0; i < VARIABLES; i++) {
            double sum = rhs[i] * s.scale[i];
            for (int p = 0; p < i; p++) {
                sum -= work[i * VARIABLES + p] * x[p];
            }
            x[i] = sum / work[i * VARIABLES + i];
        }
        for (int i = VARIABLES - 1; i >= 0; i--) {
            double sum = x[i];
            for (int p = i + 1; p < VARIABLES; p++) {
                sum -= work[p * VARIABLES + i] * x[p];
            }
            x[i] = sum / work[i * VARIABLES + i];
        }
        for (int i = 0; i < VARIABLES; i++) {
            x[i] *= s.scale[i];
        }
    }

    // Largest alpha <= 1 that keeps a twentieth of the distance to the boundary of mu, nu and Z.
    BF_HD double longestStep() const {
        const double* step = w.scalars->step;
        double half = 0.5 * (step[D11] + step[D22]);
        double difference = 0.5 * (step[D11] - step[D22]);
        double least = half
                - sqrt(difference * difference + step[D12R] * step[D12R]
                       + step[D12I] * step[D12I]);
        least = smaller(least, smaller(step[NU], step[MU]));
        return least < -0.95 ? -0.95 / least : 1;
    }
};

}  // namespace beamforge
