package org.beamforge.solver.exactfp;

/** Gaussian elimination with partial pivoting, in place. */
final class DenseSolve {
    private DenseSolve() {}

    /**
     * Solves A x = b.
     *
     * @param a [n, n] row-major, overwritten
     * @param b [n], overwritten by x
     * @return false if A is singular to working precision
     */
    static boolean solve(int n, double[] a, double[] b) {
        for (int p = 0; p < n; p++) {
            int pivot = p;
            for (int i = p + 1; i < n; i++) {
                if (Math.abs(a[i * n + p]) > Math.abs(a[pivot * n + p])) {
                    pivot = i;
                }
            }
            double head = a[pivot * n + p];
            if (!(Math.abs(head) > 1e-300)) {
                return false;
            }
            if (pivot != p) {
                for (int j = p; j < n; j++) {
                    double swap = a[p * n + j];
                    a[p * n + j] = a[pivot * n + j];
                    a[pivot * n + j] = swap;
                }
                double swap = b[p];
                b[p] = b[pivot];
                b[pivot] = swap;
            }
            for (int i = p + 1; i < n; i++) {
                double factor = a[i * n + p] / head;
                if (factor != 0) {
                    for (int j = p + 1; j < n; j++) {
                        a[i * n + j] -= factor * a[p * n + j];
                    }
                    b[i] -= factor * b[p];
                }
            }
        }
        for (int p = n - 1; p >= 0; p--) {
            double sum = b[p];
            for (int j = p + 1; j < n; j++) {
                sum -= a[p * n + j] * b[j];
            }
            b[p] = sum / a[p * n + p];
        }
        return true;
    }
}
