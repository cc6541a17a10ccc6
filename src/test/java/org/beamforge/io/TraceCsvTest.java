package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.control.IterationRecord;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCsvTest {
    private static final String HEADER =
            "stage,station,iteration,sum_rate,bound,primal_residual,dual_residual,violation,rho,"
                    + "rho_adapted,seconds";
    private static final IterationRecord ROW =
            new IterationRecord(
                    "joint",
                    -1,
                    7,
                    1.0 / 3,
                    Double.POSITIVE_INFINITY,
                    Double.NaN,
                    1e-9,
                    0,
                    0.1,
                    true,
                    0.25);

    @TempDir Path dir;

    @Test
    void everyRecordIsOnDiskAtOnce() throws IOException {
        Path file = dir.resolve("trace.csv");
        try (TraceCsv trace = new TraceCsv(file)) {
            assertThat(Files.readString(file)).isEqualTo(HEADER + "\n");
            trace.iteration(ROW);
            String first =
                    HEADER + "\njoint,-1,7,0.3333333333333333,Inf,NaN,1.0E-9,0.0,0.1,1,0.25\n";
            assertThat(Files.readString(file)).isEqualTo(first);
            trace.iteration(ROW);
            assertThat(Files.readString(file)).startsWith(first).hasLineCount(3);
        }
        assertThat(Files.readString(file)).hasLineCount(3);
    }

    @Test
    void aDirectoryIsNoTrace() {
        assertThatThrownBy(() -> new TraceCsv(dir))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(dir + ": expected the name of a file to write, found a directory");
    }

    @Test
    void noDirectoryToPutItIn() {
        Path file = dir.resolve("none").resolve("trace.csv");
        assertThatThrownBy(() -> new TraceCsv(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        file
                                + ": expected to write this file, found no such directory to put it"
                                + " in");
    }

    @Test
    void aFullDiskIsReportedWhenItCannotBeWritten() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "no device that is always full");
        assertThatThrownBy(() -> new TraceCsv(full))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "/dev/full: expected to write this file, found no space left on device");
    }
}
