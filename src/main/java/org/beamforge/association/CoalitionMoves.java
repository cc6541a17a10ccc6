package org.beamforge.association;

import org.beamforge.control.Cancellation;

/**
 * Coalition game on (P2): a user transfers to another station, or two users of different stations
 * swap, whenever that raises the sum over stations of mean rates; a station's last user may not
 * leave (27d). The best move is made until none is left, which is a Nash-stable partition. Each
 * move is evaluated in O(1) from the two sums and counts it touches, so a round costs O(N K + N^2).
 */
final class CoalitionMoves {
    /** Smallest gain that counts, relative to the objective: above rounding, so no cycling. */
    static final double LEAST_GAIN = 1e-12;

    private final double[][] r;
    private final int[] stationOf;
    private final double[] sum;
    private final int[] count;

    private CoalitionMoves(double[][] r, int[] stationOf) {
        this.r = r;
        this.stationOf = stationOf;
        sum = new double[r.length];
        count = new int[r.length];
        for (int k : stationOf) {
            count[k]++;
        }
        for (int k = 0; k < r.length; k++) {
            refreshSum(k);
        }
    }

    /**
     * Improves an association in place, monotonically, until it is Nash-stable.
     *
     * @param stationOf a valid association, [N]
     * @return whether it ended Nash-stable, that is was not cancelled
     */
    static boolean improve(RateMatrix rates, int[] stationOf, Cancellation cancellation) {
        CoalitionMoves game = new CoalitionMoves(rates.rows(), stationOf);
        while (!cancellation.shouldStop()) {
            if (!game.makeBestMove()) {
                return true;
            }
        }
        return false;
    }

    private boolean makeBestMove() {
        double most = LEAST_GAIN * objective();
        int user = -1;
        int partner = -1;
        int target = -1;
        for (int i = 0; i < stationOf.length; i++) {
            int from = stationOf[i];
            for (int to = 0; count[from] > 1 && to < r.length; to++) {
                if (to != from && transferGain(i, to) > most) {
                    most = transferGain(i, to);
                    user = i;
                    partner = -1;
                    target = to;
                }
            }
            for (int j = i + 1; j < stationOf.length; j++) {
                if (stationOf[j] != from && swapGain(i, j) > most) {
                    most = swapGain(i, j);
                    user = i;
                    partner = j;
                    target = stationOf[j];
                }
            }
        }
        if (user < 0) {
            return false;
        }
        int from = stationOf[user];
        stationOf[user] = target;
        if (partner >= 0) {
            stationOf[partner] = from;
        } else {
            count[from]--;
            count[target]++;
        }
        // Summed afresh, so that rounding does not build up over many moves.
        refreshSum(from);
        refreshSum(target);
        return true;
    }

    private double objective() {
        double total = 0;
        for (int k = 0; k < r.length; k++) {
            total += sum[k] / count[k];
        }
        return total;
    }

    private double transferGain(int user, int to) {
        int from = stationOf[user];
        return (sum[from] - r[from][user]) / (count[from] - 1)
                + (sum[to] + r[to][user]) / (count[to] + 1)
                - sum[from] / count[from]
                - sum[to] / count[to];
    }

    private double swapGain(int i, int j) {
        int a = stationOf[i];
        int b = stationOf[j];
        return (r[a][j] - r[a][i]) / count[a] + (r[b][i] - r[b][j]) / count[b];
    }

    private void refreshSum(int k) {
        double total = 0;
        for (int i = 0; i < stationOf.length; i++) {
            if (stationOf[i] == k) {
                total += r[k][i];
            }
        }
        sum[k] = total;
    }
}
