package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.experiments.plot.Line;
import org.beamforge.experiments.plot.LinePlot;

/**
 * What the schemes lose to the joint optimum on the same draws. The losses span decades, and beside
 * the sum rates the small ones cannot be seen.
 */
final class LossPlot {
    static final String JOINT = "joint";

    /** Mean losses up to this count as none, bit/s/Hz: the joint search stops at such gaps. */
    private static final double FLOOR = 1e-6;

    private static final double DECADE = 10;

    private final Optional<String> llm;
    private final Predicate<String> marked;
    private final Map<String, List<Point>> curves = new LinkedHashMap<>();

    private record Point(double x, String name, Estimate loss) {
        boolean shown() {
            return loss.mean() > FLOOR;
        }

        double mean() {
            return shown() ? loss.mean() : Double.NaN;
        }
    }

    /**
     * @param marked schemes whose points carry markers
     */
    LossPlot(Optional<String> llm, Predicate<String> marked) {
        this.llm = llm;
        this.marked = marked;
    }

    /**
     * Adds a point.
     *
     * @param name of the point, in words
     * @param differences sum rate of the joint optimum less that of the scheme, draw by draw
     */
    void add(String scheme, double x, String name, double[] differences) {
        if (differences.length > 0 && !scheme.equals(JOINT)) {
            curves.computeIfAbsent(scheme, s -> new ArrayList<>())
                    .add(new Point(x, name, Estimate.of(differences)));
        }
    }

    /** The plot, to stand under one that names the curves; nothing where nobody loses anything. */
    Optional<LinePlot> plot(String xLabel, AxisScale xScale) {
        if (shown().length == 0) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<String, List<Point>> curve : curves.entrySet()) {
            List<Point> points = curve.getValue();
            lines.add(
                    new Line(
                            curve.getKey(),
                            SchemeNames.of(curve.getKey(), llm),
                            points.stream().mapToDouble(Point::x).toArray(),
                            points.stream().mapToDouble(Point::mean).toArray(),
                            points.stream().mapToDouble(p -> p.loss().halfWidth()).toArray(),
                            marked.test(curve.getKey())));
        }
        AxisScale scale = logarithmic() ? AxisScale.LOG : AxisScale.LINEAR;
        return Optional.of(
                new LinePlot(
                                "Loss to the joint optimum on the same draws",
                                xLabel,
                                "mean loss (bit/s/Hz)",
                                lines)
                        .scaled(xScale, scale)
                        .below());
    }

    private double[] shown() {
        return curves.values().stream()
                .flatMap(List::stream)
                .filter(Point::shown)
                .mapToDouble(Point::mean)
                .sorted()
                .toArray();
    }

    private boolean logarithmic() {
        double[] means = shown();
        return means.length > 0 && means[means.length - 1] >= DECADE * means[0];
    }

    /** What the plot cannot show, as notes. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        boolean touching =
                curves.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(p -> p.shown() && p.loss().lower() <= 0);
        if (touching && logarithmic()) {
            notes.add(
                    "Losses on a logarithmic axis: an interval that reaches the lower edge holds 0.");
        }
        hidden().ifPresent(notes::add);
        return notes;
    }

    private Optional<String> hidden() {
        List<String> none = new ArrayList<>();
        curves.forEach(
                (scheme, points) -> {
                    List<String> hidden =
                            points.stream().filter(p -> !p.shown()).map(Point::name).toList();
                    if (!hidden.isEmpty()) {
                        none.add(
                                SchemeNames.of(scheme, llm)
                                        + (hidden.size() == points.size()
                                                ? " anywhere"
                                                : " at " + String.join(", ", hidden)));
                    }
                });
        return none.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "No mean loss above 1e-6, so not in the plot of losses: "
                                + String.join("; ", none)
                                + ".");
    }
}
