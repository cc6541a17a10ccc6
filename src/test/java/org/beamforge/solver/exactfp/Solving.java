package org.beamforge.solver.exactfp;

import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.Stations;

/** Shorthands of the tests of this package. */
final class Solving {
    private Solving() {}

    static BeamResult solve(BeamProblem problem, BeamSettings settings) {
        try (ExactFpSolver solver = new ExactFpSolver(Stations.KERNELS, 1)) {
            return solver.solve(List.of(problem), settings, Cancellation.none(), BeamListener.NONE)
                    .get(0);
        }
    }

    static BeamResult solve(BeamProblem problem) {
        return solve(problem, BeamSettings.defaults());
    }

    /** ||h_j||^2. */
    static double gain(BeamProblem problem, int user) {
        double gain = 0;
        for (int i = 0; i < problem.dimension(); i++) {
            int at = i * problem.users() + user;
            gain += Math.pow(problem.channels().re()[at], 2);
            gain += Math.pow(problem.channels().im()[at], 2);
        }
        return gain;
    }
}
