package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleUnload;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import org.beamforge.control.Cancellation;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.mmadmm.LoopEnd;
import org.beamforge.solver.mmadmm.LoopNumbers;
import org.beamforge.solver.mmadmm.LoopStart;

/**
 * One GPU: its context, the kernels, two launch slots, and the one thread that makes all driver
 * calls for it, which is what makes it safe to use from several threads.
 */
final class CudaDevice implements AutoCloseable {
    private static final int SLOTS = 2;

    /** Launches stay short enough that copies overlap work and a request to stop is heard. */
    private static final int MOST_PROBLEMS = 16_384;

    /** Bytes of a launch in pinned memory, unless a single problem has more. */
    private static final long MOST_LAUNCH_BYTES = 256L << 20;

    /** Share of the free device memory that the slots may take together. */
    private static final double MEMORY_SHARE = 0.8;

    /** Oldest architecture in the image. */
    private static final int OLDEST = 75;

    private static final long POLL_NANOS = 20_000;

    private final int ordinal;
    private final ExecutorService thread;
    private final List<LaunchSlot> slots = new ArrayList<>();
    private final CUmodule module = new CUmodule();
    private final CUstream control = new CUstream();
    private final CUdeviceptr stop = new CUdeviceptr();
    private final Deque<Runnable> release = new ArrayDeque<>();
    private CUdevice device = new CUdevice();
    private CUfunction exactFp = new CUfunction();
    private AdmmLaunch.Kernels admm =
            new AdmmLaunch.Kernels(
                    new CUfunction(), new CUfunction(), new CUfunction(), new CUfunction(), 0, "");
    private String description = "";
    private long sharedLimit;
    private int multiprocessors;

    /**
     * Opens a device.
     *
     * @throws CudaFailure if any step fails; everything is released again
     */
    CudaDevice(int ordinal) {
        this.ordinal = ordinal;
        thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread t = new Thread(task, "cuda-" + ordinal);
                            t.setDaemon(true);
                            return t;
                        });
        boolean open = false;
        try {
            call(
                    () -> {
                        open();
                        return true;
                    });
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void open() {
        device = Driver.device(ordinal);
        int major =
                Driver.attribute(
                        device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
        int minor =
                Driver.attribute(
                        device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        sharedLimit =
                Driver.attribute(
                        device,
                        CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
        multiprocessors =
                Driver.attribute(
                        device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
        description =
                String.format(
                        Locale.ROOT,
                        "%s (device %d, sm_%d%d, %d multiprocessors, driver CUDA %s)",
                        Driver.name(device),
                        ordinal,
                        major,
                        minor,
                        multiprocessors,
                        Driver.version());
        if (10 * major + minor < OLDEST) {
            throw new CudaFailure(0, description + ": compute capability 7.5 or newer is needed");
        }
        CUcontext context = Driver.retainContext(device, description);
        release.push(() -> cuDevicePrimaryCtxRelease(device));
        Driver.check(
                cuModuleLoadData(module, KernelImage.bytes()),
                "cuModuleLoadData",
                "the kernels on " + description);
        release.push(() -> cuModuleUnload(module));
        exactFp = function(ExactFpLaunch.KERNEL);
        admm =
                new AdmmLaunch.Kernels(
                        function(AdmmLaunch.Kernels.WHOLE),
                        function(AdmmLaunch.Kernels.STEP),
                        function(AdmmLaunch.Kernels.CARRY),
                        function(AdmmLaunch.Kernels.CARRY_GLOBAL),
                        sharedLimit,
                        description);
        allowShared(exactFp, ExactFpLaunch.KERNEL);
        allowShared(admm.whole(), AdmmLaunch.Kernels.WHOLE);
        allowShared(admm.carry(), AdmmLaunch.Kernels.CARRY);
        Driver.check(cuMemAlloc(stop, Integer.BYTES), "cuMemAlloc", "the stop word");
        release.push(() -> cuMemFree(stop));
        Driver.check(
                cuStreamCreate(control, CUstream_flags.CU_STREAM_NON_BLOCKING),
                "cuStreamCreate",
                description);
        release.push(() -> cuStreamDestroy(control));
        for (int i = 0; i < SLOTS; i++) {
            LaunchSlot slot = new LaunchSlot(description, stop);
            slots.add(slot);
            release.push(slot::close);
        }
        Driver.check(cuCtxSetCurrent(context), "cuCtxSetCurrent", description);
    }

    private void allowShared(CUfunction function, String name) {
        Driver.check(
                cuFuncSetAttribute(
                        function,
                        CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                        Math.toIntExact(sharedLimit)),
                "cuFuncSetAttribute",
                name + ", " + sharedLimit + " bytes of shared memory");
    }

    /** A kernel by name. */
    CUfunction function(String name) {
        CUfunction function = new CUfunction();
        Driver.check(cuModuleGetFunction(function, module, name), "cuModuleGetFunction", name);
        return function;
    }

    /** What it is, for tables. */
    String description() {
        return description;
    }

    int multiprocessors() {
        return multiprocessors;
    }

    long sharedLimit() {
        return sharedLimit;
    }

    /** Solves the problems at {@code positions} of a batch into {@code results}. */
    void solve(
            List<BeamProblem> problems,
            List<Integer> positions,
            BeamSettings settings,
            Cancellation cancellation,
            BeamResult[] results) {
        run(
                positions,
                cancellation,
                () ->
                        ChunkPlan.of(
                                positions.stream().map(problems::get).toList(),
                                sharedLimit,
                                most()),
                chunk ->
                        new ExactFpLaunch(
                                exactFp, description, chunk, problems, settings, results));
    }

    /** Runs the starts at {@code positions} of a batch into {@code ends}. */
    void runLoops(
            List<LoopStart> starts,
            List<Integer> positions,
            LoopNumbers numbers,
            Cancellation cancellation,
            LoopEnd[] ends) {
        runLoops(starts, positions, numbers, cancellation, ends, admm);
    }

    /** The same for all starts, with the kernel that small starts would not get. */
    void runLoopsOnGlobalTiles(
            List<LoopStart> starts,
            List<Integer> positions,
            LoopNumbers numbers,
            Cancellation cancellation,
            LoopEnd[] ends) {
        runLoops(starts, positions, numbers, cancellation, ends, admm.withTilesInGlobalMemory());
    }

    private void runLoops(
            List<LoopStart> starts,
            List<Integer> positions,
            LoopNumbers numbers,
            Cancellation cancellation,
            LoopEnd[] ends,
            AdmmLaunch.Kernels kernels) {
        run(
                positions,
                cancellation,
                () ->
                        ChunkPlan.ofStarts(
                                positions.stream().map(starts::get).toList(), sharedLimit, most()),
                chunk -> new AdmmLaunch(kernels, chunk, starts, numbers, ends));
    }

    /** What a launch may take of the memory that is free now or ours already. */
    private ChunkPlan.Most most() {
        long held = slots.stream().mapToLong(LaunchSlot::memoryBytes).sum();
        long each = (long) (MEMORY_SHARE * (Driver.freeMemory(description) + held) / SLOTS);
        return new ChunkPlan.Most(MOST_LAUNCH_BYTES, each, MOST_PROBLEMS);
    }

    /**
     * Runs the chunks of a plan.
     *
     * @param plan of the positions: its members are indices into {@code positions}
     */
    private void run(
            List<Integer> positions,
            Cancellation cancellation,
            Supplier<List<ChunkPlan.Chunk>> plan,
            Function<ChunkPlan.Chunk, Launch> launch) {
        call(
                () -> {
                    Run run = new Run(cancellation);
                    for (ChunkPlan.Chunk chunk : plan.get()) {
                        run.waiting.add(
                                launch.apply(
                                        new ChunkPlan.Chunk(
                                                chunk.variant(),
                                                chunk.members().stream()
                                                        .map(positions::get)
                                                        .toList(),
                                                chunk.stateBytes())));
                    }
                    run.all();
                    return true;
                });
    }

    /** Time that all kernels so far have taken, s; those that overlap count twice. */
    double kernelSeconds() {
        return call(() -> slots.stream().mapToDouble(LaunchSlot::kernelSeconds).sum());
    }

    /** Runs {@code task} on the thread of this device, with its context current. */
    <T> T call(Callable<T> task) {
        Future<T> future = thread.submit(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true; // buffers are in use: wait for them all the same
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    if (e.getCause() instanceof Error cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One batch on this device. */
    private final class Run {
        private final Cancellation cancellation;
        private final Deque<Launch> waiting = new ArrayDeque<>();
        private boolean stopSent;

        Run(Cancellation cancellation) {
            this.cancellation = cancellation;
        }

        void all() {
            sendStop(0);
            try {
                while (!waiting.isEmpty() || slots.stream().anyMatch(LaunchSlot::busy)) {
                    // Before the first launch, too: what was stopped earlier does not begin.
                    if (!stopSent && cancellation.shouldStop()) {
                        sendStop(1);
                        stopSent = true;
                    }
                    boolean moved = false;
                    for (LaunchSlot slot : slots) {
                        moved |= advance(slot);
                    }
                    if (!moved) {
                        LockSupport.parkNanos(POLL_NANOS);
                    }
                }
            } finally {
                slots.forEach(LaunchSlot::abandon);
            }
        }

        /** Collects what the slot has finished and gives it more; whether anything happened. */
        private boolean advance(LaunchSlot slot) {
            boolean moved = false;
            if (slot.busy() && slot.finished()) {
                slot.collect(cancellation.reason());
                moved = true;
            }
            if (!slot.busy() && !waiting.isEmpty()) {
                start(slot, waiting.removeFirst());
                moved = true;
            }
            return moved;
        }

        private void start(LaunchSlot slot, Launch launch) {
            try {
                slot.start(launch);
            } catch (CudaFailure e) {
                if (!e.outOfMemory()) {
                    throw e;
                }
                slot.freeMemory();
                List<Launch> halves = launch.halves();
                boolean others = slots.stream().anyMatch(LaunchSlot::busy);
                if (!halves.isEmpty()) {
                    halves.forEach(waiting::addFirst);
                } else if (others) {
                    waiting.addFirst(launch); // once the other slot is done there is room
                } else {
                    throw e;
                }
                // An idle slot may sit on memory that this launch needs.
                slots.stream().filter(s -> !s.busy()).forEach(LaunchSlot::freeMemory);
            }
        }

        private void sendStop(int word) {
            Driver.check(
                    cuMemcpyHtoDAsync(stop, Pointer.to(new int[] {word}), Integer.BYTES, control),
                    "cuMemcpyHtoDAsync",
                    "the stop word");
            Driver.check(cuStreamSynchronize(control), "cuStreamSynchronize", "the stop word");
        }
    }

    /** Releases everything; waits for work under way. Safe to call twice. */
    @Override
    public void close() {
        Future<?> released = null;
        synchronized (this) {
            if (!thread.isShutdown()) {
                released =
                        thread.submit(
                                () -> {
                                    while (!release.isEmpty()) {
                                        release.pop().run();
                                    }
                                });
                thread.shutdown();
            }
        }
        boolean interrupted = false;
        while (released != null) {
            try {
                released.get();
                released = null;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("releasing " + description, e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
