package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.beamforge.control.IterationRecord;
import org.junit.jupiter.api.Test;

class IterationTableTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final IterationTable table =
            new IterationTable(new Console(OutputStream.nullOutputStream(), err));

    @Test
    void rowsOfASolverAndOfAlgorithm3() {
        table.iteration(FakeApplication.RECORD);
        table.iteration(
                new IterationRecord(
                        "ao", -1, 3, 16.5, Double.NaN, Double.NaN, 0, 0, Double.NaN, false, 1.5));
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "   iter  sum rate    prim res   dual res   viol       rho        time    "
                                + "   stage",
                        "     25  1.2345e+01  3.21e-04   8.80e-05   0.00e+00   1.00e-01*  1.24e-02s"
                                + "  exact-fp BS 1",
                        "   iter  sum rate    bound       gap        time       stage",
                        "      3  1.6500e+01  -           -          1.50e+00s  ao");
    }

    @Test
    void aSearchShowsItsBoundAndANewKindOfRowItsHeader() {
        table.iteration(
                new IterationRecord(
                        "joint", -1, 1, 15, 20, Double.NaN, Double.NaN, 0, Double.NaN, false, 2));
        table.iteration(FakeApplication.RECORD);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .startsWith(
                        "   iter  sum rate    bound       gap        time       stage",
                        "      1  1.5000e+01  2.0000e+01  2.50e-01   2.00e+00s  joint");
    }
}
