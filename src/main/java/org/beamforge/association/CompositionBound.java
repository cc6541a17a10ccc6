package org.beamforge.association;

import java.util.Arrays;

/**
 * Upper bound on (P2) for every composition (n_1..n_K) of N at once, by relaxing "each user has one
 * station" with multipliers u, [N]:
 *
 * <pre>sum_i u_i + sum_k g_k(n_k),   g_k(n) = max over |S| = n of sum_{i in S} (r[k,i]/n - u_i).
 * </pre>
 *
 * <p>It holds for any u. With u = 0, g_k(n) is the mean of the n largest rates; with u the user
 * potentials of the optimal assignment for one composition it is exact there, by duality. Being
 * separable in k, its maximum over the rest of a composition is a table look-up.
 */
final class CompositionBound {
    private final int stations;
    private final int users;
    private final double constant;
    // g: [K][N + 1], entry 0 unused
    private final double[][] g;
    // rest: [K + 1][N + 1], best sum of g over stations k..K-1 sharing m users, each at least one
    private final double[][] rest;

    private CompositionBound(int stations, int users, double constant, double[][] g) {
        this.stations = stations;
        this.users = users;
        this.constant = constant;
        this.g = g;
        rest = new double[stations + 1][users + 1];
        for (double[] row : rest) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
        }
        rest[stations][0] = 0;
        for (int k = stations - 1; k >= 0; k--) {
            for (int m = stations - k; m <= users; m++) {
                int most = m - (stations - k - 1);
                for (int n = 1; n <= most; n++) {
                    rest[k][m] = Math.max(rest[k][m], g[k][n] + rest[k + 1][m - n]);
                }
            }
        }
    }

    /** The bound without multipliers: means of the largest rates. O(K N log N + K N^2). */
    static CompositionBound ofTopMeans(double[][] rates) {
        int users = rates[0].length;
        double[][] g = new double[rates.length][users + 1];
        for (int k = 0; k < rates.length; k++) {
            double[] sorted = rates[k].clone();
            Arrays.sort(sorted);
            double sum = 0;
            for (int n = 1; n <= users; n++) {
                sum += sorted[users - n];
                g[k][n] = sum / n;
            }
        }
        return new CompositionBound(rates.length, users, 0, g);
    }

    /** The bound with multipliers u, [N]. O(K N^2 log N). */
    static CompositionBound ofMultipliers(double[][] rates, double[] multipliers) {
        int users = multipliers.length;
        double[][] g = new double[rates.length][users + 1];
        double[] priced = new double[users];
        for (int k = 0; k < rates.length; k++) {
            for (int n = 1; n <= users; n++) {
                for (int i = 0; i < users; i++) {
                    priced[i] = rates[k][i] / n - multipliers[i];
                }
                Arrays.sort(priced);
                for (int p = users - n; p < users; p++) {
                    g[k][n] += priced[p];
                }
            }
        }
        double constant = 0;
        for (double u : multipliers) {
            constant += u;
        }
        return new CompositionBound(rates.length, users, constant, g);
    }

    /** Bound on all compositions. */
    double overall() {
        return constant + rest[0][users];
    }

    /** Bound on all compositions that start with the first {@code depth} entries of counts. */
    double of(int[] counts, int depth) {
        double sum = constant;
        int remaining = users;
        for (int k = 0; k < depth; k++) {
            sum += g[k][counts[k]];
            remaining -= counts[k];
        }
        return sum + rest[depth][remaining];
    }

    /** A composition that attains {@link #overall}, [K]. */
    int[] attainedAt() {
        int[] counts = new int[stations];
        int remaining = users;
        for (int k = 0; k < stations; k++) {
            int n = 1;
            while (g[k][n] + rest[k + 1][remaining - n] < rest[k][remaining]) {
                n++;
            }
            counts[k] = n;
            remaining -= n;
        }
        return counts;
    }
}
