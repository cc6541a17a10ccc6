package org.beamforge.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamforge.control.Cancellation;

/** Compositions N = n_1 + .. + n_K into positive sizes, pruned by a separable bound. */
final class Compositions {
    private final double[][] bySize;

    /**
     * Most that base stations k.. reach when they share n users, each at least one: [K + 1][N + 1];
     * minus infinity where that cannot be.
     */
    private final double[][] best;

    private final int stations;
    private final int users;

    /**
     * @param bySize upper bound of base station k serving any n users, [K][N + 1]
     */
    Compositions(double[][] bySize, int users) {
        this.bySize = bySize;
        this.stations = bySize.length;
        this.users = users;
        best = new double[stations + 1][users + 1];
        for (double[] row : best) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
        }
        best[stations][0] = 0;
        for (int k = stations - 1; k >= 0; k--) {
            for (int n = 1; n <= users; n++) {
                for (int own = 1; own <= n; own++) {
                    best[k][n] = Math.max(best[k][n], bySize[k][own] + best[k + 1][n - own]);
                }
            }
        }
    }

    /** The bound of the best composition: nothing is better than this. */
    double bound() {
        return best[0][users];
    }

    /**
     * All compositions whose separable bound exceeds {@code incumbent}; fewer if the request to
     * stop comes first.
     */
    List<int[]> promising(double incumbent, Cancellation cancellation) {
        List<int[]> found = new ArrayList<>();
        extend(new int[stations], 0, users, 0, incumbent, cancellation, found);
        return found;
    }

    private void extend(
            int[] sizes,
            int k,
            int left,
            double sum,
            double incumbent,
            Cancellation cancellation,
            List<int[]> found) {
        if (k == stations) {
            found.add(sizes.clone());
            return;
        }
        for (int n = 1; n <= left && !cancellation.shouldStop(); n++) {
            double next = sum + bySize[k][n];
            if (next + best[k + 1][left - n] > incumbent) {
                sizes[k] = n;
                extend(sizes, k + 1, left - n, next, incumbent, cancellation, found);
            }
        }
    }
}
