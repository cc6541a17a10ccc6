package org.beamforge.solver.dual;

import org.beamforge.kernel.SplitComplex;

/** Factors of positive semidefinite matrices, most important column first. */
public final class PivotedFactor {
    private PivotedFactor() {}

    /**
     * Columns L: [r, r] with C = L L^H by Cholesky with diagonal pivoting; columns beyond the
     * numerical rank are zero. Overwrites C.
     *
     * @return L; its first columns carry the most power
     */
    public static SplitComplex of(SplitComplex c, int r) {
        SplitComplex l = SplitComplex.allocate(r * r);
        double[] cr = c.re();
        double[] ci = c.im();
        for (int k = 0; k < r; k++) {
            int pivot = 0;
            for (int i = 1; i < r; i++) {
                if (cr[i * r + i] > cr[pivot * r + pivot]) {
                    pivot = i;
                }
            }
            double diagonal = cr[pivot * r + pivot];
            if (!(diagonal > 0)) {
                break;
            }
            double inverse = 1 / Math.sqrt(diagonal);
            for (int i = 0; i < r; i++) {
                l.re()[i * r + k] = cr[i * r + pivot] * inverse;
                l.im()[i * r + k] = ci[i * r + pivot] * inverse;
            }
            l.im()[pivot * r + k] = 0;
            for (int i = 0; i < r; i++) {
                double xr = l.re()[i * r + k];
                double xi = l.im()[i * r + k];
                for (int j = 0; j < r; j++) {
                    double yr = l.re()[j * r + k];
                    double yi = -l.im()[j * r + k];
                    cr[i * r + j] -= xr * yr - xi * yi;
                    ci[i * r + j] -= xr * yi + xi * yr;
                }
            }
            for (int i = 0; i < r; i++) {
                cr[i * r + pivot] = 0;
                ci[i * r + pivot] = 0;
                cr[pivot * r + i] = 0;
                ci[pivot * r + i] = 0;
            }
        }
        return l;
    }
}
