package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.cuda.check.SolverContract;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.beamforge.tensor.Engines;

/** Child process of {@link FakeDriverTest}: says on standard output how the engine behaves. */
final class CudaProbeMain {
    private CudaProbeMain() {}

    public static void main(String[] args) {
        List<String> said = new ArrayList<>();
        CudaAvailability available = CudaSupport.availability();
        said.add("usable " + available.usable());
        available.devices().forEach(device -> said.add("device " + device));
        said.add("reason " + available.reason());
        said.add("again " + CudaSupport.availability().reason());
        if (available.usable() && args.length == 1 && args[0].equals("arrays")) {
            try (CudaArrays arrays = CudaArrays.open(0)) {
                ArraysCheck.run(arrays, said);
                ArraysCheck.subspace(new DeviceArrays(arrays), said);
            }
        } else if (available.usable() && args.length == 1 && args[0].equals("roofline")) {
            CudaRoofline roofline = CudaRoofline.measure(0, 1 << 20, 50);
            said.add(
                    "roofline %s %s"
                            .formatted(
                                    roofline.bytesPerSecond() > 0
                                            && roofline.bytesPerSecond() < 1e15,
                                    roofline.flopsPerSecond() > 0
                                            && roofline.flopsPerSecond() < 1e18));
        } else if (available.usable() && args.length == 4 && args[0].equals("admm-wide")) {
            wide(
                    Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    said);
        } else if (available.usable() && args.length > 0 && args[0].startsWith("admm")) {
            admm(args, said);
        } else if (available.usable() && args.length > 0) {
            List<Integer> devices = new ArrayList<>();
            for (int i = 1; i < args.length; i++) {
                devices.add(Integer.parseInt(args[i]));
            }
            try (CudaSolver solver = CudaSolver.open(devices)) {
                said.add("engine " + solver.engine());
                if (args[0].equals("contract")) {
                    for (SolverContract.Verdict verdict : SolverContract.check(solver)) {
                        said.add("promise " + verdict.holds() + " " + verdict.promise());
                        verdict.faults().forEach(fault -> said.add("fault " + fault));
                    }
                } else {
                    values(solver, said);
                }
            } catch (CudaFailure e) {
                said.add("failure " + e.getMessage());
            }
        }
        System.out.print(String.join("\n", said) + "\n");
    }

    private static void admm(String[] args, List<String> said) {
        List<Integer> devices = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            devices.add(Integer.parseInt(args[i]));
        }
        try (CudaMmAdmm solver =
                CudaMmAdmm.open(devices, KernelProvider.plain(), Schedule.SCALED, 1)) {
            said.add("engine " + solver.engine());
            if (args[0].equals("admm-contract")) {
                for (SolverContract.Verdict verdict : SolverContract.check(solver)) {
                    said.add("promise " + verdict.holds() + " " + verdict.promise());
                    verdict.faults().forEach(fault -> said.add("fault " + fault));
                }
                return;
            }
            // Starts of alike problems fill several launches; the last ones carry W itself.
            List<BeamProblem> problems = RandomProblems.spread(8, 9, 4, 12);
            for (int i = 0; i < 3; i++) {
                problems.add(RandomProblems.embedded(problems.get(i), 30 + i, i));
            }
            BeamSettings settings = BeamSettings.defaults().withStarts(1);
            int[] iterations = new int[problems.size()];
            BeamListener listener =
                    (problem, iteration, nats, primal, dual, violation, rho, adapted) ->
                            iterations[problem] = iteration;
            List<BeamResult> results =
                    solver.solve(problems, settings, Cancellation.none(), listener);
            for (int i = 0; i < results.size(); i++) {
                BeamResult result = results.get(i);
                said.add("rate " + Double.doubleToLongBits(result.rateNats()));
                said.add("status " + result.status());
                said.add("counted " + (iterations[i] == result.outerIterations()));
            }
            try (MmAdmmSolver java =
                    MmAdmmSolver.create(
                            Engines.create(Engines.JAVA, KernelProvider.plain()),
                            Schedule.SCALED,
                            1)) {
                for (BeamResult result :
                        java.solve(problems, settings, Cancellation.none(), BeamListener.NONE)) {
                    said.add("java " + Double.doubleToLongBits(result.rateNats()));
                }
            }
        } catch (CudaFailure e) {
            said.add("failure " + e.getMessage());
        }
    }

    /** The last iterate of the printed schedule in full dimension, on both engines. */
    private static void wide(int users, int dimension, int iterations, List<String> said) {
        BeamProblem small = RandomProblems.of(5, users, users + 3, 20, 0.2);
        List<BeamProblem> problem = List.of(RandomProblems.embedded(small, dimension, 1));
        Schedule schedule = new Schedule("fixed", 5, 0.9, 0, iterations, false);
        BeamSettings settings = new BeamSettings(1e-6, 1, iterations, 1);
        try (CudaMmAdmm cuda = CudaMmAdmm.open(List.of(), KernelProvider.best(), schedule, 1);
                MmAdmmSolver java =
                        MmAdmmSolver.create(
                                Engines.create(Engines.JAVA, KernelProvider.best()), schedule, 1)) {
            said.add("last " + lastRate(cuda, problem, settings));
            said.add("java " + lastRate(java, problem, settings));
        } catch (CudaFailure e) {
            said.add("failure " + e.getMessage());
        }
    }

    private static double lastRate(
            BeamformingSolver solver, List<BeamProblem> problem, BeamSettings settings) {
        double[] rate = new double[1];
        BeamListener listener =
                (position, iteration, nats, primal, dual, violation, rho, adapted) ->
                        rate[0] = nats;
        solver.solve(problem, settings, Cancellation.none(), listener);
        return rate[0];
    }

    private static void values(CudaSolver solver, List<String> said) {
        List<BeamProblem> problems = RandomProblems.spread(8, 150, 6, 12);
        BeamSettings settings = BeamSettings.defaults().withStarts(1);
        int[] heard = new int[problems.size()];
        BeamListener listener =
                (problem, iteration, nats, primal, dual, violation, rho, adapted) ->
                        heard[problem]++;
        for (BeamResult result : solver.solve(problems, settings, Cancellation.none(), listener)) {
            said.add("rate " + Double.doubleToLongBits(result.rateNats()));
        }
        for (int count : heard) {
            said.add("heard " + count);
        }
    }
}
