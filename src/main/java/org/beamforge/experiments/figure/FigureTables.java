package org.beamforge.experiments.figure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

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
        int negative = 0;
        for (double difference : differences) {
            negative += difference < -1e-9 ? 1 : 0;
        }
        csv.printRecord(
                kind,
                panel,
                grid.axis().text(x),
                of,
                minus,
                estimate.count(),
                figure(estimate.mean()),
                figure(estimate.halfWidth()),
                negative);
    }

    /** Differences over the draws that are feasible on both sides. */
    private double[] paired(String panel, String a, double xa, String b, double xb) {
        Map<Integer, Double> minus = new HashMap<>();
        for (Sample sample : grid.at(panel, b, xb)) {
            if (sample.feasible()) {
                minus.put(sample.draw(), sample.sumRate());
            }
        }
        List<Double> differences = new ArrayList<>();
        for (Sample sample : grid.at(panel, a, xa)) {
            Double other = minus.get(sample.draw());
            if (sample.feasible() && other != null) {
                differences.add(sample.sumRate() - other);
            }
        }
        return differences.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Arrays for NPZ and MAT files: x [P], and per scheme mean and interval [P]. */
    Map<String, double[]> arrays() {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        List<String> panels = grid.panels();
        arrays.put("x", grid.xs().stream().mapToDouble(Double::doubleValue).toArray());
        for (int p = 0; p < panels.size(); p++) {
            String suffix = panels.size() == 1 ? "" : "_panel" + p;
            for (String scheme : grid.schemes()) {
                String name = scheme.replaceAll("[^A-Za-z0-9]", "_") + suffix;
                List<Estimate> estimates = new ArrayList<>();
                for (double x : grid.xs()) {
                    estimates.add(PointStatistics.of(grid.at(panels.get(p), scheme, x)).rate());
                }
                arrays.put(
                        "mean_" + name, estimates.stream().mapToDouble(Estimate::mean).toArray());
                arrays.put(
                        "ci95_" + name,
                        estimates.stream().mapToDouble(Estimate::halfWidth).toArray());
            }
        }
        return arrays;
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
