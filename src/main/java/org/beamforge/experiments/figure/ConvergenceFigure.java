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
    private static final String X_LABEL = "iteration of Algorithm 3";

    private final List<Sample> samples;
    private final Map<String, Map<Integer, TreeMap<Integer, Double>>> runs = new LinkedHashMap<>();
    private final int iterations;
    private final Optional<String> llm;
    private final String title;
    private final Scales scales;

    ConvergenceFigure(
            List<Sample> samples,
            List<Step> steps,
            String title,
            Optional<String> llm,
            Scales scales) {
        this.samples = samples;
        this.scales = scales;
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

    /** The loss of a scheme to the joint optimum after an iteration, draw by draw. */
    private double[] lost(String scheme, int iteration) {
        Map<Integer, TreeMap<Integer, Double>> draws = runs.get(scheme);
        List<Sample> joint =
                samples.stream().filter(s -> s.scheme().equals(LossPlot.JOINT)).toList();
        if (draws == null) {
            return Paired.differences(
                    joint, samples.stream().filter(s -> s.scheme().equals(scheme)).toList());
        }
        return joint.stream()
                .filter(s -> s.feasible() && draws.containsKey(s.draw()))
                .mapToDouble(
                        s -> s.sumRate() - draws.get(s.draw()).floorEntry(iteration).getValue())
                .toArray();
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
                            estimates.stream().mapToDouble(Estimate::halfWidth).toArray(),
                            runs.containsKey(scheme)));
        }
        LossPlot losses = new LossPlot(llm, runs::containsKey);
        for (String scheme : schemes()) {
            for (int t = 1; t <= iterations; t++) {
                losses.add(scheme, t, Integer.toString(t), lost(scheme, t));
            }
        }
        List<Page> plots = new ArrayList<>();
        plots.add(
                new LinePlot(title, X_LABEL, "sum rate R (bit/s/Hz)", lines)
                        .scaled(scales.x(), scales.y()));
        losses.plot(X_LABEL, scales.x()).ifPresent(plots::add);
        return new NotedPage(plots, notes(losses));
    }

    private List<String> notes(LossPlot losses) {
        long draws = samples.stream().mapToInt(Sample::draw).distinct().count();
        List<LlmNotes.Place> places =
                schemes().stream().map(s -> new LlmNotes.Place(s, "", statistics(s))).toList();
        List<String> notes = new ArrayList<>();
        notes.add(
                "Mean over %d fading draws, the same for all schemes; shaded: 95 %% confidence interval of the mean. A run that has ended keeps its value. Level lines without markers: schemes that do not iterate."
                        .formatted(draws));
        Infeasible.note(places).ifPresent(notes::add);
        notes.addAll(losses.notes());
        notes.addAll(LlmNotes.of(schemes(), places, llm));
        return notes;
    }

    void table(OutputStream out) throws IOException {
        boolean llm = LlmNotes.anyLlm(schemes());
        List<String> columns =
                new ArrayList<>(
                        List.of(
                                "iteration",
                                "scheme",
                                "draws",
                                "infeasible",
                                "meanSumRate",
                                "ci95HalfWidth",
                                "ended"));
        if (llm) {
            columns.add("fallback");
        }
        CSVPrinter csv = FigureTables.open(out, columns.toArray(String[]::new));
        for (String scheme : schemes()) {
            List<Estimate> estimates = estimates(scheme);
            PointStatistics statistics = statistics(scheme);
            for (int t = 1; t <= iterations; t++) {
                Estimate estimate = estimates.get(t - 1);
                long ended = ended(scheme, t);
                List<Object> values =
                        new ArrayList<>(
                                List.of(
                                        t,
                                        scheme,
                                        estimate.count(),
                                        statistics.infeasible(),
                                        FigureTables.figure(estimate.mean()),
                                        FigureTables.figure(estimate.halfWidth()),
                                        runs.containsKey(scheme) ? ended : ""));
                if (llm) {
                    values.add(LlmNotes.cell(statistics.fallback()));
                }
                csv.printRecord(values);
            }
        }
        csv.flush();
    }

    /** Draws whose run has ended by an iteration. */
    private long ended(String scheme, int iteration) {
        return runs.getOrDefault(scheme, Map.of()).values().stream()
                .filter(run -> run.lastKey() <= iteration)
                .count();
    }

    /** The columns of {@link #table} as arrays over the iterations, NaN for blanks. */
    Map<String, double[]> arrays() {
        FigureArrays arrays = new FigureArrays();
        double[] x = new double[iterations];
        Arrays.setAll(x, t -> t + 1.0);
        arrays.put("x", x);
        for (String scheme : schemes()) {
            List<Estimate> estimates = estimates(scheme);
            PointStatistics s = statistics(scheme);
            boolean iterates = runs.containsKey(scheme);
            arrays.put("draws", scheme, iterations, t -> estimates.get(t).count());
            arrays.put("infeasible", scheme, iterations, t -> s.infeasible());
            arrays.put("mean", scheme, iterations, t -> estimates.get(t).mean());
            arrays.put("ci95", scheme, iterations, t -> estimates.get(t).halfWidth());
            arrays.put(
                    "ended", scheme, iterations, t -> iterates ? ended(scheme, t + 1) : Double.NaN);
            if (LlmNotes.anyLlm(schemes())) {
                arrays.put("fallback", scheme, iterations, t -> FigureArrays.orNaN(s.fallback()));
            }
        }
        return arrays.all();
    }
}
