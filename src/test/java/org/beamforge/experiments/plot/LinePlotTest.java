package org.beamforge.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinePlotTest {
    /** A window of almost no height has no room for labels that differ in print. */
    @ParameterizedTest
    @ValueSource(doubles = {16.9, 1e-3, 0, -2, 250})
    void aLevelLineHasRoomAboveAndBelow(double level) {
        double[] none = {Double.NaN, Double.NaN};
        Line line =
                new Line(
                        "joint",
                        "curve",
                        new double[] {1, 2},
                        new double[] {level, level},
                        none,
                        true);
        double[] window = new LinePlot("title", "x", "y", List.of(line)).yWindow();
        double room = level == 0 ? 0.01 : 0.01 * Math.abs(level);
        assertThat(window[0]).isLessThan(level - room);
        assertThat(window[1]).isGreaterThan(level + room);
    }
}
