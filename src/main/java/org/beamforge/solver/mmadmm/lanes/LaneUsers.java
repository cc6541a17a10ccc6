package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

/**
 * What users receive, row by row of S = H^H X: [n, T], all lanes at once: the auxiliary variables
 * (47), (48) of where a step starts, and SINRs, rates and their logarithms of a trial.
 */
final class LaneUsers {
    /** SINRs below this are users switched off; as in AuxiliaryMixer. */
    private static final double OFF = 1e-200;

    private final int n;
    private final int cols;

    /** (47), (48): [n]. */
    final double[] upsilon;

    final double[] bRe;
    final double[] bIm;

    /** Logarithms of SINR and noise to be used in place of (47), (48): [n]. */
    final double[] mixedSinr;

    final double[] mixedNoise;

    /** 1 in lanes whose auxiliary variables are mixed. */
    final double[] mixed = new double[L];

    /** Of the trial: ln(sinr), ln of interference plus noise, ln(1 + sinr): [n]. */
    final double[] logSinr;

    final double[] logNoise;
    final double[] rates;

    /** Mixed SINRs and magnitudes |b|; 1 + sinr and its logarithm: [n]. */
    private final double[] sinr;

    private final double[] size;
    private final double[] oneMore;
    private final double[] logOneMore;

    /** Received power of its own beam, and of all others plus noise: [n]. */
    private final double[] own;

    private final double[] noise;

    private SplitComplex trial = SplitComplex.allocate(0);

    private final Runnable[] judgement = {
        this::receivedOfTrial,
        this::sinrs,
        this::logarithmsOfSinr,
        this::logarithmsOfNoise,
        this::logarithmsOfOneMore,
        this::correctRates
    };

    private final Runnable[] mixing = {
        this::exponentialsOfSinr,
        this::exponentialsOfNoise,
        this::mixedMagnitudes,
        this::mixedVariables
    };

    LaneUsers(int n, int cols) {
        this.n = n;
        this.cols = cols;
        upsilon = new double[n * L];
        bRe = new double[n * L];
        bIm = new double[n * L];
        mixedSinr = new double[n * L];
        mixedNoise = new double[n * L];
        logSinr = new double[n * L];
        logNoise = new double[n * L];
        rates = new double[n * L];
        sinr = new double[n * L];
        size = new double[n * L];
        oneMore = new double[n * L];
        logOneMore = new double[n * L];
        own = new double[n * L];
        noise = new double[n * L];
    }

    /** (47), (48) of the points S_next + beta (S_next - S_kept). */
    void extrapolated(SplitComplex next, SplitComplex kept, double[] beta) {
        for (int i = 0; i < n; i++) {
            int row = i * cols * L;
            int mine = row + i * L;
            all(1).intoArray(noise, i * L);
            extrapolatedPowers(next, kept, beta, row, mine, i * L);
            extrapolatedPowers(next, kept, beta, mine + L, row + cols * L, i * L);
            DoubleVector nr = at(next.re(), mine);
            DoubleVector ni = at(next.im(), mine);
            at(beta, 0).fma(nr.sub(at(kept.re(), mine)), nr).intoArray(bRe, i * L);
            at(beta, 0).fma(ni.sub(at(kept.im(), mine)), ni).intoArray(bIm, i * L);
        }
    }

    /** Powers of a stretch of a row, added to {@link #noise}. */
    private void extrapolatedPowers(
            SplitComplex next, SplitComplex kept, double[] beta, int from, int end, int to) {
        double[] re = next.re();
        double[] im = next.im();
        double[] oldRe = kept.re();
        double[] oldIm = kept.im();
        DoubleVector beyond = at(beta, 0);
        DoubleVector sr = at(noise, to);
        DoubleVector si = zero();
        for (int t = from; t < end; t += L) {
            DoubleVector nr = at(re, t);
            DoubleVector ni = at(im, t);
            DoubleVector xr = beyond.fma(nr.sub(at(oldRe, t)), nr);
            DoubleVector xi = beyond.fma(ni.sub(at(oldIm, t)), ni);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(noise, to);
    }

    private void powers(SplitComplex s, int from, int end, int to) {
        double[] re = s.re();
        double[] im = s.im();
        DoubleVector sr = at(noise, to);
        DoubleVector si = zero();
        for (int t = from; t < end; t += L) {
            DoubleVector xr = at(re, t);
            DoubleVector xi = at(im, t);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(noise, to);
    }

    /** (47), (48) from the sums over the rows; b comes as h_i^H w_i. */
    void variables() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector re = at(bRe, i);
            DoubleVector im = at(bIm, i);
            DoubleVector square = re.mul(re).add(im.mul(im));
            DoubleVector sum = at(noise, i).add(square);
            // As in Received, so that both agree to rounding.
            DoubleVector sinr = square.div(sum.sub(square));
            sinr.intoArray(upsilon, i);
            DoubleVector factor = sinr.add(1).mul(1.0 / n).lanewise(VectorOperators.SQRT).div(sum);
            factor.mul(re).intoArray(bRe, i);
            factor.mul(im).intoArray(bIm, i);
        }
    }

    /** Replaces the auxiliary variables by mixed ones where so set; b keeps its phase. */
    void mix() {
        Stages.run(mixing);
    }

    private void exponentialsOfSinr() {
        LaneLogarithms.exp(n, mixedSinr, sinr);
    }

    private void exponentialsOfNoise() {
        LaneLogarithms.exp(n, mixedNoise, size);
    }

    private void mixedMagnitudes() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector x = at(sinr, i);
            x.div(x.add(1).mul(n).mul(at(size, i)))
                    .lanewise(VectorOperators.SQRT)
                    .intoArray(size, i);
        }
    }

    private void mixedVariables() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector re = at(bRe, i);
            DoubleVector im = at(bIm, i);
            DoubleVector plain = re.mul(re).add(im.mul(im)).lanewise(VectorOperators.SQRT);
            var some =
                    plain.compare(VectorOperators.GT, 0)
                            .and(at(mixed, 0).compare(VectorOperators.GT, 0));
            DoubleVector factor = at(size, i).div(all(1).blend(plain, some));
            re.blend(re.mul(factor), some).intoArray(bRe, i);
            im.blend(im.mul(factor), some).intoArray(bIm, i);
            at(upsilon, i).blend(at(sinr, i), some).intoArray(upsilon, i);
        }
    }

    /** Rates and logarithms of a trial that receives S. */
    void judge(SplitComplex s) {
        trial = s;
        Stages.run(judgement);
    }

    private void receivedOfTrial() {
        for (int i = 0; i < n; i++) {
            int row = i * cols * L;
            int mine = row + i * L;
            all(1).intoArray(noise, i * L);
            powers(trial, row, mine, i * L);
            powers(trial, mine + L, row + cols * L, i * L);
            DoubleVector xr = at(trial.re(), mine);
            DoubleVector xi = at(trial.im(), mine);
            xr.mul(xr).add(xi.mul(xi)).intoArray(own, i * L);
        }
    }

    /** SINRs, and what the logarithms are of: max(sinr, {@link #OFF}) and 1 + sinr. */
    private void sinrs() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector sinr = at(own, i).div(at(noise, i));
            sinr.intoArray(rates, i);
            sinr.add(1).intoArray(oneMore, i);
            sinr.max(OFF).intoArray(logSinr, i);
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
        for (int i = 0; i < n * L; i += L) {
            DoubleVector x = at(rates, i);
            DoubleVector d = at(oneMore, i).sub(1);
            var some = d.compare(VectorOperators.GT, 0);
            DoubleVector value = at(logOneMore, i).mul(x).div(all(1).blend(d, some));
            x.blend(value, some).intoArray(rates, i);
        }
    }
}
