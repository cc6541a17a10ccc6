package org.beamforge.association;

import java.util.Arrays;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Assigns N users to K stations with capacities: maximise {@code sum_i w[a(i)][i]} subject to
 * {@code |{i : a(i) = k}| = n_k}, {@code sum_k n_k = N}. A weight of minus infinity forbids a pair.
 *
 * <p>The dual is {@code min_v sum_i max_k (w[k][i] - v_k) + sum_k n_k v_k} with one free potential
 * per station; strong duality makes {@link #potential} a certificate that anyone can check with K
 * numbers.
 *
 * <p>Method: successive shortest paths on the K stations. Every user starts where {@code w - v} is
 * largest, which is optimal for the loads that result; then users are shifted from overfull to
 * underfull stations along shortest paths of reduced cost, one user per path edge. The arc k -> l
 * costs the least loss {@code w[k][i] - w[l][i]} over users i at k. Cost O(N K) to start plus O(N K
 * + K^2) for each of at most N paths. A solve allocates nothing. Not thread-safe.
 */
public final class CapacitatedAssignment {
    /** How a solve ended. */
    public enum Outcome {
        /** The assignment is optimal and the potentials prove it. */
        OPTIMAL,
        /** No assignment respects the capacities and the forbidden and fixed pairs. */
        INFEASIBLE,
        /** The optimum is proven to be no better than the cutoff; there is no assignment. */
        BELOW_CUTOFF
    }

    /** Entry of {@code fixed} for a user that is not fixed. */
    public static final int FREE = -1;

    private static final int NONE = -1;

    private final int stations;
    private final int users;
    // w: [N][K], user-major so that one user's weights are neighbours
    private final double[] w;
    private final int[] capacity;
    private final int[] stationOf;
    private final int[] load;
    // members: [K][N], the first load[k] entries of row k are the users at k
    private final int[] members;
    private final int[] position;
    private final double[] v;
    // Arcs: [K][K], least loss of moving one user from k to l, and the user that attains it
    private final double[] loss;
    private final int[] mover;
    private final double[] distance;
    private final int[] previous;
    private final boolean[] settled;
    private double value = Double.NaN;
    private double bound = Double.NaN;
    private boolean solved;

    /**
     * @param stations K
     * @param users N
     */
    public CapacitatedAssignment(int stations, int users) {
        Check.atLeast("stations", stations, 1);
        Check.atLeast("users", users, 0);
        this.stations = stations;
        this.users = users;
        w = new double[users * stations];
        capacity = new int[stations];
        stationOf = new int[users];
        load = new int[stations];
        members = new int[stations * users];
        position = new int[users];
        v = new double[stations];
        loss = new double[stations * stations];
        mover = new int[stations * stations];
        distance = new double[stations];
        previous = new int[stations];
        settled = new boolean[stations];
    }

    /** {@link #solve(double[][], int[], int[], double)} with no fixed pair and no cutoff. */
    public Outcome solve(double[][] weights, int[] capacities) {
        return solve(weights, capacities, null, Double.NEGATIVE_INFINITY);
    }

    /**
     * Maximises the sum of weights.
     *
     * @param weights w, [K][N]; finite, or minus infinity for a forbidden pair
     * @param capacities n_k, [K], at least 0, with sum N
     * @param fixed the station each user must have, or {@link #FREE}, [N]; null if none is fixed
     * @param cutoff the solve ends early once the optimum is proven to be at most this
     * @throws InvalidInputException if capacities do not sum to N or a weight is NaN or +infinity
     */
    public Outcome solve(
            double[][] weights, int[] capacities, int @Nullable [] fixed, double cutoff) {
        checkCapacities(capacities);
        for (int k = 0; k < stations; k++) {
            fillWeights(k, weights[k], 1);
        }
        return run(fixed, cutoff);
    }

    /**
     * Maximises {@code sum_k (1/n_k) sum_{i at k} r[k][i]}, that is (P2) with the number of users
     * of each station given: {@link #solve(double[][], int[], int[], double)} with weights r[k][i]
     * / n_k and capacities n_k.
     *
     * @param rates r, [K][N]; finite, or minus infinity for a forbidden pair
     * @param counts n_k, [K]
     */
    public Outcome solveMeans(
            double[][] rates, int[] counts, int @Nullable [] fixed, double cutoff) {
        checkCapacities(counts);
        for (int k = 0; k < stations; k++) {
            fillWeights(k, rates[k], Math.max(1, counts[k]));
        }
        return run(fixed, cutoff);
    }

    /** Station of a user in the optimal assignment. */
    public int stationOf(int user) {
        requireSolved();
        return stationOf[user];
    }

    /** Copies the optimal assignment, [N]. */
    public void copyTo(int[] target) {
        requireSolved();
        System.arraycopy(stationOf, 0, target, 0, users);
    }

    /** Sum of the weights of the optimal assignment. */
    public double value() {
        requireSolved();
        return value;
    }

    /** Potential v_k of the dual; adding one constant to all of them changes nothing. */
    public double potential(int station) {
        requireSolved();
        return v[station];
    }

    /** Dual variable {@code u_i = max_k (w[k][i] - v_k)} of a user, attained at its station. */
    public double userPotential(int user) {
        requireSolved();
        int k = stationOf[user];
        return w[user * stations + k] - v[k];
    }

    private void requireSolved() {
        if (!solved) {
            throw new IllegalStateException("no optimal assignment: the last solve found none");
        }
    }

    private void checkCapacities(int[] capacities) {
        int sum = 0;
        for (int k = 0; k < stations; k++) {
            if (capacities[k] < 0) {
                throw new InvalidInputException(
                        "capacities[%d]: expected at least 0, found %d"
                                .formatted(k, capacities[k]));
            }
            sum += capacities[k];
            capacity[k] = capacities[k];
        }
        if (sum != users) {
            throw new InvalidInputException(
                    "capacities: expected the sum %d (users), found %d".formatted(users, sum));
        }
    }

    private void fillWeights(int k, double[] row, double divisor) {
        for (int i = 0; i < users; i++) {
            double weight = row[i] / divisor;
            if (!(weight < Double.POSITIVE_INFINITY)) {
                throw new InvalidInputException(
                        "weights[%d][%d]: expected a number or -Infinity, found %s"
                                .formatted(k, i, weight));
            }
            w[i * stations + k] = weight;
        }
    }

    private Outcome run(int @Nullable [] fixed, double cutoff) {
        solved = false;
        if (fixed != null) {
            forbidAllButFixed(fixed);
        }
        Arrays.fill(v, 0);
        if (!placeEveryUserAtItsBest()) {
            return Outcome.INFEASIBLE;
        }
        for (int k = 0; k < stations; k++) {
            findMovers(k);
        }
        int surplus = surplus();
        while (surplus > 0) {
            if (bound <= cutoff) {
                return Outcome.BELOW_CUTOFF;
            }
            int target = nearestUnderfull();
            if (target == NONE) {
                return Outcome.INFEASIBLE;
            }
            raisePotentials(distance[target]);
            bound -= distance[target] * surplus;
            shiftAlongPath(target);
            surplus--;
        }
        value = 0;
        for (int i = 0; i < users; i++) {
            value += w[i * stations + stationOf[i]];
        }
        if (value <= cutoff) {
            return Outcome.BELOW_CUTOFF;
        }
        solved = true;
        return Outcome.OPTIMAL;
    }

    private void forbidAllButFixed(int[] fixed) {
        for (int i = 0; i < users; i++) {
            if (fixed[i] == FREE) {
                continue;
            }
            if (fixed[i] < 0 || fixed[i] >= stations) {
                throw new InvalidInputException(
                        "fixed[%d]: expected a station 0..%d or %d, found %d"
                                .formatted(i, stations - 1, FREE, fixed[i]));
            }
            for (int k = 0; k < stations; k++) {
                if (k != fixed[i]) {
                    w[i * stations + k] = Double.NEGATIVE_INFINITY;
                }
            }
        }
    }

    /** Optimal for the loads that result; false if some user is forbidden everywhere. */
    private boolean placeEveryUserAtItsBest() {
        Arrays.fill(load, 0);
        bound = 0;
        for (int i = 0; i < users; i++) {
            int best = NONE;
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < stations; k++) {
                if (w[i * stations + k] > most) {
                    most = w[i * stations + k];
                    best = k;
                }
            }
            if (best == NONE) {
                return false;
            }
            bound += most;
            add(i, best);
        }
        return true;
    }

    private int surplus() {
        int surplus = 0;
        for (int k = 0; k < stations; k++) {
            surplus += Math.max(0, load[k] - capacity[k]);
        }
        return surplus;
    }

    /**
     * Dijkstra from all overfull stations over reduced costs {@code loss - v_k + v_l >= 0}, up to
     * the first underfull station, or NONE if no path leads to one.
     */
    private int nearestUnderfull() {
        for (int k = 0; k < stations; k++) {
            distance[k] = load[k] > capacity[k] ? 0 : Double.POSITIVE_INFINITY;
            previous[k] = NONE;
            settled[k] = false;
        }
        while (true) {
            int k = NONE;
            double least = Double.POSITIVE_INFINITY;
            for (int l = 0; l < stations; l++) {
                if (!settled[l] && distance[l] < least) {
                    least = distance[l];
                    k = l;
                }
            }
            if (k == NONE || load[k] < capacity[k]) {
                return k;
            }
            settled[k] = true;
            for (int l = 0; l < stations; l++) {
                if (settled[l]) {
                    continue;
                }
                // Rounding can leave a reduced cost slightly negative.
                double step = Math.max(0, loss[k * stations + l] - v[k] + v[l]);
                if (least + step < distance[l]) {
                    distance[l] = least + step;
                    previous[l] = k;
                }
            }
        }
    }

    /** Keeps all reduced costs non-negative and makes those along the path zero. */
    private void raisePotentials(double pathLength) {
        for (int k = 0; k < stations; k++) {
            if (settled[k]) {
                v[k] += pathLength - distance[k];
            }
        }
    }

    /** Moves one user along each arc, last arc first so that the movers stay as found. */
    private void shiftAlongPath(int target) {
        int to = target;
        while (previous[to] != NONE) {
            int from = previous[to];
            int user = mover[from * stations + to];
            remove(user, from);
            add(user, to);
            offerMover(user, to);
            refreshMovers(from, user);
            to = from;
        }
    }

    private void add(int user, int k) {
        stationOf[user] = k;
        position[user] = load[k];
        members[k * users + load[k]] = user;
        load[k]++;
    }

    private void remove(int user, int k) {
        load[k]--;
        int last = members[k * users + load[k]];
        members[k * users + position[user]] = last;
        position[last] = position[user];
    }

    private void findMovers(int k) {
        Arrays.fill(loss, k * stations, (k + 1) * stations, Double.POSITIVE_INFINITY);
        Arrays.fill(mover, k * stations, (k + 1) * stations, NONE);
        for (int p = 0; p < load[k]; p++) {
            offerMover(members[k * users + p], k);
        }
    }

    private void offerMover(int user, int k) {
        int row = user * stations;
        for (int l = 0; l < stations; l++) {
            double candidate = w[row + k] - w[row + l];
            if (l != k && candidate < loss[k * stations + l]) {
                loss[k * stations + l] = candidate;
                mover[k * stations + l] = user;
            }
        }
    }

    /** Searches again the arcs out of k that the departed user had determined. */
    private void refreshMovers(int k, int departed) {
        for (int l = 0; l < stations; l++) {
            int arc = k * stations + l;
            if (mover[arc] != departed) {
                continue;
            }
            double least = Double.POSITIVE_INFINITY;
            int best = NONE;
            for (int p = 0; p < load[k]; p++) {
                int i = members[k * users + p];
                double candidate = w[i * stations + k] - w[i * stations + l];
                if (candidate < least) {
                    least = candidate;
                    best = i;
                }
            }
            loss[arc] = least;
            mover[arc] = best;
        }
    }
}
