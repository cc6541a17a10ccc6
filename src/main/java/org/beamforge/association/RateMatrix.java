package org.beamforge.association;

import org.beamforge.model.Association;
import org.beamforge.model.Check;

/**
 * Rates r[k,i] that base station k would give user i, bit/s/Hz; the data of problem (P2): maximise
 * {@code sum_k (1/|S_k|) sum_{i in S_k} r[k,i]} over associations.
 */
public final class RateMatrix {
    private final double[][] rates;

    private RateMatrix(double[][] rates) {
        this.rates = rates;
    }

    /** Copies {@code rates}, [K][N]; every entry must be finite and not negative. */
    public static RateMatrix of(double[][] rates) {
        double[][] copy = new double[rates.length][];
        for (int k = 0; k < rates.length; k++) {
            copy[k] = rates[k].clone();
            for (int i = 0; i < copy[k].length; i++) {
                Check.finite("rates[" + k + "][" + i + "]", copy[k][i]);
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
