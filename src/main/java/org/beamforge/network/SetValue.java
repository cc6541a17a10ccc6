package org.beamforge.network;

import org.beamforge.solver.BeamResult;
import org.beamforge.solver.CompressedProblem;

/**
 * The beamforming value V_k(S) of a set and the beams that attain it.
 *
 * @param set the base station and the users
 * @param problem the compressed problem of the set, or of a part of it where the best beams known
 *     serve that part only
 * @param result the solver's result
 * @param starts starting points used
 */
public record SetValue(UserSet set, CompressedProblem problem, BeamResult result, int starts) {
    /** V_k(S), bit/s/Hz. */
    public double rate() {
        return result.rateBits();
    }

    /** |S| V_k(S): the total spectral efficiency T_k(S) of the set, bit/s/Hz. */
    public double total() {
        return set.size() * rate();
    }

    /**
     * The value that these beams have for a larger set, whose other users they do not serve. A
     * larger set whose own solve was stopped early stays one that was.
     */
    SetValue borrowedBy(SetValue larger) {
        boolean stopped = !SetValues.complete(larger);
        BeamResult scaled =
                new BeamResult(
                        stopped ? larger.result().status() : result.status(),
                        result.rateNats() * set.size() / larger.set().size(),
                        Double.POSITIVE_INFINITY,
                        result.communication(),
                        result.radar(),
                        result.radarColumns(),
                        result.outerIterations(),
                        result.innerIterations(),
                        result.rescues(),
                        result.residual());
        return new SetValue(larger.set(), problem, scaled, larger.starts());
    }
}
