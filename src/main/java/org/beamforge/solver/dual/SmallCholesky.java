package org.beamforge.solver.dual;

/** Cholesky solution of the six-variable Newton system, without allocation. */
final class SmallCholesky {
    private static final int N = SensingDual.VARIABLES;

    private SmallCholesky() {}

    /**
     * Solves H x = -b with H scaled to unit diagonal, in the scaled variables.
     *
     * @param ridge added to the unit diagonal
     * @param work [N * N], overwritten
     * @return false if the scaled matrix is not positive definite
     */
    static boolean solve(
            double[] h, double[] scale, double[] b, double[] x, double ridge, double[] work) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = h[i * N + j] * scale[i] * scale[j] + (i == j ? ridge : 0);
                for (int p = 0; p < j; p++) {
                    sum -= work[i * N + p] * work[j * N + p];
                }
                if (i == j) {
                    if (!(sum > 1e-16)) {
                        return false;
                    }
                    work[i * N + i] = Math.sqrt(sum);
                } else {
                    work[i * N + j] = sum / work[j * N + j];
                }
            }
        }
        for (int i = 0; i < N; i++) {
            double sum = -b[i] * scale[i];
            for (int p = 0; p < i; p++) {
                sum -= work[i * N + p] * x[p];
            }
            x[i] = sum / work[i * N + i];
        }
        for (int i = N - 1; i >= 0; i--) {
            double sum = x[i];
            for (int p = i + 1; p < N; p++) {
                sum -= work[p * N + i] * x[p];
            }
            x[i] = sum / work[i * N + i];
        }
        for (int i = 0; i < N; i++) {
            x[i] *= scale[i];
        }
        return true;
    }
}
