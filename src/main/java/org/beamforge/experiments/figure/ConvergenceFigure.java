package org.beamforge.experiments.figure;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVPrinter;
import org.beamforge.experiments.figure.ResultsCsv.Step;
import org.beamforge.experiments.plot.Line;
import org.beamforge.experiments.plot.LinePlot;
import org.beamforge.experiments.plot.NotedPage;
import org.beamforge.experiments.plot.Page;

/**
 * Fig. 5: sum rate over the iterations of Algorithm 3. A run that has ended keeps its value;
 * schemes that do not iterate are level lines.
 */
final class ConvergenceFigure {
    private static final int LEAST_ITERATIONS = 4;

    private final List<Sample> samples;
    private final Map<String, Map<Integer, TreeMap<Integer, Double>>> runs = new LinkedHashMap<>();
    private final int iterations;
    private final Optional<String> llm;
    private final String title;

    ConvergenceFigure(List<Sample> samples, List<Step> steps, String title, Optional<String> llm) {
        this.samples = samples;
        this.title = title;
        this.llm = llm;
        int most = LEAST_ITERATIONS;
        for (Step step : steps) {
            most = Math.max(most, step.iteration());
            runs.computeIfAbsent(step.scheme(), s -> new TreeMap<>())
                    .computeIfAbsent(step.draw(), d -> new TreeMap<>())
                    .put(step.iteration(), step.sumRate());
        }
        iterations = most;
    }

    private List<String> schemes() {
        LinkedHashSet<String> schemes = new LinkedHashSet<>();
        samples.forEach(sample -> schemes.add(sample.scheme()));
        return List.copyOf(schemes);
    }

    /** Sum rates after each iteration: one estimate per iteration, or one for a level line. */
    private List<Estimate> estimates(String scheme) {
        Map<Integer, TreeMap<Integer, Double>> draws = runs.get(scheme);
        List<Estimate> estimates = new ArrayList<>();
        for (int t = 1; t <= iterations; t++) {
            int iteration = t;
            double[] rates =
                    draws == null
                            ? samples.stream()
                                    .filter(s -> s.scheme().equals(scheme) && s.feasible())
                                    .mapToDouble(Sample::sumRate)
                                    .toArray()
                            : draws.values().stream()
                                    .mapToDouble(run -> run.floorEntry(iteration).getValue())
                                    .toArray();
            estimates.add(Estimate.of(rates));
        }
        return estimates;
    }

    private PointStatistics statistics(String scheme) {
        return PointStatistics.of(samples.stream().filter(s -> s.scheme().equals(scheme)).toList());
    }

    Page page() {
        List<Line> lines = new ArrayList<>();
        double[] x = new double[iterations];
        Arrays.setAll(x, t -> t + 1.0);
        for (String scheme : schemes()) {
            List<Estimate> estimates = estimates(scheme);
            if (estimates.get(0).count() == 0) {
                continue;
            }
            lines.add(
                    new Line(
                            scheme,
                            SchemeNames.of(scheme, llm),
                            x,
                            estimates.stream().mapToDouble(Estimate::mean).toArray(),
                            estimates.stream()
                                    .mapToDouble(
                                            e ->
                                                    runs.containsKey(scheme)
                                                            ? e.halfWidth()
                                                            : Double.NaN)
                                    .toArray(),
                            runs.containsKey(scheme)));
        }
        int draws = (int) samples.stream().mapToInt(Sample::draw).distinct().count();
        long infeasible =
                samples.stream()
                        .filter(s -> s.scheme().equals(schemes().get(0)) && !s.feasible())
                        .count();
        List<String> notes = new ArrayList<>();
        notes.add(
                "Mean over %d fading draws; shaded: 95 %% confidence interval of the mean. A run that has ended keeps its value. Level lines without a band: schemes that do not iterate."
                        .formatted(draws - infeasible));
        if (infeasible > 0) {
            notes.add("Infeasible draws, left out of the means: " + infeasible);
        }
        notes.addAll(
                LlmNotes.of(
                        schemes(),
                        schemes().stream()
                                .map(s -> new LlmNotes.Place(s, "", statistics(s)))
                                .toList(),
                        llm));
        return new NotedPage(
                List.of(
                        new LinePlot(
                                title, "iteration of Algorithm 3", "sum rate R (bit/s/Hz)", lines)),
                notes);
    }

    void table(OutputStream out) throws IOException {
        boolean llm = LlmNotes.anyLlm(schemes());
        List<String> columns =
                new ArrayList<>(
                        List.of(
                                "iteration",
                                "scheme",
                                "draws",
                                "meanSumRate",
                                "ci95HalfWidth",
                                "ended"));
        if (llm) {
            columns.add("fallback");
        }
        CSVPrinter csv = FigureTables.open(out, columns.toArray(String[]::new));
        for (String scheme : schemes()) {
            List<Estimate> estimates = estimates(scheme);
            String fallback = LlmNotes.cell(statistics(scheme).fallback());
            for (int t = 1; t <= iterations; t++) {
                int iteration = t;
                Estimate estimate = estimates.get(t - 1);
                long ended =
                        runs.getOrDefault(scheme, Map.of()).values().stream()
                                .filter(run -> run.lastKey() <= iteration)
                                .count();
                List<Object> values =
                        new ArrayList<>(
                                List.of(
                                        t,
                                        scheme,
                                        estimate.count(),
                                        FigureTables.figure(estimate.mean()),
                                        FigureTables.figure(estimate.halfWidth()),
                                        runs.containsKey(scheme) ? ended : ""));
                if (llm) {
                    values.add(fallback);
                }
                csv.printRecord(values);
            }
        }
        csv.flush();
    }

    /** Arrays for NPZ and MAT files. */
    Map<String, double[]> arrays() {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        double[] x = new double[iterations];
        Arrays.setAll(x, t -> t + 1.0);
        arrays.put("x", x);
        for (String scheme : schemes()) {
            String name = scheme.replaceAll("[^A-Za-z0-9]", "_");
            List<Estimate> estimates = estimates(scheme);
            arrays.put("mean_" + name, estimates.stream().mapToDouble(Estimate::mean).toArray());
            arrays.put(
                    "ci95_" + name, estimates.stream().mapToDouble(Estimate::halfWidth).toArray());
        }
        return arrays;
    }
}
