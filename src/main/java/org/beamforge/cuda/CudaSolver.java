package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.beamforge.control.Cancellation;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.jspecify.annotations.Nullable;

/**
 * The solver exact-fp on the engine "cuda": the same algorithm as on the engine "java", every
 * problem inside one kernel. Several GPUs share a batch. Safe to call from several threads.
 *
 * <p>A listener hears once per problem, with the last iteration, because the iterations happen on
 * the device.
 */
public final class CudaSolver implements BeamformingSolver {
    /** Batches below this size per device are not worth splitting further. */
    private static final int LEAST_SHARE = 64;

    private final List<CudaDevice> devices;
    private final ExecutorService executor;

    private CudaSolver(List<CudaDevice> devices) {
        this.devices = devices;
        executor =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "cuda-batch");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * Opens devices and runs their self-test.
     *
     * @param ordinals the devices to use, numbered as the driver does (CUDA_VISIBLE_DEVICES
     *     counts); empty means all
     * @throws CudaFailure if a device cannot be used; the message says why in one line
     */
    public static CudaSolver open(List<Integer> ordinals) {
        CudaAvailability available = CudaSupport.availability();
        if (!available.usable()) {
            throw new CudaFailure(0, available.reason());
        }
        int count = CudaSupport.deviceCount();
        List<Integer> chosen = new ArrayList<>(ordinals);
        for (int ordinal = 0; ordinals.isEmpty() && ordinal < count; ordinal++) {
            chosen.add(ordinal);
        }
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
                opened.add(CudaSupport.openTested(ordinal));
            }
            complete = true;
            return new CudaSolver(List.copyOf(opened));
        } finally {
            if (!complete) {
                opened.forEach(CudaDevice::close);
            }
        }
    }

    @Override
    public String name() {
        return "exact-fp";
    }

    @Override
    public String engine() {
        return "cuda (" + String.join("; ", descriptions()) + ")";
    }

    private List<String> descriptions() {
        return devices.stream().map(CudaDevice::description).toList();
    }

    @Override
    public List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener) {
        BeamResult[] results = new BeamResult[problems.size()];
        int parts =
                Math.max(
                        1,
                        Math.min(
                                devices.size(), (problems.size() + LEAST_SHARE - 1) / LEAST_SHARE));
        List<Future<?>> others = new ArrayList<>();
        for (int part = 1; part < parts; part++) {
            CudaDevice device = devices.get(part);
            List<Integer> share = share(problems.size(), part, parts);
            others.add(
                    executor.submit(
                            () -> device.solve(problems, share, settings, cancellation, results)));
        }
        RuntimeException failure = null;
        if (!problems.isEmpty()) {
            try {
                devices.get(0)
                        .solve(
                                problems,
                                share(problems.size(), 0, parts),
                                settings,
                                cancellation,
                                results);
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
        for (int i = 0; i < results.length; i++) {
            BeamResult r = results[i];
            listener.iteration(
                    i,
                    r.outerIterations(),
                    r.rateNats(),
                    Double.NaN,
                    r.residual(),
                    0,
                    Double.NaN,
                    false);
        }
        return List.of(results);
    }

    /** Every parts-th problem: neighbours in a batch are alike, so shares are, too. */
    private static List<Integer> share(int count, int part, int parts) {
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
        executor.shutdown();
        devices.forEach(CudaDevice::close);
    }
}
