package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventQuery;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import org.beamforge.control.SolveStatus;
import org.jspecify.annotations.Nullable;

/**
 * One stream with its buffers: a launch is packed into pinned memory, copied, run and copied back,
 * all asynchronously, so that two slots overlap copies and packing with work. Used by the thread of
 * its device only. Buffers grow to the largest launch and stay.
 */
final class LaunchSlot implements AutoCloseable {
    private final Deque<Runnable> release = new ArrayDeque<>();
    private final CUstream stream = new CUstream();
    private final CUevent begun = new CUevent();
    private final CUevent ended = new CUevent();
    private final CUevent done = new CUevent();
    private final CUdeviceptr stop;
    private @Nullable Pointer pinned;
    private long pinnedBytes;
    private @Nullable CUdeviceptr memory;
    private long memoryBytes;
    private @Nullable Launch running;
    private double kernelSeconds;
    private ByteBuffer view = ByteBuffer.allocate(0);

    /**
     * @param stop a word in device memory; not zero asks the kernels to stop
     */
    LaunchSlot(String device, CUdeviceptr stop) {
        this.stop = stop;
        Driver.check(
                cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
                "cuStreamCreate",
                device);
        release.push(() -> cuStreamDestroy(stream));
        boolean complete = false;
        try {
            event(begun, CUevent_flags.CU_EVENT_DEFAULT, device);
            event(ended, CUevent_flags.CU_EVENT_DEFAULT, device);
            event(done, CUevent_flags.CU_EVENT_DISABLE_TIMING, device);
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private void event(CUevent event, int flags, String device) {
        Driver.check(cuEventCreate(event, flags), "cuEventCreate", device);
        release.push(() -> cuEventDestroy(event));
    }

    /** Whether a launch is under way or waits to be collected. */
    boolean busy() {
        return running != null;
    }

    /**
     * Starts a launch.
     *
     * @throws CudaFailure also when memory runs out; the slot is idle then
     */
    void start(Launch launch) {
        long hostBytes = launch.inputBytes() + launch.resultBytes();
        String what = launch.what();
        reserve(hostBytes, hostBytes + launch.scratchBytes(), what);
        launch.pack(view.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        Driver.check(
                cuMemcpyHtoDAsync(required(memory), required(pinned), launch.inputBytes(), stream),
                "cuMemcpyHtoDAsync",
                what);
        running = launch; // from here on the stream has to be waited for
        boolean complete = false;
        try {
            enqueue(launch, false);
            complete = true;
        } finally {
            if (!complete) {
                abandon();
            }
        }
    }

    private void enqueue(Launch launch, boolean again) {
        CUdeviceptr base = required(memory);
        String what = launch.what();
        Driver.check(cuEventRecord(begun, stream), "cuEventRecord", what);
        launch.enqueue(base, stop, stream, again);
        Driver.check(cuEventRecord(ended, stream), "cuEventRecord", what);
        Driver.check(
                cuMemcpyDtoHAsync(
                        required(pinned).withByteOffset(launch.inputBytes()),
                        base.withByteOffset(launch.inputBytes()),
                        launch.resultBytes(),
                        stream),
                "cuMemcpyDtoHAsync",
                what);
        Driver.check(cuEventRecord(done, stream), "cuEventRecord", what);
    }

    /** Whether the launch has ended, with its results in pinned memory. */
    boolean finished() {
        int result = cuEventQuery(done);
        if (result == CUresult.CUDA_ERROR_NOT_READY) {
            return false;
        }
        Launch launch = required(running);
        Driver.check(result, "cuEventQuery", launch.what());
        float[] milliseconds = new float[1];
        Driver.check(
                cuEventElapsedTime(milliseconds, begun, ended),
                "cuEventElapsedTime",
                launch.what());
        kernelSeconds += 1e-3 * milliseconds[0];
        if (launch.unfinished(results(launch))) {
            enqueue(launch, true);
            return false;
        }
        return true;
    }

    /** Takes the results of a finished launch and frees the slot. */
    void collect(SolveStatus stopped) {
        Launch launch = required(running);
        running = null;
        launch.collect(results(launch), stopped);
    }

    private ByteBuffer results(Launch launch) {
        ByteBuffer results = view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        results.position(Math.toIntExact(launch.inputBytes()));
        return results;
    }

    /** Time that the kernels of all launches so far have taken, s. */
    double kernelSeconds() {
        return kernelSeconds;
    }

    /** Waits for whatever runs and forgets it; after an error elsewhere. Never throws. */
    void abandon() {
        if (running != null) {
            cuStreamSynchronize(stream);
            running = null;
        }
    }

    /** Room for {@code hostBytes} in pinned and {@code deviceBytes} in device memory. */
    private void reserve(long hostBytes, long deviceBytes, String what) {
        if (pinnedBytes < hostBytes) {
            freePinned();
            Pointer fresh = new Pointer();
            Driver.check(
                    cuMemAllocHost(fresh, hostBytes),
                    "cuMemAllocHost",
                    hostBytes + " bytes, " + what);
            pinned = fresh;
            pinnedBytes = hostBytes;
            view = fresh.getByteBuffer(0, hostBytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (memoryBytes < deviceBytes) {
            freeMemory();
            CUdeviceptr fresh = new CUdeviceptr();
            Driver.check(
                    cuMemAlloc(fresh, deviceBytes), "cuMemAlloc", deviceBytes + " bytes, " + what);
            memory = fresh;
            memoryBytes = deviceBytes;
        }
    }

    /** Device memory that the slot keeps for launches to come. */
    long memoryBytes() {
        return memoryBytes;
    }

    /** Gives device memory back, so that the other slot or another process can have it. */
    void freeMemory() {
        if (memory != null) {
            cuMemFree(memory);
            memory = null;
            memoryBytes = 0;
        }
    }

    private void freePinned() {
        if (pinned != null) {
            cuMemFreeHost(pinned);
            pinned = null;
            pinnedBytes = 0;
            view = ByteBuffer.allocate(0);
        }
    }

    @Override
    public void close() {
        abandon();
        freeMemory();
        freePinned();
        while (!release.isEmpty()) {
            release.pop().run();
        }
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the slot is idle");
        }
        return value;
    }
}
