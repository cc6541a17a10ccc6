package org.beamforge.solver.mmadmm;

import static org.beamforge.solver.mmadmm.SensingMoments.D;
import static org.beamforge.solver.mmadmm.SensingMoments.E;
import static org.beamforge.solver.mmadmm.SensingMoments.G;
import static org.beamforge.solver.mmadmm.SensingMoments.ROWS;

import java.util.Arrays;
import org.beamforge.kernel.SplitComplex;

/**
 * The QCQP (59) by closed forms:
 *
 * <pre>
 *   min w^H K w - 2 Re p^H w,   K = I (x) (A + sigma I) + sum_k s_k u_k u_k^H
 *   s.t. 2 Re t^H w >= deltaD + d^H R_t d   (59b), (27a) linearised at W_t, t = vec(d d^H W_t)
 *        ||w||^2 <= 1                       (59c)
 * </pre>
 *
 * in the coordinates where A is diagonal. For given mu of (59c) the rank-one terms go by Woodbury's
 * identity (4 x 4), nu of (59b) is explicit, and ||w||^2 falls with mu, so mu is the root of a
 * scalar function. One evaluation costs O(p), because all vectors but p are combinations of v_a (x)
 * y_b. A workspace for one thread.
 */
final class BeamQcqp {
    private static final int TERMS = Surrogate.TERMS;
    private static final double ROOT2 = Math.sqrt(2);
    private static final int EVALUATIONS = 200;

    /** Relative accuracy of ||w|| = 1. */
    private static final double ACCURACY = 1e-14;

    /** Closer than this a step that does not halve the error says that rounding has taken over. */
    private static final double ROUNDING = 1e-9;

    /** The entries (a, b) of v_a (x) y_b that occur: t, then what the u_k are made of. */
    private static final int[] ENTRY = {
        D * ROWS + D, G * ROWS + G, E * ROWS + E, E * ROWS + G, G * ROWS + E
    };

    private final double[] rowNorm;
    private final double[] crossRe;
    private final double[] crossIm;
    private final double[] outerRe;
    private final double[] outerIm;

    // B = V^H (A + c)^-1 V, B2 = V^H (A + c)^-2 V, L = V^H (A + c)^-1 P Y^H, L2 with the square.
    private final double[] bRe = new double[9];
    private final double[] bIm = new double[9];
    private final double[] b2Re = new double[9];
    private final double[] b2Im = new double[9];
    private final double[] lRe = new double[9];
    private final double[] lIm = new double[9];
    private final double[] l2Re = new double[9];
    private final double[] l2Im = new double[9];

    private final double[] hRe = new double[TERMS * TERMS];
    private final double[] hIm = new double[TERMS * TERMS];
    private final double[] pRe = new double[TERMS];
    private final double[] pIm = new double[TERMS];
    private final double[] tRe = new double[TERMS];
    private final double[] tIm = new double[TERMS];
    private final double[] mtRe = new double[TERMS];
    private final double[] mtIm = new double[TERMS];

    /** Gamma: [3, 3], the solution is (A + c)^-1 (P + V Gamma Y). */
    private final double[] gammaRe = new double[9];

    private final double[] gammaIm = new double[9];

    private int p;
    private double[] lambda = new double[0];
    private double sigma;
    private double perpendicular;
    private double required;
    private double mu;
    private double nu;
    private int evaluations;
    private SensingMoments moments = new SensingMoments();
    private Surrogate surrogate = new Surrogate();

    BeamQcqp(int largestDimension) {
        rowNorm = new double[largestDimension];
        crossRe = new double[largestDimension * ROWS];
        crossIm = new double[largestDimension * ROWS];
        outerRe = new double[largestDimension * 6];
        outerIm = new double[largestDimension * 6];
    }

    /** Multiplier of (59c). */
    double mu() {
        return mu;
    }

    /** Multiplier of (59b). */
    double nu() {
        return nu;
    }

    /** Evaluations of the scalar function in the last solution. */
    int evaluations() {
        return evaluations;
    }

    double[] gammaRe() {
        return gammaRe;
    }

    double[] gammaIm() {
        return gammaIm;
    }

    /**
     * Finds Gamma, mu and nu.
     *
     * @param dimension p
     * @param cols T
     * @param eigenvalues of A: [p]
     * @param v V in the eigenvectors' coordinates: [p, 3]
     * @param y the rows y: [3, T], starting at {@code yOffset}
     * @param rhs P: [p, T]
     * @param outside squared norm of the part of W_t outside these p dimensions
     * @param deltaD right side of (27a)
     * @param muStart where to look for mu first
     */
    void solve(
            int dimension,
            int cols,
            double[] eigenvalues,
            SplitComplex v,
            SplitComplex y,
            int yOffset,
            SplitComplex rhs,
            double outside,
            SensingMoments atIterate,
            Surrogate model,
            double deltaD,
            double muStart) {
        p = dimension;
        lambda = eigenvalues;
        moments = atIterate;
        surrogate = model;
        sigma = model.sigma;
        perpendicular = sigma * sigma * outside;
        required = 0.5 * (deltaD + atIterate.detection());
        prepare(cols, v, y, yOffset, rhs);
        findMu(Math.max(0, muStart));
    }

    /** Everything that does not depend on mu. */
    private void prepare(int cols, SplitComplex v, SplitComplex y, int yOffset, SplitComplex rhs) {
        double[] xr = rhs.re();
        double[] xi = rhs.im();
        double[] yr = y.re();
        double[] yi = y.im();
        int d = yOffset;
        int g = yOffset + cols;
        int e = yOffset + 2 * cols;
        for (int j = 0; j < p; j++) {
            int row = j * cols;
            double norm = 0;
            double dr = 0;
            double di = 0;
            double gr = 0;
            double gi = 0;
            double er = 0;
            double ei = 0;
            for (int t = 0; t < cols; t++) {
                double a = xr[row + t];
                double b = xi[row + t];
                norm += a * a + b * b;
                dr += a * yr[d + t] + b * yi[d + t];
                di += b * yr[d + t] - a * yi[d + t];
                gr += a * yr[g + t] + b * yi[g + t];
                gi += b * yr[g + t] - a * yi[g + t];
                er += a * yr[e + t] + b * yi[e + t];
                ei += b * yr[e + t] - a * yi[e + t];
            }
            rowNorm[j] = norm;
            crossRe[j * 3] = dr;
            crossIm[j * 3] = di;
            crossRe[j * 3 + 1] = gr;
            crossIm[j * 3 + 1] = gi;
            crossRe[j * 3 + 2] = er;
            crossIm[j * 3 + 2] = ei;
            int k = j * 6;
            for (int a = 0; a < ROWS; a++) {
                for (int b = a; b < ROWS; b++) {
                    double ar = v.re()[j * 3 + a];
                    double ai = -v.im()[j * 3 + a];
                    double br = v.re()[j * 3 + b];
                    double bi = v.im()[j * 3 + b];
                    outerRe[k] = ar * br - ai * bi;
                    outerIm[k] = ar * bi + ai * br;
                    k++;
                }
            }
        }
        vr = v.re();
        vi = v.im();
    }

    private double[] vr = new double[0];
    private double[] vi = new double[0];

    /** The root of 1 / ||w(mu)|| = 1, which is nearly linear in mu, or mu = 0 if (59c) is slack. */
    private void findMu(double start) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double x = start;
        double lastX = Double.NaN;
        double lastGap = Double.NaN;
        for (evaluations = 1; evaluations <= EVALUATIONS; evaluations++) {
            double norm = Math.sqrt(Math.max(0, squaredNorm(x)));
            double gap = 1 / norm - 1;
            mu = x;
            if (Math.abs(gap) <= ACCURACY || gap > 0 && x == 0) {
                return;
            }
            // Not after the first guess, which is no secant.
            boolean secant = evaluations > 2;
            if (secant && Math.abs(gap) <= ROUNDING && Math.abs(gap) >= 0.5 * Math.abs(lastGap)) {
                return;
            }
            if (gap > 0) {
                high = x;
            } else {
                low = x;
            }
            if (high < Double.POSITIVE_INFINITY && high - low <= 1e-16 * high) {
                return;
            }
            double next;
            if (Double.isNaN(lastX)) {
                next = (x + sigma) * norm - sigma;
            } else {
                next = x - gap * (x - lastX) / (gap - lastGap);
            }
            if (!(next > low && next < high)) {
                boolean down = gap > 0 && low == 0;
                double between = low == 0 ? 0.1 * high : Math.sqrt(low) * Math.sqrt(high);
                next = high == Double.POSITIVE_INFINITY ? 4 * (x + sigma) : between;
                if (down && !(next > 1e-3 * sigma)) {
                    next = 0;
                }
            }
            lastX = x;
            lastGap = gap;
            x = next;
        }
    }

    /** ||w(mu)||^2 with the best nu; leaves Gamma. */
    private double squaredNorm(double at) {
        double c = sigma + at;
        resolvents(c);
        double norm = perpendicular / (c * c);
        for (int j = 0; j < p; j++) {
            double inverse = 1 / (lambda[j] + c);
            norm += rowNorm[j] * inverse * inverse;
        }
        woodbury();
        // ||R (p + V Gamma Y)||^2 = ||R p||^2 + 2 Re <V Gamma Y, R^2 p> + <V Gamma Y, R^2 V Gamma
        // Y>
        for (int x : ENTRY) {
            norm += 2 * (gammaRe[x] * l2Re[x] + gammaIm[x] * l2Im[x]);
            int a = x / 3;
            int b = x % 3;
            for (int z : ENTRY) {
                int u = a * 3 + z / 3;
                int w = b * 3 + z % 3;
                double mr = b2Re[u] * moments.gramRe[w] - b2Im[u] * moments.gramIm[w];
                double mi = b2Re[u] * moments.gramIm[w] + b2Im[u] * moments.gramRe[w];
                double er = gammaRe[z] * mr - gammaIm[z] * mi;
                double ei = gammaRe[z] * mi + gammaIm[z] * mr;
                norm += gammaRe[x] * er + gammaIm[x] * ei;
            }
        }
        return norm;
    }

    /** B, B2, L, L2 at the shift c. */
    private void resolvents(double c) {
        Arrays.fill(bRe, 0);
        Arrays.fill(bIm, 0);
        Arrays.fill(b2Re, 0);
        Arrays.fill(b2Im, 0);
        Arrays.fill(lRe, 0);
        Arrays.fill(lIm, 0);
        Arrays.fill(l2Re, 0);
        Arrays.fill(l2Im, 0);
        for (int j = 0; j < p; j++) {
            double inverse = 1 / (lambda[j] + c);
            int k = j * 6;
            for (int a = 0; a < ROWS; a++) {
                for (int b = a; b < ROWS; b++) {
                    double xr = outerRe[k] * inverse;
                    double xi = outerIm[k] * inverse;
                    bRe[a * 3 + b] += xr;
                    bIm[a * 3 + b] += xi;
                    b2Re[a * 3 + b] += xr * inverse;
                    b2Im[a * 3 + b] += xi * inverse;
                    k++;
                }
                double ar = vr[j * 3 + a] * inverse;
                double ai = -vi[j * 3 + a] * inverse;
                for (int b = 0; b < ROWS; b++) {
                    double xr = ar * crossRe[j * 3 + b] - ai * crossIm[j * 3 + b];
                    double xi = ar * crossIm[j * 3 + b] + ai * crossRe[j * 3 + b];
                    lRe[a * 3 + b] += xr;
                    lIm[a * 3 + b] += xi;
                    l2Re[a * 3 + b] += xr * inverse;
                    l2Im[a * 3 + b] += xi * inverse;
                }
            }
        }
        for (int a = 0; a < ROWS; a++) {
            for (int b = 0; b < a; b++) {
                bRe[a * 3 + b] = bRe[b * 3 + a];
                bIm[a * 3 + b] = -bIm[b * 3 + a];
                b2Re[a * 3 + b] = b2Re[b * 3 + a];
                b2Im[a * 3 + b] = -b2Im[b * 3 + a];
            }
        }
    }

    /** Solves the 4 x 4 system of Woodbury's identity for both right sides, and for nu. */
    private void woodbury() {
        for (int k = 0; k < TERMS; k++) {
            for (int l = 0; l <= k; l++) {
                inner(k, l);
                hRe[k * TERMS + l] = resultRe + (k == l ? 1 / surrogate.weight[k] : 0);
                hIm[k * TERMS + l] = k == l ? 0 : resultIm;
            }
        }
        double root = ROOT2;
        pRe[0] = lRe[G * 3 + G] + lRe[E * 3 + E];
        pIm[0] = lIm[G * 3 + G] + lIm[E * 3 + E];
        pRe[1] = root * lRe[E * 3 + G];
        pIm[1] = root * lIm[E * 3 + G];
        pRe[2] = root * lRe[G * 3 + E];
        pIm[2] = root * lIm[G * 3 + E];
        pRe[3] = lRe[G * 3 + G];
        pIm[3] = lIm[G * 3 + G];
        for (int k = 0; k < TERMS; k++) {
            inner(k, TERMS);
            mtRe[k] = resultRe;
            mtIm[k] = resultIm;
            tRe[k] = resultRe;
            tIm[k] = resultIm;
        }
        double tt = bRe[0] * moments.gramRe[0];
        double tp = lRe[0];
        factorise();
        backSolve(pRe, pIm);
        backSolve(tRe, tIm);
        for (int k = 0; k < TERMS; k++) {
            tp -= mtRe[k] * pRe[k] + mtIm[k] * pIm[k];
            tt -= mtRe[k] * tRe[k] + mtIm[k] * tIm[k];
        }
        nu = tt > 0 ? Math.max(0, (required - tp) / tt) : 0;
        Arrays.fill(gammaRe, 0);
        Arrays.fill(gammaIm, 0);
        gammaRe[0] = nu;
        for (int k = 0; k < TERMS; k++) {
            pRe[k] += nu * tRe[k];
            pIm[k] += nu * tIm[k];
        }
        gammaRe[G * 3 + G] = -pRe[0] - pRe[3];
        gammaIm[G * 3 + G] = -pIm[0] - pIm[3];
        gammaRe[E * 3 + E] = -pRe[0];
        gammaIm[E * 3 + E] = -pIm[0];
        gammaRe[E * 3 + G] = -root * pRe[1];
        gammaIm[E * 3 + G] = -root * pIm[1];
        gammaRe[G * 3 + E] = -root * pRe[2];
        gammaIm[G * 3 + E] = -root * pIm[2];
    }

    private double resultRe;
    private double resultIm;

    /** The entries of u_k (0..3) and of t (4). */
    private static final int[][] PARTS = {
        {G * 3 + G, E * 3 + E}, {E * 3 + G}, {G * 3 + E}, {G * 3 + G}, {D * 3 + D}
    };

    private static final double[] FACTOR = {1, ROOT2, ROOT2, 1, 1};

    /** u_k^H R u_l into the result; v_a (x) y_b and v_c (x) y_d give B_ac Gram_bd. */
    private void inner(int k, int l) {
        double sr = 0;
        double si = 0;
        for (int x : PARTS[k]) {
            for (int z : PARTS[l]) {
                int u = x / 3 * 3 + z / 3;
                int w = x % 3 * 3 + z % 3;
                sr += bRe[u] * moments.gramRe[w] - bIm[u] * moments.gramIm[w];
                si += bRe[u] * moments.gramIm[w] + bIm[u] * moments.gramRe[w];
            }
        }
        double factor = FACTOR[k] * FACTOR[l];
        resultRe = factor * sr;
        resultIm = factor * si;
    }

    /** Cholesky factor of the 4 x 4 matrix, lower triangle in place. */
    private void factorise() {
        for (int j = 0; j < TERMS; j++) {
            for (int i = j; i < TERMS; i++) {
                double sr = hRe[i * TERMS + j];
                double si = hIm[i * TERMS + j];
                for (int k = 0; k < j; k++) {
                    double ar = hRe[i * TERMS + k];
                    double ai = hIm[i * TERMS + k];
                    double br = hRe[j * TERMS + k];
                    double bi = hIm[j * TERMS + k];
                    sr -= ar * br + ai * bi;
                    si -= ai * br - ar * bi;
                }
                if (i == j) {
                    hRe[j * TERMS + j] = Math.sqrt(sr);
                    hIm[j * TERMS + j] = 0;
                } else {
                    hRe[i * TERMS + j] = sr / hRe[j * TERMS + j];
                    hIm[i * TERMS + j] = si / hRe[j * TERMS + j];
                }
            }
        }
    }

    private void backSolve(double[] xr, double[] xi) {
        for (int i = 0; i < TERMS; i++) {
            for (int k = 0; k < i; k++) {
                double ar = hRe[i * TERMS + k];
                double ai = hIm[i * TERMS + k];
                xr[i] -= ar * xr[k] - ai * xi[k];
                xi[i] -= ar * xi[k] + ai * xr[k];
            }
            xr[i] /= hRe[i * TERMS + i];
            xi[i] /= hRe[i * TERMS + i];
        }
        for (int i = TERMS - 1; i >= 0; i--) {
            for (int k = i + 1; k < TERMS; k++) {
                double ar = hRe[k * TERMS + i];
                double ai = -hIm[k * TERMS + i];
                xr[i] -= ar * xr[k] - ai * xi[k];
                xi[i] -= ar * xi[k] + ai * xr[k];
            }
            xr[i] /= hRe[i * TERMS + i];
            xi[i] /= hRe[i * TERMS + i];
        }
    }
}
