package org.beamforge.association;

import java.util.Locale;
import org.beamforge.control.Cancellation;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;

/**
 * {@code brute-force}: tries all K^N associations of (P2), the paper's upper bound for step 1.
 * Users are placed one after the other with the objective kept incrementally, so one association
 * costs one division. If cancelled it returns the best found, not proven optimal.
 */
public final class BruteForceAssociation implements AssociationMethod {
    /** Most associations K^N it will try, about a minute of work. */
    public static final double MOST_ASSOCIATIONS = 5e9;

    @Override
    public String name() {
        return "brute-force";
    }

    /**
     * @throws InvalidInputException if K^N exceeds {@link #MOST_ASSOCIATIONS}
     */
    @Override
    public AssociationProposal propose(AssociationRequest request) {
        RateMatrix rates = request.rates();
        double size = Math.pow(rates.stations(), rates.users());
        if (size > MOST_ASSOCIATIONS) {
            throw new InvalidInputException(
                    String.format(
                            Locale.ROOT,
                            "brute-force: expected at most %.0e associations, found %d^%d = %.2e\n"
                                    + "Maybe use exact, which gives the same optimum",
                            MOST_ASSOCIATIONS,
                            rates.stations(),
                            rates.users(),
                            size));
        }
        Enumeration enumeration = new Enumeration(rates, request.cancellation());
        enumeration.place(0, rates.stations(), 0);
        Association association = Association.of(rates.stations(), enumeration.best);
        return new AssociationProposal(
                association, rates.sumRate(association), !enumeration.stopped);
    }

    /** Depth-first over users; sums are restored from copies, so rounding does not build up. */
    private static final class Enumeration {
        /** Nodes between two looks at the cancellation, some 10 ms; a power of two. */
        private static final int POLL_INTERVAL = 1 << 16;

        private final double[][] r;
        private final int stations;
        private final int users;
        private final Cancellation cancellation;
        private final double[] sum;
        private final double[] mean;
        private final int[] count;
        private final int[] stationOf;
        private final int[] best;
        private double most = Double.NEGATIVE_INFINITY;
        private long visited;
        private boolean stopped;

        Enumeration(RateMatrix rates, Cancellation cancellation) {
            r = rates.rows();
            stations = rates.stations();
            users = rates.users();
            this.cancellation = cancellation;
            sum = new double[stations];
            mean = new double[stations];
            count = new int[stations];
            stationOf = new int[users];
            // What is returned if stopped before the first complete association.
            best = InitialAssociation.strongest(rates).toArray();
        }

        /**
         * @param user the next user to place
         * @param empty stations without a user; they need as many users as there are of them
         * @param total sum of the mean rates of the users placed
         */
        void place(int user, int empty, double total) {
            if ((visited++ & (POLL_INTERVAL - 1)) == 0 && cancellation.shouldStop()) {
                stopped = true;
            }
            if (stopped) {
                return;
            }
            boolean last = user == users - 1;
            for (int k = 0; k < stations; k++) {
                int n = count[k];
                int stillEmpty = n == 0 ? empty - 1 : empty;
                if (stillEmpty > users - user - 1) {
                    continue;
                }
                double sumBefore = sum[k];
                double meanBefore = mean[k];
                double sumAfter = sumBefore + r[k][user];
                double meanAfter = sumAfter / (n + 1);
                double next = total - meanBefore + meanAfter;
                stationOf[user] = k;
                if (last) {
                    if (next > most) {
                        most = next;
                        System.arraycopy(stationOf, 0, best, 0, users);
                    }
                    continue;
                }
                sum[k] = sumAfter;
                mean[k] = meanAfter;
                count[k] = n + 1;
                place(user + 1, stillEmpty, next);
                sum[k] = sumBefore;
                mean[k] = meanBefore;
                count[k] = n;
            }
        }
    }
}
