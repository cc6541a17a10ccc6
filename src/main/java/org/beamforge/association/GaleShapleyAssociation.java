package org.beamforge.association;

import java.util.Arrays;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;

/**
 * {@code gale-shapley}: deferred acceptance. Users propose to base stations in the order of the
 * rates they would get; a base station keeps its best proposals up to its quota. Ties go to the
 * lower index, so the result is unique.
 *
 * <p>Quotas are ceil(N/K) unless given. Quotas alone can leave a base station empty, which (27d)
 * forbids; then the quota of the most loaded base station (among equals the one whose weakest user
 * has the lowest rate, then the lower index) is lowered to one below its load and the matching
 * repeated. Lowering quotas, rather than moving users afterwards, keeps the result stable under the
 * quotas in force: no user and base station prefer each other to what they have.
 */
public final class GaleShapleyAssociation implements AssociationMethod {
    private static final int NONE = -1;

    private final int[] quotas;

    /** Quotas ceil(N/K). */
    public GaleShapleyAssociation() {
        this.quotas = new int[0];
    }

    /**
     * @param quotas most users of each base station, [K]; at least 1 each, at least N together
     */
    public GaleShapleyAssociation(int[] quotas) {
        if (quotas.length == 0) {
            throw new InvalidInputException("quotas: expected one per base station, found none");
        }
        this.quotas = quotas.clone();
    }

    @Override
    public String name() {
        return "gale-shapley";
    }

    @Override
    public AssociationProposal propose(AssociationRequest request) {
        RateMatrix rates = request.rates();
        Association association = Association.of(rates.stations(), match(rates).stationOf());
        return new AssociationProposal(association, rates.sumRate(association), false);
    }

    /**
     * A stable matching.
     *
     * @param stationOf base station of each user, [N]
     * @param quotas the quotas in force at the end, [K]
     */
    record Matching(int[] stationOf, int[] quotas) {}

    Matching match(RateMatrix rates) {
        double[][] r = rates.rows();
        int[] inForce = quotasFor(rates);
        while (true) {
            int[] stationOf = defer(r, inForce);
            int[] load = new int[r.length];
            for (int k : stationOf) {
                load[k]++;
            }
            if (Arrays.stream(load).allMatch(n -> n > 0)) {
                return new Matching(stationOf, inForce);
            }
            // The other stations hold all N users, so after this the quotas still sum to N or more.
            int k = mostLoaded(r, stationOf, load);
            inForce[k] = load[k] - 1;
        }
    }

    private int[] quotasFor(RateMatrix rates) {
        int stations = rates.stations();
        int users = rates.users();
        if (quotas.length == 0) {
            int[] even = new int[stations];
            Arrays.fill(even, (users + stations - 1) / stations);
            return even;
        }
        if (quotas.length != stations) {
            throw new InvalidInputException(
                    "quotas: expected %d numbers, found %d".formatted(stations, quotas.length));
        }
        long sum = 0;
        for (int k = 0; k < stations; k++) {
            if (quotas[k] < 1) {
                throw new InvalidInputException(
                        "quotas[%d]: expected at least 1, found %d".formatted(k, quotas[k]));
            }
            sum += quotas[k];
        }
        if (sum < users) {
            throw new InvalidInputException(
                    "quotas: expected a sum of at least %d (users), found %d"
                            .formatted(users, sum));
        }
        return quotas.clone();
    }

    private static int[] defer(double[][] r, int[] quotas) {
        int stations = r.length;
        int users = r[0].length;
        int[] stationOf = new int[users];
        Arrays.fill(stationOf, NONE);
        int[] load = new int[stations];
        boolean[][] refused = new boolean[stations][users];
        for (int i = 0; i < users; i++) {
            int proposer = i;
            while (proposer != NONE) {
                int k = favourite(r, refused, proposer);
                stationOf[proposer] = k;
                load[k]++;
                if (load[k] <= quotas[k]) {
                    break;
                }
                int rejected = weakest(r[k], stationOf, k);
                stationOf[rejected] = NONE;
                load[k]--;
                refused[k][rejected] = true;
                proposer = rejected;
            }
        }
        return stationOf;
    }

    /** The best station that has not refused the user; exists because quotas sum to N or more. */
    private static int favourite(double[][] r, boolean[][] refused, int user) {
        int best = NONE;
        for (int k = 0; k < r.length; k++) {
            if (!refused[k][user] && (best == NONE || r[k][user] > r[best][user])) {
                best = k;
            }
        }
        return best;
    }

    private static int weakest(double[] row, int[] stationOf, int k) {
        int weakest = NONE;
        for (int i = 0; i < stationOf.length; i++) {
            if (stationOf[i] == k && (weakest == NONE || row[i] <= row[weakest])) {
                weakest = i;
            }
        }
        return weakest;
    }

    private static int mostLoaded(double[][] r, int[] stationOf, int[] load) {
        int best = 0;
        for (int k = 1; k < load.length; k++) {
            if (load[k] > load[best]
                    || (load[k] == load[best]
                            && r[k][weakest(r[k], stationOf, k)]
                                    < r[best][weakest(r[best], stationOf, best)])) {
                best = k;
            }
        }
        return best;
    }
}
