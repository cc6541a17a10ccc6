package org.beamforge.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * What {@link KernelProviderTest} runs in a JVM of its own: prints the bytes that a warm kernel
 * call allocates. Not within the tests' JVM, where both vector shapes have run and spoilt the
 * profiles.
 */
final class AllocationProbe {
    private static final int CALLS = 200;
    private static final long QUIET_BYTES_PER_CALL = 64;
    private static final long PATIENCE_NANOSECONDS = 45_000_000_000L;

    private AllocationProbe() {}

    public static void main(String[] args) {
        ComplexKernels kernels = KernelProvider.best();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SplitComplex a = random(24 * 64, 1);
        SplitComplex b = random(24 * 34, 2);
        SplitComplex c = SplitComplex.allocate(24 * 34);
        SplitComplex square = SplitComplex.allocate(24 * 24);
        // The Vector API boxes until C2 has compiled it, so wait for the first quiet round.
        long start = System.nanoTime();
        long perCall = Long.MAX_VALUE;
        while (perCall > QUIET_BYTES_PER_CALL && System.nanoTime() - start < PATIENCE_NANOSECONDS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                kernels.multiply(24, 34, 24, a, 0, b, 0, c, 0);
                kernels.multiplyAdjointLeft(24, 34, 24, a, 0, b, 0, c, 0);
                kernels.gramOfRows(24, 64, a, 0, square, 0);
                for (int j = 0; j < 24; j++) {
                    square.re()[25 * j] += 1;
                }
                if (!kernels.cholesky(24, square, 0)) {
                    throw new IllegalStateException("not positive definite");
                }
                kernels.invertLower(24, square, 0);
                kernels.adjointTimesLower(24, square, 0, c, 0);
            }
            perCall = (threads.getCurrentThreadAllocatedBytes() - before) / (6L * CALLS);
        }
        System.out.println(perCall);
    }

    private static SplitComplex random(int length, long seed) {
        Random random = new Random(seed);
        return new SplitComplex(random.doubles(length).toArray(), random.doubles(length).toArray());
    }
}
