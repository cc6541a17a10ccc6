package org.beamforge.solver;

import org.beamforge.kernel.SplitComplex;

/**
 * The work on whole antenna arrays that {@link StationSubspace} hands over where an engine does it
 * faster. Thread-safe.
 */
public interface ArrayProducts {
    /** Antennas from which on the engine is worth the copies. */
    int leastAntennas();

    /**
     * An orthonormal basis of the span of vectors.
     *
     * @param size its dimension
     * @param basis rows q_j: [size, length]
     * @param coordinates q_j^H v of the vectors: [count, size]
     */
    record Span(int size, SplitComplex basis, SplitComplex coordinates) {}

    /**
     * Orthonormalises the rows of [count, length] in their order, dependent ones dropped, with
     * Gram-Schmidt applied twice.
     */
    Span span(int count, int length, SplitComplex vectors);

    /**
     * W = Q X.
     *
     * @param basis rows q_j: [size, length]
     * @param x [size, columns]
     * @return [length, columns]
     */
    SplitComplex expand(int size, int length, int columns, SplitComplex basis, SplitComplex x);
}
