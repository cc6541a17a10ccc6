package org.beamforge.experiments.figure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.beamforge.experiments.sweep.GridParameter;

/** The numbers behind a sweep figure. */
final class FigureTables {
    private static final List<String> MEANS =
            List.of(
                    "draws",
                    "infeasible",
                    "meanSumRate",
                    "ci95HalfWidth",
                    "lower95",
                    "upper95",
                    "least",
                    "most",
                    "meanRatePerUser",
                    "notClosed",
                    "corrected",
                    "meanGap",
                    "largestGap");

    private final Grid grid;

    FigureTables(Grid grid) {
        this.grid = grid;
    }

    /** One row per point and scheme: mean, interval, and what a mean would hide. */
    void means(OutputStream out) throws IOException {
        boolean llm = LlmNotes.anyLlm(grid.schemes());
        List<String> columns = new ArrayList<>(List.of(grid.axis().key(), "panel", "scheme"));
        columns.addAll(MEANS);
        if (llm) {
            columns.add("fallback");
        }
        CSVPrinter csv = open(out, columns.toArray(String[]::new));
        for (String panel : grid.panels()) {
            for (double x : grid.xs()) {
                for (String scheme : grid.schemes()) {
                    PointStatistics s = PointStatistics.of(grid.at(panel, scheme, x));
                    List<Object> values =
                            new ArrayList<>(
                                    List.of(
                                            grid.axis().text(x),
                                            panel,
                                            scheme,
                                            s.rate().count(),
                                            s.infeasible(),
                                            figure(s.rate().mean()),
                                            figure(s.rate().halfWidth()),
                                            figure(s.rate().lower()),
                                            figure(s.rate().upper()),
                                            figure(s.least()),
                                            figure(s.most()),
                                            figure(s.rate().mean() / grid.users(panel, x)),
                                            s.open(),
                                            s.corrected(),
                                            figure(s.meanGap()),
                                            figure(s.largestGap())));
                    if (llm) {
                        values.add(LlmNotes.cell(s.fallback()));
                    }
                    csv.printRecord(values);
                }
            }
        }
        csv.flush();
    }

    /**
     * Differences of sum rates on the same draw, with their own intervals: of two schemes at one
     * point, and of one scheme between neighbouring points. Common random numbers make them far
     * more precise than the difference of two means.
     */
    void differences(OutputStream out) throws IOException {
        CSVPrinter csv =
                open(
                        out,
                        "kind",
                        "panel",
                        grid.axis().key(),
                        "of",
                        "minus",
                        "draws",
                        "meanDifference",
                        "ci95HalfWidth",
                        "negative");
        for (String panel : grid.panels()) {
            for (double x : grid.xs()) {
                for (int i = 0; i < grid.schemes().size(); i++) {
                    for (int j = i + 1; j < grid.schemes().size(); j++) {
                        String a = grid.schemes().get(i);
                        String b = grid.schemes().get(j);
                        row(csv, "scheme", panel, x, a, b, paired(panel, a, x, b, x));
                    }
                }
            }
            for (int p = 1; p < grid.xs().size(); p++) {
                double before = grid.xs().get(p - 1);
                double x = grid.xs().get(p);
                for (String scheme : grid.schemes()) {
                    row(
                            csv,
                            "step",
                            panel,
                            x,
                            scheme,
                            grid.axis().text(before),
                            paired(panel, scheme, x, scheme, before));
                }
            }
        }
        csv.flush();
    }

    private void row(
            CSVPrinter csv,
            String kind,
            String panel,
            double x,
            String of,
            String minus,
            double[] differences)
            throws IOException {
        Estimate estimate = Estimate.of(differences);
        csv.printRecord(
                kind,
                panel,
                grid.axis().text(x),
                of,
                minus,
                estimate.count(),
                figure(estimate.mean()),
                figure(estimate.halfWidth()),
                negative(differences));
    }

    private double[] paired(String panel, String a, double xa, String b, double xb) {
        return Paired.differences(grid.at(panel, a, xa), grid.at(panel, b, xb));
    }

    /**
     * The columns of {@link #means} and {@link #differences} as arrays over the x axis, NaN for
     * blanks: {@code x} and per scheme {@code mean_SCHEME} and so on; {@code lead_A_over_B} for two
     * schemes; {@code step_SCHEME} to each x from the one before, NaN at the first. Where there are
     * several panels, each name ends in the number of its panel, and every varied parameter has its
     * value in each panel.
     */
    Map<String, double[]> arrays() {
        FigureArrays arrays = new FigureArrays();
        List<String> panels = grid.panels();
        arrays.put("x", grid.xs().stream().mapToDouble(Double::doubleValue).toArray());
        if (panels.size() > 1) {
            for (GridParameter parameter : grid.others()) {
                arrays.put(
                        "panel_" + parameter.key(),
                        panels.stream().mapToDouble(p -> grid.value(p, parameter)).toArray());
            }
        }
        for (int p = 0; p < panels.size(); p++) {
            String suffix = panels.size() == 1 ? "" : "_panel" + p;
            for (String scheme : grid.schemes()) {
                means(arrays, panels.get(p), scheme, scheme + suffix);
                differences(arrays, panels.get(p), scheme, suffix);
            }
        }
        return arrays.all();
    }

    private void means(FigureArrays arrays, String panel, String scheme, String name) {
        List<PointStatistics> points =
                grid.xs().stream().map(x -> PointStatistics.of(grid.at(panel, scheme, x))).toList();
        int n = points.size();
        arrays.put("draws", name, n, p -> points.get(p).rate().count());
        arrays.put("infeasible", name, n, p -> points.get(p).infeasible());
        arrays.put("mean", name, n, p -> points.get(p).rate().mean());
        arrays.put("ci95", name, n, p -> points.get(p).rate().halfWidth());
        arrays.put("lower95", name, n, p -> points.get(p).rate().lower());
        arrays.put("upper95", name, n, p -> points.get(p).rate().upper());
        arrays.put("least", name, n, p -> points.get(p).least());
        arrays.put("most", name, n, p -> points.get(p).most());
        arrays.put(
                "per_user",
                name,
                n,
                p -> points.get(p).rate().mean() / grid.users(panel, grid.xs().get(p)));
        arrays.put("not_closed", name, n, p -> points.get(p).open());
        arrays.put("corrected", name, n, p -> points.get(p).corrected());
        arrays.put("mean_gap", name, n, p -> points.get(p).meanGap());
        arrays.put("largest_gap", name, n, p -> points.get(p).largestGap());
        if (LlmNotes.anyLlm(grid.schemes())) {
            arrays.put("fallback", name, n, p -> FigureArrays.orNaN(points.get(p).fallback()));
        }
    }

    private void differences(FigureArrays arrays, String panel, String scheme, String suffix) {
        List<String> schemes = grid.schemes();
        List<Double> xs = grid.xs();
        for (String other : schemes.subList(schemes.indexOf(scheme) + 1, schemes.size())) {
            difference(
                    arrays,
                    "lead",
                    FigureArrays.brief(scheme) + "_over_" + FigureArrays.brief(other) + suffix,
                    p -> paired(panel, scheme, xs.get(p), other, xs.get(p)));
        }
        difference(
                arrays,
                "step",
                scheme + suffix,
                p ->
                        p == 0
                                ? new double[0]
                                : paired(panel, scheme, xs.get(p), scheme, xs.get(p - 1)));
    }

    private void difference(
            FigureArrays arrays, String kind, String name, IntFunction<double[]> differences) {
        int n = grid.xs().size();
        arrays.put(kind, name, n, p -> Estimate.of(differences.apply(p)).mean());
        arrays.put(kind + "_ci95", name, n, p -> Estimate.of(differences.apply(p)).halfWidth());
        arrays.put(kind + "_draws", name, n, p -> differences.apply(p).length);
        arrays.put(kind + "_negative", name, n, p -> negative(differences.apply(p)));
    }

    private static int negative(double[] differences) {
        return (int) Arrays.stream(differences).filter(d -> d < -1e-9).count();
    }

    static CSVPrinter open(OutputStream out, String... header) throws IOException {
        return new CSVPrinter(
                new OutputStreamWriter(out, StandardCharsets.UTF_8),
                CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setHeader(header).get());
    }

    static String figure(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
