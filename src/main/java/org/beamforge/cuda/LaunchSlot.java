package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventQuery;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
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
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import org.beamforge.control.SolveStatus;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.jspecify.annotations.Nullable;

/**
 * One stream with its buffers: a launch is packed into pinned memory, copied, run and copied back,
 * all asynchronously, so that two slots overlap copies and packing with work. Used by the thread of
 * its device only. Buffers grow to the largest launch and stay.
 */
final class LaunchSlot implements AutoCloseable {
    private final String device;
    private final CUstream stream = new CUstream();
    private final CUevent done = new CUevent();
    private final CUdeviceptr stop;
    private @Nullable Pointer pinned;
    private long pinnedBytes;
    private @Nullable CUdeviceptr memory;
    private long memoryBytes;
    private ChunkPlan.@Nullable Chunk running;
    private long outputAt;
    private ByteBuffer view = ByteBuffer.allocate(0);

    /**
     * @param stop a word in device memory; not zero asks the kernels to stop
     */
    LaunchSlot(String device, CUdeviceptr stop) {
        this.device = device;
        this.stop = stop;
        Driver.check(
                cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
                "cuStreamCreate",
                device);
        int created = cuEventCreate(done, CUevent_flags.CU_EVENT_DISABLE_TIMING);
        if (created != 0) {
            cuStreamDestroy(stream);
        }
        Driver.check(created, "cuEventCreate", device);
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
    void start(
            CUfunction function,
            ChunkPlan.Chunk chunk,
            List<BeamProblem> problems,
            BeamSettings settings) {
        int count = chunk.problems().size();
        long inputs = 0;
        long outputs = 0;
        for (int i : chunk.problems()) {
            BeamProblem p = problems.get(i);
            inputs += ProblemBatch.inputLength(p.dimension(), p.users());
            outputs += ProblemBatch.outputLength(p.dimension(), p.users());
        }
        // One allocation: records, inputs | results, outputs | scratch, workspaces.
        long inputAt = aligned((long) ProblemBatch.RECORD_BYTES * count);
        long resultAt = inputAt + inputs * ProblemBatch.COMPLEX_BYTES;
        long firstOutput = resultAt + (long) ProblemBatch.RESULT_BYTES * count;
        long scratchAt = firstOutput + outputs * ProblemBatch.COMPLEX_BYTES;
        long workspaceAt = scratchAt + outputs * ProblemBatch.COMPLEX_BYTES;
        boolean global = chunk.variant() == ChunkPlan.Variant.GLOBAL;
        long total = workspaceAt + (global ? chunk.stateBytes() * count : 0);
        String what =
                "%s, %d problems of %d threads, state %d bytes each, on %s"
                        .formatted(
                                ChunkPlan.Variant.KERNEL,
                                count,
                                chunk.variant().threads,
                                chunk.stateBytes(),
                                device);
        reserve(scratchAt, total, what);
        CUdeviceptr base = required(memory);
        Pointer host = required(pinned);

        ByteBuffer records = view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer input = view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        input.position(Math.toIntExact(inputAt));
        long in = 0;
        long out = 0;
        for (int i : chunk.problems()) {
            BeamProblem p = problems.get(i);
            ProblemBatch.putRecord(records, p, in, out);
            ProblemBatch.putInput(input, p);
            in += ProblemBatch.inputLength(p.dimension(), p.users());
            out += ProblemBatch.outputLength(p.dimension(), p.users());
        }
        byte[] settingsBytes = new byte[ProblemBatch.SETTINGS_BYTES];
        ProblemBatch.putSettings(
                ByteBuffer.wrap(settingsBytes).order(ByteOrder.LITTLE_ENDIAN), settings);
        Driver.check(cuMemcpyHtoDAsync(base, host, resultAt, stream), "cuMemcpyHtoDAsync", what);
        Pointer parameters =
                Pointer.to(
                        Pointer.to(base),
                        Pointer.to(settingsBytes),
                        Pointer.to(base.withByteOffset(inputAt)),
                        Pointer.to(base.withByteOffset(firstOutput)),
                        Pointer.to(base.withByteOffset(scratchAt)),
                        Pointer.to(base.withByteOffset(resultAt)),
                        Pointer.to(global ? base.withByteOffset(workspaceAt) : new CUdeviceptr()),
                        Pointer.to(new long[] {chunk.stateBytes()}),
                        Pointer.to(stop));
        Driver.check(
                cuLaunchKernel(
                        function,
                        count,
                        1,
                        1,
                        chunk.variant().threads,
                        1,
                        1,
                        chunk.sharedBytes(),
                        stream,
                        parameters,
                        null),
                "cuLaunchKernel",
                what);
        running = chunk; // from here on the stream has to be waited for
        outputAt = firstOutput;
        Driver.check(
                cuMemcpyDtoHAsync(
                        host.withByteOffset(resultAt),
                        base.withByteOffset(resultAt),
                        scratchAt - resultAt,
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
        ChunkPlan.Chunk chunk = required(running);
        Driver.check(
                result,
                "cuEventQuery",
                "%s, %d problems of %d threads, state %d bytes each, on %s"
                        .formatted(
                                ChunkPlan.Variant.KERNEL,
                                chunk.problems().size(),
                                chunk.variant().threads,
                                chunk.stateBytes(),
                                device));
        return true;
    }

    /** Takes the results of a finished launch and frees the slot. */
    void collect(List<BeamProblem> problems, SolveStatus stopped, BeamResult[] results) {
        ChunkPlan.Chunk chunk = required(running);
        running = null;
        ByteBuffer records = view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer outputs = view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        records.position(
                Math.toIntExact(
                        outputAt - (long) ProblemBatch.RESULT_BYTES * chunk.problems().size()));
        outputs.position(Math.toIntExact(outputAt));
        for (int i : chunk.problems()) {
            results[i] = ProblemBatch.takeResult(records, outputs, problems.get(i), stopped);
        }
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
        List<Integer> ignored = new ArrayList<>(); // nothing more can be done about these
        ignored.add(cuEventDestroy(done));
        ignored.add(cuStreamDestroy(stream));
    }

    private static long aligned(long bytes) {
        return (bytes + 15) / 16 * 16;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the slot is idle");
        }
        return value;
    }
}
