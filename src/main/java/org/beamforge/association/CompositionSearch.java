package org.beamforge.association;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.beamforge.control.Cancellation;
import org.beamforge.model.Association;

/**
 * Best-first branch and bound over the compositions (n_1..n_K) of N for {@link ExactAssociation}. A
 * node is the start of a composition; its bound is the least of several {@link CompositionBound}s.
 */
final class CompositionSearch {
    /** Relative accuracy: what cannot gain more than this is pruned. */
    private static final double ACCURACY = 1e-12;

    /** Bounds kept: each one costs time at every node. */
    private static final int MOST_BOUNDS = 6;

    /** Open nodes from which on the search goes depth first, to bound the memory. */
    private static final int MOST_OPEN = 1_000_000;

    private static final Comparator<Node> BEST_FIRST =
            Comparator.comparingDouble(Node::bound).reversed().thenComparingLong(Node::order);

    private final RateMatrix rates;
    private final double[][] r;
    private final int stations;
    private final int users;
    private final Cancellation cancellation;
    private final CapacitatedAssignment assignment;
    private final List<CompositionBound> bounds = new ArrayList<>();
    private final int mostOpen;
    private final PriorityQueue<Node> open = new PriorityQueue<>(BEST_FIRST);
    private long created;
    private Association best;
    private double bestValue;
    private long solved;

    /** The first entries of a composition, with the bound on all that start so. */
    private record Node(double bound, long order, int[] counts) {}

    CompositionSearch(RateMatrix rates, Cancellation cancellation) {
        this(rates, cancellation, MOST_OPEN);
    }

    /**
     * @param mostOpen number of open nodes from which on the search goes depth first
     */
    CompositionSearch(RateMatrix rates, Cancellation cancellation, int mostOpen) {
        this.mostOpen = mostOpen;
        this.rates = rates;
        this.cancellation = cancellation;
        r = rates.rows();
        stations = rates.stations();
        users = rates.users();
        assignment = new CapacitatedAssignment(stations, users);
        best = InitialAssociation.strongest(rates);
        bestValue = rates.sumRate(best);
    }

    AssociationProposal run() {
        improveByCoalitionMoves();
        addBounds();
        boolean complete = search();
        return new AssociationProposal(best, bestValue, complete);
    }

    /** Compositions for which an assignment problem was solved or cut off. */
    long solved() {
        return solved;
    }

    private void improveByCoalitionMoves() {
        for (int[] start :
                List.of(best.toArray(), new GaleShapleyAssociation().match(rates).stationOf())) {
            CoalitionMoves.improve(rates, start, cancellation);
            offer(start);
        }
    }

    /**
     * Bounds that are exact at the best composition known and at the composition where the bounds
     * so far are weakest.
     */
    private void addBounds() {
        CompositionBound bound = CompositionBound.ofTopMeans(r);
        bounds.add(bound);
        int[] counts = counts(best);
        while (bounds.size() < MOST_BOUNDS
                && bound.overall() > threshold()
                && !cancellation.shouldStop()) {
            solve(counts, Double.NEGATIVE_INFINITY);
            double[] multipliers = new double[users];
            for (int i = 0; i < users; i++) {
                multipliers[i] = assignment.userPotential(i);
            }
            bound = CompositionBound.ofMultipliers(r, multipliers);
            bounds.add(bound);
            counts = bound.attainedAt();
        }
    }

    private int[] counts(Association association) {
        int[] counts = new int[stations];
        for (int i = 0; i < users; i++) {
            counts[association.stationOf(i)]++;
        }
        return counts;
    }

    /** Whether the search ran to its end. */
    private boolean search() {
        open.add(node(new int[0]));
        while (!open.isEmpty() && open.peek().bound() > threshold()) {
            if (!expand(open.remove())) {
                return false;
            }
        }
        return true;
    }

    private double threshold() {
        return bestValue * (1 + ACCURACY);
    }

    /** Solves a complete composition or opens its children; false if cancelled. */
    private boolean expand(Node node) {
        if (cancellation.shouldStop()) {
            return false;
        }
        int depth = node.counts().length;
        if (depth == stations) {
            solve(node.counts(), threshold());
            return true;
        }
        List<Node> children = children(node);
        if (open.size() < mostOpen) {
            open.addAll(children);
            return true;
        }
        children.sort(BEST_FIRST);
        for (Node child : children) {
            if (child.bound() > threshold() && !expand(child)) {
                return false;
            }
        }
        return true;
    }

    private List<Node> children(Node node) {
        int depth = node.counts().length;
        int remaining = users - Arrays.stream(node.counts()).sum();
        int most = remaining - (stations - depth - 1);
        int least = depth == stations - 1 ? most : 1;
        List<Node> children = new ArrayList<>();
        for (int n = least; n <= most; n++) {
            int[] counts = Arrays.copyOf(node.counts(), depth + 1);
            counts[depth] = n;
            Node child = node(counts);
            if (child.bound() > threshold()) {
                children.add(child);
            }
        }
        return children;
    }

    private Node node(int[] counts) {
        double least = Double.POSITIVE_INFINITY;
        for (CompositionBound bound : bounds) {
            least = Math.min(least, bound.of(counts, counts.length));
        }
        return new Node(least, created++, counts);
    }

    private void solve(int[] counts, double cutoff) {
        solved++;
        if (assignment.solveMeans(r, counts, null, cutoff)
                == CapacitatedAssignment.Outcome.OPTIMAL) {
            int[] stationOf = new int[users];
            assignment.copyTo(stationOf);
            offer(stationOf);
        }
    }

    private void offer(int[] stationOf) {
        Association association = Association.of(stations, stationOf);
        double value = rates.sumRate(association);
        if (value > bestValue) {
            best = association;
            bestValue = value;
        }
    }
}
