package org.beamforge.association;

import org.beamforge.model.Association;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;

/**
 * Rates r[k,i] that base station k would give user i, bit/s/Hz; the data of problem (P2): maximise
 * {@code sum_k (1/|S_k|) sum_{i in S_k} r[k,i]} over associations.
 */
public final class RateMatrix {
    private final double[][] rates;

    private RateMatrix(double[][] rates) {
        this.rates = rates;
    }

    /**
     * Copies {@code rates}, [K][N], 1 <= K <= N.
     *
     * @throws InvalidInputException if the shape is ragged or has more base stations than users, or
     *     an entry is negative or not finite
     */
    public static RateMatrix of(double[][] rates) {
        Check.atLeast("rates: base stations", rates.length, 1);
        int users = rates[0].length;
        // Every base station must get a user (27d).
        Check.atLeast("rates: users", users, rates.length);
        double[][] copy = new double[rates.length][];
        for (int k = 0; k < rates.length; k++) {
            if (rates[k].length != users) {
                throw new InvalidInputException(
                        "rates[%d]: expected %d numbers, found %d"
                                .formatted(k, users, rates[k].length));
            }
            copy[k] = rates[k].clone();
            for (int i = 0; i < users; i++) {
                String place = "rates[" + k + "][" + i + "]";
                Check.finite(place, copy[k][i]);
                if (copy[k][i] < 0) {
                    throw new InvalidInputException(
                            place + ": expected a rate of at least 0, found " + copy[k][i]);
                }
            }
        }
        return new RateMatrix(copy);
    }

    public int stations() {
        return rates.length;
    }

    public int users() {
        return rates[0].length;
    }

    /** r[k,i], bit/s/Hz. */
    public double rate(int station, int user) {
        return rates[station][user];
    }

    /** The rows [K][N] themselves, for the searches of this package; not to be written. */
    double[][] rows() {
        return rates;
    }

    /** The objective of (P2) at an association, bit/s/Hz. */
    public double sumRate(Association association) {
        double[] sums = new double[rates.length];
        int[] counts = new int[rates.length];
        for (int i = 0; i < association.users(); i++) {
            int k = association.stationOf(i);
            sums[k] += rates[k][i];
            counts[k]++;
        }
        double total = 0;
        for (int k = 0; k < sums.length; k++) {
            total += sums[k] / counts[k];
        }
        return total;
    }
}
