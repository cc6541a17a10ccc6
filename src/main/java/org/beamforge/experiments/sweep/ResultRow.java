package org.beamforge.experiments.sweep;

import java.util.List;
import java.util.Optional;
import org.beamforge.control.SolveStatus;

/**
 * The result of one job: one scheme on one draw of one grid point.
 *
 * @param point index of the grid point
 * @param draw number of the draw, from 0
 * @param scheme label of the scheme
 * @param status how the solve ended; INFEASIBLE rows have no figures
 * @param sumRate bit/s/Hz; NaN where there is no feasible point
 * @param upperBound proven bound on the sum rate of any association and beams; NaN unless joint
 * @param closed whether the search over partitions closed; joint only
 * @param corrected whether another scheme's association was better than what the joint search had
 *     found, because a beamforming value was a local optimum; joint only
 * @param association base station of each user; empty where there is no feasible point
 * @param fallback whether a conventional association stood in for the language model in some step;
 *     empty for the other schemes
 * @param iterations inner iterations of the beamforming solver
 * @param alternations sum rate after each iteration of Algorithm 3, bit/s/Hz; else empty
 * @param seconds time inside the solvers, s; no part of the result
 */
public record ResultRow(
        int point,
        int draw,
        String scheme,
        SolveStatus status,
        double sumRate,
        double upperBound,
        boolean closed,
        boolean corrected,
        List<Integer> association,
        Optional<Boolean> fallback,
        int iterations,
        List<Double> alternations,
        double seconds) {

    public ResultRow {
        association = List.copyOf(association);
        alternations = List.copyOf(alternations);
    }

    /** What tells this job from every other. */
    Key key() {
        return new Key(point, draw, scheme);
    }

    /** A job. */
    record Key(int point, int draw, String scheme) {}

    /** (upperBound - sumRate) / upperBound; NaN where there is no bound. */
    public double gap() {
        return (upperBound - sumRate) / upperBound;
    }

    public boolean feasible() {
        return status.hasFeasiblePoint();
    }

    /** The same outcome, time aside. */
    boolean sameAs(ResultRow other) {
        return withoutTime().equals(other.withoutTime());
    }

    private ResultRow withoutTime() {
        return new ResultRow(
                point,
                draw,
                scheme,
                status,
                sumRate,
                upperBound,
                closed,
                corrected,
                association,
                fallback,
                iterations,
                alternations,
                0);
    }
}
