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
            sum += logOneMore(square(s, row + i) / others(s, row, i, cols));
        }
        return sum / n;
    }

    /**
     * ln(1 + x) for x >= 0 as ln(u) x / (u - 1) with u = 1 + x as it is rounded, which is accurate
     * to a few ulp; Math.log1p is a slow call on JDK 17.
     */
    static double logOneMore(double x) {
        double u = 1 + x;
        double d = u - 1;
        return d > 0 ? Math.log(u) * (x / d) : x;
    }

    /**
     * (47) upsilon_i = sinr_i, (48) b_i = sqrt(omega (1 + upsilon_i)) h_i^H w_i / (h_i^H R h_i +
     * 1).
     */
    static void auxiliaries(AdmmProblem job, SplitComplex s, int offset, int n, int cols) {
        for (int i = 0; i < n; i++) {
            int row = offset + i * cols;
            double own = square(s, row + i);
            double noise = others(s, row, i, cols);
            job.upsilon[i] = own / noise;
            double factor = Math.sqrt((1 + job.upsilon[i]) / n) / (own + noise);
            job.bRe[i] = factor * s.re()[row + i];
            job.bIm[i] = factor * s.im()[row + i];
        }
    }

    /** Noise plus what user i receives of all beams but its own. */
    static double others(SplitComplex s, int row, int i, int cols) {
        return 1 + squares(s, row, row + i) + squares(s, row + i + 1, row + cols);
    }

    /** Four sums side by side: one would wait for its own last addition. */
    private static double squares(SplitComplex s, int from, int to) {
        double[] re = s.re();
        double[] im = s.im();
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int t = from;
        for (; t + 1 < to; t += 2) {
            a += re[t] * re[t];
            b += im[t] * im[t];
            c += re[t + 1] * re[t + 1];
            d += im[t + 1] * im[t + 1];
        }
        if (t < to) {
            a += re[t] * re[t];
            b += im[t] * im[t];
        }
        return a + b + (c + d);
    }

    static double square(SplitComplex s, int at) {
        return s.re()[at] * s.re()[at] + s.im()[at] * s.im()[at];
    }
}
