package org.beamforge.solver.mmadmm;

import java.util.Arrays;

/**
 * Eigendecomposition of a small Hermitian matrix by cyclic Jacobi rotations, A = E diag(lambda)
 * E^H. It starts from the eigenvectors of the previous call: the matrices of successive iterations
 * differ little, and one or two sweeps then suffice. Jacobi's method also keeps the small
 * eigenvalues of a graded positive definite matrix accurate. A workspace for one thread.
 */
final class HermitianEigen {
    /** Off-diagonal entries below this fraction of sqrt(a_ii a_jj) are zero. */
    private static final double ACCURACY = 1e-15;

    private static final int SWEEPS = 40;

    /** Warm starts before the eigenvectors are computed afresh, so that rounding cannot pile up. */
    private static final int REFRESH = 32;

    private final int n;
    private final double[] re;
    private final double[] im;
    private final double[] workRe;
    private final double[] workIm;
    private final double[] values;

    HermitianEigen(int n) {
        this.n = n;
        re = new double[n * n];
        im = new double[n * n];
        workRe = new double[n * n];
        workIm = new double[n * n];
        values = new double[n];
    }

    /** Eigenvalues of the last call, in no order. */
    double[] values() {
        return values;
    }

    /**
     * Decomposes A.
     *
     * @param aRe real part of A: [n, n], Hermitian
     * @param aIm imaginary part
     * @param eRe in: unitary start; out: real part of the eigenvectors E: [n, n], columns
     * @param eIm imaginary part
     * @param call number of the call for this problem; every 32nd one starts afresh
     */
    void decompose(double[] aRe, double[] aIm, double[] eRe, double[] eIm, int call) {
        if (call % REFRESH == 0) {
            Arrays.fill(eRe, 0, n * n, 0);
            Arrays.fill(eIm, 0, n * n, 0);
            for (int i = 0; i < n; i++) {
                eRe[i * n + i] = 1;
            }
            System.arraycopy(aRe, 0, re, 0, n * n);
            System.arraycopy(aIm, 0, im, 0, n * n);
        } else {
            rotate(aRe, aIm, eRe, eIm);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            if (!sweep(eRe, eIm)) {
                break;
            }
        }
        for (int i = 0; i < n; i++) {
            values[i] = re[i * n + i];
        }
    }

    /** E^H A E into the workspace. */
    private void rotate(double[] aRe, double[] aIm, double[] eRe, double[] eIm) {
        Arrays.fill(workRe, 0);
        Arrays.fill(workIm, 0);
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < n; p++) {
                double x = aRe[i * n + p];
                double y = aIm[i * n + p];
                for (int j = 0; j < n; j++) {
                    workRe[i * n + j] += x * eRe[p * n + j] - y * eIm[p * n + j];
                    workIm[i * n + j] += x * eIm[p * n + j] + y * eRe[p * n + j];
                }
            }
        }
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        for (int p = 0; p < n; p++) {
            for (int i = 0; i < n; i++) {
                double x = eRe[p * n + i];
                double y = -eIm[p * n + i];
                for (int j = 0; j < n; j++) {
                    re[i * n + j] += x * workRe[p * n + j] - y * workIm[p * n + j];
                    im[i * n + j] += x * workIm[p * n + j] + y * workRe[p * n + j];
                }
            }
        }
    }

    /** One pass over all pairs; false if nothing had to be rotated. */
    private boolean sweep(double[] eRe, double[] eIm) {
        boolean rotated = false;
        for (int p = 0; p < n - 1; p++) {
            for (int q = p + 1; q < n; q++) {
                double x = re[p * n + q];
                double y = im[p * n + q];
                double size = Math.sqrt(x * x + y * y);
                double app = re[p * n + p];
                double aqq = re[q * n + q];
                double scale = Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq));
                if (!(size > ACCURACY * scale) || size < Double.MIN_NORMAL) {
                    continue;
                }
                rotated = true;
                // J = [[c, s u], [-s u*, c]] with u = a_pq / |a_pq| makes (J^H A J)_pq zero.
                double theta = (aqq - app) / (2 * size);
                double t = 1 / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
                t = theta < 0 ? -t : t;
                double c = 1 / Math.sqrt(1 + t * t);
                double s = t * c;
                apply(p, q, c, s * x / size, s * y / size, eRe, eIm);
                re[p * n + p] = app - t * size;
                re[q * n + q] = aqq + t * size;
                im[p * n + p] = 0;
                im[q * n + q] = 0;
                re[p * n + q] = 0;
                im[p * n + q] = 0;
                re[q * n + p] = 0;
                im[q * n + p] = 0;
            }
        }
        return rotated;
    }

    /** A <- J^H A J and E <- E J with J_pp = J_qq = c, J_pq = sr + j si, J_qp = -sr + j si. */
    private void apply(int p, int q, double c, double sr, double si, double[] eRe, double[] eIm) {
        for (int k = 0; k < n; k++) {
            // Columns p and q of E and A: x_p' = c x_p - conj(s) x_q, x_q' = s x_p + c x_q.
            int kp = k * n + p;
            int kq = k * n + q;
            double pr = eRe[kp];
            double pi = eIm[kp];
            double qr = eRe[kq];
            double qi = eIm[kq];
            eRe[kp] = c * pr - (sr * qr + si * qi);
            eIm[kp] = c * pi - (sr * qi - si * qr);
            eRe[kq] = c * qr + (sr * pr - si * pi);
            eIm[kq] = c * qi + (sr * pi + si * pr);
            if (k == p || k == q) {
                continue;
            }
            pr = re[kp];
            pi = im[kp];
            qr = re[kq];
            qi = im[kq];
            double npr = c * pr - (sr * qr + si * qi);
            double npi = c * pi - (sr * qi - si * qr);
            double nqr = c * qr + (sr * pr - si * pi);
            double nqi = c * qi + (sr * pi + si * pr);
            re[kp] = npr;
            im[kp] = npi;
            re[kq] = nqr;
            im[kq] = nqi;
            re[p * n + k] = npr;
            im[p * n + k] = -npi;
            re[q * n + k] = nqr;
            im[q * n + k] = -nqi;
        }
    }
}
