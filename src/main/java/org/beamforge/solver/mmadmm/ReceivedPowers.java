package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.mmadmm.lanes.MixingRules;

/**
 * What the users of one problem receive at a trial point: read once, for its rate and, where it
 * becomes the iterate, for the mixer. A workspace for one thread.
 */
final class ReceivedPowers {
    private final int n;
    private final int cols;

    /** Received power of the own beam, and of all others plus noise: [n]. */
    private final double[] own;

    private final double[] noise;

    /** ln(1 + sinr): [n]. */
    private final double[] rates;

    ReceivedPowers(int n, int cols) {
        this.n = n;
        this.cols = cols;
        own = new double[n];
        noise = new double[n];
        rates = new double[n];
    }

    /** Reads the rows S: [n, T] from {@code offset}; returns the mean of ln(1 + sinr). */
    double rate(SplitComplex s, int offset) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int row = offset + i * cols;
            own[i] = Received.square(s, row + i);
            noise[i] = Received.others(s, row, i, cols);
            rates[i] = Received.logOneMore(own[i] / noise[i]);
            sum += rates[i];
        }
        return sum / n;
    }

    /** Lets the mixer of a problem advance from what {@link #rate} has read last. */
    void mix(AuxiliaryMixer mixer) {
        for (int i = 0; i < n; i++) {
            double logSinr = Math.log(Math.max(own[i] / noise[i], MixingRules.OFF));
            mixer.received(i, logSinr, Math.log(noise[i]), rates[i]);
        }
        mixer.advance();
    }
}
