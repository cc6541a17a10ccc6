package org.beamforge.experiments.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves with markers and confidence bands over a grid. The library paints the curves; the axes are
 * ours, because its labels cannot be held to the points that were computed, nor to round numbers.
 *
 * @param title what is shown
 * @param xLabel with unit
 * @param yLabel with unit
 * @param lines painted in this order
 * @param xScale division of the x axis
 * @param yScale division of the y axis; on a logarithmic one values up to 0 are left out; where
 *     nothing remains, the plot says so and has no labels there
 * @param tall whether it is the main plot of a page
 * @param legend whether the curves are named below
 */
public record LinePlot(
        String title,
        String xLabel,
        String yLabel,
        List<Line> lines,
        AxisScale xScale,
        AxisScale yScale,
        boolean tall,
        boolean legend)
        implements Page {
    private static final int WIDTH = 860;
    private static final int LEFT = 76;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;
    private static final int TALL = 400;
    private static final int LOW = 260;
    private static final int MARKER_SIZE = 9;

    private static final String NOTHING_POSITIVE =
            "no positive value: nothing to show on a logarithmic axis";

    private static final double X_RATIO = 30;
    private static final double Y_RATIO = 100;

    public LinePlot {
        lines = List.copyOf(lines);
    }

    /** The main plot of a page, with axes that suit the values. */
    public LinePlot(String title, String xLabel, String yLabel, List<Line> lines) {
        this(title, xLabel, yLabel, lines, AxisScale.AUTO, AxisScale.AUTO, true, true);
    }

    /** The same with other axes. */
    public LinePlot scaled(AxisScale x, AxisScale y) {
        return new LinePlot(title, xLabel, yLabel, lines, x, y, tall, legend);
    }

    /** The same as a lower plot under one that names the curves. */
    public LinePlot below() {
        return new LinePlot(title, xLabel, yLabel, lines, xScale, yScale, false, false);
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return TOP + plotHeight() + BOTTOM + (legend ? names().height() : 0);
    }

    private int plotHeight() {
        return tall ? TALL : LOW;
    }

    private Legend names() {
        return new Legend(lines, WIDTH);
    }

    @Override
    public void paint(Graphics2D g) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width(), height());
        g.setColor(Palette.BLACK);
        g.setFont(Palette.TITLE);
        Text.centred(g, title, LEFT + plotWidth() / 2.0, TOP - 14);
        Axis x = xAxis();
        Axis y = yAxis();
        XYChart chart = chart(x, y);
        Graphics2D area = (Graphics2D) g.create();
        area.translate(LEFT, TOP);
        chart.paint(area, plotWidth(), plotHeight());
        area.dispose();
        axes(g, chart, x, y);
        if (nothingPositive()) {
            g.setFont(Palette.LABEL);
            Text.centred(g, NOTHING_POSITIVE, LEFT + plotWidth() / 2.0, TOP + plotHeight() / 2.0);
        }
        if (legend) {
            Graphics2D below = (Graphics2D) g.create();
            below.translate(0, TOP + plotHeight() + BOTTOM);
            names().paint(below);
            below.dispose();
        }
    }

    private static int plotWidth() {
        return WIDTH - LEFT - RIGHT;
    }

    Axis xAxis() {
        List<Double> xs = new ArrayList<>();
        for (Line line : lines) {
            for (double x : line.x()) {
                xs.add(x);
            }
        }
        boolean few = xs.stream().distinct().count() < 3;
        return Axis.below(xs, xScale.logarithmic(xs, few ? Double.POSITIVE_INFINITY : X_RATIO));
    }

    Axis yAxis() {
        List<Double> middles = middles();
        boolean logarithmic = yScale.logarithmic(middles, Y_RATIO);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (int p = 0; p < line.y().length; p++) {
                double y = line.y()[p];
                if (Double.isNaN(y) || logarithmic && y <= 0) {
                    continue;
                }
                double half = half(line, p);
                // a band that reaches 0 has no lower end on a logarithmic axis
                least = Math.min(least, logarithmic && y - half <= 0 ? y / 2 : y - half);
                most = Math.max(most, y + half);
            }
        }
        if (nothingPositive()) {
            return new Axis(false, 0, 1, List.of(), List.of(), List.of());
        }
        return least <= most ? Axis.beside(least, most, logarithmic) : Axis.beside(0, 1, false);
    }

    private List<Double> middles() {
        List<Double> middles = new ArrayList<>();
        for (Line line : lines) {
            for (double y : line.y()) {
                if (!Double.isNaN(y)) {
                    middles.add(y);
                }
            }
        }
        return middles;
    }

    /** Whether there are values, and a logarithmic axis was asked for that can show none. */
    private boolean nothingPositive() {
        List<Double> middles = middles();
        return yScale.logarithmic(middles, Y_RATIO)
                && !middles.isEmpty()
                && middles.stream().allMatch(y -> y <= 0);
    }

    private static double half(Line line, int point) {
        double half = line.halfWidth()[point];
        return Double.isNaN(half) ? 0 : half;
    }

    private XYChart chart(Axis x, Axis y) {
        XYChart chart = new XYChartBuilder().width(plotWidth()).height(plotHeight()).build();
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartTitleVisible(false);
        styler.setLegendVisible(false);
        styler.setAxisTitlesVisible(false);
        styler.setAxisTicksVisible(false);
        styler.setPlotGridLinesVisible(false);
        styler.setPlotContentSize(1);
        styler.setPlotMargin(0);
        styler.setChartPadding(0);
        styler.setMarkerSize(MARKER_SIZE);
        styler.setXAxisMin(x.place(x.min()));
        styler.setXAxisMax(x.place(x.max()));
        styler.setYAxisMin(y.place(y.min()));
        styler.setYAxisMax(y.place(y.max()));
        grid(chart, x, y);
        for (int i = 0; i < lines.size(); i++) {
            int part = 0;
            for (List<Integer> run : runs(shown(lines.get(i), x, y))) {
                band(chart, lines.get(i), run, "band " + i + "." + part++, x, y);
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            List<Integer> shown = shown(lines.get(i), x, y);
            curve(chart, lines.get(i), shown, i, x, y);
        }
        return chart;
    }

    /** The points of a line that the axes show; none where the axis beside shows nothing. */
    private List<Integer> shown(Line line, Axis x, Axis y) {
        List<Integer> shown = new ArrayList<>();
        for (int p = 0; p < line.x().length && !nothingPositive(); p++) {
            if (x.shows(line.x()[p]) && y.shows(line.y()[p])) {
                shown.add(p);
            }
        }
        return shown;
    }

    /** Neighbours among the points of a line, together; where one is left out is a gap. */
    static List<List<Integer>> runs(List<Integer> shown) {
        List<List<Integer>> runs = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= shown.size(); i++) {
            if (i == shown.size() || shown.get(i) != shown.get(i - 1) + 1) {
                runs.add(shown.subList(from, i));
                from = i;
            }
        }
        return runs;
    }

    private static void grid(XYChart chart, Axis x, Axis y) {
        double[] across = {x.place(x.min()), x.place(x.max())};
        double[] up = {y.place(y.min()), y.place(y.max())};
        for (double tick : y.minor()) {
            gridLine(chart, "fine y " + tick, across, level(y, tick), Palette.FINE_GRID);
        }
        for (double tick : x.minor()) {
            gridLine(chart, "fine x " + tick, level(x, tick), up, Palette.FINE_GRID);
        }
        for (double tick : y.ticks()) {
            gridLine(chart, "y " + tick, across, level(y, tick), Palette.GRID);
        }
        for (double tick : x.ticks()) {
            gridLine(chart, "x " + tick, level(x, tick), up, Palette.GRID);
        }
    }

    private static double[] level(Axis axis, double value) {
        return new double[] {axis.place(value), axis.place(value)};
    }

    private static void gridLine(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries line = chart.addSeries(name, x.clone(), y.clone());
        line.setMarker(SeriesMarkers.NONE);
        line.setLineColor(color);
        line.setLineStyle(Palette.THIN);
    }

    private static void band(
            XYChart chart, Line line, List<Integer> shown, String name, Axis x, Axis y) {
        int points = shown.size();
        double[] xs = new double[2 * points];
        double[] ys = new double[2 * points];
        for (int i = 0; i < points; i++) {
            int p = shown.get(i);
            xs[i] = x.place(line.x()[p]);
            xs[2 * points - 1 - i] = xs[i];
            ys[i] = y.place(line.y()[p] + half(line, p));
            ys[2 * points - 1 - i] = y.place(line.y()[p] - half(line, p));
        }
        Color color = Palette.of(line.scheme()).color();
        XYSeries band = chart.addSeries(name, xs, ys);
        band.setMarker(SeriesMarkers.NONE);
        if (points == 1) { // a band of no width is a bar
            band.setLineColor(color);
            band.setLineStyle(Palette.BAR);
            return;
        }
        band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        band.setFillColor(Palette.shade(color));
        band.setLineColor(new Color(0, 0, 0, 0));
    }

    private static void curve(
            XYChart chart, Line line, List<Integer> shown, int number, Axis x, Axis y) {
        if (shown.isEmpty()) {
            return;
        }
        Palette.Look look = Palette.of(line.scheme());
        double[] xs = new double[line.x().length];
        double[] ys = new double[xs.length];
        for (int p = 0; p < xs.length; p++) {
            xs[p] = x.place(x.shows(line.x()[p]) ? line.x()[p] : x.min());
            ys[p] = shown.contains(p) ? y.place(line.y()[p]) : Double.NaN; // a gap in the curve
        }
        XYSeries series = chart.addSeries("line " + number, xs, ys);
        series.setLineColor(look.color());
        series.setLineStyle(look.stroke());
        Marker marker = line.markers() || shown.size() == 1 ? look.marker() : SeriesMarkers.NONE;
        series.setMarker(marker);
        series.setMarkerColor(look.color());
    }

    /** Frame, labels and titles; labels that would touch the one before are left out. */
    private void axes(Graphics2D g, XYChart chart, Axis x, Axis y) {
        int bottom = TOP + plotHeight();
        g.setColor(Palette.FRAME);
        g.setStroke(Palette.THIN);
        g.draw(new Rectangle2D.Double(LEFT, TOP, plotWidth(), plotHeight()));
        g.setFont(Palette.LABEL);
        double taken = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < x.ticks().size(); t++) {
            double at = LEFT + chart.getScreenXFromChart(x.place(x.ticks().get(t)));
            g.setColor(Palette.FRAME);
            g.draw(new Line2D.Double(at, bottom, at, bottom + 4));
            double half = Text.width(g, x.labels().get(t)) / 2;
            if (at - half > taken) {
                g.setColor(Palette.BLACK);
                Text.centred(g, x.labels().get(t), at, bottom + 19);
                taken = at + half + 8;
            }
        }
        taken = Double.POSITIVE_INFINITY;
        for (int t = 0; t < y.ticks().size(); t++) {
            double at = TOP + chart.getScreenYFromChart(y.place(y.ticks().get(t)));
            g.setColor(Palette.FRAME);
            g.draw(new Line2D.Double(LEFT - 4, at, LEFT, at));
            if (at < taken) {
                g.setColor(Palette.BLACK);
                Text.right(g, y.labels().get(t), LEFT - 8, at + 5);
                taken = at - 15;
            }
        }
        g.setColor(Palette.BLACK);
        Text.centred(g, xLabel, LEFT + plotWidth() / 2.0, bottom + 42);
        Text.upwards(g, yLabel, 18, TOP + plotHeight() / 2.0);
    }
}
