package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.beamforge.experiments.plot.Line;
import org.beamforge.experiments.plot.LinePlot;
import org.beamforge.experiments.plot.NotedPage;
import org.beamforge.experiments.plot.Page;
import org.beamforge.experiments.sweep.GridParameter;

/** Sum rate over a swept parameter: Figs. 6-9 of the paper, and any sweep of one's own. */
final class SweepFigure {
    private final Grid grid;
    private final String title;
    private final Optional<String> llm;

    SweepFigure(Grid grid, String title, Optional<String> llm) {
        this.grid = grid;
        this.title = title;
        this.llm = llm;
    }

    Page page() {
        List<Page> plots = new ArrayList<>();
        for (String panel : grid.panels()) {
            String heading = panel.isEmpty() ? title : title + ", " + panel;
            plots.add(plot(panel, heading, "sum rate R (bit/s/Hz)", false));
            if (grid.axis() == GridParameter.USERS && grid.xs().size() > 1) {
                plots.add(plot(panel, "The same per user", "rate per user R/N (bit/s/Hz)", true));
            }
        }
        return new NotedPage(plots, notes());
    }

    private Page plot(String panel, String heading, String yLabel, boolean perUser) {
        List<Line> lines = new ArrayList<>();
        for (String scheme : grid.schemes()) {
            line(panel, scheme, perUser).ifPresent(lines::add);
        }
        return new LinePlot(heading, grid.axis().axis(), yLabel, lines);
    }

    private Optional<Line> line(String panel, String scheme, boolean perUser) {
        List<double[]> points = new ArrayList<>();
        int open = 0;
        int bounded = 0;
        for (double x : grid.xs()) {
            PointStatistics s = PointStatistics.of(grid.at(panel, scheme, x));
            open += s.open();
            bounded += s.rate().count();
            if (s.rate().count() > 0) {
                double scale = perUser ? 1 / grid.users(panel, x) : 1;
                points.add(new double[] {x, scale * s.rate().mean(), scale * s.rate().halfWidth()});
            }
        }
        if (points.isEmpty()) {
            return Optional.empty();
        }
        String label = SchemeNames.of(scheme, llm);
        if (open > 0) {
            label += " (search not closed on %d of %d draws)".formatted(open, bounded);
        }
        return Optional.of(
                new Line(
                        scheme,
                        label,
                        column(points, 0),
                        column(points, 1),
                        column(points, 2),
                        true));
    }

    private static double[] column(List<double[]> points, int column) {
        return points.stream().mapToDouble(point -> point[column]).toArray();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        int draws = 0;
        int corrected = 0;
        double largestGap = Double.NaN;
        List<String> infeasible = new ArrayList<>();
        List<LlmNotes.Place> places = new ArrayList<>();
        for (String panel : grid.panels()) {
            for (double x : grid.xs()) {
                for (String scheme : grid.schemes()) {
                    PointStatistics s = PointStatistics.of(grid.at(panel, scheme, x));
                    places.add(new LlmNotes.Place(scheme, place(panel, x), s));
                    draws = Math.max(draws, s.rate().count() + s.infeasible());
                    corrected += s.corrected();
                    largestGap = most(largestGap, s.largestGap());
                    if (s.infeasible() > 0 && scheme.equals(grid.schemes().get(0))) {
                        infeasible.add("%d at %s".formatted(s.infeasible(), place(panel, x)));
                    }
                }
            }
        }
        notes.add(
                "Mean over %d fading draws, the same for all points and schemes; shaded: 95 %% confidence interval of the mean."
                        .formatted(draws));
        if (!infeasible.isEmpty()) {
            notes.add("Infeasible draws, left out of the means: " + String.join("; ", infeasible));
        }
        if (!Double.isNaN(largestGap)) {
            notes.add(
                    String.format(
                                    Locale.ROOT,
                                    "Joint optimum: branch and bound, largest proven gap to any"
                                            + " association and beams %.2g %%",
                                    100 * largestGap)
                            + (corrected > 0
                                    ? "; corrected by another scheme's association %d times."
                                            .formatted(corrected)
                                    : "."));
        }
        notes.addAll(LlmNotes.of(grid.schemes(), places, llm));
        return notes;
    }

    private String place(String panel, double x) {
        return grid.axis().text(x) + (panel.isEmpty() ? "" : " (" + panel + ")");
    }

    private static double most(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }
}
