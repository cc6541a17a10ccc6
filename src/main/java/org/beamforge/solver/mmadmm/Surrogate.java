package org.beamforge.solver.mmadmm;

import static org.beamforge.solver.mmadmm.SensingMoments.E;
import static org.beamforge.solver.mmadmm.SensingMoments.G;
import static org.beamforge.solver.mmadmm.SensingMoments.ROWS;

/**
 * The surrogates (53)-(58) of the penalty at the iterate W_t, in closed form.
 *
 * <p>With s_i(w) = w^H (I (x) Theta_i) w, c_i = q_i - rho z_i, f_i = s_i(w_t) - c_i and w = w_t + v
 * the penalty is
 *
 * <pre>
 *   1/(2 rho) sum_i |s_i(w) - c_i|^2 = 1/(2 rho) sum_i |f_i + l_i(v) + e_i(v)|^2
 *   l_i(v) = w_t^H Theta_i v + v^H Theta_i w_t,   e_i(v) = v^H Theta_i v
 * </pre>
 *
 * and every piece but the constant is majorised by something quadratic in v:
 *
 * <pre>
 *   2 Re f_i* e_i  <= lambda ||v||^2,       lambda >= lambda_max(sum_i f_i* Theta_i + f_i Theta_i^H)  (53)
 *   |l_i + e_i|^2  <= (1 + tau) |l_i|^2 + (1 + 1/tau) |e_i|^2
 *   |l_1|^2 <= 4 |u_1^H v|^2, |l_2|^2 <= 2 |u_2^H v|^2 + 2 |u_3^H v|^2, |l_3|^2 <= 4 |u_4^H v|^2
 *           with u_1 = Theta_1 w_t, u_2 = Theta_2 w_t, u_3 = Theta_2^H w_t, u_4 = Theta_3 w_t
 *   sum_i |e_i|^2  <= lambda^ D^2 ||v||^2   for ||v|| <= D, lambda^ >= sum_i ||Theta_i||_2^2          (56)
 * </pre>
 *
 * so that the surrogate (58) is quadratic with the Hessian sigma I + sum_k s_k u_k u_k^H. All of it
 * follows from 2 x 2 matrices in span{g, e} and the 3 x 3 Gram matrix of {@link SensingMoments}.
 * Every vector involved is a combination of v_a (x) y_b, and is stored as its 3 x 3 coefficients.
 */
final class Surrogate {
    /** Rank-one terms. */
    static final int TERMS = 4;

    /** Diameter of the power ball: no two feasible points are farther apart. */
    static final double DIAMETER = 2;

    /** Keeps the Hessian positive definite where nothing else does; still a majoriser. */
    static final double LEAST_SHIFT = 1e-7;

    private static final double ROOT2 = Math.sqrt(2);

    /** f_1, Re f_2, Im f_2, f_3. */
    final double[] f = new double[4];

    /** The bound (53). */
    double lambda;

    /** The bound (56). */
    double lambdaHat;

    /** Shift sigma of the Hessian. */
    double sigma;

    /** Weights s_k of the rank-one terms. */
    final double[] weight = new double[TERMS];

    /** Psi: [3, 3], with p = vec(F) + sigma w_t + sum_ab Psi_ab v_a (x) y_b. */
    final double[] psiRe = new double[ROWS * ROWS];

    final double[] psiIm = new double[ROWS * ROWS];

    /** The penalty at w_t. */
    double penalty;

    /**
     * Builds the surrogate.
     *
     * @param c c_1, Re c_2, Im c_2, c_3
     * @param rho penalty parameter
     * @param radius D, 0 < D <= {@link #DIAMETER}
     * @param separate bound each Theta_i for itself, as printed; else the sums, which is tighter
     */
    void build(SensingMoments moments, double[] c, double rho, double radius, boolean separate) {
        double omega = 1 / (2 * rho);
        double[] s = moments.s;
        penalty = 0;
        for (int i = 0; i < 4; i++) {
            f[i] = s[i] - c[i];
            penalty += omega * f[i] * f[i];
        }
        lambda = separate ? separateBound() : jointBound();
        // ||Theta_1||^2 + ||Theta_2||^2 + ||Theta_3||^2 = 1 + 2 + 1; together at most 2, because
        // (x + y)^2 + 2 x y + x^2 <= 2 (x + y)^2 for the shares x of g and y of e.
        lambdaHat = separate ? 4 : 2;
        double tau = Math.min(1, radius);
        sigma = omega * (lambda + (1 + 1 / tau) * lambdaHat * radius * radius) + LEAST_SHIFT;
        weight[0] = 4 * omega * (1 + tau);
        weight[1] = 2 * omega * (1 + tau);
        weight[2] = weight[1];
        weight[3] = weight[0];

        // -omega sum_i (f_i* Theta_i + f_i Theta_i^H) w_t + sum_k s_k u_k (u_k^H w_t).
        java.util.Arrays.fill(psiRe, 0);
        java.util.Arrays.fill(psiIm, 0);
        int gg = G * ROWS + G;
        int ee = E * ROWS + E;
        int eg = E * ROWS + G;
        int ge = G * ROWS + E;
        psiRe[gg] = -omega * 2 * (f[0] + f[3]) + weight[0] * s[0] + weight[3] * s[3];
        psiRe[ee] = -omega * 2 * f[0] + weight[0] * s[0];
        psiRe[eg] = ROOT2 * (-omega * f[1] + weight[1] * s[1]);
        psiIm[eg] = -ROOT2 * (-omega * f[2] + weight[1] * s[2]);
        psiRe[ge] = ROOT2 * (-omega * f[1] + weight[2] * s[1]);
        psiIm[ge] = ROOT2 * (-omega * f[2] + weight[2] * s[2]);
    }

    /** Largest eigenvalue of sum_i f_i* Theta_i + f_i Theta_i^H, at least zero. */
    private double jointBound() {
        double a = 2 * (f[0] + f[3]);
        double d = 2 * f[0];
        double b = ROOT2 * Math.sqrt(f[1] * f[1] + f[2] * f[2]);
        double half = 0.5 * (a - d);
        return Math.max(0, 0.5 * (a + d) + Math.sqrt(half * half + b * b));
    }

    /** The sum of the largest eigenvalues of f_i* Theta_i + f_i Theta_i^H, each at least zero. */
    private double separateBound() {
        return Math.max(0, 2 * f[0])
                + Math.max(0, 2 * f[3])
                + ROOT2 * Math.sqrt(f[1] * f[1] + f[2] * f[2]);
    }
}
