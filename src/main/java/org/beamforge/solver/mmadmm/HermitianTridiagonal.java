package org.beamforge.solver.mmadmm;

import java.util.Arrays;
import org.beamforge.kernel.SplitComplex;

/**
 * A = Q T Q^H by Householder reflections with a real symmetric tridiagonal T, for a small Hermitian
 * A: [h, h]. Unlike an eigendecomposition it needs no iteration, and (T + c I)^-1 x still costs
 * O(h) for any shift c. Accurate to rounding times ||A||. A workspace for one thread.
 *
 * <p>The reflections are H_k = I - tau_k v_k v_k^H with complex tau_k, which make the entries below
 * the diagonal real at once; Q = H_0 H_1 .. H_{h-2}.
 */
final class HermitianTridiagonal {
    private final int h;

    /** Diagonal of T: [h]. */
    private final double[] diagonal;

    /** Below the diagonal, of either sign: [h - 1]. */
    private final double[] off;

    /** Q: [h, h]. */
    private final SplitComplex q;

    /** v_k in row k, from element k + 1, which is 1: [h, h]. */
    private final double[] vRe;

    private final double[] vIm;

    private final double[] tauRe;
    private final double[] tauIm;

    /** The other vector of the update of rank two, then v^H Q: [h]. */
    private final double[] wRe;

    private final double[] wIm;

    HermitianTridiagonal(int h) {
        this.h = h;
        diagonal = new double[h];
        off = new double[h];
        q = SplitComplex.allocate(h * h);
        vRe = new double[h * h];
        vIm = new double[h * h];
        tauRe = new double[h];
        tauIm = new double[h];
        wRe = new double[h];
        wIm = new double[h];
    }

    double[] diagonal() {
        return diagonal;
    }

    double[] off() {
        return off;
    }

    SplitComplex q() {
        return q;
    }

    /** Decomposes A: [h, h], of which the lower triangle is read; A is overwritten. */
    void reduce(SplitComplex a) {
        double[] re = a.re();
        double[] im = a.im();
        for (int k = 0; k + 1 < h; k++) {
            diagonal[k] = re[k * h + k];
            reflector(re, im, k);
            if (tauRe[k] != 0 || tauIm[k] != 0) {
                times(re, im, k);
                update(re, im, k);
            }
        }
        diagonal[h - 1] = re[h * h - 1];
        accumulate();
    }

    /** H_k^H x = beta e_1 with a real beta for x, column k of A below the diagonal. */
    private void reflector(double[] re, double[] im, int k) {
        double rest = 0;
        for (int i = k + 2; i < h; i++) {
            double xr = re[i * h + k];
            double xi = im[i * h + k];
            rest += xr * xr + xi * xi;
        }
        double ar = re[(k + 1) * h + k];
        double ai = im[(k + 1) * h + k];
        if (rest == 0 && ai == 0) {
            off[k] = ar;
            tauRe[k] = 0;
            tauIm[k] = 0;
            return;
        }
        double square = ar * ar + ai * ai + rest;
        if (square < Double.MIN_NORMAL) {
            // Entries below 1e-154 are zeros; their squares would have no inverse.
            off[k] = 0;
            tauRe[k] = 0;
            tauIm[k] = 0;
            return;
        }
        double norm = Math.sqrt(square);
        double beta = ar > 0 ? -norm : norm;
        double dr = ar - beta;
        double inverse = 1 / (dr * dr + ai * ai);
        double ir = dr * inverse;
        double ii = -ai * inverse;
        off[k] = beta;
        tauRe[k] = -dr / beta;
        tauIm[k] = -ai / beta;
        int row = k * h;
        vRe[row + k + 1] = 1;
        vIm[row + k + 1] = 0;
        for (int i = k + 2; i < h; i++) {
            double xr = re[i * h + k];
            double xi = im[i * h + k];
            vRe[row + i] = xr * ir - xi * ii;
            vIm[row + i] = xr * ii + xi * ir;
        }
    }

    /** w = tau A v - (tau / 2) ((tau A v)^H v) v on the trailing block. */
    private void times(double[] re, double[] im, int k) {
        int v = k * h;
        for (int i = k + 1; i < h; i++) {
            wRe[i] = 0;
            wIm[i] = 0;
        }
        for (int i = k + 1; i < h; i++) {
            // Row i of the lower triangle, and its mirror image in column i.
            int row = i * h;
            double yr = vRe[v + i];
            double yi = vIm[v + i];
            double rr = 0;
            double ii = 0;
            double ri = 0;
            double ir = 0;
            for (int j = k + 1; j < i; j++) {
                double xr = re[row + j];
                double xi = im[row + j];
                double ur = vRe[v + j];
                double ui = vIm[v + j];
                rr += xr * ur;
                ii += xi * ui;
                ri += xr * ui;
                ir += xi * ur;
                wRe[j] += xr * yr + xi * yi;
                wIm[j] += xr * yi - xi * yr;
            }
            double own = re[row + i];
            wRe[i] += rr - ii + own * yr;
            wIm[i] += ri + ir + own * yi;
        }
        double tr = tauRe[k];
        double ti = tauIm[k];
        double sr = 0;
        double si = 0;
        for (int i = k + 1; i < h; i++) {
            double xr = wRe[i] * tr - wIm[i] * ti;
            double xi = wRe[i] * ti + wIm[i] * tr;
            wRe[i] = xr;
            wIm[i] = xi;
            sr += xr * vRe[v + i] + xi * vIm[v + i];
            si += xr * vIm[v + i] - xi * vRe[v + i];
        }
        double fr = -0.5 * (tr * sr - ti * si);
        double fi = -0.5 * (tr * si + ti * sr);
        for (int i = k + 1; i < h; i++) {
            wRe[i] += fr * vRe[v + i] - fi * vIm[v + i];
            wIm[i] += fr * vIm[v + i] + fi * vRe[v + i];
        }
    }

    /** A -= v w^H + w v^H on the lower triangle of the trailing block. */
    private void update(double[] re, double[] im, int k) {
        int v = k * h;
        for (int i = k + 1; i < h; i++) {
            int row = i * h;
            double vr = vRe[v + i];
            double vi = vIm[v + i];
            double wr = wRe[i];
            double wi = wIm[i];
            for (int j = k + 1; j <= i; j++) {
                double xr = vRe[v + j];
                double xi = vIm[v + j];
                double yr = wRe[j];
                double yi = wIm[j];
                re[row + j] -= (vr * yr + vi * yi) + (wr * xr + wi * xi);
                im[row + j] -= (vi * yr - vr * yi) + (wi * xr - wr * xi);
            }
        }
    }

    /** Q by applying the reflections to I, the last one first. */
    private void accumulate() {
        double[] re = q.re();
        double[] im = q.im();
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        for (int i = 0; i < h; i++) {
            re[i * h + i] = 1;
        }
        for (int k = h - 2; k >= 0; k--) {
            if (tauRe[k] != 0 || tauIm[k] != 0) {
                reflect(re, im, k);
            }
        }
    }

    /** Q -= tau v (v^H Q), where row and column k + 1 are still those of I. */
    private void reflect(double[] re, double[] im, int k) {
        int v = k * h;
        double tr = tauRe[k];
        double ti = tauIm[k];
        int first = k + 1;
        for (int j = first + 1; j < h; j++) {
            wRe[j] = 0;
            wIm[j] = 0;
        }
        for (int i = first + 1; i < h; i++) {
            int row = i * h;
            double vr = vRe[v + i];
            double vi = vIm[v + i];
            for (int j = first + 1; j < h; j++) {
                double xr = re[row + j];
                double xi = im[row + j];
                wRe[j] += vr * xr + vi * xi;
                wIm[j] += vr * xi - vi * xr;
            }
        }
        wRe[first] = 1;
        wIm[first] = 0;
        for (int j = first; j < h; j++) {
            double xr = wRe[j] * tr - wIm[j] * ti;
            double xi = wRe[j] * ti + wIm[j] * tr;
            wRe[j] = xr;
            wIm[j] = xi;
        }
        for (int i = first; i < h; i++) {
            int row = i * h;
            double vr = vRe[v + i];
            double vi = vIm[v + i];
            for (int j = first; j < h; j++) {
                double xr = wRe[j];
                double xi = wIm[j];
                re[row + j] -= vr * xr - vi * xi;
                im[row + j] -= vr * xi + vi * xr;
            }
        }
    }
}
