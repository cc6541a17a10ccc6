package org.beamforge.solver.mmadmm;

import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;

/**
 * What an {@link AdmmDevice} made of a {@link LoopStart}; names as there.
 *
 * @param status SOLVED, MAX_ITERATIONS, or why the run was stopped
 * @param x the last iterate, [p, T]
 * @param upsilon auxiliary variables (47) at it, [n]
 * @param b auxiliary variables (48) at it, [n]
 * @param primal relative primal residual of the last iteration
 * @param stepLength length of the last step
 * @param violation relative violation of the sensing constraints by the last iterate
 * @param rate mean of ln(1 + sinr) of the last iterate, whatever its violation
 */
public record LoopEnd(
        SolveStatus status,
        SplitComplex x,
        double[] upsilon,
        SplitComplex b,
        double[] z,
        double rho,
        double mu,
        double primal,
        double stepLength,
        double violation,
        double lastViolation,
        double rate,
        double mixerRadius,
        int outer,
        int inner,
        int quiet) {}
