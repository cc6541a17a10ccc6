package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * GPUs that share batches. Groups of the same devices that are open at the same time are one: a
 * device has one context, buffers and thread in a process, and a sweep does not start it anew for
 * every job. Safe to call from several threads.
 */
final class DeviceGroup implements AutoCloseable {
    private static final Map<List<Integer>, Shared> OPEN = new HashMap<>();

    /** What the groups of the same devices have in common. */
    private static final class Shared {
        final List<CudaDevice> devices;
        final ExecutorService executor =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "cuda-batch");
                            thread.setDaemon(true);
                            return thread;
                        });
        int groups;
        boolean loopsTested;

        Shared(List<CudaDevice> devices) {
            this.devices = devices;
        }
    }

    private final List<Integer> ordinals;
    private final Shared shared;
    private boolean closed;

    private DeviceGroup(List<Integer> ordinals, Shared shared) {
        this.ordinals = ordinals;
        this.shared = shared;
        shared.groups++;
    }

    /**
     * Opens devices that have passed their self-test.
     *
     * @param ordinals the devices to use, numbered as the driver does (CUDA_VISIBLE_DEVICES
     *     counts); empty means all that have passed
     * @throws CudaFailure if a device cannot be used; the message says why in one line
     */
    static DeviceGroup open(List<Integer> ordinals) {
        CudaAvailability available = CudaSupport.availability();
        if (!available.usable()) {
            throw new CudaFailure(0, available.reason());
        }
        List<Integer> chosen = ordinals.isEmpty() ? CudaSupport.passed() : List.copyOf(ordinals);
        synchronized (OPEN) {
            Shared shared = OPEN.get(chosen);
            if (shared == null) {
                shared = new Shared(openAll(chosen));
                OPEN.put(chosen, shared);
            }
            return new DeviceGroup(chosen, shared);
        }
    }

    private static List<CudaDevice> openAll(List<Integer> chosen) {
        int count = CudaSupport.deviceCount();
        List<CudaDevice> opened = new ArrayList<>();
        boolean complete = false;
        try {
            for (int ordinal : chosen) {
                if (ordinal < 0 || ordinal >= count) {
                    throw new CudaFailure(
                            0,
                            "no device %d: the driver shows %d, numbered from 0\nMaybe CUDA_VISIBLE_DEVICES hides it"
                                    .formatted(ordinal, count));
                }
                opened.add(CudaSupport.open(ordinal));
            }
            complete = true;
            return List.copyOf(opened);
        } finally {
            if (!complete) {
                opened.forEach(CudaDevice::close);
            }
        }
    }

    List<CudaDevice> devices() {
        return shared.devices;
    }

    /**
     * Runs the self-test of mm-admm on all devices, once.
     *
     * @throws CudaFailure if one disagrees with the CPU
     */
    void testLoops() {
        synchronized (shared) {
            if (!shared.loopsTested) {
                shared.devices.forEach(AdmmSelfTest::run);
                shared.loopsTested = true;
            }
        }
    }

    /** All of them, for tables. */
    String description() {
        return String.join("; ", shared.devices.stream().map(CudaDevice::description).toList());
    }

    /** Time that all kernels so far have taken, summed over the devices, s. */
    double kernelSeconds() {
        return shared.devices.stream().mapToDouble(CudaDevice::kernelSeconds).sum();
    }

    /**
     * Deals a batch out over the devices and waits for all of them.
     *
     * @param count members of the batch
     * @param leastShare members below which another device is not worth it
     * @param work of one device on the positions it gets
     */
    void share(int count, int leastShare, BiConsumer<CudaDevice, List<Integer>> work) {
        List<CudaDevice> devices = shared.devices;
        int parts = Math.max(1, Math.min(devices.size(), (count + leastShare - 1) / leastShare));
        List<Future<?>> others = new ArrayList<>();
        for (int part = 1; part < parts; part++) {
            CudaDevice device = devices.get(part);
            List<Integer> share = positions(count, part, parts);
            others.add(shared.executor.submit(() -> work.accept(device, share)));
        }
        RuntimeException failure = null;
        if (count > 0) {
            try {
                work.accept(devices.get(0), positions(count, 0, parts));
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        for (Future<?> other : others) {
            RuntimeException e = await(other);
            failure = failure == null ? e : failure;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Every parts-th member: neighbours in a batch are alike, so shares are, too. */
    private static List<Integer> positions(int count, int part, int parts) {
        List<Integer> positions = new ArrayList<>();
        for (int i = part; i < count; i += parts) {
            positions.add(i);
        }
        return positions;
    }

    private static @Nullable RuntimeException await(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true; // the results are being written: wait all the same
                } catch (ExecutionException e) {
                    return e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            if (closed) {
                return;
            }
            closed = true;
            if (--shared.groups == 0) {
                OPEN.remove(ordinals);
                shared.executor.shutdown();
                shared.devices.forEach(CudaDevice::close);
            }
        }
    }
}
