package org.beamforge.solver.exactfp;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingDual;

/**
 * Newton's method on the fixed-point equation x = T(x) of one barrier level, x = (log upsilon, log
 * N): solves (I - T'(x)) delta = T(x) - x with the exact Jacobian.
 *
 * <p>Fractional programming converges like 1 - 1/sinr, that is in as many iterations as the SINR is
 * large; Newton's method does not care. Everything follows from the n x n matrix Gamma = H^H G H
 * and Y = V^H G H, G = B^-1. N is the interference plus noise, a_k = |b_k|^2 = upsilon_k / (n (1 +
 * upsilon_k) N_k), c_k = sqrt((1 + upsilon_k)/n) b_k = sqrt(upsilon_k / N_k)/n, so that
 *
 * <pre>
 *   u_i = h_i^H w_i = c_i Gamma_ii,   T_i = h_i^H R h_i + 1 = sum_j c_j^2 |Gamma_ij|^2 + t Gamma_ii + 1
 *   du_i/da_k = -c_i |Gamma_ik|^2                        du_i/dc_k = Gamma_ii [i = k]
 *   dT_i/da_k = -2 Re(Gamma_ik Q_ki) - t |Gamma_ik|^2    dT_i/dc_k = 2 c_k |Gamma_ik|^2
 * </pre>
 *
 * with Q = Gamma diag(c^2) Gamma, and the multipliers follow by the implicit function theorem from
 * the stationarity of D_t, whose mixed derivatives are -dT_k/dtheta (with a_k) and 2 du_k/dtheta
 * (with c_k). Nothing is allocated once the workspace has grown to a problem's size.
 */
final class FixedPointNewton {
    private static final int THETA = SensingDual.VARIABLES;
    private static final int SENSING = 3;

    private int capacity;
    private double[] gammaRe = new double[0];
    private double[] gammaIm = new double[0];
    private double[] qRe = new double[0];
    private double[] qIm = new double[0];
    private double[] squareRe = new double[0]; // H^H G^2 H
    private double[] squareIm = new double[0];
    private double[] yRe = new double[0]; // Y: [3, m]
    private double[] yIm = new double[0];
    private double[] zRe = new double[0]; // Y diag(c^2) Gamma: [3, m]
    private double[] zIm = new double[0];
    private double[] uTheta = new double[0]; // [m, 6]
    private double[] tTheta = new double[0]; // [m, 6]
    private double[] matrix = new double[0]; // [2m, 2m]
    private double[] rhs = new double[0];
    private final double[] mixed = new double[THETA];
    private final double[] dTheta = new double[THETA];
    private int[] active = new int[0];
    private double[] noise = new double[0]; // interference plus noise N_i, [m]
    private double[] uC = new double[0];

    /**
     * The Newton step at a centred point.
     *
     * @param off users that are switched off; their variables do not move
     * @param b magnitudes b, [n]
     * @param upsilon auxiliary SINR, [n]
     * @param residual T(x) - x, [2n]
     * @param delta receives the step, [2n]
     * @return false if the linear system is singular
     */
    boolean step(
            BeamProblem problem,
            SensingDual dual,
            boolean[] off,
            double[] b,
            double[] upsilon,
            double[] residual,
            double[] delta) {
        int n = problem.users();
        int m = collect(off, n);
        if (m == 0 || !dual.prepareSensitivity()) {
            return false;
        }
        double t = dual.barrier();
        products(problem, dual, b, upsilon, m, n);
        thetaDerivatives(t, m);
        int size = 2 * m;
        for (int k = 0; k < m; k++) {
            int user = active[k];
            double bk = b[user];
            double ck = Math.sqrt((1 + upsilon[user]) / n) * bk;
            // a = upsilon / (n (1 + upsilon) N) and c = sqrt(upsilon / N) / n
            column(k, k, bk * bk / (1 + upsilon[user]), 0.5 * ck, t, m, dual);
            column(m + k, k, -bk * bk, -0.5 * ck, t, m, dual);
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i * size + j] = (i == j ? 1 : 0) - matrix[i * size + j];
            }
        }
        for (int i = 0; i < m; i++) {
            rhs[i] = residual[active[i]];
            rhs[m + i] = residual[n + active[i]];
        }
        if (!DenseSolve.solve(size, matrix, rhs)) {
            return false;
        }
        java.util.Arrays.fill(delta, 0, 2 * n, 0);
        for (int i = 0; i < m; i++) {
            delta[active[i]] = rhs[i];
            delta[n + active[i]] = rhs[m + i];
            if (!Double.isFinite(rhs[i]) || !Double.isFinite(rhs[m + i])) {
                return false;
            }
        }
        return true;
    }

    private int collect(boolean[] off, int n) {
        if (capacity < n) {
            capacity = n;
            active = new int[n];
            gammaRe = new double[n * n];
            gammaIm = new double[n * n];
            qRe = new double[n * n];
            qIm = new double[n * n];
            squareRe = new double[n * n];
            squareIm = new double[n * n];
            yRe = new double[SENSING * n];
            yIm = new double[SENSING * n];
            zRe = new double[SENSING * n];
            zIm = new double[SENSING * n];
            uTheta = new double[n * THETA];
            tTheta = new double[n * THETA];
            matrix = new double[4 * n * n];
            rhs = new double[2 * n];
            noise = new double[n];
            uC = new double[n];
        }
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (!off[i]) {
                active[m++] = i;
            }
        }
        return m;
    }

    /** Gamma, H^H G^2 H, Y, Q and Y diag(c^2) Gamma for the active users. */
    private void products(
            BeamProblem problem, SensingDual dual, double[] b, double[] upsilon, int m, int n) {
        int r = problem.dimension();
        int cols = SENSING + n;
        SplitComplex k = dual.primal();
        double[] hr = problem.channels().re();
        double[] hi = problem.channels().im();
        double[] vr = problem.sensing().re();
        double[] vi = problem.sensing().im();
        for (int j = 0; j < m; j++) {
            int user = active[j];
            uC[j] = Math.sqrt((1 + upsilon[user]) / n) * b[user]; // c_j
        }
        for (int j = 0; j < m; j++) {
            double inverse = 1 / uC[j];
            int cj = SENSING + active[j];
            for (int i = 0; i < m; i++) {
                double gr = 0;
                double gi = 0;
                double sr = 0;
                double si = 0;
                int ci = SENSING + active[i];
                for (int p = 0; p < r; p++) {
                    double xr = k.re()[p * cols + cj];
                    double xi = k.im()[p * cols + cj];
                    double ar = hr[p * n + active[i]];
                    double ai = hi[p * n + active[i]];
                    gr += ar * xr + ai * xi;
                    gi += ar * xi - ai * xr;
                    double wr = k.re()[p * cols + ci];
                    double wi = k.im()[p * cols + ci];
                    sr += wr * xr + wi * xi;
                    si += wr * xi - wi * xr;
                }
                gammaRe[i * m + j] = gr * inverse;
                gammaIm[i * m + j] = i == j ? 0 : gi * inverse;
                squareRe[i * m + j] = sr * inverse / uC[i];
                squareIm[i * m + j] = si * inverse / uC[i];
            }
            for (int s = 0; s < SENSING; s++) {
                double gr = 0;
                double gi = 0;
                for (int p = 0; p < r; p++) {
                    double xr = k.re()[p * cols + cj];
                    double xi = k.im()[p * cols + cj];
                    double ar = vr[p * SENSING + s];
                    double ai = vi[p * SENSING + s];
                    gr += ar * xr + ai * xi;
                    gi += ar * xi - ai * xr;
                }
                yRe[s * m + j] = gr * inverse;
                yIm[s * m + j] = gi * inverse;
            }
        }
        for (int i = 0; i < m; i++) {
            noise[i] = dual.tracePower() + dual.barrier() * gammaRe[i * m + i];
            for (int j = 0; j < m; j++) {
                double gr = gammaRe[i * m + j];
                double gi = gammaIm[i * m + j];
                noise[i] += j == i ? 0 : uC[j] * uC[j] * (gr * gr + gi * gi);
            }
        }
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < m; i++) {
                double sr = 0;
                double si = 0;
                for (int p = 0; p < m; p++) {
                    double w = uC[p] * uC[p];
                    double ar = gammaRe[i * m + p];
                    double ai = gammaIm[i * m + p];
                    double br = gammaRe[p * m + j];
                    double bi = gammaIm[p * m + j];
                    sr += w * (ar * br - ai * bi);
                    si += w * (ar * bi + ai * br);
                }
                qRe[i * m + j] = sr;
                qIm[i * m + j] = si;
            }
            for (int s = 0; s < SENSING; s++) {
                double sr = 0;
                double si = 0;
                for (int p = 0; p < m; p++) {
                    double w = uC[p] * uC[p];
                    sr +=
                            w
                                    * (yRe[s * m + p] * gammaRe[p * m + j]
                                            - yIm[s * m + p] * gammaIm[p * m + j]);
                    si +=
                            w
                                    * (yRe[s * m + p] * gammaIm[p * m + j]
                                            + yIm[s * m + p] * gammaRe[p * m + j]);
                }
                zRe[s * m + j] = sr;
                zIm[s * m + j] = si;
            }
        }
    }

    /** du_i/dtheta and dT_i/dtheta, [m, 6]. */
    private void thetaDerivatives(double t, int m) {
        for (int i = 0; i < m; i++) {
            double c = uC[i];
            double cross = 0; // Re (H^H G^2 H diag(c^2) Gamma)_ii
            for (int j = 0; j < m; j++) {
                double w = uC[j] * uC[j];
                cross +=
                        w
                                * (squareRe[i * m + j] * gammaRe[j * m + i]
                                        - squareIm[i * m + j] * gammaIm[j * m + i]);
            }
            uTheta[i * THETA] = -c * squareRe[i * m + i];
            tTheta[i * THETA] = -2 * cross - t * squareRe[i * m + i];
            for (int p = 1; p < THETA; p++) {
                double own = sandwich(p, yRe, yIm, yRe, yIm, i, m);
                uTheta[i * THETA + p] = c * own;
                tTheta[i * THETA + p] = 2 * sandwich(p, yRe, yIm, zRe, zIm, i, m) + t * own;
            }
        }
    }

    /** Re (left_i^H e_p right_i) for the direction p = nu, z1, z3, x, y of Ztilde. */
    private static double sandwich(
            int p, double[] lr, double[] li, double[] rr, double[] ri, int i, int m) {
        int g = m + i;
        int e = 2 * m + i;
        return switch (p) {
            case 1 -> lr[i] * rr[i] + li[i] * ri[i];
            case 2 -> lr[g] * rr[g] + li[g] * ri[g] + lr[e] * rr[e] + li[e] * ri[e];
            case 3 -> lr[g] * rr[g] + li[g] * ri[g];
            // e g^H + g e^H
            case 4 -> lr[e] * rr[g] + li[e] * ri[g] + lr[g] * rr[e] + li[g] * ri[e];
            // -j e g^H + j g e^H: Re(-j l_e^* r_g) = Im(l_e^* r_g), Re(j l_g^* r_e) = -Im(l_g^*
            // r_e)
            default -> (lr[e] * ri[g] - li[e] * rr[g]) - (lr[g] * ri[e] - li[g] * rr[e]);
        };
    }

    /** Column {@code at} of T'(x): the effect of da_k = da and dc_k = dc, multipliers included. */
    private void column(int at, int k, double da, double dc, double t, int m, SensingDual dual) {
        // dB = da (h_k h_k^H + I) + ..: the noise tr R makes a_k part of mu.
        for (int p = 0; p < THETA; p++) {
            mixed[p] =
                    tTheta[k * THETA + p] * da
                            - 2 * uTheta[k * THETA + p] * dc
                            - dual.powerSensitivity(p) * da;
        }
        dual.solveSensitivity(mixed, dTheta);
        dTheta[0] += da;
        double dPower = tTheta[k * THETA] * da - 2 * uTheta[k * THETA] * dc;
        for (int p = 0; p < THETA; p++) {
            dPower -= dual.powerSensitivity(p) * dTheta[p];
        }
        int size = 2 * m;
        for (int i = 0; i < m; i++) {
            double gr = gammaRe[i * m + k];
            double gi = gammaIm[i * m + k];
            double magnitude = gr * gr + gi * gi;
            double c = uC[i];
            double du = -c * magnitude * da + (i == k ? gammaRe[i * m + i] * dc : 0);
            double dt =
                    (-2 * (gr * qRe[k * m + i] - gi * qIm[k * m + i]) - t * magnitude) * da
                            + 2 * uC[k] * magnitude * dc;
            for (int p = 0; p < THETA; p++) {
                du += uTheta[i * THETA + p] * dTheta[p];
                dt += tTheta[i * THETA + p] * dTheta[p];
            }
            double u = c * gammaRe[i * m + i];
            double dLogNoise = (dt - 2 * u * du + dPower) / noise[i];
            matrix[i * size + at] = 2 * du / u - dLogNoise;
            matrix[(m + i) * size + at] = dLogNoise - dPower / dual.tracePower();
        }
    }
}
