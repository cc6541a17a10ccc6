package org.beamforge.solver.mmadmm;

import org.beamforge.solver.exactfp.AndersonMixer;
import org.beamforge.solver.mmadmm.lanes.MixingRules;

/**
 * Anderson acceleration of the auxiliary variables (47), (48) between the steps of Algorithm 2, on
 * (log upsilon, log N) as in exact-fp, N the interference plus noise. With a strong user the plain
 * variables creep by 1/sinr of the way. The surrogate bounds the rate at whatever auxiliary
 * variables; that it touches is lost, so {@link MmAdmm} takes a step from mixed ones only if it
 * descends. Nothing is allocated after the constructor.
 */
final class AuxiliaryMixer {
    private final int n;
    private final AndersonMixer mixer = new AndersonMixer(MixingRules.MEMORY);

    /** The variables in use, those of the iterate, and their difference: [2 n]. */
    private final double[] used;

    private final double[] image;
    private final double[] move;
    private final double[] weight;
    private double radius = MixingRules.LONGEST;
    private boolean started;

    AuxiliaryMixer(int users) {
        n = users;
        used = new double[2 * n];
        image = new double[2 * n];
        move = new double[2 * n];
        weight = new double[2 * n];
        mixer.reset(2 * n);
    }

    /** Whether the variables differ from those of the iterate. */
    boolean accelerating() {
        return started && mixer.accelerating();
    }

    /** Longest move of a log variable beyond the plain one, as it is now. */
    double radius() {
        return radius;
    }

    void radius(double value) {
        radius = value;
    }

    /** Begins anew from whatever iterate comes next. */
    void restart() {
        started = false;
    }

    /** Back to the variables of the iterate, and shorter moves from now on. */
    void reject() {
        System.arraycopy(image, 0, used, 0, 2 * n);
        mixer.reset(2 * n);
        radius = Math.max(MixingRules.SHORTEST, MixingRules.SHORTEN * radius);
    }

    /**
     * Says what user i receives at the iterate after a step; {@link #advance} then mixes.
     *
     * @param logSinr logarithm of the SINR, or of {@link MixingRules#OFF} if that is larger
     * @param logNoise logarithm of the power of all other beams plus noise
     * @param rate ln(1 + sinr)
     */
    void received(int i, double logSinr, double logNoise, double rate) {
        image[i] = logSinr;
        image[n + i] = logNoise;
        weight[i] = rate;
    }

    /** Mixes after a step. */
    void advance() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += weight[i];
        }
        for (int i = 0; i < n; i++) {
            weight[i] = sum > 0 ? weight[i] / sum : 0;
            weight[n + i] = weight[i];
        }
        if (!started) {
            started = true;
            mixer.reset(2 * n);
            System.arraycopy(image, 0, used, 0, 2 * n);
            return;
        }
        for (int i = 0; i < 2 * n; i++) {
            move[i] = image[i] - used[i];
        }
        if (mixer.accelerating()) {
            radius = Math.min(MixingRules.LONGEST, MixingRules.LENGTHEN * radius);
        }
        mixer.advance(used, move, weight, 2 * n, radius);
    }

    /** Replaces (47) and (48) by the mixed ones; b keeps the phase of the received beam. */
    void apply(AdmmProblem job) {
        if (!started) {
            return;
        }
        for (int i = 0; i < n; i++) {
            double plain = Math.sqrt(job.bRe[i] * job.bRe[i] + job.bIm[i] * job.bIm[i]);
            if (!(plain > 0)) {
                continue;
            }
            double upsilon = Math.exp(used[i]);
            double magnitude = Math.sqrt(upsilon / ((1 + upsilon) * n * Math.exp(used[n + i])));
            job.upsilon[i] = upsilon;
            job.bRe[i] *= magnitude / plain;
            job.bIm[i] *= magnitude / plain;
        }
    }
}
