package org.beamforge.solver.mmadmm;

import static org.beamforge.solver.mmadmm.SensingMoments.D;
import static org.beamforge.solver.mmadmm.SensingMoments.E;
import static org.beamforge.solver.mmadmm.SensingMoments.G;
import static org.beamforge.solver.mmadmm.SensingMoments.ROWS;

/**
 * The rank-one terms of (59) by Woodbury's identity, and nu of (59b). With e_k = v_a (x) y_b for
 * (a, b) = (g, g), (e, e), (e, g), (g, e) they are
 *
 * <pre>
 *   sum_k s_k u_k u_k^H = U S U^H,  U = [e_1 .. e_4],  S = [[s_1 + s_4, s_1], [s_1, s_1]] (+) 2 s_2 (+) 2 s_3
 *   (R^-1 + U S U^H)^-1 = R - R U (S^-1 + U^H R U)^-1 U^H R,   R = (A + c)^-1
 * </pre>
 *
 * and e_k^H R e_l is an entry of B = V^H R V times one of the Gram matrix of the rows y. A
 * workspace for one thread.
 */
final class WoodburySystem {
    private static final int GG = G * ROWS + G;
    private static final int EE = E * ROWS + E;
    private static final int EG = E * ROWS + G;
    private static final int GE = G * ROWS + E;

    /** Gamma: [3, 3], the minimiser is R (P + V Gamma Y). */
    final double[] gammaRe = new double[ROWS * ROWS];

    final double[] gammaIm = new double[ROWS * ROWS];

    /** Multiplier of (59b). */
    double nu;

    // S^-1.
    private double s0;
    private double s1;
    private double s01;
    private double s2;
    private double s3;

    // The lower triangle of the factor L D L^H of S^-1 + U^H R U, and 1 / D.
    private double i0;
    private double i1;
    private double i2;
    private double i3;
    private double r10;
    private double m10;
    private double r20;
    private double m20;
    private double r30;
    private double m30;
    private double r21;
    private double m21;
    private double r31;
    private double m31;
    private double r32;
    private double m32;

    private final double[] xRe = new double[Surrogate.TERMS];
    private final double[] xIm = new double[Surrogate.TERMS];
    private final double[] yRe = new double[Surrogate.TERMS];
    private final double[] yIm = new double[Surrogate.TERMS];

    /**
     * Takes the weights.
     *
     * @param weight s_1 .. s_4, positive
     */
    void weights(double[] weight) {
        s0 = 1 / weight[3];
        s01 = -s0;
        s1 = 1 / weight[0] + s0;
        s2 = 0.5 / weight[1];
        s3 = 0.5 / weight[2];
    }

    /**
     * Finds Gamma and nu.
     *
     * @param bRe real part of B = V^H R V: [3, 3], the first columns of rows of {@code width}
     * @param bIm imaginary part
     * @param width numbers in a row of B; three further ones are V^H R P Y^H
     * @param moments Gram matrix of the rows y
     * @param required half the right side of (59b)
     */
    void solve(double[] bRe, double[] bIm, int width, SensingMoments moments, double required) {
        factorise(bRe, bIm, width, moments.gramRe, moments.gramIm);
        double tp = bRe[ROWS];
        double tt = bRe[0] * moments.gramRe[0];
        rightSide(0, bRe, bIm, G * width, G, moments);
        rightSide(1, bRe, bIm, E * width, E, moments);
        rightSide(2, bRe, bIm, E * width, G, moments);
        rightSide(3, bRe, bIm, G * width, E, moments);
        double y0r = yRe[0];
        double y0i = yIm[0];
        double y1r = yRe[1];
        double y1i = yIm[1];
        double y2r = yRe[2];
        double y2i = yIm[2];
        double y3r = yRe[3];
        double y3i = yIm[3];
        backSolve(xRe, xIm);
        backSolve(yRe, yIm);
        tp -= y0r * xRe[0] + y0i * xIm[0] + y1r * xRe[1] + y1i * xIm[1];
        tp -= y2r * xRe[2] + y2i * xIm[2] + y3r * xRe[3] + y3i * xIm[3];
        tt -= y0r * yRe[0] + y0i * yIm[0] + y1r * yRe[1] + y1i * yIm[1];
        tt -= y2r * yRe[2] + y2i * yIm[2] + y3r * yRe[3] + y3i * yIm[3];
        nu = tt > 0 ? Math.max(0, (required - tp) / tt) : 0;
        gammaRe[D] = nu;
        gammaRe[GG] = -xRe[0] - nu * yRe[0];
        gammaIm[GG] = -xIm[0] - nu * yIm[0];
        gammaRe[EE] = -xRe[1] - nu * yRe[1];
        gammaIm[EE] = -xIm[1] - nu * yIm[1];
        gammaRe[EG] = -xRe[2] - nu * yRe[2];
        gammaIm[EG] = -xIm[2] - nu * yIm[2];
        gammaRe[GE] = -xRe[3] - nu * yRe[3];
        gammaIm[GE] = -xIm[3] - nu * yIm[3];
    }

    /** x_k = e_k^H R p, y_k = e_k^H R t for e_k = v_a (x) y_b; a is where {@code row} begins. */
    private void rightSide(
            int k, double[] bRe, double[] bIm, int row, int b, SensingMoments moments) {
        xRe[k] = bRe[row + ROWS + b];
        xIm[k] = bIm[row + ROWS + b];
        double gr = moments.gramRe[b * ROWS + D];
        double gi = moments.gramIm[b * ROWS + D];
        yRe[k] = bRe[row] * gr - bIm[row] * gi;
        yIm[k] = bRe[row] * gi + bIm[row] * gr;
    }

    private void factorise(double[] bRe, double[] bIm, int width, double[] gRe, double[] gIm) {
        double bgg = bRe[G * width + G];
        double bee = bRe[E * width + E];
        double egRe = bRe[E * width + G];
        double egIm = bIm[E * width + G];
        double ggg = gRe[GG];
        double gee = gRe[EE];
        double uRe = gRe[EG];
        double uIm = gIm[EG];
        // The lower triangle of S^-1 + U^H R U; B_ge and Gram_ge are the conjugates of B_eg, u.
        double a10r = egRe * uRe - egIm * uIm + s01;
        double a10i = egRe * uIm + egIm * uRe;
        double a20r = egRe * ggg;
        double a20i = egIm * ggg;
        double a30r = bgg * uRe;
        double a30i = bgg * uIm;
        double a21r = bee * uRe;
        double a21i = -bee * uIm;
        double a31r = egRe * gee;
        double a31i = -egIm * gee;
        double a32r = egRe * uRe + egIm * uIm;
        double a32i = egRe * uIm - egIm * uRe;
        i0 = 1 / (bgg * ggg + s0);
        r10 = a10r * i0;
        m10 = a10i * i0;
        r20 = a20r * i0;
        m20 = a20i * i0;
        r30 = a30r * i0;
        m30 = a30i * i0;
        i1 = 1 / (bee * gee + s1 - (r10 * a10r + m10 * a10i));
        a21r -= r20 * a10r + m20 * a10i;
        a21i -= m20 * a10r - r20 * a10i;
        a31r -= r30 * a10r + m30 * a10i;
        a31i -= m30 * a10r - r30 * a10i;
        r21 = a21r * i1;
        m21 = a21i * i1;
        r31 = a31r * i1;
        m31 = a31i * i1;
        i2 = 1 / (bee * ggg + s2 - (r20 * a20r + m20 * a20i) - (r21 * a21r + m21 * a21i));
        a32r -= r30 * a20r + m30 * a20i + r31 * a21r + m31 * a21i;
        a32i -= m30 * a20r - r30 * a20i + m31 * a21r - r31 * a21i;
        r32 = a32r * i2;
        m32 = a32i * i2;
        double last = bgg * gee + s3 - (r30 * a30r + m30 * a30i);
        i3 = 1 / (last - (r31 * a31r + m31 * a31i) - (r32 * a32r + m32 * a32i));
    }

    private void backSolve(double[] re, double[] im) {
        double ar = re[0];
        double ai = im[0];
        double br = re[1] - (r10 * ar - m10 * ai);
        double bi = im[1] - (r10 * ai + m10 * ar);
        double cr = re[2] - (r20 * ar - m20 * ai) - (r21 * br - m21 * bi);
        double ci = im[2] - (r20 * ai + m20 * ar) - (r21 * bi + m21 * br);
        double dr = re[3] - (r30 * ar - m30 * ai) - (r31 * br - m31 * bi) - (r32 * cr - m32 * ci);
        double di = im[3] - (r30 * ai + m30 * ar) - (r31 * bi + m31 * br) - (r32 * ci + m32 * cr);
        dr *= i3;
        di *= i3;
        cr = cr * i2 - (r32 * dr + m32 * di);
        ci = ci * i2 - (r32 * di - m32 * dr);
        br = br * i1 - (r21 * cr + m21 * ci) - (r31 * dr + m31 * di);
        bi = bi * i1 - (r21 * ci - m21 * cr) - (r31 * di - m31 * dr);
        ar = ar * i0 - (r10 * br + m10 * bi) - (r20 * cr + m20 * ci) - (r30 * dr + m30 * di);
        ai = ai * i0 - (r10 * bi - m10 * br) - (r20 * ci - m20 * cr) - (r30 * di - m30 * dr);
        re[0] = ar;
        im[0] = ai;
        re[1] = br;
        im[1] = bi;
        re[2] = cr;
        im[2] = ci;
        re[3] = dr;
        im[3] = di;
    }

    /**
     * ||R (p + V Gamma Y)||^2 - ||R p||^2 = 2 Re <V Gamma Y, R^2 p> + <V Gamma Y, R^2 V Gamma Y>.
     *
     * @param b2Re real part of V^H R^2 V: [3, 3], then V^H R^2 P Y^H: [3, 3], side by side in rows
     *     of {@code width} that start at {@code at}
     */
    double correction(double[] b2Re, double[] b2Im, int at, int width, SensingMoments moments) {
        double sum = 0;
        for (int a = 0; a < ROWS; a++) {
            int row = at + a * width;
            // Row a of N = V^H R^2 V Gamma.
            double dr = b2Re[row] * nu;
            double di = b2Im[row] * nu;
            double xr = b2Re[row + G];
            double xi = b2Im[row + G];
            double zr = b2Re[row + E];
            double zi = b2Im[row + E];
            double gr = xr * gammaRe[GG] - xi * gammaIm[GG] + zr * gammaRe[EG] - zi * gammaIm[EG];
            double gi = xr * gammaIm[GG] + xi * gammaRe[GG] + zr * gammaIm[EG] + zi * gammaRe[EG];
            double er = xr * gammaRe[GE] - xi * gammaIm[GE] + zr * gammaRe[EE] - zi * gammaIm[EE];
            double ei = xr * gammaIm[GE] + xi * gammaRe[GE] + zr * gammaIm[EE] + zi * gammaRe[EE];
            int first = a == D ? D : G;
            int end = a == D ? G : ROWS;
            for (int b = first; b < end; b++) {
                // (N Gram^T)_ab + 2 (V^H R^2 P Y^H)_ab, times the conjugate of Gamma_ab.
                double[] gramRe = moments.gramRe;
                double[] gramIm = moments.gramIm;
                int g = b * ROWS;
                double sr =
                        dr * gramRe[g]
                                - di * gramIm[g]
                                + gr * gramRe[g + G]
                                - gi * gramIm[g + G]
                                + er * gramRe[g + E]
                                - ei * gramIm[g + E]
                                + 2 * b2Re[row + ROWS + b];
                double si =
                        dr * gramIm[g]
                                + di * gramRe[g]
                                + gr * gramIm[g + G]
                                + gi * gramRe[g + G]
                                + er * gramIm[g + E]
                                + ei * gramRe[g + E]
                                + 2 * b2Im[row + ROWS + b];
                sum += gammaRe[a * ROWS + b] * sr + gammaIm[a * ROWS + b] * si;
            }
        }
        return sum;
    }
}
