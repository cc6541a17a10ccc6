package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What users receive, row by row of S = H^H X: [n, T], all lanes at once: the auxiliary variables
 * (47), (48) of where a step starts, and SINRs, rates and their logarithms of a trial.
 */
final class LaneUsers {
    private final int n;
    private final int cols;

    /** (47), (48): [n]. */
    final LaneArray upsilon;

    final LaneArray bRe;
    final LaneArray bIm;

    /** Of the trial: ln(sinr), ln of interference plus noise, ln(1 + sinr): [n]. */
    final LaneArray logSinr;

    final LaneArray logNoise;
    final LaneArray rates;

    /** Mixed SINRs, then mixed noise, which become magnitudes |b|: [2 n]. */
    private final LaneArray mixed;

    /** 1 + sinr and its logarithm: [n]. */
    private final LaneArray oneMore;

    private final LaneArray logOneMore;

    /** Received power of its own beam, and of all others plus noise: [n]. */
    private final LaneArray own;

    private final LaneArray noise;

    private LaneComplex trial = LaneComplex.NONE;
    private LaneArray mixedLogarithms = LaneArray.NONE;
    private LaneArray started = LaneArray.NONE;

    private final Runnable[] judgement = {
        this::receivedOfTrial,
        this::sinrs,
        this::logarithmsOfSinr,
        this::logarithmsOfNoise,
        this::logarithmsOfOneMore,
        this::correctRates
    };

    private final Runnable[] mixing = {
        this::exponentials, this::mixedMagnitudes, this::mixedVariables
    };

    LaneUsers(LaneMemory memory, int n, int cols) {
        this.n = n;
        this.cols = cols;
        upsilon = memory.array(n);
        bRe = memory.array(n);
        bIm = memory.array(n);
        logSinr = memory.array(n);
        logNoise = memory.array(n);
        rates = memory.array(n);
        mixed = memory.array(2 * n);
        oneMore = memory.array(n);
        logOneMore = memory.array(n);
        own = memory.array(n);
        noise = memory.array(n);
    }

    /** (47), (48) of the points S_next + beta (S_next - S_kept). */
    void extrapolated(LaneComplex next, LaneComplex kept, LaneArray beta) {
        double[] data = noise.data();
        int noise = this.noise.index(0);
        int nextRe = next.re().index(0);
        int nextIm = next.im().index(0);
        int betaAt = beta.index(0);
        int keptRe = kept.re().index(0);
        int bRe = this.bRe.index(0);
        int keptIm = kept.im().index(0);
        int bIm = this.bIm.index(0);
        for (int i = 0; i < n; i++) {
            int row = i * cols * L;
            int mine = row + i * L;
            all(1).intoArray(data, noise + i * L);
            extrapolatedPowers(next, kept, beta, row, mine, i * L);
            extrapolatedPowers(next, kept, beta, mine + L, row + cols * L, i * L);
            DoubleVector nr = at(data, nextRe + mine);
            DoubleVector ni = at(data, nextIm + mine);
            at(data, betaAt).fma(nr.sub(at(data, keptRe + mine)), nr).intoArray(data, bRe + i * L);
            at(data, betaAt).fma(ni.sub(at(data, keptIm + mine)), ni).intoArray(data, bIm + i * L);
        }
    }

    /** Powers of a stretch of a row, added to {@link #noise}. */
    private void extrapolatedPowers(
            LaneComplex next, LaneComplex kept, LaneArray beta, int from, int end, int to) {
        double[] data = next.re().data();
        int betaAt = beta.index(0);
        int noise = this.noise.index(0);
        int re = next.re().index(0);
        int im = next.im().index(0);
        int oldRe = kept.re().index(0);
        int oldIm = kept.im().index(0);
        DoubleVector beyond = at(data, betaAt);
        DoubleVector sr = at(data, noise + to);
        DoubleVector si = zero();
        for (int t = from; t < end; t += L) {
            DoubleVector nr = at(data, re + t);
            DoubleVector ni = at(data, im + t);
            DoubleVector xr = beyond.fma(nr.sub(at(data, oldRe + t)), nr);
            DoubleVector xi = beyond.fma(ni.sub(at(data, oldIm + t)), ni);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(data, noise + to);
    }

    private void powers(LaneComplex s, int from, int end, int to) {
        double[] data = s.re().data();
        int noise = this.noise.index(0);
        int re = s.re().index(0);
        int im = s.im().index(0);
        DoubleVector sr = at(data, noise + to);
        DoubleVector si = zero();
        for (int t = from; t < end; t += L) {
            DoubleVector xr = at(data, re + t);
            DoubleVector xi = at(data, im + t);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(data, noise + to);
    }

    /** (47), (48) from the sums over the rows; b comes as h_i^H w_i. */
    void variables() {
        double[] data = bRe.data();
        int bRe = this.bRe.index(0);
        int bIm = this.bIm.index(0);
        int noise = this.noise.index(0);
        int upsilon = this.upsilon.index(0);
        for (int i = 0; i < n * L; i += L) {
            DoubleVector re = at(data, bRe + i);
            DoubleVector im = at(data, bIm + i);
            DoubleVector square = re.mul(re).add(im.mul(im));
            DoubleVector sum = at(data, noise + i).add(square);
            DoubleVector sinr = square.div(at(data, noise + i));
            sinr.intoArray(data, upsilon + i);
            DoubleVector factor = sinr.add(1).mul(1.0 / n).lanewise(VectorOperators.SQRT).div(sum);
            factor.mul(re).intoArray(data, bRe + i);
            factor.mul(im).intoArray(data, bIm + i);
        }
    }

    /**
     * Replaces the auxiliary variables by mixed ones; b keeps its phase.
     *
     * @param logarithms of their SINRs, then of interference plus noise: [2 n]
     * @param some 1 in lanes that have mixed ones
     */
    void mix(LaneArray logarithms, LaneArray some) {
        mixedLogarithms = logarithms;
        started = some;
        Stages.run(mixing);
    }

    private void exponentials() {
        LaneLogarithms.exp(2 * n, mixedLogarithms, mixed);
    }

    private void mixedMagnitudes() {
        double[] data = mixed.data();
        int sinr = mixed.index(0);
        int size = mixed.index(n * L);
        for (int i = 0; i < n * L; i += L) {
            DoubleVector x = at(data, sinr + i);
            x.div(x.add(1).mul(n).mul(at(data, size + i)))
                    .lanewise(VectorOperators.SQRT)
                    .intoArray(data, size + i);
        }
    }

    private void mixedVariables() {
        double[] data = bRe.data();
        int bRe = this.bRe.index(0);
        int bIm = this.bIm.index(0);
        int started = this.started.index(0);
        int sinr = mixed.index(0);
        int size = mixed.index(n * L);
        int upsilon = this.upsilon.index(0);
        for (int i = 0; i < n * L; i += L) {
            DoubleVector re = at(data, bRe + i);
            DoubleVector im = at(data, bIm + i);
            DoubleVector plain = re.mul(re).add(im.mul(im)).lanewise(VectorOperators.SQRT);
            var some =
                    plain.compare(VectorOperators.GT, 0)
                            .and(at(data, started).compare(VectorOperators.GT, 0));
            DoubleVector factor = at(data, size + i).div(all(1).blend(plain, some));
            re.blend(re.mul(factor), some).intoArray(data, bRe + i);
            im.blend(im.mul(factor), some).intoArray(data, bIm + i);
            at(data, upsilon + i).blend(at(data, sinr + i), some).intoArray(data, upsilon + i);
        }
    }

    /** Rates and logarithms of a trial that receives S. */
    void judge(LaneComplex s) {
        trial = s;
        Stages.run(judgement);
    }

    private void receivedOfTrial() {
        double[] data = noise.data();
        int noise = this.noise.index(0);
        int trialRe = trial.re().index(0);
        int trialIm = trial.im().index(0);
        int own = this.own.index(0);
        for (int i = 0; i < n; i++) {
            int row = i * cols * L;
            int mine = row + i * L;
            all(1).intoArray(data, noise + i * L);
            powers(trial, row, mine, i * L);
            powers(trial, mine + L, row + cols * L, i * L);
            DoubleVector xr = at(data, trialRe + mine);
            DoubleVector xi = at(data, trialIm + mine);
            xr.mul(xr).add(xi.mul(xi)).intoArray(data, own + i * L);
        }
    }

    /** SINRs, and what the logarithms are of: max(sinr, {@link MixingRules#OFF}) and 1 + sinr. */
    private void sinrs() {
        double[] data = own.data();
        int own = this.own.index(0);
        int noise = this.noise.index(0);
        int rates = this.rates.index(0);
        int oneMore = this.oneMore.index(0);
        int logSinr = this.logSinr.index(0);
        for (int i = 0; i < n * L; i += L) {
            DoubleVector sinr = at(data, own + i).div(at(data, noise + i));
            sinr.intoArray(data, rates + i);
            sinr.add(1).intoArray(data, oneMore + i);
            sinr.max(MixingRules.OFF).intoArray(data, logSinr + i);
        }
    }

    private void logarithmsOfSinr() {
        LaneLogarithms.log(n, logSinr, logSinr);
    }

    private void logarithmsOfNoise() {
        LaneLogarithms.log(n, noise, logNoise);
    }

    private void logarithmsOfOneMore() {
        LaneLogarithms.log(n, oneMore, logOneMore);
    }

    /** ln(1 + x) as ln(u) x / (u - 1) with u = 1 + x as it is rounded; x where that is 1. */
    private void correctRates() {
        double[] data = rates.data();
        int rates = this.rates.index(0);
        int oneMore = this.oneMore.index(0);
        int logOneMore = this.logOneMore.index(0);
        for (int i = 0; i < n * L; i += L) {
            DoubleVector x = at(data, rates + i);
            DoubleVector d = at(data, oneMore + i).sub(1);
            var some = d.compare(VectorOperators.GT, 0);
            DoubleVector value = at(data, logOneMore + i).mul(x).div(all(1).blend(d, some));
            x.blend(value, some).intoArray(data, rates + i);
        }
    }
}
