package org.beamforge.experiments.plot;

import java.util.List;

/**
 * One axis of a plot: what it shows and where it is labelled. Logarithmic axes are linear in the
 * exponent.
 *
 * @param logarithmic base 10
 * @param min left or lower end, in values
 * @param max right or upper end, in values
 * @param ticks values that have a line and a label
 * @param minor values that have a fainter line
 * @param labels one for each of the ticks
 */
record Axis(
        boolean logarithmic,
        double min,
        double max,
        List<Double> ticks,
        List<Double> minor,
        List<String> labels) {
    private static final int Y_TICKS = 8;
    private static final int X_TICKS = 10;

    /** More points than this are not all labelled. */
    private static final int MOST_POINTS = 12;

    /** Share of the range that is left free on both sides. */
    private static final double X_MARGIN = 0.04;

    private static final double Y_MARGIN = 0.06;

    /** Range, relative to the values, up to which they count as equal. */
    private static final double LEVEL = 1e-9;

    /** Room around equal values, relative to them. */
    private static final double LEVEL_MARGIN = 0.05;

    /** Most decades of an axis that have fainter lines between them. */
    private static final int MOST_FINE_DECADES = 6;

    Axis {
        ticks = List.copyOf(ticks);
        minor = List.copyOf(minor);
        labels = List.copyOf(labels);
    }

    /**
     * The axis below a plot.
     *
     * @param points every x that has a point; few enough are labelled themselves
     */
    static Axis below(List<Double> points, boolean logarithmic) {
        List<Double> xs = points.stream().distinct().sorted().toList();
        double least = xs.isEmpty() ? 0 : xs.get(0);
        double most = xs.isEmpty() ? 1 : xs.get(xs.size() - 1);
        double[] window = window(least, most, logarithmic, X_MARGIN);
        if (xs.size() <= MOST_POINTS) {
            return new Axis(
                    logarithmic,
                    window[0],
                    window[1],
                    xs,
                    List.of(),
                    xs.stream().map(Ticks::text).toList());
        }
        return logarithmic ? decades(window) : even(window, X_TICKS);
    }

    /** The axis beside a plot that shows values from least to most. */
    static Axis beside(double least, double most, boolean logarithmic) {
        double[] window = window(least, most, logarithmic, Y_MARGIN);
        return logarithmic ? decades(window) : even(window, Y_TICKS);
    }

    /** Equal values get room, without which they would have no labels. */
    private static double[] window(double least, double most, boolean logarithmic, double share) {
        double low = logarithmic ? Math.log10(least) : least;
        double high = logarithmic ? Math.log10(most) : most;
        double size = Math.max(Math.abs(low), Math.abs(high));
        double margin =
                high - low > LEVEL * size
                        ? share * (high - low)
                        : logarithmic || size == 0 ? LEVEL_MARGIN : LEVEL_MARGIN * size;
        return logarithmic
                ? new double[] {Math.pow(10, low - margin), Math.pow(10, high + margin)}
                : new double[] {low - margin, high + margin};
    }

    private static Axis even(double[] window, int count) {
        double step = Ticks.step(window[1] - window[0], count);
        List<Double> ticks = Ticks.even(window[0], window[1], step);
        return new Axis(
                false,
                window[0],
                window[1],
                ticks,
                List.of(),
                ticks.stream().map(tick -> Ticks.text(tick, step)).toList());
    }

    private static Axis decades(double[] window) {
        List<Double> ticks = Ticks.decades(window[0], window[1]);
        List<Double> minor = List.of();
        if (Math.log10(window[1] / window[0]) <= MOST_FINE_DECADES) {
            minor = Ticks.withinDecades(window[0], window[1]);
        }
        if (ticks.size() < 2) { // one label gives no scale
            minor = Ticks.withinDecades(window[0], window[1]);
            ticks = minor;
        }
        if (ticks.size() < 2) {
            ticks = even(window, X_TICKS).ticks();
        }
        return new Axis(
                true, window[0], window[1], ticks, minor, ticks.stream().map(Ticks::text).toList());
    }

    /** Whether a value can be shown at all. */
    boolean shows(double value) {
        return !Double.isNaN(value) && (!logarithmic || value > 0);
    }

    /** A value as the painter places it; what lies outside is moved to the nearer end. */
    double place(double value) {
        double inside = Math.max(min, Math.min(max, value));
        return logarithmic ? Math.log10(inside) : inside;
    }
}
