package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;

/** What follows from the received amplitudes S = H^H X: [n, T], rows of one problem in a tensor. */
final class Received {
    private Received() {}

    /** Mean of ln(1 + sinr) of the rows from {@code offset}. */
    static double rate(SplitComplex s, int offset, int n, int cols) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int row = offset + i * cols;
            double own = square(s, row + i);
            sum += Math.log1p(own / (total(s, row, cols) - own));
        }
        return sum / n;
    }

    /**
     * (47) upsilon_i = sinr_i, (48) b_i = sqrt(omega (1 + upsilon_i)) h_i^H w_i / (h_i^H R h_i +
     * 1).
     */
    static void auxiliaries(AdmmProblem job, SplitComplex s, int offset, int n, int cols) {
        for (int i = 0; i < n; i++) {
            int row = offset + i * cols;
            double own = square(s, row + i);
            double total = total(s, row, cols);
            job.upsilon[i] = own / (total - own);
            double factor = Math.sqrt((1 + job.upsilon[i]) / n) / total;
            job.bRe[i] = factor * s.re()[row + i];
            job.bIm[i] = factor * s.im()[row + i];
        }
    }

    /** Lets the mixer of a problem advance from an iterate. */
    static void mix(AuxiliaryMixer mixer, SplitComplex s, int offset, int n, int cols) {
        for (int i = 0; i < n; i++) {
            int row = offset + i * cols;
            double own = 0;
            double noise = 1;
            for (int t = 0; t < cols; t++) {
                double power = square(s, row + t);
                if (t == i) {
                    own = power;
                } else {
                    noise += power;
                }
            }
            mixer.received(i, own, noise);
        }
        mixer.advance();
    }

    /** Noise plus everything received: 1 + sum_t |s_t|^2 over one row. */
    private static double total(SplitComplex s, int row, int cols) {
        double sum = 1;
        for (int t = row; t < row + cols; t++) {
            sum += s.re()[t] * s.re()[t] + s.im()[t] * s.im()[t];
        }
        return sum;
    }

    private static double square(SplitComplex s, int at) {
        return s.re()[at] * s.re()[at] + s.im()[at] * s.im()[at];
    }
}
