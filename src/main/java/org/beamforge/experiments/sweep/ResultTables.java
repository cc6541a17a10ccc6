package org.beamforge.experiments.sweep;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.beamforge.model.scenario.ScenarioSettings;

/** The CSV files of a merged sweep. Numbers are written to the last bit. */
final class ResultTables {
    private static final List<String> COLUMNS =
            List.of(
                    "status",
                    "sumRate",
                    "upperBound",
                    "gap",
                    "closed",
                    "corrected",
                    "iterations",
                    "association");

    private final SweepResults results;

    ResultTables(SweepResults results) {
        this.results = results;
    }

    /** One row per job; whether a fallback stood in is a column of sweeps with an LLM only. */
    void results(OutputStream out) throws IOException {
        boolean llm = results.config().usesLlm();
        List<String> columns = new ArrayList<>(COLUMNS);
        if (llm) {
            columns.add("fallback");
        }
        CSVPrinter csv = open(out, columns.toArray(String[]::new));
        for (ResultRow row : results.rows()) {
            boolean bounded = !Double.isNaN(row.upperBound());
            List<Object> values =
                    new ArrayList<>(
                            List.of(
                                    row.status().name(),
                                    figure(row.sumRate()),
                                    figure(row.upperBound()),
                                    bounded ? figure(row.gap()) : "",
                                    bounded ? row.closed() : "",
                                    bounded ? row.corrected() : "",
                                    row.iterations(),
                                    row.association().stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(" "))));
            if (llm) {
                values.add(row.fallback().map(String::valueOf).orElse(""));
            }
            record(csv, row, values.toArray());
        }
        csv.flush();
    }

    /** One row per iteration of Algorithm 3. */
    void convergence(OutputStream out) throws IOException {
        CSVPrinter csv = open(out, "iteration", "sumRate");
        for (ResultRow row : results.rows()) {
            for (int i = 0; i < row.alternations().size(); i++) {
                record(csv, row, i + 1, figure(row.alternations().get(i)));
            }
        }
        csv.flush();
    }

    /** Solver seconds of each job; these differ from run to run. */
    void timings(OutputStream out) throws IOException {
        CSVPrinter csv = open(out, "seconds");
        for (ResultRow row : results.rows()) {
            record(csv, row, figure(row.seconds()));
        }
        csv.flush();
    }

    private static CSVPrinter open(OutputStream out, String... columns) throws IOException {
        List<String> header = new ArrayList<>(List.of("scheme", "draw"));
        for (GridParameter parameter : GridParameter.values()) {
            header.add(parameter.key());
        }
        header.addAll(List.of(columns));
        return new CSVPrinter(
                new OutputStreamWriter(out, StandardCharsets.UTF_8),
                CSVFormat.DEFAULT
                        .builder()
                        .setRecordSeparator('\n')
                        .setHeader(header.toArray(String[]::new))
                        .get());
    }

    private void record(CSVPrinter csv, ResultRow row, Object... values) throws IOException {
        ScenarioSettings point = results.points().get(row.point());
        csv.print(row.scheme());
        csv.print(row.draw());
        for (GridParameter parameter : GridParameter.values()) {
            csv.print(parameter.text(parameter.of(point)));
        }
        for (Object value : values) {
            csv.print(value);
        }
        csv.println();
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
