package org.beamforge.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.beamforge.Solution;
import org.beamforge.model.InvalidInputException;

/** Solution files: isac-solution/1 in JSON, and the same figures as arrays in NPZ or MAT v5. */
public final class SolutionFiles {
    private SolutionFiles() {}

    /**
     * Writes a solution; the file appears whole or not at all.
     *
     * @param file name ending in .json, .npz or .mat
     * @throws InvalidInputException if the file cannot be written; the message says why
     */
    public static void write(Solution solution, Path file) {
        FileFormat format;
        try {
            format = FileFormat.of(file);
        } catch (InvalidInputException e) {
            throw e.in(file.toString());
        }
        OutputFiles.write(
                file,
                out -> {
                    switch (format) {
                        case JSON -> SolutionJsonWriter.write(solution, out);
                        case NPZ ->
                                NpzWriter.write(
                                        SolutionArrays.of(solution),
                                        SolutionArrays.texts(solution),
                                        out);
                        case MAT ->
                                MatWriter.write(
                                        SolutionArrays.of(solution),
                                        SolutionArrays.texts(solution),
                                        out);
                    }
                });
    }

    /** Writes JSON to a stream, for example standard output, and leaves it open. */
    public static void write(Solution solution, OutputStream out) throws IOException {
        SolutionJsonWriter.write(solution, out);
        out.flush();
    }

    /**
     * Reads isac-solution/1. Fields that are not known are passed over; a null figure is NaN.
     *
     * @param file name ending in .json
     * @throws InvalidInputException if the file cannot be read or is no solution; the message reads
     *     {@code FILE: PLACE: expected ..., found ...}
     */
    public static Solution read(Path file) {
        return InputFiles.read(
                file,
                FileFormat::of,
                (format, bytes) -> {
                    if (format != FileFormat.JSON) {
                        throw Faults.fault(
                                "a solution in JSON",
                                "the extension of another format, which is only written");
                    }
                    return SolutionJsonReader.read(file, bytes);
                });
    }
}
