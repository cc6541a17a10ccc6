package org.beamforge.joint;

import org.beamforge.control.SolveStatus;

/**
 * The outcome of a search over partitions.
 *
 * @param status SOLVED if the search closed, else why it stopped
 * @param partition base station of each user, [N]
 * @param sumRate sum of the beamforming values of its sets, bit/s/Hz
 * @param searchBound no partition is better than this if every value solved is the optimum of its
 *     set; at most (1 + gap) sumRate if the search closed
 * @param rigorousBound no association and beamformers are better than this, bit/s/Hz
 * @param steps nodes or table passes processed
 */
public record JointResult(
        SolveStatus status,
        int[] partition,
        double sumRate,
        double searchBound,
        double rigorousBound,
        int steps) {}
