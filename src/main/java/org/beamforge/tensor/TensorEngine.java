package org.beamforge.tensor;

import org.beamforge.kernel.ComplexKernels;

/**
 * What multiplies the batches of complex matrices of {@code mm-admm}. An engine runs every product
 * on the calling thread; parallelism is over parts of the batch, one set of {@link LinearMaps} per
 * thread. Thread-safe.
 */
public interface TensorEngine {
    /** {@code java} or {@code nd4j}. */
    String name();

    /** What it runs on, for example {@code cpu, vector-512}. */
    String device();

    /** Matrices A_b: [batch, m, k] for products with {@code cols} columns, all zero. */
    LinearMaps linearMaps(int batch, int m, int k, int cols);

    /**
     * The batch size one thread should work on at a time: few for an engine without overhead per
     * call (the state stays in cache), many for one with.
     *
     * @param numbers complex numbers in the largest tensor of one problem
     */
    int preferredBatch(long numbers);

    /**
     * Whether its products are those of {@link #kernels}, so that a caller with another layout may
     * as well multiply by itself.
     */
    boolean usesKernels();

    /** Kernels for the small matrices of one problem, which stay outside the tensors. */
    ComplexKernels kernels();
}
