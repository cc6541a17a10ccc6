// Algorithm 2 of the paper on one start, as org.beamforge.solver.mmadmm.MmAdmm: one iteration is
// propose(), then the trial's received amplitudes, then judge(). Between the calls everything is in
// the workspace, so that in full dimension they may lie in different launches. Where exactly the
// steps of the Java engine are explained is said there.
#pragma once

#include "beamforge/admm_problem.h"
#include "beamforge/anderson.h"
#include "beamforge/beam_qcqp.h"
#include "beamforge/hermitian_eigen.h"

namespace beamforge {

template <class Group>
struct MmAdmm {
    // Rows of more columns than this are summed by all lanes together, shorter ones by a lane each.
    static constexpr int LONG_ROW = 128;

    Group g;
    const AdmmWorkspace& w;
    AdmmScalars& s;
    const AdmmRecord& record;
    const AdmmSettings& settings;
    Complex* base;   // where the step starts, in place of the input's X: [p, T]
    Complex* kept;   // the iterate, in place of the output's X: [p, T]
    const volatile int* stop;  // not zero asks to stop
    int p;
    int n;
    int columns;
    int h;

    BF_HD MmAdmm(
            const Group& lanes,
            const AdmmWorkspace& workspace,
            const AdmmRecord& problem,
            const AdmmSettings& numbers,
            Complex* input,
            Complex* output,
            const volatile int* stopFlag)
        : g(lanes), w(workspace), s(*workspace.scalars), record(problem), settings(numbers),
          base(startOf(problem, input)), kept(output), stop(stopFlag), p(problem.p), n(problem.n),
          columns(problem.columns), h(smallerOf(problem.n, problem.p)) {}

    // Takes the start and the state of earlier runs.
    BF_HD BF_NOINLINE void begin(const Complex* input) {
        copy(input, w.sensing, p * SENSING);
        copy(input + p * SENSING, w.channels, p * n);
        copy(base, w.x, p * columns);
        copy(base, kept, p * columns);
        BF_ROLLED
        for (int j = g.rank(); j < p; j += g.size()) {
            w.eigenvalues[j] = 0;
        }
        receive(w.x);
        if (w.seenKept != nullptr) {
            copy(w.wide, w.seenKept, (n + SENSING) * columns);
        }
        double rate = rateOf(w.wide);
        if (g.rank() == 0) {
            s.rate = rate;
            s.radius = settings.adaptive != 0 ? 0.5 : DIAMETER;
            s.rho = record.rho;
            s.mu = record.mu;
            s.lastViolation = record.lastViolation;
            s.violation = record.lastViolation;
            s.mixerRadius = record.mixerRadius;
            s.primal = infinity();
            s.stepLength = 0;
            s.outer = record.outer;
            s.inner = record.inner;
            s.quiet = record.quiet;
            s.status = MAX_ITERATIONS;
            s.done = 0;
            s.factorisations = 0;
            s.extrapolated = 0;
            s.momentum = 1;
            s.mixing = 0;
            s.stored = 0;
            s.hasLast = 0;
            s.stretch = 1;
            s.carry = CARRY_START;
            s.shrink = 0;
            s.beta = 0;
            for (int i = 0; i < 4; i++) {
                s.z[i] = record.z[i];
            }
        }
        settle();
        if (g.rank() == 0) {
            s.kept = s.moments;
            if (s.outer == 0) {
                s.rho = firstRho();
            }
        }
        g.sync();
    }

    // (47)-(49), (53)-(59): the trial X in w.x.
    BF_HD BF_NOINLINE void propose() {
        applyMixer();
        if (g.rank() == 0) {
            double point[4];
            for (int i = 0; i < 4; i++) {
                point[i] = s.moments.s[i] + s.rho * s.z[i];
            }
            projectOnLmi(point, record.deltaE, s.q);
            for (int i = 0; i < 4; i++) {
                s.c[i] = s.q[i] - s.rho * s.z[i];
            }
            buildSurrogate(s, settings.adaptive == 0);
            s.required = 0.5 * (record.deltaD + s.moments.gram[0].re);
        }
        diagonalise();
        rightSide();
        prepareQcqp(g, w, p, columns);
        double mu = findMu(g, w, p, larger(0, s.mu));
        timesThree(s.gammaMatrix);
        BF_ROLLED
        for (int e = g.rank(); e < p * columns; e += g.size()) {
            int j = e / columns;
            int t = e - j * columns;
            Complex z = w.wide[e];
            for (int b = 0; b < SENSING; b++) {
                addProduct(z, w.vTimes[j * SENSING + b], w.y[b * columns + t]);
            }
            w.wide[e] = scaled(z, w.inverse[j]);
        }
        g.sync();
        double moved = 0;
        BF_ROLLED
        for (int e = g.rank(); e < p * columns; e += g.size()) {
            int i = e / columns;
            int t = e - i * columns;
            Complex z = w.wide[e];
            if (i < h) {
                z = makeComplex(0, 0);
                for (int k = 0; k < h; k++) {
                    addProduct(z, w.eigenvectors[i * h + k], w.wide[k * columns + t]);
                }
            }
            Complex from = w.x[e];
            moved += square(makeComplex(z.re - from.re, z.im - from.im));
            w.x[e] = z;
        }
        moved = g.sum(moved);
        if (g.rank() == 0) {
            s.mu = mu;
            s.shrink = s.sigma / (s.sigma + mu);
            s.stepLength = sqrt(moved);
        }
        g.sync();
    }

    // [H, V]^H x to w.wide, for the columns of a whole X.
    BF_HD BF_NOINLINE void receive(const Complex* x) {
        multiplyAdjointLeft(g, n, columns, p, w.channels, n, x, columns, w.wide);
        multiplyAdjointLeft(
                g, SENSING, columns, p, w.sensing, SENSING, x, columns, w.wide + n * columns);
    }

    // Takes or rejects the trial, whose amplitudes are in w.wide, and counts; true if the run of this
    // start has ended.
    BF_HD BF_NOINLINE bool judge() {
        readMoments(w.wide + n * columns, s.trial);
        double rate = rateOf(w.wide);
        double before = penaltyOf(s.kept, s) - s.rate;
        double merit = penaltyOf(s.trial, s) - rate;
        bool descended = merit <= before + 1e-12 * (1 + fabs(before));
        bool mixed = s.mixing != 0 && s.stored > 0;
        bool extrapolated = s.extrapolated != 0;
        bool tooFar = s.radius < DIAMETER;
        g.sync();  // all lanes have read the scalars
        if (!descended && (mixed || extrapolated)) {
            if (mixed) {
                rejectMixed();
            }
            backToIterate();
            if (g.rank() == 0) {
                s.momentum = 1;
                s.extrapolated = 0;
                s.carry = CARRY_RESTART;
            }
        } else if (!descended && tooFar) {
            copy(base, w.x, p * columns);
            if (g.rank() == 0) {
                s.radius = smaller(DIAMETER, 2 * larger(s.radius, s.stepLength));
                s.carry = CARRY_REPEAT;
            }
        } else {
            take(rate);
            if (g.rank() == 0) {
                updateDuals();
            }
        }
        if (g.rank() == 0) {
            s.inner++;
            finishOrGoOn(*stop != 0);
        }
        g.sync();
        return s.done != 0;
    }

    // The iterate, which lies there, (47) and (48), and the state for a later run.
    BF_HD BF_NOINLINE void finish(Complex* output, AdmmResult* result) {
        g.sync();
        if (w.seenKept != nullptr) {
            copy(w.seenKept, w.wide, (n + SENSING) * columns);
        } else {
            copy(kept, w.x, p * columns);
            receive(w.x);
        }
        auxiliaries();
        output += p * columns;
        BF_ROLLED
        for (int i = g.rank(); i < n; i += g.size()) {
            output[i] = w.b[i];
            output[n + i] = makeComplex(w.upsilon[i], 0);
        }
        if (g.rank() == 0) {
            for (int i = 0; i < 4; i++) {
                result->z[i] = s.z[i];
            }
            result->rho = s.rho;
            result->mu = s.mu;
            result->primal = s.primal;
            result->stepLength = s.stepLength;
            result->violation = s.violation;
            result->lastViolation = s.lastViolation;
            result->rate = s.rate;
            result->mixerRadius = s.mixerRadius;
            result->outer = s.outer;
            result->inner = s.inner;
            result->quiet = s.quiet;
            result->status = s.status;
        }
    }

private:
    BF_HD void copy(const Complex* from, Complex* to, int length) const {
        BF_ROLLED
        for (int i = g.rank(); i < length; i += g.size()) {
            to[i] = from[i];
        }
        g.sync();
    }

    // What every user receives to w.power: ||row||^2, or that of the other columns; ends with a sync.
    BF_HD BF_NOINLINE void receivedPower(const Complex* seen, bool others) const {
        bool together = columns > LONG_ROW;
        BF_ROLLED
        for (int i = together ? 0 : g.rank(); i < n; i += together ? 1 : g.size()) {
            const Complex* row = seen + i * columns;
            double sum = 0;
            BF_ROLLED
            for (int t = together ? g.rank() : 0; t < columns; t += together ? g.size() : 1) {
                sum += others && t == i ? 0 : square(row[t]);
            }
            if (together) {
                sum = g.sum(sum);
            }
            if (!together || g.rank() == 0) {
                w.power[i] = sum;
            }
        }
        g.sync();
    }

    BF_HD BF_NOINLINE double rateOf(const Complex* seen) const {
        receivedPower(seen, false);
        double sum = 0;
        BF_ROLLED
        for (int i = g.rank(); i < n; i += g.size()) {
            double own = square(seen[i * columns + i]);
            sum += log1p(own / (1 + w.power[i] - own));
        }
        return g.sum(sum) / n;
    }

    // (47) and (48) for the amplitudes in w.wide; ends with a sync.
    BF_HD BF_NOINLINE void auxiliaries() const {
        receivedPower(w.wide, false);
        BF_ROLLED
        for (int i = g.rank(); i < n; i += g.size()) {
            Complex received = w.wide[i * columns + i];
            double total = 1 + w.power[i];
            double own = square(received);
            double upsilon = own / (total - own);
            w.upsilon[i] = upsilon;
            w.b[i] = scaled(received, sqrt((1 + upsilon) / n) / total);
        }
        g.sync();
    }

    // The moments of the rows y_d, y_g, y_e; ends with a sync.
    BF_HD BF_NOINLINE void readMoments(const Complex* y, Moments& out) const {
        bool together = columns > LONG_ROW;
        BF_ROLLED
        for (int e = together ? 0 : g.rank(); e < 6; e += together ? 1 : g.size()) {
            int b = e < 3 ? 0 : e < 5 ? 1 : 2;
            int c = e - b * (5 - b) / 2;
            Complex sum = makeComplex(0, 0);
            BF_ROLLED
            for (int t = together ? g.rank() : 0; t < columns; t += together ? g.size() : 1) {
                addAdjointProduct(sum, y[b * columns + t], y[c * columns + t]);
            }
            if (together) {
                sum.re = g.sum(sum.re);
                sum.im = g.sum(sum.im);
            }
            if (!together || g.rank() == 0) {
                out.gram[b * 3 + c] = makeComplex(sum.re, b == c ? 0 : sum.im);
                out.gram[c * 3 + b] = makeComplex(sum.re, b == c ? 0 : -sum.im);
            }
        }
        g.sync();
        if (g.rank() == 0) {
            out.s[0] = out.gram[G * 3 + G].re + out.gram[E * 3 + E].re;
            out.s[1] = ROOT2 * out.gram[E * 3 + G].re;
            out.s[2] = ROOT2 * out.gram[E * 3 + G].im;
            out.s[3] = out.gram[G * 3 + G].re;
        }
        g.sync();
    }

    // What the next step needs of the amplitudes in w.wide of the point in w.x: y, moments, (47), (48).
    BF_HD void settle() {
        copy(w.wide + n * columns, w.y, SENSING * columns);
        readMoments(w.y, s.moments);
        auxiliaries();
    }

    // A = sum_i |b_i|^2 h_i h_i^H = E Lambda E^H, the factors of F = H diag(f), and V in the
    // eigenvectors' coordinates. A and a product take w.wide.
    BF_HD BF_NOINLINE void diagonalise() {
        Complex* a = w.wide;
        BF_ROLLED
        for (int j = g.rank(); j < n; j += g.size()) {
            w.f[j] = scaled(w.b[j], sqrt((1 + w.upsilon[j]) / n));
            w.power[j] = square(w.b[j]);
        }
        // Warm starts end now and then, so that rounding cannot pile up.
        constexpr int REFRESH = 32;
        bool fresh = s.factorisations % REFRESH == 0;
        g.sync();
        BF_ROLLED
        for (int e = g.rank(); e < h * h; e += g.size()) {
            int i = e / h;
            int j = e - i * h;
            Complex sum = makeComplex(0, 0);
            for (int k = 0; k < n; k++) {
                addAdjointProduct(sum, scaled(w.channels[j * n + k], w.power[k]),
                                  w.channels[i * n + k]);
            }
            a[e] = i == j ? makeComplex(sum.re, 0) : sum;
        }
        g.sync();
        hermitianEigen(g, h, fresh, a, w.eigenvectors, a + h * h, w.cross, w.eigenvalues);
        multiplyAdjointLeft(g, h, SENSING, h, w.eigenvectors, h, w.sensing, SENSING, w.vHat);
        BF_ROLLED
        for (int e = h * SENSING + g.rank(); e < p * SENSING; e += g.size()) {
            w.vHat[e] = w.sensing[e];
        }
        if (g.rank() == 0) {
            s.factorisations++;
        }
        g.sync();
    }

    // vTimes = vHat M for M: [3, 3].
    BF_HD void timesThree(const Complex* m) const {
        BF_ROLLED
        for (int e = g.rank(); e < p * SENSING; e += g.size()) {
            int j = e / SENSING;
            int b = e - j * SENSING;
            Complex sum = makeComplex(0, 0);
            for (int k = 0; k < SENSING; k++) {
                addProduct(sum, w.vHat[j * SENSING + k], m[k * SENSING + b]);
            }
            w.vTimes[e] = sum;
        }
        g.sync();
    }

    // P = F + sigma X + V Psi Y in the eigenvectors' coordinates.
    BF_HD BF_NOINLINE void rightSide() const {
        timesThree(s.psi);
        double sigma = s.sigma;
        BF_ROLLED
        for (int e = g.rank(); e < p * columns; e += g.size()) {
            int j = e / columns;
            int t = e - j * columns;
            Complex z = scaled(w.x[e], sigma);
            if (j < h) {
                Complex x = makeComplex(0, 0);
                Complex channel = makeComplex(0, 0);
                for (int k = 0; k < h; k++) {
                    Complex vector = w.eigenvectors[k * h + j];
                    addAdjointProduct(x, vector, w.x[k * columns + t]);
                    if (t < n) {
                        addAdjointProduct(channel, vector, w.channels[k * n + t]);
                    }
                }
                z = scaled(x, sigma);
                if (t < n) {
                    addProduct(z, channel, w.f[t]);
                }
            }
            for (int b = 0; b < SENSING; b++) {
                addProduct(z, w.vTimes[j * SENSING + b], w.y[b * columns + t]);
            }
            w.wide[e] = z;
        }
        g.sync();
    }

    // The next step starts from the iterate after all.
    BF_HD void backToIterate() {
        BF_ROLLED
        for (int e = g.rank(); e < p * columns; e += g.size()) {
            Complex z = kept[e];
            w.x[e] = z;
            base[e] = z;
        }
        g.sync();
        if (w.seenKept != nullptr) {
            copy(w.seenKept, w.wide, (n + SENSING) * columns);
        } else {
            receive(w.x);
        }
        settle();
    }

    // last = next, next = next + beta (next - last)
    BF_HD void extrapolate(Complex* next, Complex* last, int length, double beta) {
        BF_ROLLED
        for (int i = g.rank(); i < length; i += g.size()) {
            Complex z = next[i];
            Complex old = last[i];
            next[i] = makeComplex(z.re + beta * (z.re - old.re), z.im + beta * (z.im - old.im));
            last[i] = z;
        }
        g.sync();
    }

    // The trial becomes the iterate, and the next step starts beta times its move beyond it.
    BF_HD BF_NOINLINE void take(double rate) {
        bool adaptive = settings.adaptive != 0;
        double next = 0.5 * (1 + sqrt(1 + 4 * s.momentum * s.momentum));
        double beta = adaptive ? (s.momentum - 1) / next : 0;
        g.sync();  // all lanes have read the momentum
        if (g.rank() == 0) {
            s.momentum = adaptive ? next : s.momentum;
            s.beta = beta;
            s.rate = rate;
            s.extrapolated = beta > 0 ? 1 : 0;
            s.kept = s.trial;
            s.carry = CARRY_ACCEPT;
        }
        if (adaptive) {
            mix();
        }
        extrapolate(w.x, kept, p * columns, beta);
        copy(w.x, base, p * columns);
        if (w.seenKept != nullptr) {
            // Cheaper than the product where W has as many columns as there are antennas.
            extrapolate(w.wide, w.seenKept, (n + SENSING) * columns, beta);
        } else if (beta > 0) {
            receive(w.x);
        }
        settle();
        if (beta > 0 && sqrt(s.moments.gram[0].re) < leastDetection()) {
            g.sync();
            backToIterate();
            if (g.rank() == 0) {
                s.extrapolated = 0;
                s.beta = 0;
            }
        }
        if (adaptive && g.rank() == 0) {
            double reach = larger(1.5 * s.stepLength, 0.5 * s.radius);
            s.radius = smaller(DIAMETER, larger(1e-4, reach));
        }
    }

    // Least ||y_d|| of a point that (27a) is linearised at.
    BF_HD double leastDetection() const {
        double d = record.deltaD;
        return 0.5 * (sqrt(d) + 1 - sqrt(larger(0, 1 - d)));
    }

    // By one lane: (60), then rho falls.
    BF_HD void updateDuals() {
        double gap = 0;
        double size = 0;
        for (int i = 0; i < 4; i++) {
            double difference = s.kept.s[i] - s.q[i];
            gap += difference * difference;
            size += s.kept.s[i] * s.kept.s[i];
            s.z[i] += difference / s.rho;
        }
        s.outer++;
        s.primal = sqrt(gap / larger(size, record.deltaE * record.deltaE));
        double pairs = s.kept.s[1] * s.kept.s[1] + s.kept.s[2] * s.kept.s[2];
        double estimation = s.kept.s[3] > 0 ? s.kept.s[0] - 0.5 * pairs / s.kept.s[3] : 0;
        double detection = s.kept.gram[0].re;
        s.violation = larger(
                0, larger(1 - detection / record.deltaD, 1 - estimation / record.deltaE));
        double rho = s.rho;
        bool persists = settings.adaptive != 0 && s.violation > settings.violated
                && s.violation > settings.progress * s.lastViolation;
        s.rho = persists ? larger(smaller(rho, settings.lower * settings.floor), rho * settings.haste)
                         : larger(smaller(rho, settings.floor), rho * settings.decay);
        s.lastViolation = s.violation;
    }

    // By one lane.
    BF_HD double firstRho() const {
        double length = 0;
        double size = 0;
        for (int i = 0; i < 4; i++) {
            length += s.z[i] * s.z[i];
            size += s.moments.s[i] * s.moments.s[i];
        }
        bool pulled = settings.adaptive != 0
                && settings.pull * sqrt(size) < settings.rhoStart * sqrt(length);
        return pulled ? settings.pull * sqrt(size / length) : settings.rhoStart;
    }

    // By one lane.
    BF_HD void finishOrGoOn(bool stopped) {
        constexpr int QUIET = 3;
        bool small = s.primal <= 0.1 * sqrt(settings.tolerance)
                && s.stepLength <= 10 * settings.tolerance;
        s.quiet = small ? s.quiet + 1 : 0;
        if (s.quiet >= QUIET) {
            s.status = SOLVED;
        }
        bool ended = s.quiet >= QUIET || s.outer >= settings.limit || s.inner >= 4 * settings.limit;
        if (stopped && s.status == MAX_ITERATIONS) {
            s.status = STOPPED;
        }
        s.done = ended || stopped ? 1 : 0;
    }

    // --- Anderson acceleration of the auxiliary variables, as AuxiliaryMixer.

    BF_HD void rejectMixed() {
        BF_ROLLED
        for (int i = g.rank(); i < 2 * n; i += g.size()) {
            w.used[i] = w.image[i];
        }
        if (g.rank() == 0) {
            s.stored = 0;
            s.hasLast = 0;
            s.stretch = 1;
            s.mixerRadius = larger(1e-3, 0.3 * s.mixerRadius);
        }
        g.sync();
    }

    // Reads the amplitudes of the trial that has just been taken.
    BF_HD BF_NOINLINE void mix() {
        constexpr double LONGEST = 2;
        constexpr double OFF = 1e-200;
        receivedPower(w.wide, true);
        double sum = 0;
        BF_ROLLED
        for (int i = g.rank(); i < n; i += g.size()) {
            double own = square(w.wide[i * columns + i]);
            double noise = 1 + w.power[i];
            double weight = log1p(own / noise);
            sum += weight;
            w.image[i] = log(larger(own / noise, OFF));
            w.image[n + i] = log(noise);
            w.mixWeight[i] = weight;
        }
        sum = g.sum(sum);
        bool started = s.mixing != 0;
        AndersonMixer<Group, AdmmWorkspace> mixer(g, w, 2 * n);
        mixer.stored = s.stored;
        mixer.hasLast = s.hasLast != 0;
        mixer.stretch = s.stretch;
        double longest = s.mixerRadius;
        g.sync();
        BF_ROLLED
        for (int i = g.rank(); i < n; i += g.size()) {
            w.mixWeight[i] = sum > 0 ? w.mixWeight[i] / sum : 0;
            w.mixWeight[n + i] = w.mixWeight[i];
        }
        BF_ROLLED
        for (int i = g.rank(); i < 2 * n; i += g.size()) {
            if (started) {
                w.move[i] = w.image[i] - w.used[i];
            } else {
                w.used[i] = w.image[i];
            }
        }
        if (started) {
            if (mixer.accelerating()) {
                longest = smaller(LONGEST, 1.5 * longest);
            }
            mixer.advance(w.used, w.move, w.mixWeight, longest);
        } else {
            mixer.reset();
        }
        g.sync();
        if (g.rank() == 0) {
            s.mixing = 1;
            s.stored = mixer.stored;
            s.hasLast = mixer.hasLast ? 1 : 0;
            s.stretch = mixer.stretch;
            s.mixerRadius = longest;
        }
        g.sync();
    }

    // Replaces (47) and (48) by the mixed ones; b keeps the phase of the received beam.
    BF_HD BF_NOINLINE void applyMixer() {
        bool mixing = s.mixing != 0;
        BF_ROLLED
        for (int i = g.rank(); mixing && i < n; i += g.size()) {
            double plain = sqrt(square(w.b[i]));
            if (!(plain > 0)) {
                continue;
            }
            double upsilon = exp(w.used[i]);
            double magnitude = sqrt(upsilon / ((1 + upsilon) * n * exp(w.used[n + i])));
            w.upsilon[i] = upsilon;
            w.b[i] = scaled(w.b[i], magnitude / plain);
        }
        g.sync();
    }
};

// The whole run of one start in compressed dimension. The place of X in the input is overwritten.
template <class Group>
BF_HD void runCompressed(
        Group g,
        const AdmmWorkspace& w,
        const AdmmRecord& record,
        const AdmmSettings& settings,
        Complex* input,
        Complex* output,
        AdmmResult* result,
        const int* stop) {
    MmAdmm<Group> loop(g, w, record, settings, input, output, stop);
    loop.begin(input);
    bool done = false;
    while (!done) {
        loop.propose();
        loop.receive(w.x);
        done = loop.judge();
    }
    loop.finish(output, result);
}

}  // namespace beamforge
