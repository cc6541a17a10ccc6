package org.beamforge.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.beamforge.network.Network;
import org.beamforge.network.SetValues;
import org.beamforge.network.UserSet;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;

/**
 * The joint problem (P1) without pruning: the full table of K (2^N - 1) beamforming values, one
 * starting point each, and dynamic programming over subsets, O(K 3^N).
 *
 * <p>A single start can miss the best stationary point by a little. So sets of two users and more
 * first count {@link #OPTIMISM} more than their value; the sets of the best partition are solved
 * from all starts, and the programme runs again until its best partition consists of such sets.
 */
public final class ValueTable {
    /** Largest N; the table then has K 65,535 values and the programme takes K 4e7 steps. */
    public static final int MOST_USERS = 16;

    /** Relative gain from further starting points that is allowed for. */
    private static final double OPTIMISM = 0.01;

    private final SetValues values;
    private final Network network;
    private final BeamformingSolver solver;
    private final BeamSettings settings;
    private final Cancellation cancellation;
    private final ProgressListener listener;
    private final int threads;
    private final long began = System.nanoTime();
    private long solved;
    private int iterations;

    /**
     * @param threads that make the problems, at least 1; the solver has its own
     */
    public ValueTable(
            SetValues values,
            BeamformingSolver solver,
            BeamSettings settings,
            Cancellation cancellation,
            ProgressListener listener,
            int threads) {
        this.values = values;
        this.network = values.network();
        this.solver = solver;
        this.settings = settings;
        this.cancellation = cancellation;
        this.listener = listener;
        this.threads = threads;
        if (network.users() > MOST_USERS) {
            throw new InvalidInputException(
                    "the full value table needs K (2^N - 1) values and is offered up to N = "
                            + MOST_USERS
                            + ", found N = "
                            + network.users()
                            + "\nMaybe leave out --no-prune: the search needs a few of them only");
        }
    }

    /** Multi-user sets in the table. */
    public long solved() {
        return solved;
    }

    /** Inner iterations (Newton or MM steps) spent on the table. */
    public int iterations() {
        return iterations;
    }

    /** Fills the table and returns the best partition. */
    public JointResult run() {
        int stations = network.stations();
        int subsets = 1 << network.users();
        values.evaluateSingles();
        double[][] table = new double[stations][subsets];
        boolean[][] final_ = new boolean[stations][subsets];
        for (int k = 0; k < stations; k++) {
            Arrays.fill(table[k], Double.NEGATIVE_INFINITY);
            for (int i = 0; i < network.users(); i++) {
                settle(new UserSet(k, i), table, final_);
            }
        }
        // However soon the run is stopped, this partition is known.
        List<UserSet> first = sets(JointSearch.heuristic(values, cancellation));
        values.evaluate(first);
        first.forEach(set -> settle(set, table, final_));
        solved = values.multiUserSolves();
        boolean filled = fill(table, final_);
        int[][] source = closeUnderSubsets(table, final_);
        for (int pass = 1; ; pass++) {
            if (!filled || cancellation.shouldStop()) {
                return stopped(table, final_, pass);
            }
            int[] partition = SubsetProgramme.best(table, final_, OPTIMISM, network.users());
            List<UserSet> sets = sets(partition);
            List<UserSet> open =
                    sets.stream().filter(set -> !final_[set.station()][mask(set)]).toList();
            List<UserSet> wanted = new ArrayList<>(open);
            for (UserSet set : open) {
                wanted.add(new UserSet(set.station(), users(source[set.station()][mask(set)])));
            }
            values.evaluate(wanted); // a set takes over the beams of its source where they are best
            open.forEach(set -> settle(set, table, final_));
            if (open.isEmpty()) {
                double sum = sum(sets);
                report(pass, sum);
                return new JointResult(
                        SolveStatus.SOLVED, partition, sum, sum, rigorous(sum), pass);
            }
        }
    }

    /**
     * Serving a part of a set is one way to serve it: lifts every |S| V_k(S) to the largest of its
     * subsets.
     *
     * @return the subset whose value each set has, [K][2^N]
     */
    private static int[][] closeUnderSubsets(double[][] table, boolean[][] final_) {
        int[][] source = new int[table.length][];
        for (int k = 0; k < table.length; k++) {
            source[k] = new int[table[k].length];
            for (int mask = 1; mask < table[k].length; mask++) {
                source[k][mask] = mask;
                int size = Integer.bitCount(mask);
                if (final_[k][mask] || size == 1) {
                    continue;
                }
                for (int rest = mask; rest != 0; rest &= rest - 1) {
                    int without = mask & ~Integer.lowestOneBit(rest);
                    double borrowed = table[k][without] * (size - 1) / size;
                    if (borrowed > table[k][mask]) {
                        table[k][mask] = borrowed;
                        source[k][mask] = source[k][without];
                    }
                }
            }
        }
        return source;
    }

    /** The best partition of sets that were solved from all starting points. */
    private JointResult stopped(double[][] table, boolean[][] final_, int pass) {
        for (int k = 0; k < table.length; k++) {
            for (int mask = 0; mask < table[k].length; mask++) {
                table[k][mask] = final_[k][mask] ? table[k][mask] : Double.NEGATIVE_INFINITY;
            }
        }
        int[] partition = SubsetProgramme.best(table, final_, 0, network.users());
        double sum = sum(sets(partition));
        report(pass, sum);
        double rigorous = rigorous(sum);
        return new JointResult(cancellation.reason(), partition, sum, rigorous, rigorous, pass);
    }

    private double sum(List<UserSet> sets) {
        return sets.stream().mapToDouble(set -> values.of(set).rate()).sum();
    }

    /** Takes over the value from all starting points. */
    private void settle(UserSet set, double[][] table, boolean[][] final_) {
        table[set.station()][mask(set)] = values.of(set).rate();
        final_[set.station()][mask(set)] = true;
    }

    private List<UserSet> sets(int[] partition) {
        Association association = Association.of(network.stations(), partition);
        List<UserSet> sets = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            sets.add(new UserSet(k, association.usersOf(k)));
        }
        return sets;
    }

    private double rigorous(double incumbent) {
        return SearchRoots.of(
                        StationCuts.ofNetwork(values), network.users(), incumbent, cancellation)
                .rigorousBound();
    }

    /**
     * Solves every set of two users and more from one start; false if stopped on the way. Problems
     * are made, which takes as long as a GPU takes to solve them, while those before are solved.
     */
    private boolean fill(double[][] table, boolean[][] final_) {
        OpenSets open = new OpenSets(final_);
        solver.announce(open.count());
        ForkJoinPool makers = new ForkJoinPool(threads);
        try {
            ForkJoinTask<Batch> next = makers.submit(() -> batch(open));
            while (true) {
                Batch batch = next.join();
                if (batch.sets().isEmpty()) {
                    return true;
                }
                next = makers.submit(() -> batch(open));
                if (!solve(batch, table)) {
                    return false;
                }
            }
        } finally {
            makers.shutdownNow();
        }
    }

    /** Sets and their problems. */
    private record Batch(List<UserSet> sets, List<BeamProblem> problems) {}

    /** The sets of two users and more that are not solved yet, in order. */
    private static final class OpenSets {
        private final boolean[][] done;
        private int station;
        private int mask = 1;

        OpenSets(boolean[][] done) {
            this.done = done;
        }

        /** How many there are before any is taken. */
        long count() {
            long count = 0;
            for (boolean[] of : done) {
                for (int set = 1; set < of.length; set++) {
                    count += Integer.bitCount(set) > 1 && !of[set] ? 1 : 0;
                }
            }
            return count;
        }

        List<UserSet> take(int most) {
            List<UserSet> sets = new ArrayList<>(most);
            for (; station < done.length; station++, mask = 1) {
                for (; mask < done[station].length; mask++) {
                    if (sets.size() == most) {
                        return sets;
                    }
                    if (Integer.bitCount(mask) > 1 && !done[station][mask]) {
                        sets.add(new UserSet(station, users(mask)));
                    }
                }
            }
            return sets;
        }
    }

    /** The next batch, made by the threads of the pool that this runs in. */
    private Batch batch(OpenSets open) {
        List<UserSet> sets = open.take(solver.preferredBatch());
        List<BeamProblem> problems =
                sets.parallelStream()
                        .map(set -> network.subspace(set.station()).problem(set.users()).problem())
                        .toList();
        return new Batch(sets, problems);
    }

    private boolean solve(Batch batch, double[][] table) {
        List<UserSet> sets = batch.sets();
        List<BeamResult> results =
                solver.solve(
                        batch.problems(), settings.withStarts(1), cancellation, BeamListener.NONE);
        for (int i = 0; i < sets.size(); i++) {
            table[sets.get(i).station()][mask(sets.get(i))] = results.get(i).rateBits();
            iterations += results.get(i).innerIterations();
        }
        solved += sets.size();
        report(0, Double.NaN);
        return !cancellation.shouldStop();
    }

    private void report(int passes, double sum) {
        listener.iteration(
                new IterationRecord(
                        "table",
                        -1,
                        (int) Math.min(Integer.MAX_VALUE, solved + passes),
                        sum,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        0,
                        Double.NaN,
                        false,
                        (System.nanoTime() - began) * 1e-9));
    }

    private static int mask(UserSet set) {
        int mask = 0;
        for (int user : set.users()) {
            mask |= 1 << user;
        }
        return mask;
    }

    private static int[] users(int mask) {
        int[] users = new int[Integer.bitCount(mask)];
        int next = 0;
        for (int i = 0; i < Integer.SIZE; i++) {
            if ((mask >> i & 1) == 1) {
                users[next++] = i;
            }
        }
        return users;
    }
}
