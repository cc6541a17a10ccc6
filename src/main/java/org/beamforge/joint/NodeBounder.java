package org.beamforge.joint;

import java.util.Arrays;
import java.util.List;
import org.beamforge.association.CapacitatedAssignment;

/**
 * Bounds a node: with one additive cut per base station, the best partition is an assignment
 * problem with capacities. Cuts are chosen for the partition that the last choice produced, a few
 * times over; every choice gives a valid bound and the least one counts.
 */
final class NodeBounder {
    private static final int ROUNDS = 4;

    private final int stations;
    private final int users;
    private final List<StationCuts> cuts;
    private final boolean rigorousOnly;
    private final CapacitatedAssignment assignment;
    private final double[][] weights;
    private final int[] found;

    /**
     * @param rigorousOnly use only cuts that hold whatever the beamforming values are
     */
    NodeBounder(int users, List<StationCuts> cuts, boolean rigorousOnly) {
        this.stations = cuts.size();
        this.users = users;
        this.cuts = cuts;
        this.rigorousOnly = rigorousOnly;
        assignment = new CapacitatedAssignment(stations, users);
        weights = new double[stations][users];
        found = new int[users];
    }

    /** Sets bound and partition of the node; false if no partition respects it. */
    boolean bound(Node node) {
        Cut[] choice = new Cut[stations];
        for (int k = 0; k < stations; k++) {
            choice[k] =
                    node.partition.length > 0
                            ? tightest(k, members(node.partition, k, node.sizes[k]))
                            : cuts.get(k).singles();
        }
        double least = node.bound;
        for (int round = 0; round < ROUNDS; round++) {
            double constant = 0;
            for (int k = 0; k < stations; k++) {
                constant += choice[k].constant() / node.sizes[k];
                for (int i = 0; i < users; i++) {
                    weights[k][i] =
                            node.forbidden[k][i]
                                    ? Double.NEGATIVE_INFINITY
                                    : choice[k].add()[i] / node.sizes[k];
                }
            }
            CapacitatedAssignment.Outcome outcome =
                    assignment.solve(weights, node.sizes, node.fixed, Double.NEGATIVE_INFINITY);
            if (outcome != CapacitatedAssignment.Outcome.OPTIMAL) {
                return false;
            }
            assignment.copyTo(found);
            double value = constant + assignment.value();
            if (value < least || node.partition.length == 0) {
                least = Math.min(least, value);
                node.partition = found.clone();
            }
            boolean changed = false;
            for (int k = 0; k < stations; k++) {
                Cut better = tightest(k, members(found, k, node.sizes[k]));
                changed |= better != choice[k] && !Arrays.equals(better.add(), choice[k].add());
                choice[k] = better;
            }
            if (!changed) {
                break;
            }
        }
        node.bound = least;
        return true;
    }

    /** The sum of the tightest cuts at one partition. */
    double refined(int[] partition, int[] sizes) {
        double sum = 0;
        for (int k = 0; k < stations; k++) {
            int[] set = members(partition, k, sizes[k]);
            sum += tightest(k, set).mean(set);
        }
        return sum;
    }

    private Cut tightest(int station, int[] set) {
        StationCuts all = cuts.get(station);
        return rigorousOnly ? all.tightestRigorous(set) : all.tightest(set);
    }

    /** The users of one base station, ascending. */
    static int[] members(int[] partition, int station, int size) {
        int[] set = new int[size];
        int next = 0;
        for (int i = 0; i < partition.length; i++) {
            if (partition[i] == station) {
                set[next++] = i;
            }
        }
        return set;
    }
}
