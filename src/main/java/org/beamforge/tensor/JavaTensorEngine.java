package org.beamforge.tensor;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;

/** The engine {@code java}: the complex kernels of this JVM, one problem after the other. */
public final class JavaTensorEngine implements TensorEngine {
    /** Complex numbers in a tensor for which a handful of them stay in the second-level cache. */
    private static final long NUMBERS = 1L << 13;

    private final ComplexKernels kernels;

    public JavaTensorEngine(ComplexKernels kernels) {
        this.kernels = kernels.sustained();
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String device() {
        return "cpu, " + kernels.name();
    }

    @Override
    public LinearMaps linearMaps(int batch, int m, int k, int cols) {
        return new KernelMaps(kernels, ComplexTensor.allocate(batch, m, k), cols);
    }

    @Override
    public int preferredBatch(long numbers) {
        return (int) Math.max(1, NUMBERS / numbers);
    }

    @Override
    public boolean usesKernels() {
        return true;
    }

    @Override
    public ComplexKernels kernels() {
        return kernels;
    }

    private record KernelMaps(ComplexKernels kernels, ComplexTensor a, int cols)
            implements LinearMaps {
        @Override
        public void set(int slot, SplitComplex matrix, int offset) {
            SplitComplex to = a.planes();
            System.arraycopy(matrix.re(), offset, to.re(), a.offset(slot), a.stride());
            System.arraycopy(matrix.im(), offset, to.im(), a.offset(slot), a.stride());
        }

        @Override
        public void move(int from, int to) {
            a.move(from, to);
        }

        @Override
        public void apply(int active, ComplexTensor x, ComplexTensor y) {
            for (int b = 0; b < active; b++) {
                kernels.multiply(
                        a.rows(),
                        cols,
                        a.cols(),
                        a.planes(),
                        a.offset(b),
                        x.planes(),
                        x.offset(b),
                        y.planes(),
                        y.offset(b));
            }
        }

        @Override
        public void applyAdjoint(int active, ComplexTensor x, ComplexTensor y) {
            for (int b = 0; b < active; b++) {
                kernels.multiplyAdjointLeft(
                        a.cols(),
                        cols,
                        a.rows(),
                        a.planes(),
                        a.offset(b),
                        x.planes(),
                        x.offset(b),
                        y.planes(),
                        y.offset(b));
            }
        }

        @Override
        public void close() {
            // Everything lives on the Java heap.
        }
    }
}
