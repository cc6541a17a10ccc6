package org.beamforge.solver.dual;

/** Cholesky solution of the six-variable Newton system, without allocation. */
final class SmallCholesky {
    private static final int N = SensingDual.VARIABLES;

    /** Pivots of the unit-diagonal matrix below this are rounding. */
    private static final double LEAST_PIVOT = 1e-16;

    private SmallCholesky() {}

    /**
     * Factors S H S + ridge I, S = diag(scale) chosen so that S H S has a unit diagonal.
     *
     * @param h symmetric, [6, 6]
     * @param factor receives the lower Cholesky factor, [6, 6]
     * @return false if the matrix is not positive definite
     */
    static boolean factor(double[] h, double[] scale, double ridge, double[] factor) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = h[i * N + j] * scale[i] * scale[j] + (i == j ? ridge : 0);
                for (int p = 0; p < j; p++) {
                    sum -= factor[i * N + p] * factor[j * N + p];
                }
                if (i == j) {
                    if (!(sum > LEAST_PIVOT)) {
                        return false;
                    }
                    factor[i * N + i] = Math.sqrt(sum);
                } else {
                    factor[i * N + j] = sum / factor[j * N + j];
                }
            }
        }
        return true;
    }

    /** Solves H x = b with the factor of S H S. */
    static void solve(double[] factor, double[] scale, double[] b, double[] x) {
        for (int i = 0; i < N; i++) {
            double sum = b[i] * scale[i];
            for (int p = 0; p < i; p++) {
                sum -= factor[i * N + p] * x[p];
            }
            x[i] = sum / factor[i * N + i];
        }
        for (int i = N - 1; i >= 0; i--) {
            double sum = x[i];
            for (int p = i + 1; p < N; p++) {
                sum -= factor[p * N + i] * x[p];
            }
            x[i] = sum / factor[i * N + i];
        }
        for (int i = 0; i < N; i++) {
            x[i] *= scale[i];
        }
    }
}
