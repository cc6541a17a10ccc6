package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.cuda.check.SolverContract;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;

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
            }
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
