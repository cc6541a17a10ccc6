package org.beamforge.tensor;

import org.beamforge.kernel.SplitComplex;

/**
 * A batch of complex matrices A_b: [batch, m, k] that stay the same over many products with tensors
 * of {@code cols} columns. For one thread; everything is allocated when it is made.
 */
public interface LinearMaps extends AutoCloseable {
    /** Sets A_slot from a row-major [m, k] matrix starting at {@code offset}. */
    void set(int slot, SplitComplex a, int offset);

    /** Copies A_from over A_to. */
    void move(int from, int to);

    /** Y_b = A_b X_b for b = 0..active-1; X: [batch, k, cols], Y: [batch, m, cols]. */
    void apply(int active, ComplexTensor x, ComplexTensor y);

    /** Y_b = A_b^H X_b for b = 0..active-1; X: [batch, m, cols], Y: [batch, k, cols]. */
    void applyAdjoint(int active, ComplexTensor x, ComplexTensor y);

    /** Gives memory outside the Java heap back. */
    @Override
    void close();
}
