package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;

/**
 * What the sensing constraints see of W: the Gram matrix of the rows y_d = d^H W, y_g = g^H W, y_e
 * = e^H W, and the three quadratic forms s_i = w^H (I (x) Theta_i) w of the matrix inequality (27b)
 * with
 *
 * <pre>
 *   Theta_1 = g g^H + e e^H,   Theta_2 = sqrt(2) e g^H,   Theta_3 = g g^H
 *   [[s_1 - deltaE, s_2 / sqrt 2], [s_2* / sqrt 2, s_3]] >= 0
 * </pre>
 *
 * With the factor sqrt(2) the Frobenius norm of the matrix is the Euclidean one of (s_1, s_2, s_3).
 */
final class SensingMoments {
    static final int D = 0;
    static final int G = 1;
    static final int E = 2;
    static final int ROWS = 3;

    /** gram[b, c] = sum_t conj(y_b) y_c: [3, 3]. */
    final double[] gramRe = new double[ROWS * ROWS];

    final double[] gramIm = new double[ROWS * ROWS];

    /** s_1, Re s_2, Im s_2, s_3. */
    final double[] s = new double[4];

    /** Reads the rows y: [3, cols] that start at {@code offset}. */
    void read(SplitComplex y, int offset, int cols) {
        double[] yr = y.re();
        double[] yi = y.im();
        int g = offset + cols;
        int e = offset + 2 * cols;
        // All sums in one pass, side by side: one would wait for its own last addition.
        double dd = 0;
        double gg = 0;
        double ee = 0;
        double dgRe = 0;
        double dgIm = 0;
        double deRe = 0;
        double deIm = 0;
        double geRe = 0;
        double geIm = 0;
        for (int t = 0; t < cols; t++) {
            double dr = yr[offset + t];
            double di = yi[offset + t];
            double gr = yr[g + t];
            double gi = yi[g + t];
            double er = yr[e + t];
            double ei = yi[e + t];
            dd += dr * dr + di * di;
            gg += gr * gr + gi * gi;
            ee += er * er + ei * ei;
            dgRe += dr * gr + di * gi;
            dgIm += dr * gi - di * gr;
            deRe += dr * er + di * ei;
            deIm += dr * ei - di * er;
            geRe += gr * er + gi * ei;
            geIm += gr * ei - gi * er;
        }
        set(D, D, dd, 0);
        set(G, G, gg, 0);
        set(E, E, ee, 0);
        set(D, G, dgRe, dgIm);
        set(D, E, deRe, deIm);
        set(G, E, geRe, geIm);
        readForms();
    }

    private void set(int b, int c, double re, double im) {
        gramRe[b * ROWS + c] = re;
        gramIm[b * ROWS + c] = im;
        if (b != c) {
            gramRe[c * ROWS + b] = re;
            gramIm[c * ROWS + b] = -im;
        }
    }

    /** Takes s from the Gram matrix. */
    void readForms() {
        s[0] = gramRe[G * ROWS + G] + gramRe[E * ROWS + E];
        s[1] = Math.sqrt(2) * gramRe[E * ROWS + G]; // p_ge = g^H R e = sum y_g conj(y_e)
        s[2] = Math.sqrt(2) * gramIm[E * ROWS + G];
        s[3] = gramRe[G * ROWS + G];
    }

    /** d^H R d, the left side of (27a). */
    double detection() {
        return gramRe[D * ROWS + D];
    }

    /** Left side of (27b). */
    double estimation() {
        return s[3] > 0 ? s[0] - 0.5 * (s[1] * s[1] + s[2] * s[2]) / s[3] : 0;
    }

    /** Largest relative violation of (27a) and (27b), zero if both hold. */
    double violation(double deltaD, double deltaE) {
        return Math.max(0, Math.max(1 - detection() / deltaD, 1 - estimation() / deltaE));
    }
}
