package org.beamforge.benchmark;

/**
 * The QCQP (59) written out, as an interior-point method sees it:
 *
 * <pre>
 *   min w^H K w - 2 Re p^H w   s.t.   2 Re t^H w >= required,   ||w||^2 <= 1
 * </pre>
 *
 * over w = vec(W) in C^m, m = M (N + M), columns one below the other.
 *
 * @param size m
 * @param kRe real part of K: [m, m]; K is Hermitian, so either order
 * @param kIm imaginary part of K: entry (i, j) at i + j m
 * @param pRe real part of p: [m]
 * @param pIm imaginary part of p: [m]
 * @param tRe real part of t: [m]
 * @param tIm imaginary part of t: [m]
 * @param required right side of (59b)
 */
public record DenseQcqp(
        int size,
        double[] kRe,
        double[] kIm,
        double[] pRe,
        double[] pIm,
        double[] tRe,
        double[] tIm,
        double required) {

    /** The largest m whose planes fit into Java arrays. */
    public static final int LARGEST = 46_000;

    /** w^H K w - 2 Re p^H w. */
    public double objective(double[] re, double[] im) {
        double sum = 0;
        for (int j = 0; j < size; j++) {
            double ar = 0;
            double ai = 0;
            for (int i = 0; i < size; i++) {
                // conj(w_i) K_ij, summed over i
                double kr = kRe[i + j * size];
                double ki = kIm[i + j * size];
                ar += re[i] * kr + im[i] * ki;
                ai += re[i] * ki - im[i] * kr;
            }
            sum += ar * re[j] - ai * im[j] - 2 * (pRe[j] * re[j] + pIm[j] * im[j]);
        }
        return sum;
    }

    /** 2 Re t^H w - required, which (59b) wants to be non-negative. */
    public double detectionSlack(double[] re, double[] im) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += tRe[i] * re[i] + tIm[i] * im[i];
        }
        return 2 * sum - required;
    }

    /** 1 - ||w||^2, which (59c) wants to be non-negative. */
    public double powerSlack(double[] re, double[] im) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += re[i] * re[i] + im[i] * im[i];
        }
        return 1 - sum;
    }

    /** Column j of the real embedding [[Re K, -Im K], [Im K, Re K]]: [2 m, 2 m]. */
    public void realColumn(int j, double[] column) {
        int from = j % size * size;
        double[] top = j < size ? kRe : kIm;
        double[] bottom = j < size ? kIm : kRe;
        double sign = j < size ? 1 : -1;
        for (int i = 0; i < size; i++) {
            column[i] = sign * top[from + i];
            column[size + i] = bottom[from + i];
        }
    }

    /**
     * A point strictly inside both constraints, along t; [Re w, Im w] of length 2 m.
     *
     * @throws IllegalStateException if (59b) leaves no room in the ball
     */
    public double[] interior() {
        double norm = 0;
        for (int i = 0; i < size; i++) {
            norm += tRe[i] * tRe[i] + tIm[i] * tIm[i];
        }
        norm = Math.sqrt(norm);
        double least = Math.max(0, required / (2 * norm));
        if (!(least < 1)) {
            throw new IllegalStateException(
                    "(59b) needs ||w|| >= %s, (59c) allows 1".formatted(least));
        }
        double along = 0.5 * (least + 1) / norm;
        double[] w = new double[2 * size];
        for (int i = 0; i < size; i++) {
            w[i] = along * tRe[i];
            w[size + i] = along * tIm[i];
        }
        return w;
    }
}
