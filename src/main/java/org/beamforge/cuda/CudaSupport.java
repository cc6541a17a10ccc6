package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.jspecify.annotations.Nullable;

/**
 * Whether CUDA can be used here; found out once and remembered, because a failed load of a native
 * library shows as a different error the second time.
 *
 * <p>The first look is for the file of the driver, so that a machine without one pays nothing: no
 * class of JCuda is loaded there.
 */
public final class CudaSupport {
    /** Largest relative difference to the Java engine in the self-test. */
    private static final double AGREEMENT = 1e-8;

    private static @Nullable CudaAvailability known;
    private static List<Integer> passed = List.of();

    private CudaSupport() {}

    /**
     * Why the engine cannot be used, as far as that can be told without loading anything: no
     * driver. Empty if there may be a GPU.
     */
    public static Optional<String> missingDriver() {
        return DriverLibrary.missing();
    }

    /** The answer for this machine; the first call may take a second where there is a GPU. */
    public static synchronized CudaAvailability availability() {
        CudaAvailability answer = known;
        if (answer == null) {
            answer = probe();
            known = answer;
        }
        return answer;
    }

    private static CudaAvailability probe() {
        Optional<String> missing = DriverLibrary.missing();
        if (missing.isPresent()) {
            return CudaAvailability.no(missing.get());
        }
        try {
            Driver.initialise();
            int count = Driver.deviceCount();
            if (count == 0) {
                return CudaAvailability.no("the driver shows no device (CUDA_VISIBLE_DEVICES?)");
            }
            List<String> usable = new ArrayList<>();
            List<Integer> ordinals = new ArrayList<>();
            List<String> faults = new ArrayList<>();
            for (int ordinal = 0; ordinal < count; ordinal++) {
                try (CudaDevice device = openTested(ordinal)) {
                    usable.add(device.description());
                    ordinals.add(ordinal);
                } catch (CudaFailure e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
            passed = List.copyOf(ordinals);
            return usable.isEmpty()
                    ? CudaAvailability.no(String.join("; ", faults))
                    : new CudaAvailability(true, List.copyOf(usable), "");
        } catch (LinkageError e) {
            return CudaAvailability.no("the driver does not load: " + firstLine(e));
        } catch (RuntimeException e) {
            return CudaAvailability.no(firstLine(e));
        }
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(e.toString());
    }

    /** Devices that the driver shows; only after {@link #availability} said usable. */
    static int deviceCount() {
        return Driver.deviceCount();
    }

    /** The devices that passed the self-test; only after {@link #availability} said usable. */
    static synchronized List<Integer> passed() {
        return passed;
    }

    /**
     * Opens a device, once it has passed its self-test.
     *
     * @throws CudaFailure if it cannot be opened or did not pass
     */
    static CudaDevice open(int ordinal) {
        return passed().contains(ordinal) ? new CudaDevice(ordinal) : openTested(ordinal);
    }

    /**
     * Opens a device and compares a few problems, of every kernel variant, with the CPU.
     *
     * @throws CudaFailure if it cannot be opened or disagrees
     */
    private static CudaDevice openTested(int ordinal) {
        CudaDevice device = new CudaDevice(ordinal);
        boolean passed = false;
        try {
            selfTest(device);
            passed = true;
            return device;
        } finally {
            if (!passed) {
                device.close();
            }
        }
    }

    private static void selfTest(CudaDevice device) {
        List<BeamProblem> problems = SelfTestProblems.all();
        BeamSettings settings = new BeamSettings(1e-6, 1, 200, 1);
        BeamResult[] results = new BeamResult[problems.size()];
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            positions.add(i);
        }
        device.solve(problems, positions, settings, Cancellation.none(), results);
        try (ExactFpSolver cpu = new ExactFpSolver(KernelProvider.plain(), 1)) {
            List<BeamResult> expected =
                    cpu.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
            for (int i = 0; i < results.length; i++) {
                double want = expected.get(i).rateNats();
                double got = results[i].rateNats();
                if (!(Math.abs(got - want) <= AGREEMENT * Math.max(1e-3, want))) {
                    throw new CudaFailure(
                            0,
                            "%s: the self-test found %s nat/s/Hz where the CPU finds %s"
                                    .formatted(device.description(), got, want));
                }
            }
        }
    }
}
