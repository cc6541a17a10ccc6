package org.beamforge.experiments.figure;

import java.util.Map;
import java.util.Optional;
import org.beamforge.control.SolveStatus;
import org.beamforge.experiments.sweep.GridParameter;

/**
 * One row of results.csv.
 *
 * @param scheme label
 * @param draw number of the draw
 * @param point value of every grid parameter
 * @param status how the solve ended
 * @param sumRate bit/s/Hz; NaN where there is no feasible point
 * @param gap proven relative gap; NaN unless joint
 * @param closed whether the search closed; joint only
 * @param corrected whether another scheme's association was taken over; joint only
 * @param fallback whether a conventional association stood in for the language model; empty for the
 *     other schemes
 */
public record Sample(
        String scheme,
        int draw,
        Map<GridParameter, Double> point,
        SolveStatus status,
        double sumRate,
        double gap,
        boolean closed,
        boolean corrected,
        Optional<Boolean> fallback) {
    public Sample {
        point = Map.copyOf(point);
    }

    boolean fellBack() {
        return fallback.orElse(false);
    }

    boolean feasible() {
        return status.hasFeasiblePoint();
    }
}
