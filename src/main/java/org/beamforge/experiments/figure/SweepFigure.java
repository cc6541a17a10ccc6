package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
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

    private final Scales scales;
    private final List<Page> plots = new ArrayList<>();
    private final LinkedHashSet<String> lossNotes = new LinkedHashSet<>();

    SweepFigure(Grid grid, String title, Optional<String> llm, Scales scales) {
        this.grid = grid;
        this.title = title;
        this.llm = llm;
        this.scales = scales;
        for (String panel : grid.panels()) {
            panel(panel);
        }
    }

    Page page() {
        return new NotedPage(plots, notes());
    }

    private void panel(String panel) {
        String heading = panel.isEmpty() ? title : title + ", " + panel;
        plots.add(
                plot(panel, heading, "sum rate R (bit/s/Hz)", false)
                        .scaled(scales.x(), scales.y()));
        if (grid.axis() == GridParameter.USERS && grid.xs().size() > 1) {
            plots.add(
                    plot(panel, "The same per user", "rate per user R/N (bit/s/Hz)", true)
                            .scaled(scales.x(), scales.y())
                            .below());
        }
        LossPlot losses = new LossPlot(llm, scheme -> true);
        for (String scheme : grid.schemes()) {
            for (double x : grid.xs()) {
                double[] lost =
                        Paired.differences(
                                grid.at(panel, LossPlot.JOINT, x), grid.at(panel, scheme, x));
                losses.add(scheme, x, place(panel, x), lost);
            }
        }
        losses.plot(grid.axis().axis(), scales.x()).ifPresent(plots::add);
        lossNotes.addAll(losses.notes());
    }

    private LinePlot plot(String panel, String heading, String yLabel, boolean perUser) {
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
        int bounded = 0;
        int corrected = 0;
        double largestGap = Double.NaN;
        List<LlmNotes.Place> places = new ArrayList<>();
        for (String panel : grid.panels()) {
            for (double x : grid.xs()) {
                for (String scheme : grid.schemes()) {
                    PointStatistics s = PointStatistics.of(grid.at(panel, scheme, x));
                    places.add(new LlmNotes.Place(scheme, place(panel, x), s));
                    draws = Math.max(draws, s.rate().count() + s.infeasible());
                    bounded += Double.isNaN(s.meanGap()) ? 0 : s.rate().count();
                    corrected += s.corrected();
                    largestGap = most(largestGap, s.largestGap());
                }
            }
        }
        notes.add(
                "Mean over %d fading draws, the same for all points and schemes; shaded: 95 %% confidence interval of the mean."
                        .formatted(draws));
        Infeasible.note(places).ifPresent(notes::add);
        if (!Double.isNaN(largestGap)) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "Joint optimum: branch and bound, largest proven gap to any"
                                    + " association and beams %.2g %%; corrected by another"
                                    + " scheme's association on %d of %d draws.",
                            100 * largestGap,
                            corrected,
                            bounded));
        }
        notes.addAll(lossNotes);
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
