package org.beamforge.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Writes iteration records to a CSV file as they come, each flushed, so that a crash costs at most
 * the last line. Figures are written to the last bit, NaN and Inf as such.
 *
 * <p>Trouble with the file while a solver runs does not stop the solver: it is reported by {@link
 * #close()}.
 */
public final class TraceCsv implements ProgressListener, AutoCloseable {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT
                    .builder()
                    .setRecordSeparator('\n')
                    .setHeader(
                            "stage",
                            "station",
                            "iteration",
                            "sum_rate",
                            "bound",
                            "primal_residual",
                            "dual_residual",
                            "violation",
                            "rho",
                            "rho_adapted",
                            "seconds")
                    .get();

    private final Path file;
    private final CSVPrinter printer;
    private @Nullable IOException trouble;

    /**
     * Opens the file, replacing what was there, and writes the header.
     *
     * @throws InvalidInputException if that fails; the message says why
     */
    public TraceCsv(Path file) {
        this.file = file;
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(
                    file + ": expected the name of a file to write, found a directory");
        }
        try {
            printer = new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), FORMAT);
            printer.flush();
        } catch (IOException e) {
            throw OutputFiles.cannotWrite(file, e);
        }
    }

    @Override
    public void detail(IterationRecord row) {
        iteration(row);
    }

    @Override
    public synchronized void iteration(IterationRecord row) {
        if (trouble != null) {
            return;
        }
        try {
            printer.printRecord(
                    row.stage(),
                    row.station(),
                    row.iteration(),
                    figure(row.sumRate()),
                    figure(row.bound()),
                    figure(row.primalResidual()),
                    figure(row.dualResidual()),
                    figure(row.violation()),
                    figure(row.rho()),
                    row.rhoAdapted() ? 1 : 0,
                    figure(row.seconds()));
            printer.flush();
        } catch (IOException e) {
            trouble = e;
        }
    }

    /** The spelling that MATLAB, NumPy and pandas all read as a number. */
    private static String figure(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "Inf" : "-Inf";
        }
        return Double.toString(value);
    }

    /**
     * @throws InvalidInputException if a record could not be written
     */
    @Override
    public synchronized void close() {
        try {
            printer.close(true);
        } catch (IOException e) {
            trouble = trouble == null ? e : trouble;
        }
        if (trouble != null) {
            throw OutputFiles.cannotWrite(file, trouble);
        }
    }
}
