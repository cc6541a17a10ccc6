package org.beamforge.experiments.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves with markers and confidence bands over a grid.
 *
 * @param title what is shown
 * @param xLabel with unit
 * @param yLabel with unit
 * @param lines painted in this order
 */
public record LinePlot(String title, String xLabel, String yLabel, List<Line> lines)
        implements Page {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 560;
    private static final int MARKER_SIZE = 9;
    private static final int MOST_LABELS = 12;

    /** Share of the x range that is left free on both sides. */
    private static final double MARGIN = 0.04;

    /** Share of the y range that is left free on both sides. */
    private static final double Y_MARGIN = 0.06;

    /** Range, relative to the values, up to which they count as equal. */
    private static final double LEVEL = 1e-9;

    /** Room around equal values, relative to them. */
    private static final double LEVEL_MARGIN = 0.05;

    public LinePlot {
        lines = List.copyOf(lines);
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT + legend().height();
    }

    private Legend legend() {
        return new Legend(lines, WIDTH);
    }

    @Override
    public void paint(Graphics2D g) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle(xLabel)
                        .yAxisTitle(yLabel)
                        .build();
        style(chart.getStyler());
        verticals(chart);
        for (int i = 0; i < lines.size(); i++) {
            band(chart, lines.get(i), i);
        }
        for (int i = 0; i < lines.size(); i++) {
            curve(chart, lines.get(i), i);
        }
        Graphics2D below = (Graphics2D) g.create();
        chart.paint(g, WIDTH, HEIGHT);
        below.translate(0, HEIGHT);
        legend().paint(below);
        below.dispose();
    }

    private void style(XYStyler styler) {
        styler.setBaseFont(Palette.LABEL);
        styler.setChartTitleFont(Palette.TITLE);
        styler.setAxisTitleFont(Palette.LABEL);
        styler.setAxisTickLabelsFont(Palette.LABEL);
        styler.setLegendFont(Palette.LABEL);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(Palette.GRID);
        styler.setChartTitleBoxVisible(false);
        styler.setLegendVisible(false);
        styler.setMarkerSize(MARKER_SIZE);
        styler.setAxisTicksLineVisible(false);
        styler.setLocale(Locale.ROOT);
        styler.setChartPadding(12);
        double[] range = xRange();
        double margin = MARGIN * (range[1] - range[0]);
        styler.setXAxisMin(range[0] - (margin > 0 ? margin : 0.5));
        styler.setXAxisMax(range[1] + (margin > 0 ? margin : 0.5));
        DecimalFormat ticks =
                new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        styler.setYAxisTickLabelsFormattingFunction(ticks::format);
        double step = uniformStep();
        if (step > 0) {
            // labels and grid at the points that were computed, not between them
            styler.setXAxisTickLabelsFormattingFunction(
                    x -> onGrid(x, range[0], step) ? ticks.format(x) : blank(x, range));
            styler.setXAxisTickMarkSpacingHint(30);
            styler.setPlotGridVerticalLinesVisible(false);
        } else {
            styler.setXAxisTickLabelsFormattingFunction(ticks::format);
            styler.setXAxisTickMarkSpacingHint(70);
        }
        double[] y = yWindow();
        styler.setYAxisMin(y[0]);
        styler.setYAxisMax(y[1]);
    }

    /** The distance of the points on the x axis if they are few and evenly spaced, else 0. */
    private double uniformStep() {
        double[] x = lines.isEmpty() ? new double[0] : lines.get(0).x();
        if (x.length < 2 || x.length > MOST_LABELS) {
            return 0;
        }
        double step = x[1] - x[0];
        for (int p = 1; p < x.length; p++) {
            if (Math.abs(x[p] - x[p - 1] - step) > 1e-6 * step) {
                return 0;
            }
        }
        return step;
    }

    private static boolean onGrid(double x, double first, double step) {
        double at = (x - first) / step;
        return Math.abs(at - Math.rint(at)) < 1e-6;
    }

    /** An invisible label; each is another text, because the library takes no repeated labels. */
    private static String blank(double x, double[] range) {
        int number = (int) Math.round((x - range[0]) / (range[1] - range[0]) * 56) + 4;
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 6; bit++) {
            text.append((number >> bit & 1) == 0 ? ' ' : '\u00a0');
        }
        return text.toString();
    }

    private void verticals(XYChart chart) {
        double step = uniformStep();
        double[] y = yWindow();
        for (int p = 0; step > 0 && p < lines.get(0).x().length; p++) {
            double x = lines.get(0).x()[p];
            XYSeries line = chart.addSeries("grid " + p, new double[] {x, x}, y.clone());
            line.setMarker(SeriesMarkers.NONE);
            line.setLineColor(Palette.GRID);
            line.setLineWidth(1);
            line.setShowInLegend(false);
        }
    }

    private double[] xRange() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (double x : line.x()) {
                least = Math.min(least, x);
                most = Math.max(most, x);
            }
        }
        return new double[] {least, most};
    }

    /** What the y axis shows; a level line gets room, without which it would have no labels. */
    double[] yWindow() {
        double[] range = yRange();
        double height = range[1] - range[0];
        double size = Math.max(Math.abs(range[0]), Math.abs(range[1]));
        double margin =
                height > LEVEL * size
                        ? Y_MARGIN * height
                        : size > 0 ? LEVEL_MARGIN * size : LEVEL_MARGIN;
        return new double[] {range[0] - margin, range[1] + margin};
    }

    private double[] yRange() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (int p = 0; p < line.y().length; p++) {
                double half = Double.isNaN(line.halfWidth()[p]) ? 0 : line.halfWidth()[p];
                least = Math.min(least, line.y()[p] - half);
                most = Math.max(most, line.y()[p] + half);
            }
        }
        return new double[] {least, most};
    }

    private static void band(XYChart chart, Line line, int number) {
        int points = line.x().length;
        if (points < 2) {
            return;
        }
        double[] x = new double[2 * points];
        double[] y = new double[2 * points];
        for (int p = 0; p < points; p++) {
            double half = Double.isNaN(line.halfWidth()[p]) ? 0 : line.halfWidth()[p];
            x[p] = line.x()[p];
            y[p] = line.y()[p] + half;
            x[2 * points - 1 - p] = line.x()[p];
            y[2 * points - 1 - p] = line.y()[p] - half;
        }
        XYSeries band = chart.addSeries("band " + number, x, y);
        band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        band.setFillColor(Palette.shade(Palette.of(line.scheme()).color()));
        band.setLineColor(new Color(0, 0, 0, 0));
        band.setMarker(SeriesMarkers.NONE);
        band.setShowInLegend(false);
    }

    private static void curve(XYChart chart, Line line, int number) {
        Palette.Look look = Palette.of(line.scheme());
        XYSeries series = chart.addSeries("line " + number, line.x(), line.y());
        series.setLabel(line.label());
        series.setLineColor(look.color());
        series.setLineStyle(look.stroke());
        series.setMarker(line.marked() ? look.marker() : SeriesMarkers.NONE);
        series.setMarkerColor(look.color());
    }
}
