package org.beamforge.joint;

import java.util.Arrays;
import org.beamforge.model.InvalidInputException;

/** Dynamic programming over subsets: the best partition of N users for a table of set values. */
final class SubsetProgramme {
    private SubsetProgramme() {}

    /**
     * Maximises sum_k value_k(S_k) over partitions into non-empty sets.
     *
     * @param table value of each base station and subset mask, [K][2^N]; minus infinity if unknown
     * @param exact values that count as they are, [K][2^N]; others count 1 + optimism times
     * @return base station of each user, [N]
     */
    static int[] best(double[][] table, boolean[][] exact, double optimism, int users) {
        int stations = table.length;
        int full = (1 << users) - 1;
        double[][] best = new double[stations][full + 1];
        int[][] choice = new int[stations][full + 1];
        for (int k = 0; k < stations; k++) {
            Arrays.fill(best[k], Double.NEGATIVE_INFINITY);
            for (int mask = 1; mask <= full; mask++) {
                if (k == 0) {
                    best[0][mask] = worth(table[0], exact[0], mask, optimism);
                    choice[0][mask] = mask;
                    continue;
                }
                for (int own = mask; own > 0; own = (own - 1) & mask) {
                    double rest = best[k - 1][mask ^ own];
                    double sum = rest + worth(table[k], exact[k], own, optimism);
                    if (sum > best[k][mask]) {
                        best[k][mask] = sum;
                        choice[k][mask] = own;
                    }
                }
            }
            best[k][0] = Double.NEGATIVE_INFINITY;
        }
        if (best[stations - 1][full] == Double.NEGATIVE_INFINITY) {
            throw new InvalidInputException("no partition has all its values in the table");
        }
        int[] partition = new int[users];
        int mask = full;
        for (int k = stations - 1; k >= 0; k--) {
            int own = choice[k][mask];
            for (int i = 0; i < users; i++) {
                if ((own >> i & 1) == 1) {
                    partition[i] = k;
                }
            }
            mask ^= own;
        }
        return partition;
    }

    private static double worth(double[] table, boolean[] exact, int mask, double optimism) {
        return exact[mask] ? table[mask] : table[mask] * (1 + optimism);
    }
}
