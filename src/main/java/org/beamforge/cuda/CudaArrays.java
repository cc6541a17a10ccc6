package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoH;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;

import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import org.beamforge.kernel.SplitComplex;

/**
 * Work on whole antenna arrays on a GPU: Gram matrices, orthonormal bases and expansions W = Q X,
 * batched over base stations, for up to thousands of antennas. Row-major, like everything.
 */
public final class CudaArrays implements AutoCloseable {
    private static final int TILE = 32;
    private static final int TILE_THREADS = 256;
    private static final int BASIS_THREADS = 512;

    private final CudaDevice device;
    private volatile double kernelSeconds;

    private CudaArrays(CudaDevice device) {
        this.device = device;
    }

    /** The kernels of a device that somebody else opens and closes. */
    static CudaArrays borrowing(CudaDevice device) {
        return new CudaArrays(device);
    }

    /**
     * Opens a device.
     *
     * @throws CudaFailure if it cannot be used; the message says why in one line
     */
    public static CudaArrays open(int ordinal) {
        CudaAvailability available = CudaSupport.availability();
        if (!available.usable()) {
            throw new CudaFailure(0, available.reason());
        }
        return new CudaArrays(CudaSupport.open(ordinal));
    }

    /**
     * Gram matrices A A^H.
     *
     * @param rows A: [batch, n, length]
     * @return [batch, n, n]
     */
    public SplitComplex gram(int batch, int n, int length, SplitComplex rows) {
        String what = "beamforge_gram, %d x [%d, %d]".formatted(batch, n, length);
        return device.call(
                () -> {
                    try (Buffers buffers = new Buffers(what)) {
                        CUdeviceptr in = buffers.upload(rows, (long) batch * n * length);
                        CUdeviceptr out = buffers.allocate((long) batch * n * n * 16);
                        Pointer parameters =
                                Pointer.to(
                                        Pointer.to(new int[] {n}),
                                        Pointer.to(new int[] {length}),
                                        Pointer.to(in),
                                        Pointer.to(out));
                        launch(
                                "beamforge_gram",
                                what,
                                tiles(n),
                                tiles(n),
                                batch,
                                TILE_THREADS,
                                0,
                                parameters);
                        return buffers.download(out, batch * n * n);
                    }
                });
    }

    /**
     * W = Q X.
     *
     * @param basis rows q_j: [batch, size, length]
     * @param x [batch, size, columns]
     * @return W: [batch, length, columns]
     */
    public SplitComplex expand(
            int batch, int size, int length, int columns, SplitComplex basis, SplitComplex x) {
        String what =
                "beamforge_expand, %d x [%d, %d] x %d".formatted(batch, size, length, columns);
        return device.call(
                () -> {
                    try (Buffers buffers = new Buffers(what)) {
                        CUdeviceptr q = buffers.upload(basis, (long) batch * size * length);
                        CUdeviceptr in = buffers.upload(x, (long) batch * size * columns);
                        CUdeviceptr out = buffers.allocate((long) batch * length * columns * 16);
                        Pointer parameters =
                                Pointer.to(
                                        Pointer.to(new int[] {size}),
                                        Pointer.to(new int[] {length}),
                                        Pointer.to(new int[] {columns}),
                                        Pointer.to(q),
                                        Pointer.to(in),
                                        Pointer.to(out));
                        launch(
                                "beamforge_expand",
                                what,
                                tiles(length),
                                tiles(columns),
                                batch,
                                TILE_THREADS,
                                0,
                                parameters);
                        return buffers.download(out, batch * length * columns);
                    }
                });
    }

    /**
     * Orthonormal bases of the spans of rows, and the coordinates of the rows in them.
     *
     * @param sizes dimension of each span, [batch]
     * @param basis rows q_j: [batch, room, length], room = min(count, length), the first sizes[b]
     *     count
     * @param coordinates q_j^H v: [batch, count, count], the first sizes[b] columns count
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Bases(int[] sizes, SplitComplex basis, SplitComplex coordinates) {}

    /**
     * Orthonormalises the rows of [batch, count, length] in their order, dependent ones dropped.
     */
    public Bases bases(int batch, int count, int length, SplitComplex vectors) {
        String what = "beamforge_basis, %d x [%d, %d]".formatted(batch, count, length);
        int room = Math.min(count, length);
        return device.call(
                () -> {
                    try (Buffers buffers = new Buffers(what)) {
                        CUdeviceptr in = buffers.upload(vectors, (long) batch * count * length);
                        CUdeviceptr q = buffers.allocate((long) batch * room * length * 16);
                        CUdeviceptr coordinates =
                                buffers.allocate((long) batch * count * count * 16);
                        CUdeviceptr sizes = buffers.allocate((long) batch * Integer.BYTES);
                        Pointer parameters =
                                Pointer.to(
                                        Pointer.to(new int[] {count}),
                                        Pointer.to(new int[] {length}),
                                        Pointer.to(in),
                                        Pointer.to(q),
                                        Pointer.to(coordinates),
                                        Pointer.to(sizes));
                        launch(
                                "beamforge_basis",
                                what,
                                batch,
                                1,
                                1,
                                BASIS_THREADS,
                                16 * count,
                                parameters);
                        int[] found = new int[batch];
                        Driver.check(
                                cuMemcpyDtoH(
                                        Pointer.to(found), sizes, (long) batch * Integer.BYTES),
                                "cuMemcpyDtoH",
                                what);
                        return new Bases(
                                found,
                                buffers.download(q, batch * room * length),
                                buffers.download(coordinates, batch * count * count));
                    }
                });
    }

    /** Time that the kernel of the last call took, s. */
    public double kernelSeconds() {
        return kernelSeconds;
    }

    private static int tiles(int length) {
        return (length + TILE - 1) / TILE;
    }

    private void launch(
            String kernel,
            String what,
            int x,
            int y,
            int z,
            int threads,
            int shared,
            Pointer parameters) {
        CUfunction function = device.function(kernel);
        long began = System.nanoTime();
        Driver.check(
                cuLaunchKernel(function, x, y, z, threads, 1, 1, shared, null, parameters, null),
                "cuLaunchKernel",
                what);
        Driver.check(cuCtxSynchronize(), "cuCtxSynchronize", what);
        kernelSeconds = 1e-9 * (System.nanoTime() - began);
    }

    /** Device memory of one call, freed at its end. */
    private static final class Buffers implements AutoCloseable {
        private final String what;
        private final List<CUdeviceptr> held = new ArrayList<>();

        Buffers(String what) {
            this.what = what;
        }

        CUdeviceptr allocate(long bytes) {
            CUdeviceptr pointer = new CUdeviceptr();
            Driver.check(cuMemAlloc(pointer, bytes), "cuMemAlloc", bytes + " bytes, " + what);
            held.add(pointer);
            return pointer;
        }

        CUdeviceptr upload(SplitComplex z, long length) {
            double[] interleaved = new double[Math.toIntExact(2 * length)];
            for (int i = 0; i < length; i++) {
                interleaved[2 * i] = z.re()[i];
                interleaved[2 * i + 1] = z.im()[i];
            }
            CUdeviceptr pointer = allocate(16 * length);
            Driver.check(
                    cuMemcpyHtoD(pointer, Pointer.to(interleaved), 16 * length),
                    "cuMemcpyHtoD",
                    what);
            return pointer;
        }

        SplitComplex download(CUdeviceptr pointer, int length) {
            double[] interleaved = new double[2 * length];
            Driver.check(
                    cuMemcpyDtoH(Pointer.to(interleaved), pointer, 16L * length),
                    "cuMemcpyDtoH",
                    what);
            SplitComplex z = SplitComplex.allocate(length);
            for (int i = 0; i < length; i++) {
                z.re()[i] = interleaved[2 * i];
                z.im()[i] = interleaved[2 * i + 1];
            }
            return z;
        }

        @Override
        public void close() {
            held.forEach(pointer -> cuMemFree(pointer));
        }
    }

    @Override
    public void close() {
        device.close();
    }
}
