package org.beamforge.solver.mmadmm;

/**
 * Step (49): the q nearest to a given point for which [[q_1 - deltaE, q_2 / sqrt 2], [q_2* / sqrt
 * 2, q_3]] is positive semidefinite. In these coordinates the Euclidean norm is the Frobenius norm
 * of the matrix, so negative eigenvalues are set to zero; for 2 x 2 in closed form.
 */
final class LmiProjection {
    private LmiProjection() {}

    /**
     * @param x q_1, Re q_2, Im q_2, q_3; not changed
     * @param q the projection in the same order
     */
    static void project(double[] x, double deltaE, double[] q) {
        double a = x[0] - deltaE;
        double d = x[3];
        double br = x[1] / Math.sqrt(2);
        double bi = x[2] / Math.sqrt(2);
        double mean = 0.5 * (a + d);
        double half = 0.5 * (a - d);
        double radius = Math.sqrt(half * half + br * br + bi * bi);
        if (mean - radius >= 0) {
            System.arraycopy(x, 0, q, 0, 4);
        } else if (mean + radius <= 0) {
            q[0] = deltaE;
            q[1] = 0;
            q[2] = 0;
            q[3] = 0;
        } else {
            // lambda_+ u u^H with u u^H = (I + (T - mean I) / radius) / 2.
            double largest = mean + radius;
            q[0] = 0.5 * largest * (1 + half / radius) + deltaE;
            q[1] = Math.sqrt(2) * 0.5 * largest * br / radius;
            q[2] = Math.sqrt(2) * 0.5 * largest * bi / radius;
            q[3] = 0.5 * largest * (1 - half / radius);
        }
    }
}
