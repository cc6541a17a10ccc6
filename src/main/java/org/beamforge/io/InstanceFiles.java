package org.beamforge.io;

import java.nio.file.Path;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;

/**
 * Instance files: JSON (isac-instance/1), NPZ or MAT v5, told apart by the extension of the name.
 * Every format keeps every number to the last bit.
 */
public final class InstanceFiles {
    private InstanceFiles() {}

    /**
     * Reads an instance. Files over 512 MiB and instances of more than 2^23 channel coefficients K
     * N M are refused before memory is spent on them.
     *
     * @param file name ending in .json, .npz or .mat
     * @throws InvalidInputException if the file cannot be read or is no valid instance; the message
     *     reads {@code FILE: PLACE: expected ..., found ...}
     */
    public static Instance read(Path file) {
        return InputFiles.read(
                file,
                FileFormat::of,
                (format, bytes) ->
                        switch (format) {
                            case JSON -> InstanceJsonReader.read(file, bytes);
                            case NPZ ->
                                    InstanceArrays.toInstance(
                                            NpzReader.read(file, bytes, InstanceArrays.NAMES),
                                            false);
                            case MAT ->
                                    InstanceArrays.toInstance(
                                            MatReader.read(file, InstanceArrays.NAMES), true);
                        });
    }

    /**
     * Writes an instance; the file appears whole or not at all, and equal instances give equal
     * bytes.
     *
     * @param file name ending in .json, .npz or .mat
     * @throws InvalidInputException if the file cannot be written, or the instance is larger than
     *     {@link #read} accepts
     */
    public static void write(Instance instance, Path file) {
        FileFormat format;
        try {
            format = FileFormat.of(file);
            Limits.checkCoefficients(
                    "antennas", instance.stations(), instance.users(), instance.antennas());
        } catch (InvalidInputException e) {
            throw e.in(file.toString());
        }
        OutputFiles.write(
                file,
                out -> {
                    switch (format) {
                        case JSON -> InstanceJsonWriter.write(instance, out);
                        case NPZ -> NpzWriter.write(InstanceArrays.of(instance), out);
                        case MAT -> MatWriter.write(InstanceArrays.of(instance), out);
                    }
                });
    }
}
