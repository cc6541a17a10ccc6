package org.beamforge.testing;

import java.util.function.Consumer;
import org.beamforge.model.Association;
import org.beamforge.network.SetValues;
import org.beamforge.network.UserSet;

/** Plain enumeration of associations, the oracle of the searches. */
public final class Partitions {
    private Partitions() {}

    /** Calls back with every vector of N stations that leaves no station empty; it is reused. */
    public static void forEach(int stations, int users, Consumer<int[]> action) {
        int[] vector = new int[users];
        while (true) {
            if (servesAll(stations, vector)) {
                action.accept(vector);
            }
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

    private static boolean servesAll(int stations, int[] vector) {
        int[] load = new int[stations];
        for (int k : vector) {
            load[k]++;
        }
        for (int n : load) {
            if (n == 0) {
                return false;
            }
        }
        return true;
    }

    /** Sum of the beamforming values of a partition, computed where missing, bit/s/Hz. */
    public static double value(SetValues values, int[] partition) {
        Association association = Association.of(values.network().stations(), partition);
        double sum = 0;
        for (int k = 0; k < values.network().stations(); k++) {
            sum += values.of(new UserSet(k, association.usersOf(k))).rate();
        }
        return sum;
    }

    /** The largest {@link #value} of all partitions, bit/s/Hz. */
    public static double optimum(SetValues values) {
        // First every value once: larger sets may borrow the beams of smaller ones found later.
        int stations = values.network().stations();
        int users = values.network().users();
        forEach(stations, users, partition -> value(values, partition));
        double[] most = {Double.NEGATIVE_INFINITY};
        forEach(
                stations,
                users,
                partition -> most[0] = Math.max(most[0], value(values, partition)));
        return most[0];
    }
}
