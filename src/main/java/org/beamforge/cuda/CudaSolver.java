package org.beamforge.cuda;

import java.util.List;
import java.util.Optional;
import org.beamforge.control.Cancellation;
import org.beamforge.solver.ArrayProducts;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;

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

    /**
     * Several times what a GPU has in flight, so that its launches overlap with packing, and a few
     * ten milliseconds of work.
     */
    private static final int BATCH_PER_DEVICE = 8_192;

    private final DeviceGroup devices;

    private CudaSolver(DeviceGroup devices) {
        this.devices = devices;
    }

    /**
     * Opens devices that have passed their self-test.
     *
     * @param ordinals the devices to use, numbered as the driver does (CUDA_VISIBLE_DEVICES
     *     counts); empty means all that have passed
     * @throws CudaFailure if a device cannot be used; the message says why in one line
     */
    public static CudaSolver open(List<Integer> ordinals) {
        return new CudaSolver(DeviceGroup.open(ordinals));
    }

    @Override
    public String name() {
        return "exact-fp";
    }

    @Override
    public String engine() {
        return "cuda (" + devices.description() + ")";
    }

    @Override
    public List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener) {
        BeamResult[] results = new BeamResult[problems.size()];
        devices.share(
                results.length,
                LEAST_SHARE,
                (device, positions) ->
                        device.solve(problems, positions, settings, cancellation, results));
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

    @Override
    public int preferredBatch() {
        return BATCH_PER_DEVICE * devices.devices().size();
    }

    /** Time that all kernels so far have taken, s; those that overlap count twice. */
    public double kernelSeconds() {
        return devices.kernelSeconds();
    }

    @Override
    public Optional<ArrayProducts> arrays() {
        return Optional.of(new DeviceArrays(CudaArrays.borrowing(devices.devices().get(0))));
    }

    @Override
    public void close() {
        devices.close();
    }
}
