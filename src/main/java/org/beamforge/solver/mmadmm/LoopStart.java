package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * A start of Algorithm 2, or one that goes on, for an {@link AdmmDevice}.
 *
 * @param problem in the coordinates X = Q^H W, of dimension p
 * @param basis Q: [r, p]; W = Q x at the start
 * @param dimension r, at least p; in full dimension (r > p) W: [r, T] itself is carried
 * @param columns T
 * @param x [p, T]
 * @param z duals (z_1, Re z_2, Im z_2, z_3)
 * @param rho penalty parameter of the next iteration; 0 before the first
 * @param mu multiplier of (59c) to begin with
 * @param lastViolation relative violation after the last iteration
 * @param mixerRadius longest move of {@link AuxiliaryMixer} beyond the plain one
 * @param outer iterations so far
 * @param inner steps so far, those included that were repeated
 * @param quiet iterations in a row that met the tolerances
 */
public record LoopStart(
        BeamProblem problem,
        SplitComplex basis,
        int dimension,
        int columns,
        SplitComplex x,
        double[] z,
        double rho,
        double mu,
        double lastViolation,
        double mixerRadius,
        int outer,
        int inner,
        int quiet) {}
