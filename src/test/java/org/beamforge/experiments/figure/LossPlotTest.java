package org.beamforge.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.experiments.plot.LinePlot;
import org.junit.jupiter.api.Test;

class LossPlotTest {
    private static LossPlot plot() {
        return new LossPlot(Optional.empty(), scheme -> true);
    }

    @Test
    void lossesThatSpanDecadesAreLogarithmic() {
        LossPlot losses = plot();
        losses.add("brute-force", 10, "10", new double[] {0, 0.002});
        losses.add("game", 10, "10", new double[] {0.7, 0.9});
        losses.add("joint", 10, "10", new double[] {0, 0});
        LinePlot drawn = losses.plot("users N", AxisScale.AUTO).orElseThrow();
        assertThat(drawn.yScale()).isEqualTo(AxisScale.LOG);
        assertThat(drawn.lines())
                .extracting(line -> line.scheme())
                .containsExactly("brute-force", "game");
        assertThat(drawn.lines().get(1).y()[0]).isEqualTo(0.8);
        assertThat(losses.notes())
                .containsExactly(
                        "Losses on a logarithmic axis: an interval that reaches the lower edge"
                                + " holds 0.");
    }

    @Test
    void lossesOfOneSizeAreLinear() {
        LossPlot losses = plot();
        losses.add("game", 10, "10", new double[] {0.7, 0.9});
        losses.add("game", 11, "11", new double[] {1.7, 1.9});
        assertThat(losses.plot("users N", AxisScale.AUTO).orElseThrow().yScale())
                .isEqualTo(AxisScale.LINEAR);
        assertThat(losses.notes()).isEmpty();
    }

    /** 0 has no place on a logarithmic axis; what is not drawn is said. */
    @Test
    void whatLosesNothingIsSaid() {
        LossPlot losses = plot();
        losses.add("brute-force", 10, "10", new double[] {0, 0});
        assertThat(losses.plot("users N", AxisScale.AUTO)).isEmpty();
        losses.add("brute-force", 11, "11", new double[] {1, 0});
        losses.add("exact", 10, "10", new double[] {0, 1e-9});
        LinePlot drawn = losses.plot("users N", AxisScale.AUTO).orElseThrow();
        assertThat(drawn.lines().get(0).x()).containsExactly(10, 11);
        assertThat(drawn.lines().get(0).y()[0]).isNaN();
        assertThat(List.copyOf(losses.notes()))
                .singleElement()
                .isEqualTo(
                        "No mean loss above 1e-6, so not in the plot of losses: brute force in AO"
                                + " at 10; exact in AO anywhere.");
    }
}
