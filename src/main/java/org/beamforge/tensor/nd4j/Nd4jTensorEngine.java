package org.beamforge.tensor.nd4j;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.tensor.LinearMaps;
import org.beamforge.tensor.TensorEngine;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The engine {@code nd4j}: products of tensors on the CPU backend of ND4J, in double precision. */
public final class Nd4jTensorEngine implements TensorEngine {
    /** An operation costs 10-20 microseconds to start; so many problems share one. */
    private static final int BATCH = 128;

    /** Complex numbers of one tensor that a batch may hold. */
    private static final long NUMBERS = 1L << 23;

    private final ComplexKernels kernels;
    private final String device;

    /**
     * Loads the native library; the first time takes about half a second.
     *
     * @throws IllegalStateException if the backend that ND4J finds is not a CPU with doubles
     * @throws LinkageError if ND4J or its native library cannot be loaded
     */
    public Nd4jTensorEngine(ComplexKernels kernels) {
        this.kernels = kernels.sustained();
        String backend = Nd4j.getBackend().getClass().getSimpleName();
        if (!backend.equals("CpuBackend")) {
            throw new IllegalStateException("expected ND4J's CpuBackend, found " + backend);
        }
        // Threads work on parts of the batch; more inside an operation only get in their way.
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
        // A first tensor, so that a library that cannot run is found here and not in a solve.
        Nd4j.create(DataType.DOUBLE, 1, 1).close();
        device = "cpu, ND4J " + version();
    }

    private static String version() {
        String version = Nd4j.class.getPackage().getImplementationVersion();
        return version == null ? "native" : version;
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public LinearMaps linearMaps(int batch, int m, int k, int cols) {
        return new EmbeddedMaps(batch, m, k, cols);
    }

    @Override
    public int preferredBatch(long numbers) {
        return (int) Math.max(1, Math.min(BATCH, NUMBERS / numbers));
    }

    @Override
    public boolean usesKernels() {
        return false;
    }

    @Override
    public ComplexKernels kernels() {
        return kernels;
    }
}
