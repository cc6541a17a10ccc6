package org.beamforge.cuda.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamRates;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.dual.SensingFigures;

/**
 * What every {@link BeamformingSolver} promises, checked without a test framework, so that a
 * machine with nothing but the product can check its engine. Every figure is recomputed from the
 * beams.
 */
public final class SolverContract {
    /** Relative violation of a constraint that a result may have. */
    public static final double FEASIBLE = 1e-6;

    private SolverContract() {}

    /** One promise and what was wrong with it; empty if it holds. */
    public record Verdict(String promise, List<String> faults) {
        /** Whether the promise holds. */
        public boolean holds() {
            return faults.isEmpty();
        }
    }

    /**
     * Checks all promises of a solver that proves bounds for single users (exact-fp); those of one
     * that does not (mm-admm) on fewer problems, because its runs are longer.
     */
    public static List<Verdict> check(BeamformingSolver solver) {
        if (solver.name().equals("mm-admm")) {
            return checkWithoutBounds(solver);
        }
        List<BeamProblem> mixed = RandomProblems.spread(3, 120, 6, 16);
        return List.of(
                new Verdict("results are feasible and as good as they say", honest(solver, mixed)),
                new Verdict("results come in the order of the problems", ordered(solver, mixed)),
                new Verdict("single-user values are global optima", certified(solver)),
                new Verdict("large problems work", large(solver, 10, 17, 26, 40)),
                new Verdict("equal calls give equal results", repeatable(solver, mixed)),
                new Verdict("an empty batch is no error", empty(solver)),
                new Verdict("a cancelled batch still returns feasible points", stopped(solver)),
                new Verdict(
                        "calls from several threads do not disturb each other",
                        shared(solver, 25)));
    }

    private static List<Verdict> checkWithoutBounds(BeamformingSolver solver) {
        List<BeamProblem> mixed = RandomProblems.spread(3, 10, 5, 12);
        mixed.add(RandomProblems.embedded(RandomProblems.of(9, 3, 8, 20, 0.3), 40, 9));
        return List.of(
                new Verdict("results are feasible and as good as they say", honest(solver, mixed)),
                new Verdict("results come in the order of the problems", ordered(solver, mixed)),
                new Verdict("large problems work", large(solver, 10, 18)),
                new Verdict("equal calls give equal results", repeatable(solver, mixed)),
                new Verdict("an empty batch is no error", empty(solver)),
                new Verdict("a cancelled batch still returns feasible points", stopped(solver)),
                new Verdict(
                        "calls from several threads do not disturb each other", shared(solver, 2)));
    }

    /** Largest relative violation of the constraints (27a)-(27c) by a result, from its beams. */
    public static double violation(BeamProblem problem, BeamResult result) {
        int r = problem.dimension();
        SensingFigures figures =
                SensingFigures.ofColumns(
                                r,
                                problem.sensing(),
                                result.communication(),
                                problem.users(),
                                problem.users())
                        .plus(
                                SensingFigures.ofColumns(
                                        r,
                                        problem.sensing(),
                                        result.radar(),
                                        result.radarColumns(),
                                        result.radarColumns()));
        double sensing = figures.violation(problem.deltaD(), problem.deltaE());
        double worst = Math.max(sensing, figures.power() - 1);
        return Double.isNaN(worst) ? Double.POSITIVE_INFINITY : worst;
    }

    private static List<BeamResult> solve(BeamformingSolver solver, List<BeamProblem> problems) {
        return solver.solve(
                problems,
                BeamSettings.defaults().withStarts(2),
                Cancellation.none(),
                BeamListener.NONE);
    }

    private static void examine(
            BeamProblem problem, BeamResult result, String where, List<String> faults) {
        if (!result.status().hasFeasiblePoint()) {
            faults.add(where + ": status " + result.status());
            return;
        }
        double violation = violation(problem, result);
        if (!(violation <= FEASIBLE)) {
            faults.add("%s: violates a constraint by %.3e".formatted(where, violation));
        }
        double nats =
                BeamRates.meanNats(
                        problem,
                        result.communication(),
                        result.radar(),
                        result.radarColumns(),
                        result.radarColumns(),
                        KernelProvider.plain());
        if (!(Math.abs(nats - result.rateNats()) <= 1e-9 * Math.max(1, nats))) {
            faults.add("%s: says %s nat/s/Hz, has %s".formatted(where, result.rateNats(), nats));
        }
        if (!(result.boundNats() >= result.rateNats())) {
            faults.add("%s: bound %s below rate".formatted(where, result.boundNats()));
        }
    }

    private static List<String> honest(BeamformingSolver solver, List<BeamProblem> problems) {
        List<String> faults = new ArrayList<>();
        List<BeamResult> results = solve(solver, problems);
        int solved = 0;
        for (int i = 0; i < problems.size(); i++) {
            examine(problems.get(i), results.get(i), "problem " + i, faults);
            solved += results.get(i).status() == SolveStatus.SOLVED ? 1 : 0;
        }
        if (solved < 0.9 * problems.size()) {
            faults.add("only %d of %d solved".formatted(solved, problems.size()));
        }
        return faults;
    }

    private static List<String> ordered(BeamformingSolver solver, List<BeamProblem> problems) {
        List<String> faults = new ArrayList<>();
        List<BeamResult> results = solve(solver, problems);
        for (int i = 0; i < problems.size(); i += 17) {
            double alone = solve(solver, List.of(problems.get(i))).get(0).rateNats();
            double together = results.get(i).rateNats();
            if (!(Math.abs(alone - together) <= 1e-12 * Math.max(1, alone))) {
                faults.add("problem %d: %s alone, %s in a batch".formatted(i, alone, together));
            }
        }
        return faults;
    }

    private static List<String> certified(BeamformingSolver solver) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            BeamProblem problem = RandomProblems.of(700 + i, 1, 8, i, 0.01 + 0.024 * i);
            BeamResult result = solve(solver, List.of(problem)).get(0);
            examine(problem, result, "single user " + i, faults);
            double gap = result.boundNats() - result.rateNats();
            if (!(gap <= 1e-4 * Math.max(1e-2, result.boundNats()))) {
                faults.add("single user %d: gap %.3e to its bound".formatted(i, gap));
            }
        }
        return faults;
    }

    private static List<String> large(BeamformingSolver solver, int... sizes) {
        List<String> faults = new ArrayList<>();
        for (int users : sizes) {
            BeamProblem problem = RandomProblems.of(users, users, 48, 20, 0.3);
            BeamResult result =
                    solver.solve(
                                    List.of(problem),
                                    new BeamSettings(1e-5, 1, 100, 1),
                                    Cancellation.none(),
                                    BeamListener.NONE)
                            .get(0);
            examine(problem, result, users + " users", faults);
        }
        return faults;
    }

    private static List<String> repeatable(BeamformingSolver solver, List<BeamProblem> problems) {
        List<String> faults = new ArrayList<>();
        List<BeamResult> first = solve(solver, problems);
        List<BeamResult> second = solve(solver, problems);
        for (int i = 0; i < problems.size(); i++) {
            if (first.get(i).rateNats() != second.get(i).rateNats()) {
                faults.add(
                        "problem %d: %s, then %s"
                                .formatted(i, first.get(i).rateNats(), second.get(i).rateNats()));
            }
        }
        return faults;
    }

    private static List<String> empty(BeamformingSolver solver) {
        return solve(solver, List.of()).isEmpty() ? List.of() : List.of("results for no problems");
    }

    private static List<String> stopped(BeamformingSolver solver) {
        List<String> faults = new ArrayList<>();
        List<BeamProblem> problems = RandomProblems.spread(4, 30, 4, 8);
        Cancellation cancellation = Cancellation.none();
        cancellation.cancel();
        List<BeamResult> results =
                solver.solve(problems, BeamSettings.defaults(), cancellation, BeamListener.NONE);
        if (results.size() != problems.size()) {
            faults.add("%d results for %d problems".formatted(results.size(), problems.size()));
            return faults;
        }
        for (int i = 0; i < problems.size(); i++) {
            examine(problems.get(i), results.get(i), "cancelled problem " + i, faults);
        }
        return faults;
    }

    private static List<String> shared(BeamformingSolver solver, int count) {
        List<String> faults = new ArrayList<>();
        List<List<BeamProblem>> batches = new ArrayList<>();
        List<List<BeamResult>> alone = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            batches.add(RandomProblems.spread(40 + i, count, 4, 8));
            alone.add(solve(solver, batches.get(i)));
        }
        List<Thread> threads = new ArrayList<>();
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            int batch = i;
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    List<BeamResult> again = solve(solver, batches.get(batch));
                                    for (int j = 0; j < again.size(); j++) {
                                        if (again.get(j).rateNats()
                                                != alone.get(batch).get(j).rateNats()) {
                                            found.add("batch " + batch + ", problem " + j);
                                        }
                                    }
                                } catch (RuntimeException e) {
                                    found.add("batch " + batch + ": " + e);
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                faults.add("interrupted");
            }
        }
        faults.addAll(found);
        return faults;
    }
}
