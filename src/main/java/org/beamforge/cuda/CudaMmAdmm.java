package org.beamforge.cuda;

import java.util.List;
import java.util.Optional;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.solver.ArrayProducts;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.mmadmm.AdmmDevice;
import org.beamforge.solver.mmadmm.Initialisation;
import org.beamforge.solver.mmadmm.LoopEnd;
import org.beamforge.solver.mmadmm.LoopNumbers;
import org.beamforge.solver.mmadmm.LoopStart;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;

/**
 * The solver mm-admm on the engine "cuda": the loop of every start runs on a GPU, in one kernel
 * where the problem is compressed, with its state on the device in any case; starts and the
 * restoration of feasibility are the CPU's. Several GPUs share a batch. Safe to call from several
 * threads.
 *
 * <p>A listener hears once per run of a start, with its last iteration.
 */
public final class CudaMmAdmm implements BeamformingSolver {
    /** Starts below this number per device are not worth splitting further. */
    private static final int LEAST_SHARE = 64;

    /** As that of {@link CudaSolver}; a problem has several starts. */
    private static final int BATCH_PER_DEVICE = 2_048;

    private final DeviceGroup devices;
    private final MmAdmmSolver solver;

    private CudaMmAdmm(
            DeviceGroup devices,
            ComplexKernels kernels,
            Schedule schedule,
            Initialisation initialisation,
            int threads) {
        this.devices = devices;
        solver =
                MmAdmmSolver.create(new Loops(devices), kernels, schedule, initialisation, threads);
    }

    /**
     * Opens devices that have passed their self-tests, that of the loop included.
     *
     * @param ordinals as in {@link CudaSolver#open}
     * @param kernels for starts and restoration
     * @param threads worker threads for these, at least 1
     * @throws CudaFailure if a device cannot be used; the message says why in one line
     */
    public static CudaMmAdmm open(
            List<Integer> ordinals, ComplexKernels kernels, Schedule schedule, int threads) {
        return open(ordinals, kernels, schedule, Initialisation.suiting(schedule), threads);
    }

    /** The same with starts of choice. */
    public static CudaMmAdmm open(
            List<Integer> ordinals,
            ComplexKernels kernels,
            Schedule schedule,
            Initialisation initialisation,
            int threads) {
        DeviceGroup devices = DeviceGroup.open(ordinals);
        boolean passed = false;
        try {
            devices.testLoops();
            passed = true;
            return new CudaMmAdmm(devices, kernels, schedule, initialisation, threads);
        } finally {
            if (!passed) {
                devices.close();
            }
        }
    }

    /** The loop on all devices of a group. */
    private record Loops(DeviceGroup devices) implements AdmmDevice {
        @Override
        public String name() {
            return "cuda";
        }

        @Override
        public String device() {
            return devices.description();
        }

        @Override
        public List<LoopEnd> run(
                List<LoopStart> starts, LoopNumbers numbers, Cancellation cancellation) {
            LoopEnd[] ends = new LoopEnd[starts.size()];
            devices.share(
                    starts.size(),
                    LEAST_SHARE,
                    (device, positions) ->
                            device.runLoops(starts, positions, numbers, cancellation, ends));
            return List.of(ends);
        }
    }

    @Override
    public String name() {
        return solver.name();
    }

    @Override
    public String engine() {
        return solver.engine();
    }

    @Override
    public List<BeamResult> solve(
            List<BeamProblem> problems,
            BeamSettings settings,
            Cancellation cancellation,
            BeamListener listener) {
        return solver.solve(problems, settings, cancellation, listener);
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
        solver.close();
        devices.close();
    }
}
