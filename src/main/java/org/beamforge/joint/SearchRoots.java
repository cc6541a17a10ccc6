package org.beamforge.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.beamforge.association.CapacitatedAssignment;
import org.beamforge.control.Cancellation;

/**
 * The roots of the search, one per composition of N, and the bound that holds for all of them.
 *
 * @param nodes a root for every composition that rigorous bounds do not rule out; each has its
 *     rigorous bound and the partition that attains it
 * @param rigorousBound upper bound on the sum rate of every association and all beamformers, from
 *     rigorous cuts alone, bit/s/Hz
 * @param complete whether all compositions were looked at; if not, the request to stop came first
 *     and {@code nodes} do not cover everything, but the bound does
 */
record SearchRoots(List<Node> nodes, double rigorousBound, boolean complete) {
    /**
     * @param target compositions that cannot exceed this get no root
     */
    static SearchRoots of(
            List<StationCuts> cuts, int users, double target, Cancellation cancellation) {
        double[][] bySize = new double[cuts.size()][];
        Arrays.setAll(bySize, k -> boundsBySize(cuts.get(k), users));
        Compositions compositions = new Compositions(bySize, users);
        NodeBounder bounder = new NodeBounder(users, cuts, true);
        List<Node> roots = new ArrayList<>();
        double largest = target;
        for (int[] sizes : compositions.promising(target, cancellation)) {
            if (cancellation.shouldStop()) {
                break;
            }
            int[] fixed = new int[users];
            Arrays.fill(fixed, CapacitatedAssignment.FREE);
            Node root = new Node(sizes, fixed, new boolean[cuts.size()][users]);
            bounder.bound(root);
            largest = Math.max(largest, root.bound);
            if (root.bound > target) {
                roots.add(root);
            }
        }
        if (cancellation.shouldStop()) {
            return new SearchRoots(roots, Math.max(target, compositions.bound()), false);
        }
        return new SearchRoots(roots, largest, true);
    }

    /**
     * Rigorous bound on V_k(S) over all S of each size: the best users for the cut of that size.
     */
    static double[] boundsBySize(StationCuts cuts, int users) {
        Integer[] order = new Integer[users];
        Arrays.setAll(order, i -> i);
        double[] single = cuts.singles().add();
        Arrays.sort(order, Comparator.comparingDouble(i -> -single[i]));
        double[] bounds = new double[users + 1];
        for (int n = 1; n <= users; n++) {
            int[] strongest = new int[n];
            for (int j = 0; j < n; j++) {
                strongest[j] = order[j];
            }
            bounds[n] =
                    Math.min(
                                    largestTotal(cuts.tightestRigorous(strongest), n),
                                    largestTotal(cuts.singles(), n))
                            / n;
        }
        return bounds;
    }

    /** The largest total that a cut allows to any n users. */
    private static double largestTotal(Cut cut, int n) {
        double[] sorted = cut.add().clone();
        Arrays.sort(sorted);
        double sum = cut.constant();
        for (int j = 0; j < n; j++) {
            sum += sorted[sorted.length - 1 - j];
        }
        return sum;
    }
}
