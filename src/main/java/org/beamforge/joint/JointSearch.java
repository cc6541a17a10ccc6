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
 */
public final class JointSearch {
    /** Sets evaluated together at most, per base station. */
    private static final int LOOK_AHEAD = 4;

    /** Multi-user solves after which the sets of all users are solved too, for their cuts. */
    private static final int BEFORE_WHOLE_SETS = 6;

    private final SetValues values;
    private final Network network;
    private final double gap;
    private final Cancellation cancellation;
    private final ProgressListener listener;
    private final long began = System.nanoTime();

    private final List<StationCuts> cuts = new ArrayList<>();
    private final PriorityQueue<Node> queue =
            new PriorityQueue<>(
                    Comparator.<Node>comparingDouble(node -> -node.bound)
                            .thenComparing(node -> node.partition, Arrays::compare));
    private int[] best = new int[0];
    private double incumbent = Double.NEGATIVE_INFINITY;
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
    }

    /** Runs the search. */
    public JointResult run() {
        values.evaluateSingles();
        cuts.addAll(StationCuts.ofNetwork(values));
        evaluatePartition(heuristic());
        report(Double.NaN);
        List<Node> roots = SearchRoots.promising(cuts, network.users(), target());
        double rigorous = SearchRoots.rigorousBound(roots, cuts, network.users(), target());
        NodeBounder bounder = new NodeBounder(network.users(), cuts, false);
        for (Node root : roots) {
            offer(root, bounder);
        }
        SolveStatus status = SolveStatus.SOLVED;
        while (!queue.isEmpty() && queue.peek().bound > target()) {
            if (cancellation.shouldStop()) {
                status = cancellation.reason();
                break;
            }
            step(bounder);
        }
        double searchBound = queue.isEmpty() ? incumbent : Math.max(incumbent, queue.peek().bound);
        report(searchBound);
        return new JointResult(
                status, best, incumbent, searchBound, Math.max(rigorous, incumbent), steps);
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
                wanted.add(new UserSet(k, all));
            }
        }
        return wanted;
    }

    private void evaluate(Set<UserSet> sets) {
        values.evaluate(sets);
        for (UserSet set : sets) {
            SetValue value = values.known(set);
            if (value != null && SetValues.complete(value)) {
                cuts.get(set.station()).add(value);
                version++;
            }
        }
        for (Node node : queue) {
            considerIfKnown(node.partition);
        }
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
            }
        }
    }

    private double target() {
        return incumbent + gap * Math.abs(incumbent);
    }

    private int[] heuristic() {
        ExactAssociation exact = new ExactAssociation();
        AssociationRequest request =
                new AssociationRequest(
                        values.potentialRates(), Optional.empty(), Double.NaN, cancellation);
        return exact.propose(request).association().toArray();
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
