package org.beamforge.association;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** Rate matrices of many kinds for the tests, and plain enumeration of associations. */
final class RandomRates {
    /** The kinds {@link #next} cycles through. */
    enum Kind {
        UNIFORM,
        TIES,
        MOSTLY_ZERO,
        HUGE_RANGE,
        EQUAL_STATIONS,
        EQUAL_USERS,
        NEARLY_EQUAL,
        ALL_ZERO
    }

    private RandomRates() {}

    static Kind kindOf(int seed) {
        return Kind.values()[seed % Kind.values().length];
    }

    static RateMatrix of(Kind kind, int stations, int users, Random random) {
        double[][] r = new double[stations][users];
        for (double[] row : r) {
            for (int i = 0; i < users; i++) {
                row[i] =
                        switch (kind) {
                            case TIES -> random.nextInt(3);
                            case MOSTLY_ZERO -> random.nextInt(4) == 0 ? random.nextDouble() : 0;
                            case HUGE_RANGE -> Math.pow(10, 18 * random.nextDouble() - 9);
                            case NEARLY_EQUAL -> 5 + 1e-6 * random.nextDouble();
                            case ALL_ZERO -> 0;
                            default -> 10 * random.nextDouble();
                        };
            }
            if (kind == Kind.EQUAL_STATIONS) {
                System.arraycopy(r[0], 0, row, 0, users);
            }
            if (kind == Kind.EQUAL_USERS) {
                Arrays.fill(row, row[0]);
            }
        }
        return RateMatrix.of(r);
    }

    /** Calls back with every vector of {@code users} numbers 0..stations-1; the array is reused. */
    static void forEachVector(int stations, int users, Consumer<int[]> action) {
        int[] vector = new int[users];
        while (true) {
            action.accept(vector);
            int i = 0;
            while (i < users && vector[i] == stations - 1) {
                vector[i++] = 0;
            }
            if (i == users) {
                return;
            }
            vector[i]++;
        }
    }

    static int[] loads(int stations, int[] stationOf) {
        int[] load = new int[stations];
        for (int k : stationOf) {
            load[k]++;
        }
        return load;
    }

    /** The objective of (P2) written out once more, or NaN if a station has no user. */
    static double objective(RateMatrix rates, int[] stationOf) {
        double total = 0;
        for (int k = 0; k < rates.stations(); k++) {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < stationOf.length; i++) {
                if (stationOf[i] == k) {
                    sum += rates.rate(k, i);
                    n++;
                }
            }
            total += sum / n;
        }
        return total;
    }

    /** The optimum of (P2) by plain enumeration. */
    static double optimum(RateMatrix rates) {
        double[] most = {Double.NEGATIVE_INFINITY};
        forEachVector(
                rates.stations(),
                rates.users(),
                stationOf -> {
                    double value = objective(rates, stationOf);
                    // NaN, an empty station, is never greater.
                    if (value > most[0]) {
                        most[0] = value;
                    }
                });
        return most[0];
    }
}
