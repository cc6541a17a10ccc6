package org.beamforge.gpucheck;

import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.CudaMmAdmm;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.beamforge.tensor.Engines;

/**
 * The last iterate of mm-admm in full dimension on sizes that the contract does not reach: more
 * users than the shared memory of any GPU has room for, and an array of 8192 antennas.
 */
final class WideCheck {
    private static final int ITERATIONS = 3;
    private static final double AGREEMENT = 1e-8;

    private WideCheck() {}

    static void run(Report report, Targets targets) {
        report.section("mm-admm in full dimension, large");
        compare(300, 320, report, targets);
        compare(4, 8192, report, targets);
    }

    private static void compare(int users, int antennas, Report report, Targets targets) {
        BeamProblem small = RandomProblems.of(5, users, users + 3, 20, 0.2);
        BeamProblem problem = RandomProblems.embedded(small, antennas, 1);
        // The printed schedule makes the same steps whatever the rounding.
        Schedule schedule = new Schedule("fixed", 5, 0.9, 0, ITERATIONS, false);
        double gpu;
        double cpu;
        try (CudaMmAdmm solver = CudaMmAdmm.open(List.of(0), KernelProvider.best(), schedule, 1)) {
            gpu = lastRate(solver, problem);
        }
        try (MmAdmmSolver solver =
                MmAdmmSolver.create(
                        Engines.create(Engines.JAVA, KernelProvider.best()), schedule, 1)) {
            cpu = lastRate(solver, problem);
        }
        String measured = "%s and %s nat/s/Hz".formatted(gpu, cpu);
        report.line("- N = %d, M = %d: %s".formatted(users, antennas, measured));
        targets.require(
                "mm-admm, N = %d, M = %d, full dimension: the CPU's iterate"
                        .formatted(users, antennas),
                Math.abs(gpu - cpu) <= AGREEMENT * Math.max(1e-3, cpu),
                measured);
    }

    private static double lastRate(BeamformingSolver solver, BeamProblem problem) {
        double[] rate = new double[1];
        BeamListener listener =
                (position, iteration, nats, primal, dual, violation, rho, adapted) ->
                        rate[0] = nats;
        solver.solve(
                List.of(problem),
                new BeamSettings(1e-6, 1, ITERATIONS, 1),
                Cancellation.none(),
                listener);
        return rate[0];
    }
}
