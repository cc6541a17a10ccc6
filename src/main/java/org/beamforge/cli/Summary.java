package org.beamforge.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.beamforge.Certificate;
import org.beamforge.Solution;
import org.beamforge.StationSolution;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Instance;

/** The result in words and one table. */
final class Summary {
    private final Instance instance;
    private final Solution solution;

    Summary(Instance instance, Solution solution) {
        this.instance = instance;
        this.solution = solution;
    }

    void print(PrintStream out) {
        line(out, "status", words(solution.status()));
        if (!solution.status().hasFeasiblePoint()) {
            return;
        }
        line(out, "sum rate", Console.format("%.6f bit/s/Hz", solution.sumRate()));
        solution.certificate().ifPresent(c -> certificate(out, c));
        line(
                out,
                "association",
                "%s, %s".formatted(solution.scheme(), numbers(solution.association().toArray())));
        line(
                out,
                "solver",
                Console.format(
                        "%s on %s, %d inner iterations, %.3f s",
                        solution.solver(),
                        solution.backend(),
                        solution.iterations(),
                        solution.seconds()));
        out.println();
        stations(out);
    }

    private static void line(PrintStream out, String name, String value) {
        out.println(Console.format("%-12s %s", name, value));
    }

    private void certificate(PrintStream out, Certificate c) {
        line(out, "certificate", partition(c));
        line(
                out,
                "",
                Console.format(
                        "rigorous bound %.6f bit/s/Hz, gap %.3g %%; %d of %s beamforming values"
                                + " solved",
                        c.upperBound(), 100 * c.gap(), c.setsEvaluated(), count(c.setsTotal())));
    }

    /** What is known of other partitions, and under which condition. */
    private String partition(Certificate c) {
        // Single-user values are global optima; those of more users are the best of several starts.
        String condition =
                c.setsEvaluated() == 0 ? ";" : ", given that the beamforming values are;";
        if (c.partitionOptimal()) {
            return "partition certified optimal" + condition;
        }
        return Console.format(
                "%sother partitions may reach %.6f bit/s/Hz, given the beamforming values;",
                solution.status() == SolveStatus.SOLVED ? "" : "search not closed: ",
                c.searchBound());
    }

    private void stations(PrintStream out) {
        // Margins: radar SNR above its threshold, dB; unused share of the CRB and of the power, %.
        out.println(
                " BS       rate  radar SNR     P_D        CRB      power  |  margins: SNR       CRB"
                        + "     power  |  users");
        out.println(
                "      bit/s/Hz         dB       -      rad^2          W  |            dB         %"
                        + "         %  |");
        for (int k = 0; k < solution.stations().size(); k++) {
            StationSolution s = solution.stations().get(k);
            out.println(
                    Console.format(
                            "%3d %10.5f %10.4f %7.4f %10.3e %10.4f  |  %12.4f %9.3f %9.3f  |  %s",
                            k,
                            s.rate(),
                            s.radarSnrDb(),
                            s.detectionProbability(),
                            s.crbRad2(),
                            s.powerW(),
                            plain(s.radarSnrDb() - instance.minRadarSnrDb(), 1e-4),
                            plain(100 * (1 - s.crbRad2() / instance.maxCrbRad2()), 1e-3),
                            plain(100 * (1 - s.powerW() / instance.maxPowerW()), 1e-3),
                            numbers(s.users())));
        }
    }

    /** Rounding noise of an active constraint shows as 0, not as -0. */
    private static double plain(double value, double unit) {
        return Math.abs(value) < unit / 2 ? 0 : value;
    }

    private static String count(double value) {
        return value < 1e9 ? Console.format("%.0f", value) : Console.format("%.2e", value);
    }

    static String numbers(int[] values) {
        return Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    static String words(SolveStatus status) {
        return switch (status) {
            case SOLVED -> "solved";
            case MAX_ITERATIONS -> "feasible, but stopped at the iteration limit";
            case TIME_LIMIT -> "feasible, but stopped at the time limit";
            case STALLED -> "feasible, but stalled before the tolerance was met";
            case CANCELLED -> "interrupted; this is the best solution found until then";
            case INFEASIBLE -> "infeasible";
            case NUMERICAL_ERROR -> "numerical error: no feasible point could be secured";
        };
    }
}
