package org.beamforge.gpucheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.cuda.check.SolverContract;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.exactfp.ExactFpSolver;

/** Many random problems: every result is checked for feasibility, a sample against the CPU. */
final class Stress {
    private static final int CHUNK = 20_000;
    private static final int SAMPLE_EVERY = 100;

    /** Values that differ by more are counted; trajectories may part where rounding decides. */
    private static final double AGREEMENT = 1e-8;

    private static final double MOST_PARTED = 0.01;

    private final BeamformingSolver solver;

    Stress(BeamformingSolver solver) {
        this.solver = solver;
    }

    void run(int count, Report report, Targets targets) {
        report.section("Stress: " + count + " random problems");
        BeamSettings settings = BeamSettings.defaults().withStarts(1);
        long infeasible = 0;
        long unsolved = 0;
        long sampled = 0;
        long parted = 0;
        double worst = 0;
        double furthest = 0;
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExactFpSolver cpu = new ExactFpSolver(KernelProvider.best(), threads)) {
            for (int done = 0; done < count; done += CHUNK) {
                List<BeamProblem> problems =
                        RandomProblems.spread(done, Math.min(CHUNK, count - done), 8, 16);
                List<BeamResult> results = solve(solver, problems, settings);
                List<BeamProblem> sample = new ArrayList<>();
                List<BeamResult> sampleResults = new ArrayList<>();
                for (int i = 0; i < problems.size(); i++) {
                    double violation = SolverContract.violation(problems.get(i), results.get(i));
                    worst = Math.max(worst, violation);
                    infeasible += violation <= SolverContract.FEASIBLE ? 0 : 1;
                    unsolved += results.get(i).status() == SolveStatus.SOLVED ? 0 : 1;
                    if (i % SAMPLE_EVERY == 0) {
                        sample.add(problems.get(i));
                        sampleResults.add(results.get(i));
                    }
                }
                List<BeamResult> expected = solve(cpu, sample, settings);
                for (int i = 0; i < sample.size(); i++) {
                    double want = expected.get(i).rateNats();
                    double off = Math.abs(sampleResults.get(i).rateNats() - want);
                    double relative = off / Math.max(1e-3, want);
                    furthest = Math.max(furthest, relative);
                    parted += relative <= AGREEMENT ? 0 : 1;
                }
                sampled += sample.size();
            }
        }
        report.line("- infeasible: " + infeasible);
        report.line(String.format(Locale.ROOT, "- largest violation: %.3e", worst));
        report.line("- not solved to the tolerance: " + unsolved);
        report.line(
                String.format(
                        Locale.ROOT,
                        "- against the CPU: %d sampled, %d differ by more than %.0e, largest %.3e",
                        sampled,
                        parted,
                        AGREEMENT,
                        furthest));
        targets.require(
                "%d random problems: all feasible, at most %.0f %% of a sample differ from the CPU"
                        .formatted(count, 100 * MOST_PARTED),
                infeasible == 0 && parted <= MOST_PARTED * sampled,
                "%d infeasible, %d of %d differ".formatted(infeasible, parted, sampled));
    }

    private static List<BeamResult> solve(
            BeamformingSolver solver, List<BeamProblem> problems, BeamSettings settings) {
        return solver.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
    }
}
