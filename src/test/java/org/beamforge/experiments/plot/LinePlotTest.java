package org.beamforge.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinePlotTest {
    private static LinePlot plot(double[] x, double... y) {
        double[] none = new double[x.length];
        Arrays.fill(none, Double.NaN);
        return new LinePlot(
                "title", "x", "y", List.of(new Line("joint", "curve", x, y, none, true)));
    }

    /** A window of almost no height has no room for labels that differ in print. */
    @ParameterizedTest
    @ValueSource(doubles = {16.9, 1e-3, 0, -2, 250, 16.906180123, 1e-9, 123456.789})
    void aLevelLineHasRoomAndRoundLabels(double level) {
        Axis axis = plot(new double[] {1, 2}, level, level).yAxis();
        double room = level == 0 ? 0.01 : 0.01 * Math.abs(level);
        assertThat(axis.min()).isLessThan(level - room);
        assertThat(axis.max()).isGreaterThan(level + room);
        assertThat(axis.labels()).hasSizeBetween(4, 16).doesNotHaveDuplicates();
        assertThat(axis.labels())
                .allMatch(label -> label.replaceAll("e.*|^-?0\\.0*|[-.]", "").length() <= 6);
    }

    /** Means that differ in the last digits only, as those of a threshold that hardly matters. */
    @ParameterizedTest
    @CsvSource({"16.9, 16.90001", "16.9, 16.91", "7.3001, 7.30019", "0.0020001, 0.0020002"})
    void anAlmostFlatPlotHasRoundLabelsOfOneLength(double low, double high) {
        Axis axis = plot(new double[] {1, 2}, low, high).yAxis();
        assertThat(axis.labels()).hasSizeBetween(4, 16).doesNotHaveDuplicates();
        assertThat(axis.labels().stream().map(String::length).distinct()).hasSize(1);
        for (int t = 0; t < axis.ticks().size(); t++) {
            assertThat(Double.parseDouble(axis.labels().get(t)))
                    .isCloseTo(axis.ticks().get(t), within(1e-3 * (high - low)));
        }
    }

    @Test
    void thePointsThatWereComputedAreLabelledAndNothingBetween() {
        Axis five = plot(new double[] {0.005, 0.01, 0.015, 0.02, 0.025}, 1, 2, 3, 4, 5).xAxis();
        assertThat(five.labels()).containsExactly("0.005", "0.01", "0.015", "0.02", "0.025");
        assertThat(five.logarithmic()).isFalse();
        Axis one = plot(new double[] {0.01}, 17).xAxis();
        assertThat(one.labels()).containsExactly("0.01");
        assertThat(one.min()).isPositive().isLessThan(0.01);
        double[] many = new double[79];
        Arrays.setAll(many, i -> i + 1.0);
        assertThat(plot(many, many).scaled(AxisScale.LINEAR, AxisScale.LINEAR).xAxis().labels())
                .contains("10", "50")
                .hasSizeLessThan(20);
    }

    @Test
    void axesAreLogarithmicWhereTheValuesSpanDecades() {
        double[] antennas = {64, 256, 1024, 4096};
        LinePlot wide = plot(antennas, 10, 11, 12, 13);
        assertThat(wide.xAxis().logarithmic()).isTrue();
        assertThat(wide.xAxis().labels()).containsExactly("64", "256", "1024", "4096");
        assertThat(wide.yAxis().logarithmic()).isFalse();
        assertThat(wide.scaled(AxisScale.LINEAR, AxisScale.AUTO).xAxis().logarithmic()).isFalse();
        assertThat(plot(new double[] {1, 2, 3}, 0.001, 0.01, 5).yAxis().logarithmic()).isTrue();
        // no axis for what is not positive, unless it is asked for
        LinePlot mixed = plot(new double[] {1, 2, 3}, 0, 0.01, 5);
        assertThat(mixed.yAxis().logarithmic()).isFalse();
        Axis forced = mixed.scaled(AxisScale.AUTO, AxisScale.LOG).yAxis();
        assertThat(forced.logarithmic()).isTrue();
        assertThat(forced.shows(0)).isFalse();
        assertThat(forced.labels()).containsExactly("0.01", "0.1", "1");
    }

    @Test
    void labelsOfALogarithmicAxisAreDecadesOrWhatThereIsRoomFor() {
        assertThat(Axis.beside(5e-8, 3, true).labels())
                .containsExactly("1e-7", "1e-6", "1e-5", "1e-4", "0.001", "0.01", "0.1", "1");
        assertThat(Axis.beside(2, 7, true).labels()).containsExactly("2", "3", "4", "5", "6", "7");
        assertThat(Axis.beside(1.31, 1.44, true).labels()).hasSizeGreaterThan(1);
    }

    /** What lies outside, such as the lower end of a band that reaches 0, ends at the frame. */
    @Test
    void bandsThatReachZeroStayInsideTheFrame() {
        Line line =
                new Line(
                        "game",
                        "loss",
                        new double[] {1, 2, 3},
                        new double[] {1, 0.002, Double.NaN},
                        new double[] {0.1, 0.004, Double.NaN},
                        true);
        LinePlot plot =
                new LinePlot("title", "x", "y", List.of(line))
                        .scaled(AxisScale.AUTO, AxisScale.LOG);
        Axis y = plot.yAxis();
        assertThat(y.place(-0.002)).isEqualTo(y.place(y.min()));
        assertThat(y.min()).isBetween(1e-4, 0.002);
        assertThat(PageFiles.png(plot)).hasSizeGreaterThan(1000);
        assertThat(PageFiles.svg(plot)).contains("0.01").doesNotContain("NaN");
    }

    /** A column of pixels in the middle of the gap has the colours of frame and grid only. */
    @Test
    void bandsHaveAGapWhereTheCurveHasOne() {
        assertThat(LinePlot.runs(List.of(0, 1, 3, 4, 7)))
                .containsExactly(List.of(0, 1), List.of(3, 4), List.of(7));
        assertThat(LinePlot.runs(List.of())).isEmpty();
        int whole = shaded(2);
        int gap = shaded(Double.NaN);
        assertThat(whole).isGreaterThan(20);
        assertThat(gap).isZero();
    }

    /** Pixels of a band in the column of the middle one of five points. */
    private static int shaded(double middle) {
        LinePlot plot =
                new LinePlot(
                        "title",
                        "x",
                        "y",
                        List.of(
                                new Line(
                                        "game",
                                        "curve",
                                        new double[] {1, 2, 3, 4, 5},
                                        new double[] {2, 2, middle, 2, 2},
                                        new double[] {1, 1, 1, 1, 1},
                                        false)));
        BufferedImage image =
                new BufferedImage(plot.width(), plot.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        plot.paint(g);
        g.dispose();
        int column = (76 + plot.width() - 20) / 2 + 12; // beside the line of the grid
        int count = 0;
        for (int row = 45; row < 435; row++) {
            Color color = new Color(image.getRGB(column, row));
            int most = Math.max(color.getRed(), Math.max(color.getGreen(), color.getBlue()));
            int least = Math.min(color.getRed(), Math.min(color.getGreen(), color.getBlue()));
            count += most - least > 8 ? 1 : 0; // not grey
        }
        return count;
    }

    @Test
    void aLogarithmicAxisThatCanShowNothingSaysSo() {
        LinePlot plot =
                plot(new double[] {1, 2, 3}, 0, -1, 0).scaled(AxisScale.AUTO, AxisScale.LOG);
        assertThat(plot.yAxis().labels()).isEmpty();
        assertThat(PageFiles.svg(plot)).contains("no positive value: nothing to show");
        LinePlot positive =
                plot(new double[] {1, 2, 3}, 0, 1, 0).scaled(AxisScale.AUTO, AxisScale.LOG);
        assertThat(PageFiles.svg(positive)).doesNotContain("no positive value");
        assertThat(PageFiles.svg(plot.scaled(AxisScale.AUTO, AxisScale.AUTO)))
                .doesNotContain("no positive value");
    }

    @Test
    void aPlotWithoutAnyPointIsAFrame() {
        assertThat(PageFiles.svg(new LinePlot("none feasible", "x", "y", List.of())))
                .contains("none feasible");
    }
}
