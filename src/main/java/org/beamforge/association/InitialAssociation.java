package org.beamforge.association;

import org.beamforge.model.Association;

/** First associations, for the "beamforming only" scheme and as starting points of searches. */
public final class InitialAssociation {
    private InitialAssociation() {}

    /**
     * Every user at the base station of its highest rate (ties: the lower index). If that leaves a
     * base station without a user (27d), it is repaired exactly: of all associations that serve
     * every base station, one with the largest sum of the users' rates, that is the least total
     * loss against everybody's best.
     */
    public static Association strongest(RateMatrix rates) {
        int stations = rates.stations();
        int users = rates.users();
        int[] best = new int[users];
        int[] load = new int[stations];
        for (int i = 0; i < users; i++) {
            for (int k = 1; k < stations; k++) {
                if (rates.rate(k, i) > rates.rate(best[i], i)) {
                    best[i] = k;
                }
            }
            load[best[i]]++;
        }
        for (int k = 0; k < stations; k++) {
            if (load[k] == 0) {
                return Association.of(stations, repair(rates, best));
            }
        }
        return Association.of(stations, best);
    }

    /**
     * One obligatory slot per station, and one further sink of N - K slots where a user gets its
     * own best station: with these K + 1 sinks the repair is an assignment problem.
     */
    private static int[] repair(RateMatrix rates, int[] best) {
        int stations = rates.stations();
        int users = rates.users();
        double[][] weights = new double[stations + 1][users];
        int[] slots = new int[stations + 1];
        for (int k = 0; k < stations; k++) {
            slots[k] = 1;
            for (int i = 0; i < users; i++) {
                weights[k][i] = rates.rate(k, i);
            }
        }
        slots[stations] = users - stations;
        for (int i = 0; i < users; i++) {
            weights[stations][i] = rates.rate(best[i], i);
        }
        CapacitatedAssignment assignment = new CapacitatedAssignment(stations + 1, users);
        CapacitatedAssignment.Outcome outcome = assignment.solve(weights, slots);
        if (outcome != CapacitatedAssignment.Outcome.OPTIMAL) {
            throw new IllegalStateException("repair of the initial association ended " + outcome);
        }
        int[] repaired = new int[users];
        for (int i = 0; i < users; i++) {
            int slot = assignment.stationOf(i);
            repaired[i] = slot == stations ? best[i] : slot;
        }
        return repaired;
    }
}
