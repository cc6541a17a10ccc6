package org.beamforge.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.beamforge.association.CapacitatedAssignment;

/** The roots of the search, one per composition of N, and the bound that holds for all of them. */
final class SearchRoots {
    private SearchRoots() {}

    /** A root for every composition that rigorous bounds do not rule out against {@code target}. */
    static List<Node> promising(List<StationCuts> cuts, int users, double target) {
        double[][] bySize = new double[cuts.size()][];
        Arrays.setAll(bySize, k -> boundsBySize(cuts.get(k), users));
        List<Node> roots = new ArrayList<>();
        for (int[] sizes : Compositions.promising(bySize, users, target)) {
            int[] fixed = new int[users];
            Arrays.fill(fixed, CapacitatedAssignment.FREE);
            roots.add(new Node(sizes, fixed, new boolean[cuts.size()][users]));
        }
        return roots;
    }

    /**
     * An upper bound on the sum rate of every association and all beamformers, from rigorous cuts
     * alone. Leaves each root's bound and partition behind.
     *
     * @param target what the compositions without a root cannot exceed
     */
    static double rigorousBound(
            List<Node> roots, List<StationCuts> cuts, int users, double target) {
        NodeBounder bounder = new NodeBounder(users, cuts, true);
        double largest = target;
        for (Node root : roots) {
            if (bounder.bound(root)) {
                largest = Math.max(largest, root.bound);
            }
        }
        return largest;
    }

    /**
     * Rigorous bound on V_k(S) over all S of each size: the best users for the cut of that size.
     */
    private static double[] boundsBySize(StationCuts cuts, int users) {
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
