package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.beamforge.tensor.Engines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the table of schedules of docs/mm-admm.md to {@code target/mm-admm-schedules.md}: {@code
 * mvn test -Dtest=ScheduleTableTest -Dbeamforge.tables=true}; {@code -Dbeamforge.tables.first} and
 * {@code -Dbeamforge.tables.count} choose other seeds.
 */
@EnabledIfSystemProperty(named = "beamforge.tables", matches = "true")
class ScheduleTableTest {
    private static final ComplexKernels KERNELS = KernelProvider.plain();
    private static final long FIRST = Long.getLong("beamforge.tables.first", 20_000);
    private static final int COUNT = Integer.getInteger("beamforge.tables.count", 200);

    @Test
    void writesTheTable() throws IOException {
        List<BeamProblem> problems = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
            problems.add(RandomBeamProblems.any(seed));
        }
        double[] reference = new double[COUNT];
        try (ExactFpSolver exact = new ExactFpSolver(KERNELS, 2)) {
            List<BeamResult> results =
                    exact.solve(
                            problems,
                            BeamSettings.defaults(),
                            Cancellation.none(),
                            BeamListener.NONE);
            Arrays.setAll(reference, i -> results.get(i).rateNats());
        }
        StringBuilder table =
                new StringBuilder(
                        "| schedule | starts | median | 90 % | 99 % | worst | over 3 % | solved |"
                                + " iterate: median | 90 % |\n|---|---|---|---|---|---|---|---|---|---|\n");
        Schedule scaled = Schedule.SCALED;
        row(table, "scaled", scaled, 3, problems, reference);
        row(table, "scaled", scaled, 1, problems, reference);
        row(table, "scaled, 1 iteration", scaled(1), 3, problems, reference);
        row(table, "scaled, 15 iterations", scaled(15), 3, problems, reference);
        for (double rho : new double[] {0.1, 1, 10}) {
            Schedule paper = new Schedule("paper", rho, 0.9, 0, 100, false);
            row(table, "paper, rho_0 = " + rho, paper, 1, problems, reference);
        }
        row(table, "paper, rho_0 = 0.1", Schedule.PAPER, 3, problems, reference);
        Path file = Path.of("target", "mm-admm-schedules.md");
        Files.writeString(file, table);
        assertThat(file).isNotEmptyFile();
    }

    private static Schedule scaled(int iterations) {
        Schedule s = Schedule.SCALED;
        return new Schedule("scaled", s.rhoStart(), s.decay(), s.floor(), iterations, true);
    }

    private static void row(
            StringBuilder table,
            String name,
            Schedule schedule,
            int starts,
            List<BeamProblem> problems,
            double[] reference) {
        double[] last = new double[COUNT];
        List<BeamResult> results;
        try (MmAdmmSolver solver =
                MmAdmmSolver.create(Engines.create("java", KERNELS), schedule, 2)) {
            results =
                    solver.solve(
                            problems,
                            BeamSettings.defaults().withStarts(starts),
                            Cancellation.none(),
                            (position, k, rate, primal, dual, violation, rho, adapted) ->
                                    last[position] = rate);
        }
        double[] gap = new double[COUNT];
        double[] iterate = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            gap[i] = 1 - results.get(i).rateNats() / reference[i];
            iterate[i] = Math.abs(1 - last[i] / reference[i]);
        }
        Arrays.sort(gap);
        Arrays.sort(iterate);
        long over = Arrays.stream(gap).filter(g -> g > 0.03).count();
        long solved = results.stream().filter(r -> r.status().toString().equals("SOLVED")).count();
        table.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %d | %s | %s | %s | %s | %d | %d | %s | %s |%n",
                        name,
                        starts,
                        percent(gap[COUNT / 2]),
                        percent(gap[COUNT * 9 / 10]),
                        percent(gap[COUNT * 99 / 100]),
                        percent(gap[COUNT - 1]),
                        over,
                        solved,
                        starts == 1 ? percent(iterate[COUNT / 2]) : "",
                        starts == 1 ? percent(iterate[COUNT * 9 / 10]) : ""));
    }

    private static String percent(double share) {
        return Math.abs(share) < 1e-5 ? "0" : String.format(Locale.ROOT, "%.3g %%", 100 * share);
    }
}
