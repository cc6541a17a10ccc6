package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;

import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;

/**
 * What a device can do at best, measured: bytes per second of a copy within its memory, and double
 * precision operations per second of independent multiply-adds.
 *
 * @param bytesPerSecond read and written
 * @param flopsPerSecond a multiply-add counts as two
 */
public record CudaRoofline(double bytesPerSecond, double flopsPerSecond) {
    private static final int THREADS = 256;
    private static final int BLOCKS_PER_PROCESSOR = 8;
    private static final int REPEATS = 5;

    /** Multiply-adds per lane and round, as in native/include/beamforge/roofline.h. */
    private static final double PER_ROUND = 64;

    /**
     * Measures a device; the best of a few repetitions counts.
     *
     * @param copyBytes bytes to copy, beyond the caches, twice which are needed
     * @param rounds of multiply-adds per lane
     * @throws CudaFailure if it cannot be used
     */
    public static CudaRoofline measure(int ordinal, long copyBytes, int rounds) {
        try (DeviceGroup group = DeviceGroup.open(List.of(ordinal))) {
            CudaDevice device = group.devices().get(0);
            return device.call(() -> measure(device, copyBytes, rounds));
        }
    }

    private static CudaRoofline measure(CudaDevice device, long copyBytes, int rounds) {
        int blocks = BLOCKS_PER_PROCESSOR * device.multiprocessors();
        CUdeviceptr memory = new CUdeviceptr();
        String what = "the rooflines, %d bytes".formatted(2 * copyBytes);
        Driver.check(cuMemAlloc(memory, 2 * copyBytes), "cuMemAlloc", what);
        try {
            double copy =
                    seconds(
                            device.function("beamforge_copy"),
                            blocks,
                            what,
                            Pointer.to(
                                    Pointer.to(memory),
                                    Pointer.to(memory.withByteOffset(copyBytes)),
                                    Pointer.to(new long[] {copyBytes / 16})));
            double add =
                    seconds(
                            device.function("beamforge_fma"),
                            blocks,
                            what,
                            Pointer.to(Pointer.to(new int[] {rounds}), Pointer.to(memory)));
            double flops = 2 * PER_ROUND * rounds * THREADS * (double) blocks;
            return new CudaRoofline(2 * copyBytes / copy, flops / add);
        } finally {
            cuMemFree(memory);
        }
    }

    private static double seconds(
            CUfunction function, int blocks, String what, Pointer parameters) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= REPEATS; i++) {
            long began = System.nanoTime();
            Driver.check(
                    cuLaunchKernel(
                            function, blocks, 1, 1, THREADS, 1, 1, 0, null, parameters, null),
                    "cuLaunchKernel",
                    what);
            Driver.check(cuCtxSynchronize(), "cuCtxSynchronize", what);
            if (i > 0) { // the first one warms up
                best = Math.min(best, 1e-9 * (System.nanoTime() - began));
            }
        }
        return best;
    }
}
