package org.beamforge.joint;

/**
 * A part of the search space: all partitions with given sizes n_k that respect fixed and forbidden
 * pairs of user and base station.
 */
final class Node {
    final int[] sizes;

    /** Base station of each user, or {@code CapacitatedAssignment.FREE}. */
    final int[] fixed;

    /** Forbidden pairs, [K][N]. */
    final boolean[][] forbidden;

    /** Upper bound on the sum rate of every partition in the node, bit/s/Hz. */
    double bound = Double.POSITIVE_INFINITY;

    /** The partition that attains the bound of the relaxation. */
    int[] partition = new int[0];

    /** Number of value cuts known when the bound was computed. */
    int version = -1;

    Node(int[] sizes, int[] fixed, boolean[][] forbidden) {
        this.sizes = sizes;
        this.fixed = fixed;
        this.forbidden = forbidden;
    }
}
