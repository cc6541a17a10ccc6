package org.beamforge.solver;

import org.beamforge.kernel.SplitComplex;

/**
 * The canonical problem of one base station and one set of users S in some orthonormal basis of
 * dimension r; immutable.
 *
 * <p>{@code sensing}: [r, 3], columns d, g, e. {@code channels}: [r, n], column j is the scaled
 * channel of the j-th user of S. Both row-major.
 *
 * @param dimension r
 * @param users n = |S|
 * @param sensing [r, 3]
 * @param channels [r, n]
 * @param deltaD required fraction of power for detection (27a)
 * @param deltaE required fraction of power for estimation (27b)
 */
public record BeamProblem(
        int dimension,
        int users,
        SplitComplex sensing,
        SplitComplex channels,
        double deltaD,
        double deltaE) {}
