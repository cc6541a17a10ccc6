package org.beamforge.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.InvalidInputException;
import org.beamforge.network.Network;
import org.beamforge.network.SetValue;
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

    private static final int CHUNK = 4096;

    private final SetValues values;
    private final Network network;
    private final BeamformingSolver solver;
    private final BeamSettings settings;
    private final Cancellation cancellation;
    private final ProgressListener listener;
    private final long began = System.nanoTime();
    private long solved;
    private int iterations;

    public ValueTable(
            SetValues values,
            BeamformingSolver solver,
            BeamSettings settings,
            Cancellation cancellation,
            ProgressListener listener) {
        this.values = values;
        this.network = values.network();
        this.solver = solver;
        this.settings = settings;
        this.cancellation = cancellation;
        this.listener = listener;
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

    /** Outer iterations spent on the table. */
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
                table[k][1 << i] = values.of(new UserSet(k, i)).rate();
                final_[k][1 << i] = true;
            }
        }
        SolveStatus status = fill(table) ? SolveStatus.SOLVED : cancellation.reason();
        int passes = 0;
        while (true) {
            passes++;
            int[] partition = SubsetProgramme.best(table, final_, OPTIMISM, network.users());
            List<UserSet> open = new ArrayList<>();
            for (int k = 0; k < stations; k++) {
                int mask = mask(partition, k);
                if (!final_[k][mask]) {
                    open.add(new UserSet(k, users(mask)));
                }
            }
            if (open.isEmpty()) {
                double sum = 0;
                for (int k = 0; k < stations; k++) {
                    sum += table[k][mask(partition, k)];
                }
                report(passes, sum);
                return new JointResult(status, partition, sum, sum, rigorous(sum), passes);
            }
            values.evaluate(open, settings.starts(), BeamListener.NONE);
            for (UserSet set : open) {
                SetValue value = values.known(set);
                int mask = 0;
                for (int i : set.users()) {
                    mask |= 1 << i;
                }
                table[set.station()][mask] = Math.max(table[set.station()][mask], value.rate());
                final_[set.station()][mask] = true;
            }
        }
    }

    private double rigorous(double incumbent) {
        List<StationCuts> cuts = StationCuts.ofNetwork(values);
        List<Node> roots = SearchRoots.promising(cuts, network.users(), incumbent);
        return SearchRoots.rigorousBound(roots, cuts, network.users(), incumbent);
    }

    /** Solves every set of two users and more from one start; false if stopped on the way. */
    private boolean fill(double[][] table) {
        List<UserSet> chunk = new ArrayList<>();
        for (int k = 0; k < table.length; k++) {
            for (int mask = 1; mask < table[k].length; mask++) {
                if (Integer.bitCount(mask) < 2) {
                    continue;
                }
                chunk.add(new UserSet(k, users(mask)));
                if (chunk.size() == CHUNK) {
                    if (!solve(chunk, table)) {
                        return false;
                    }
                    chunk.clear();
                }
            }
        }
        return chunk.isEmpty() || solve(chunk, table);
    }

    private boolean solve(List<UserSet> chunk, double[][] table) {
        List<BeamProblem> batch = new ArrayList<>(chunk.size());
        for (UserSet set : chunk) {
            batch.add(network.subspace(set.station()).problem(set.users()).problem());
        }
        List<BeamResult> results =
                solver.solve(batch, settings.withStarts(1), cancellation, BeamListener.NONE);
        for (int i = 0; i < chunk.size(); i++) {
            int mask = 0;
            for (int user : chunk.get(i).users()) {
                mask |= 1 << user;
            }
            table[chunk.get(i).station()][mask] = results.get(i).rateBits();
            iterations += results.get(i).outerIterations();
        }
        solved += chunk.size();
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

    private static int mask(int[] partition, int station) {
        int mask = 0;
        for (int i = 0; i < partition.length; i++) {
            mask |= partition[i] == station ? 1 << i : 0;
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
