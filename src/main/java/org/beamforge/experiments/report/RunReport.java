package org.beamforge.experiments.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.beamforge.Solution;
import org.beamforge.StationSolution;
import org.beamforge.control.IterationRecord;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.experiments.plot.Line;
import org.beamforge.experiments.plot.LinePlot;
import org.beamforge.experiments.plot.MapPanel;
import org.beamforge.experiments.plot.Page;
import org.beamforge.experiments.plot.Palette;
import org.beamforge.experiments.plot.Pattern;
import org.beamforge.experiments.plot.PolarPanel;
import org.beamforge.io.OutputFiles;
import org.beamforge.metrics.LinkMetrics;
import org.beamforge.model.Decibels;
import org.beamforge.model.Instance;

/** The report of one run: scenario, result, constraints, association, beampatterns, convergence. */
public final class RunReport {
    /**
     * A barrier parameter that grows by more than this begins a new start; a raised one is 4 times.
     */
    private static final double BACK = 20;

    /** The stage whose rho is a barrier parameter. */
    private static final String BARRIER = "exact-fp";

    private static final double TOLERANCE = 1e-6;
    private static final double MILLIWATTS = 1e3;

    /** SINR below which a user's beam is switched off. */
    private static final double OFF = 1e-20;

    private static final String START = "starting point ";

    private final Instance instance;
    private final Solution solution;
    private final String name;

    /**
     * @param name what was solved, for the title
     */
    public RunReport(Instance instance, Solution solution, String name) {
        this.instance = instance;
        this.solution = solution;
        this.name = name;
    }

    /**
     * Writes the report.
     *
     * @throws org.beamforge.model.InvalidInputException if the file cannot be written
     */
    public void write(Path file) {
        byte[] bytes = html().getBytes(StandardCharsets.UTF_8);
        OutputFiles.write(file, out -> out.write(bytes));
    }

    String html() {
        Html html = new Html();
        String title = "Beamforge: " + name;
        html.heading(1, title);
        result(html);
        scenario(html);
        constraints(html);
        association(html);
        beampatterns(html);
        convergence(html);
        timing(html);
        return html.document(title);
    }

    private void result(Html html) {
        html.paragraph(
                Html.format(
                        "Sum rate %.6f bit/s/Hz, status %s. Association by %s, beamforming by %s on"
                                + " the engine %s.",
                        solution.sumRate(),
                        solution.status(),
                        solution.scheme(),
                        solution.solver(),
                        solution.backend()));
        solution.certificate()
                .ifPresent(
                        c ->
                                html.paragraph(
                                        Html.format(
                                                "No association and beams reach more than %.6f"
                                                        + " bit/s/Hz: proven gap %.3g %%. The search"
                                                        + " over associations %s; it solved %d of"
                                                        + " %.4g beamforming values.",
                                                c.upperBound(),
                                                100 * c.gap(),
                                                c.partitionOptimal() ? "closed" : "did not close",
                                                c.setsEvaluated(),
                                                c.setsTotal())));
    }

    private void scenario(Html html) {
        html.heading(2, "Scenario");
        html.table(
                List.of("parameter", "symbol", "value"),
                List.of(
                        List.of("base stations", "K", "" + instance.stations()),
                        List.of("users", "N", "" + instance.users()),
                        List.of("antennas per base station", "M", "" + instance.antennas()),
                        List.of("power budget", "P_t", dbm(instance.maxPowerW())),
                        List.of("noise at users", "σ²", dbm(instance.userNoisePowerW())),
                        List.of("noise at radar", "σ_r²", dbm(instance.radarNoisePowerW())),
                        List.of("snapshots", "L", "" + instance.snapshots()),
                        List.of(
                                "least radar SNR",
                                "Γ_t",
                                Html.format("%.3f dB", instance.minRadarSnrDb())),
                        List.of(
                                "largest CRB",
                                "ε",
                                Html.format("%.4g rad²", instance.maxCrbRad2()))));
    }

    private static String dbm(double watts) {
        return Html.format("%.2f dBm (%.4g W)", Decibels.fromRatio(watts * MILLIWATTS), watts);
    }

    private void constraints(Html html) {
        html.heading(2, "Constraints");
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < solution.stations().size(); k++) {
            StationSolution s = solution.stations().get(k);
            double snr = Decibels.toRatio(instance.minRadarSnrDb() - s.radarSnrDb()) - 1;
            double crb = s.crbRad2() / instance.maxCrbRad2() - 1;
            double power = s.powerW() / instance.maxPowerW() - 1;
            rows.add(
                    List.of(
                            "BS " + k,
                            Html.format("%.4f", s.rate()),
                            Html.format("%.3f", s.radarSnrDb()),
                            met(snr),
                            Html.format("%.4f", s.detectionProbability()),
                            Html.format("%.4e", s.crbRad2()),
                            met(crb),
                            Html.format("%.5f", s.powerW()),
                            met(power)));
        }
        html.table(
                List.of(
                        "",
                        "rate (bit/s/Hz)",
                        "radar SNR (dB)",
                        "(27a)",
                        "P_D at P_FA = 0.001",
                        "CRB (rad²)",
                        "(27b)",
                        "power (W)",
                        "(27c)"),
                rows);
    }

    private static String met(double violation) {
        return violation <= TOLERANCE ? "met" : Html.format("violated by %.2g", violation);
    }

    private void association(Html html) {
        html.heading(2, "Association");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < instance.users(); i++) {
            int k = solution.association().stationOf(i);
            double sinr =
                    LinkMetrics.sinr(
                            instance.baseStations().get(k).channels(),
                            solution.stations().get(k).beamformer(),
                            instance.userNoisePowerW())[i];
            rows.add(
                    List.of(
                            "user " + i,
                            "BS " + k,
                            sinr < OFF ? "off" : Html.format("%.2f", Decibels.fromRatio(sinr)),
                            Html.format("%.4f", LinkMetrics.spectralEfficiency(sinr)),
                            Html.format(
                                    "%.4f",
                                    LinkMetrics.spectralEfficiency(sinr)
                                            / solution.association().usersOf(k).length)));
        }
        html.table(
                List.of(
                        "",
                        "served by",
                        "SINR (dB)",
                        "spectral efficiency (bit/s/Hz)",
                        "share of the sum rate (bit/s/Hz)"),
                rows);
    }

    private void beampatterns(Html html) {
        html.heading(2, "Beampatterns");
        if (instance.positions().isEmpty()) {
            html.paragraph("The instance has no positions, so there is no map to draw them on.");
            return;
        }
        html.paragraph(
                "Transmit gain over isotropic, dB. White triangle: the base station; orange: its"
                        + " users, numbered; cross: the target to detect; diamond: the target to"
                        + " estimate; grey: everything else. Dotted and dashed rays in the polar"
                        + " cuts point the same way. A line array cannot tell its two sides.");
        List<Page> pages = new ArrayList<>();
        List<String> descriptions = new ArrayList<>();
        for (int k = 0; k < instance.stations(); k++) {
            pages.add(new MapPanel(new Pattern(instance, solution, k)));
            descriptions.add("Map of the transmit gain of BS " + k);
        }
        for (int k = 0; k < instance.stations(); k++) {
            pages.add(new PolarPanel(new Pattern(instance, solution, k)));
            descriptions.add("Transmit gain of BS " + k + " over the angle");
        }
        html.pictures(pages, descriptions);
    }

    private void convergence(Html html) {
        html.heading(2, "Convergence");
        Map<String, List<IterationRecord>> stages = new LinkedHashMap<>();
        for (IterationRecord record : solution.trace()) {
            String stage =
                    record.station() < 0
                            ? record.stage()
                            : record.stage() + ", BS " + record.station();
            stages.computeIfAbsent(stage, s -> new ArrayList<>()).add(record);
        }
        if (stages.isEmpty()) {
            html.paragraph("The solution has no iteration table.");
            return;
        }
        List<Page> pages = new ArrayList<>();
        List<String> descriptions = new ArrayList<>();
        stages.forEach(
                (stage, records) -> {
                    if (steps(records) > 1) { // one step is a figure in the table, no picture
                        LinePlot objective = plot(stage, records);
                        pages.add(objective);
                        descriptions.add("Objective over the iterations of " + stage);
                        residuals(stage, records)
                                .ifPresent(
                                        plot -> {
                                            pages.add(plot);
                                            descriptions.add(
                                                    "Residuals over the iterations of " + stage);
                                        });
                    }
                });
        html.pictures(pages, descriptions);
        List<List<String>> rows = new ArrayList<>();
        stages.forEach(
                (stage, records) -> {
                    IterationRecord last = records.get(records.size() - 1);
                    rows.add(
                            List.of(
                                    stage,
                                    "" + records.size(),
                                    "" + last.iteration(),
                                    figure("%.6f", last.sumRate()),
                                    figure("%.6f", last.bound()),
                                    figure("%.2e", last.dualResidual()),
                                    figure("%.1e", last.violation()),
                                    figure("%.3f", last.seconds())));
                });
        html.table(
                List.of(
                        "stage",
                        "rows",
                        "last iteration",
                        "objective (bit/s/Hz)",
                        "bound (bit/s/Hz)",
                        "residual",
                        "violation",
                        "ended after (s)"),
                rows);
    }

    private static String figure(String pattern, double value) {
        return Double.isNaN(value) ? "-" : Html.format(pattern, value);
    }

    /** Rows of a search with a bound: nothing else can be drawn over its steps. */
    private static List<IterationRecord> bounded(List<IterationRecord> records) {
        return records.stream().filter(r -> Double.isFinite(r.bound())).toList();
    }

    private static long steps(List<IterationRecord> records) {
        return records.stream().mapToInt(IterationRecord::iteration).distinct().count();
    }

    private static LinePlot plot(String stage, List<IterationRecord> records) {
        List<Line> lines = new ArrayList<>();
        String left = "";
        if (!bounded(records).isEmpty()) {
            List<IterationRecord> rows = bounded(records);
            lines.add(line(0, "objective", rows, IterationRecord::sumRate, false));
            lines.add(line(1, "upper bound", rows, IterationRecord::bound, false));
        } else {
            List<List<IterationRecord>> starts = starts(records);
            int shown = Math.min(starts.size(), Palette.STARTS);
            for (int i = 0; i < shown; i++) {
                String label = starts.size() == 1 ? "objective" : START + i;
                lines.add(line(i, label, starts.get(i), IterationRecord::sumRate, false));
            }
            left =
                    shown < starts.size()
                            ? " (%d of %d starts)".formatted(shown, starts.size())
                            : "";
        }
        return new LinePlot("Convergence: " + stage + left, "iteration", "rate (bit/s/Hz)", lines)
                .scaled(AxisScale.LINEAR, AxisScale.LINEAR);
    }

    /** What must go to 0, over its decades; nothing where a method has no such figures. */
    private static Optional<LinePlot> residuals(String stage, List<IterationRecord> records) {
        List<Line> lines = new ArrayList<>();
        List<List<IterationRecord>> starts = starts(records);
        if (!bounded(records).isEmpty()) {
            lines.add(line(0, "gap to the bound", bounded(records), RunReport::gap, true));
        } else if (starts.size() == 1) {
            lines.add(line(0, "dual residual", records, IterationRecord::dualResidual, true));
            lines.add(line(1, "primal residual", records, IterationRecord::primalResidual, true));
            lines.add(line(2, "violation", records, IterationRecord::violation, true));
        } else {
            for (int i = 0; i < Math.min(starts.size(), Palette.STARTS); i++) {
                lines.add(line(i, START + i, starts.get(i), IterationRecord::dualResidual, true));
            }
        }
        lines.removeIf(line -> Arrays.stream(line.y()).allMatch(Double::isNaN));
        String what = starts.size() == 1 ? "Residuals: " : "Dual residual: ";
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new LinePlot(what + stage, "iteration", "relative residual (1)", lines)
                                .scaled(AxisScale.LINEAR, AxisScale.LOG));
    }

    private static double gap(IterationRecord record) {
        return (record.bound() - record.sumRate()) / record.sumRate();
    }

    /**
     * A curve over the iterations.
     *
     * @param look number of its look
     * @param positive whether only positive figures can be shown
     */
    private static Line line(
            int look,
            String label,
            List<IterationRecord> records,
            ToDoubleFunction<IterationRecord> figure,
            boolean positive) {
        int n = records.size();
        double[] x = new double[n];
        double[] y = new double[n];
        double[] none = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = records.get(i).iteration();
            double value = figure.applyAsDouble(records.get(i));
            y[i] = Double.isFinite(value) && (value > 0 || !positive) ? value : Double.NaN;
            none[i] = Double.NaN;
        }
        return new Line(Palette.start(look), label, x, y, none, true);
    }

    /**
     * A new starting point begins where the iterations are counted anew, or the barrier is back at
     * its first level.
     */
    private static List<List<IterationRecord>> starts(List<IterationRecord> records) {
        List<List<IterationRecord>> starts = new ArrayList<>();
        int last = Integer.MAX_VALUE;
        double rho = Double.NaN;
        for (IterationRecord record : records) {
            // a penalty of mm-admm goes up and down by itself
            boolean back = record.stage().equals(BARRIER) && record.rho() > BACK * rho;
            if (record.iteration() <= last || back) {
                starts.add(new ArrayList<>());
            }
            last = record.iteration();
            rho = record.rho();
            starts.get(starts.size() - 1).add(record);
        }
        return starts;
    }

    private void timing(Html html) {
        html.heading(2, "Timing");
        html.paragraph(
                Html.format(
                        "%.3f s inside the solvers, %d inner iterations.",
                        solution.seconds(), solution.iterations()));
    }
}
