package org.beamforge.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.beamforge.association.AssociationRequest;
import org.beamforge.association.CapacitatedAssignment;
import org.beamforge.association.ExactAssociation;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.network.Network;
import org.beamforge.network.SetValue;
import org.beamforge.network.SetValues;
import org.beamforge.network.UserSet;

/**
 * The joint problem (P1): best-first branch and bound over the partitions of the users, with
 * beamforming values computed lazily and in batches.
 *
 * <p>The base stations use orthogonal bands, so (P1) is the maximum over partitions of sum_k
 * V_k(S_k). A node holds the partitions of given sizes n_k with some users fixed; additive cuts
 * ({@link StationCuts}) bound it by an assignment problem. The best node's partition is evaluated
 * if its own cuts do not rule it out, which makes new cuts; otherwise the node is split around it.
 *
 * <p>What it proves: if every value solved on the way is the optimum of its set, no partition is
 * better than {@code searchBound}; if every one is within a factor 1 + eps of it, none is better
 * than (1 + eps) searchBound. Values of two users and more are best-of-starts stationary points. A
 * value that contradicts an earlier cut shows that a local optimum stood behind that cut; the cut
 * is then raised and the search runs once more, so at the end no value known contradicts the
 * bounds.
 */
public final class JointSearch {
    /** Sets evaluated together at most, per base station. */
    private static final int LOOK_AHEAD = 4;

    /** Multi-user solves after which the sets of all users are solved too, for their cuts. */
    private static final int BEFORE_WHOLE_SETS = 6;

    /** A cut raised by less than this, relatively, does not call for another pass. */
    private static final double CONSISTENT = 1e-6;

    /** Time for a first partition after a stop; with up to 100 users far less is needed. */
    private static final double GRACE_SECONDS = 1;

    private final SetValues values;
    private final Network network;
    private final double gap;
    private final Cancellation cancellation;
    private final ProgressListener listener;
    private final long began = System.nanoTime();

    private final List<StationCuts> cuts;
    private final PriorityQueue<Node> queue =
            new PriorityQueue<>(
                    Comparator.<Node>comparingDouble(node -> -node.bound)
                            .thenComparing(node -> node.partition, Arrays::compare));
    private int[] best = new int[0];
    private double incumbent = Double.NEGATIVE_INFINITY;

    /** Largest bound of what was dropped. */
    private double dropped;

    /** Whether a cut used before was raised: what was dropped must be looked at again. */
    private boolean inconsistent;

    private int version;
    private int steps;
    private boolean wholeSets;

    /**
     * @param gap relative gap at which the search stops
     */
    public JointSearch(
            SetValues values, double gap, Cancellation cancellation, ProgressListener listener) {
        this.values = values;
        this.network = values.network();
        this.gap = gap;
        this.cancellation = cancellation;
        this.listener = listener;
        cuts = StationCuts.ofNetwork(values);
        for (SetValue value : values.solvedMultiUser()) {
            addCut(value);
        }
    }

    /** Takes a partition known before as the first incumbent. */
    public void startFrom(int[] partition) {
        evaluatePartition(partition);
    }

    /** Runs the search; values known before are made use of. */
    public JointResult run() {
        evaluatePartition(heuristic(values, cancellation));
        report(Double.NaN);
        SolveStatus status;
        double rigorous = Double.POSITIVE_INFINITY;
        do { // once more whenever a cut has turned out too low
            SearchRoots roots = SearchRoots.of(cuts, network.users(), target(), cancellation);
            rigorous = Math.min(rigorous, roots.rigorousBound());
            status = roots.complete() ? pass(roots.nodes()) : cancellation.reason();
            if (!roots.complete()) {
                dropped = rigorous;
            }
        } while (status == SolveStatus.SOLVED && inconsistent);
        double searchBound = Math.max(incumbent, dropped);
        if (!queue.isEmpty()) {
            searchBound = Math.max(searchBound, queue.peek().bound);
        }
        report(searchBound);
        return new JointResult(
                status,
                best,
                incumbent,
                Math.min(searchBound, Math.max(rigorous, incumbent)),
                Math.max(rigorous, incumbent),
                steps);
    }

    /** Works through everything below the roots; SOLVED if it came to the end. */
    private SolveStatus pass(List<Node> roots) {
        inconsistent = false;
        dropped = target(); // what compositions without a root may reach
        NodeBounder bounder = new NodeBounder(network.users(), cuts, false);
        for (Node root : roots) {
            if (cancellation.shouldStop()) {
                dropped = Double.POSITIVE_INFINITY; // nothing is known of the roots left out
                return cancellation.reason();
            }
            offer(root, bounder);
        }
        while (!queue.isEmpty() && queue.peek().bound > target()) {
            if (cancellation.shouldStop()) {
                return cancellation.reason();
            }
            step(bounder);
        }
        if (!queue.isEmpty()) {
            dropped = Math.max(dropped, queue.peek().bound);
            queue.clear();
        }
        return SolveStatus.SOLVED;
    }

    private void step(NodeBounder bounder) {
        steps++;
        Node node = queue.remove();
        if (node.version < version) {
            offer(node, bounder);
            return;
        }
        if (bounder.refined(node.partition, node.sizes) > target() && !isKnown(node.partition)) {
            queue.add(node);
            evaluate(lookAhead(bounder));
        } else {
            split(node, bounder);
        }
        if (steps % 50 == 0) {
            report(queue.isEmpty() ? incumbent : queue.peek().bound);
        }
    }

    /** The unsolved sets of the most promising partitions, for one batch. */
    private Set<UserSet> lookAhead(NodeBounder bounder) {
        Set<UserSet> wanted = new LinkedHashSet<>();
        List<Node> taken = new ArrayList<>();
        while (!queue.isEmpty()
                && taken.size() < LOOK_AHEAD
                && queue.peek().bound > target()
                && wanted.size() < network.stations()) {
            Node node = queue.remove();
            taken.add(node);
            if (bounder.refined(node.partition, node.sizes) > target()) {
                wanted.addAll(unsolved(node.partition));
            }
        }
        queue.addAll(taken);
        if (!wholeSets && values.multiUserSolves() > BEFORE_WHOLE_SETS) {
            wholeSets = true;
            for (int k = 0; k < network.stations(); k++) {
                int[] all = new int[network.users()];
                Arrays.setAll(all, i -> i);
                UserSet whole = new UserSet(k, all);
                if (values.known(whole) == null) {
                    wanted.add(whole);
                }
            }
        }
        return wanted;
    }

    private void evaluate(Set<UserSet> sets) {
        values.evaluate(sets);
        for (UserSet set : sets) {
            SetValue value = values.known(set);
            if (value != null && SetValues.complete(value)) {
                addCut(value);
            }
        }
        for (Node node : queue) {
            considerIfKnown(node.partition);
        }
    }

    private void addCut(SetValue value) {
        double raised = cuts.get(value.set().station()).add(value);
        inconsistent |= raised > CONSISTENT;
        version++;
    }

    private void evaluatePartition(int[] partition) {
        evaluate(new LinkedHashSet<>(unsolved(partition)));
        considerIfKnown(partition);
    }

    private void considerIfKnown(int[] partition) {
        double sum = 0;
        for (int k = 0; k < network.stations(); k++) {
            SetValue value = values.known(set(partition, k));
            if (value == null) {
                return;
            }
            sum += value.rate();
        }
        if (sum > incumbent) {
            incumbent = sum;
            best = partition.clone();
        }
    }

    private boolean isKnown(int[] partition) {
        return unsolved(partition).isEmpty();
    }

    private List<UserSet> unsolved(int[] partition) {
        List<UserSet> missing = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            UserSet set = set(partition, k);
            if (values.known(set) == null) {
                missing.add(set);
            }
        }
        return missing;
    }

    private UserSet set(int[] partition, int station) {
        int size = 0;
        for (int k : partition) {
            size += k == station ? 1 : 0;
        }
        return new UserSet(station, NodeBounder.members(partition, station, size));
    }

    /** Splits a node around its partition (Murty): the partition itself falls out. */
    private void split(Node node, NodeBounder bounder) {
        if (!isKnown(node.partition)) {
            dropped = Math.max(dropped, bounder.refined(node.partition, node.sizes));
        }
        int[] fixed = node.fixed.clone();
        for (int i = 0; i < fixed.length; i++) {
            if (fixed[i] != CapacitatedAssignment.FREE) {
                continue;
            }
            boolean[][] forbidden = new boolean[network.stations()][];
            Arrays.setAll(forbidden, k -> node.forbidden[k].clone());
            forbidden[node.partition[i]][i] = true;
            Node child = new Node(node.sizes, fixed.clone(), forbidden);
            child.bound = node.bound;
            offer(child, bounder);
            fixed[i] = node.partition[i];
        }
    }

    /** Bounds a node with what is known now and queues it unless it is ruled out. */
    private void offer(Node node, NodeBounder bounder) {
        if (bounder.bound(node)) {
            node.version = version;
            considerIfKnown(node.partition);
            if (node.bound > target()) {
                queue.add(node);
            } else {
                dropped = Math.max(dropped, node.bound);
            }
        }
    }

    private double target() {
        return incumbent + gap * Math.abs(incumbent);
    }

    /**
     * The partition to begin with: optimal if every user reached its single-user rate. A run
     * stopped before it is found still looks for one, since all that it can return is this
     * partition.
     */
    static int[] heuristic(SetValues values, Cancellation cancellation) {
        int[] found = assignment(values, cancellation);
        return cancellation.shouldStop()
                ? assignment(values, Cancellation.none().withTimeLimit(GRACE_SECONDS))
                : found;
    }

    private static int[] assignment(SetValues values, Cancellation cancellation) {
        AssociationRequest request =
                new AssociationRequest(
                        values.potentialRates(), Optional.empty(), Double.NaN, cancellation);
        return new ExactAssociation().propose(request).association().toArray();
    }

    private void report(double bound) {
        listener.iteration(
                new IterationRecord(
                        "joint",
                        -1,
                        steps,
                        incumbent,
                        bound,
                        Double.NaN,
                        Double.NaN,
                        0,
                        Double.NaN,
                        false,
                        (System.nanoTime() - began) * 1e-9));
    }
}
