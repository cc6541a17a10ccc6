package org.beamforge.solver;

import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;

/**
 * What a solver found for one {@link BeamProblem}, in canonical units.
 *
 * @param status how it ended
 * @param rateNats objective, mean of ln(1 + sinr) over the users, nat/s/Hz
 * @param boundNats upper bound on the objective where one is proven, else +infinity
 * @param communication W_c in problem coordinates, [r, n]
 * @param radar W_r in problem coordinates, [r, radarColumns]
 * @param radarColumns number of radar columns
 * @param outerIterations iterations of the outer loop (FP or ADMM)
 * @param innerIterations inner steps (Newton or MM), all starts included
 * @param rescues times a cold restart or a repair had to save an inner step
 * @param residual relative fixed-point residual at the end
 */
public record BeamResult(
        SolveStatus status,
        double rateNats,
        double boundNats,
        SplitComplex communication,
        SplitComplex radar,
        int radarColumns,
        int outerIterations,
        int innerIterations,
        int rescues,
        double residual) {

    /** Objective in bit/s/Hz. */
    public double rateBits() {
        return rateNats / Math.log(2);
    }
}
