package org.beamforge.solver.dual;

import org.beamforge.kernel.SplitComplex;

/**
 * The four quadratic forms of a transmit covariance R that the sensing constraints see, and its
 * power: linear in R, so they add up over beams and over mixtures.
 *
 * @param pd d^H R d
 * @param pg g^H R g
 * @param pe e^H R e
 * @param pgeRe Re g^H R e
 * @param pgeIm Im g^H R e
 * @param power tr R
 */
public record SensingFigures(
        double pd, double pg, double pe, double pgeRe, double pgeIm, double power) {

    /** No transmission. */
    public static final SensingFigures ZERO = new SensingFigures(0, 0, 0, 0, 0, 0);

    /** Left side of (27b): p_g + p_e - |p_ge|^2 / p_g; zero where the angle is unobservable. */
    public double estimation() {
        return pg > 0 ? pg + pe - (pgeRe * pgeRe + pgeIm * pgeIm) / pg : 0;
    }

    /** Largest relative violation of the sensing constraints at this power; <= 0 if both hold. */
    public double violation(double deltaD, double deltaE) {
        return Math.max(1 - pd / deltaD, 1 - estimation() / deltaE);
    }

    /** Figures of (1 - share) R + share R'. */
    public SensingFigures mixedWith(SensingFigures other, double share) {
        return scaled(1 - share).plus(other.scaled(share));
    }

    public SensingFigures scaled(double c) {
        return new SensingFigures(c * pd, c * pg, c * pe, c * pgeRe, c * pgeIm, c * power);
    }

    public SensingFigures plus(SensingFigures o) {
        return new SensingFigures(
                pd + o.pd, pg + o.pg, pe + o.pe, pgeRe + o.pgeRe, pgeIm + o.pgeIm, power + o.power);
    }

    /** Figures of R = W W^H for the first {@code used} of {@code cols} columns of W: [r, cols]. */
    public static SensingFigures ofColumns(
            int r, SplitComplex sensing, SplitComplex w, int cols, int used) {
        double pd = 0;
        double pg = 0;
        double pe = 0;
        double re = 0;
        double im = 0;
        double power = 0;
        for (int c = 0; c < used; c++) {
            double[] s = new double[6]; // d^H w, g^H w, e^H w
            for (int i = 0; i < r; i++) {
                double x = w.re()[i * cols + c];
                double y = w.im()[i * cols + c];
                power += x * x + y * y;
                for (int v = 0; v < 3; v++) {
                    double vr = sensing.re()[i * 3 + v];
                    double vi = sensing.im()[i * 3 + v];
                    s[2 * v] += vr * x + vi * y;
                    s[2 * v + 1] += vr * y - vi * x;
                }
            }
            pd += s[0] * s[0] + s[1] * s[1];
            pg += s[2] * s[2] + s[3] * s[3];
            pe += s[4] * s[4] + s[5] * s[5];
            re += s[2] * s[4] + s[3] * s[5]; // (g^H w)(e^H w)^*
            im += s[3] * s[4] - s[2] * s[5];
        }
        return new SensingFigures(pd, pg, pe, re, im, power);
    }
}
