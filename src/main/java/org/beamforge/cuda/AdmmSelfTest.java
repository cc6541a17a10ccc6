package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.mmadmm.AdmmDevice;
import org.beamforge.solver.mmadmm.LoopEnd;
import org.beamforge.solver.mmadmm.LoopNumbers;
import org.beamforge.solver.mmadmm.LoopStart;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.beamforge.tensor.Engines;

/**
 * Runs the loop of mm-admm on a few problems, with every kernel of it, on a device and on the CPU.
 * The printed schedule makes the same steps whatever the rounding, so that the iterates can be
 * compared, and not only where they end.
 */
final class AdmmSelfTest {
    /** Largest relative difference of a rate. */
    private static final double AGREEMENT = 1e-8;

    private static final int ITERATIONS = 25;

    private AdmmSelfTest() {}

    /**
     * @throws CudaFailure if the device disagrees with the CPU
     */
    static void run(CudaDevice device) {
        List<BeamProblem> problems = new ArrayList<>(SelfTestProblems.all());
        problems.add(SelfTestProblems.fullDimension());
        compare(device, problems, false);
        // Tiles lie in shared memory unless there are some three hundred users.
        compare(device, List.of(SelfTestProblems.fullDimension()), true);
    }

    private static void compare(
            CudaDevice device, List<BeamProblem> problems, boolean globalTiles) {
        Schedule schedule = new Schedule("self-test", 5, 0.9, 0, ITERATIONS, false);
        BeamSettings settings = new BeamSettings(1e-6, 1, ITERATIONS, 1);
        try (MmAdmmSolver cpu =
                        MmAdmmSolver.create(
                                Engines.create(Engines.JAVA, KernelProvider.plain()), schedule, 1);
                MmAdmmSolver gpu =
                        MmAdmmSolver.create(
                                new Loops(device, globalTiles),
                                KernelProvider.plain(),
                                schedule,
                                1)) {
            List<Double> cpuRates = lastRates(cpu, problems, settings);
            List<Double> gpuRates = lastRates(gpu, problems, settings);
            for (int i = 0; i < problems.size(); i++) {
                double want = cpuRates.get(i);
                double got = gpuRates.get(i);
                if (!(Math.abs(got - want) <= AGREEMENT * Math.max(1e-3, want))) {
                    throw new CudaFailure(
                            0,
                            "%s: the self-test of mm-admm found %s nat/s/Hz where the CPU finds %s"
                                    .formatted(device.description(), got, want));
                }
            }
        }
    }

    /** Rates of the last iterates, before restoration could hide a difference. */
    private static List<Double> lastRates(
            MmAdmmSolver solver, List<BeamProblem> problems, BeamSettings settings) {
        double[] rates = new double[problems.size()];
        BeamListener listener =
                (problem, iteration, nats, primal, dual, violation, rho, adapted) ->
                        rates[problem] = nats;
        List<BeamResult> results = solver.solve(problems, settings, Cancellation.none(), listener);
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            all.add(rates[i]);
        }
        return all;
    }

    private record Loops(CudaDevice cuda, boolean globalTiles) implements AdmmDevice {
        @Override
        public String name() {
            return "cuda";
        }

        @Override
        public String device() {
            return cuda.description();
        }

        @Override
        public List<LoopEnd> run(
                List<LoopStart> starts, LoopNumbers numbers, Cancellation cancellation) {
            LoopEnd[] ends = new LoopEnd[starts.size()];
            List<Integer> positions = new ArrayList<>();
            for (int i = 0; i < ends.length; i++) {
                positions.add(i);
            }
            if (globalTiles) {
                cuda.runLoopsOnGlobalTiles(starts, positions, numbers, cancellation, ends);
            } else {
                cuda.runLoops(starts, positions, numbers, cancellation, ends);
            }
            return List.of(ends);
        }
    }
}
