package org.beamforge.joint;

import java.util.ArrayList;
import java.util.List;

/** Compositions N = n_1 + .. + n_K into positive sizes, pruned by a separable bound. */
final class Compositions {
    private Compositions() {}

    /**
     * All compositions whose separable bound exceeds {@code incumbent}.
     *
     * @param bySize upper bound of base station k serving any n users, [K][N + 1]
     */
    static List<int[]> promising(double[][] bySize, int users, double incumbent) {
        int stations = bySize.length;
        double[] bestOfRest = new double[stations + 1];
        for (int k = stations - 1; k >= 0; k--) {
            double best = 0;
            for (int n = 1; n <= users; n++) {
                best = Math.max(best, bySize[k][n]);
            }
            bestOfRest[k] = bestOfRest[k + 1] + best;
        }
        List<int[]> found = new ArrayList<>();
        extend(bySize, bestOfRest, new int[stations], 0, users, 0, incumbent, found);
        return found;
    }

    private static void extend(
            double[][] bySize,
            double[] bestOfRest,
            int[] sizes,
            int k,
            int left,
            double sum,
            double incumbent,
            List<int[]> found) {
        int stations = sizes.length;
        if (k == stations - 1) {
            sizes[k] = left;
            if (sum + bySize[k][left] > incumbent) {
                found.add(sizes.clone());
            }
            return;
        }
        for (int n = 1; n <= left - (stations - 1 - k); n++) {
            double next = sum + bySize[k][n];
            if (next + bestOfRest[k + 1] > incumbent) {
                sizes[k] = n;
                extend(bySize, bestOfRest, sizes, k + 1, left - n, next, incumbent, found);
            }
        }
    }
}
