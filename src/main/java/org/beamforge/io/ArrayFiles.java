package org.beamforge.io;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamforge.model.InvalidInputException;

/** Named vectors of real numbers as NPZ or MAT files, for example the curves of a figure. */
public final class ArrayFiles {
    private ArrayFiles() {}

    /**
     * Writes vectors; the file appears whole or not at all.
     *
     * @param vectors by name, in the order of the file
     * @param file name ending in .npz or .mat
     * @throws InvalidInputException if the file cannot be written, or its ending is another
     */
    public static void write(Map<String, double[]> vectors, Path file) {
        FileFormat format;
        try {
            format = FileFormat.of(file);
        } catch (InvalidInputException e) {
            throw e.in(file.toString());
        }
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        vectors.forEach(
                (name, values) -> arrays.put(name, NumericArray.real(values, values.length)));
        OutputFiles.write(
                file,
                out -> {
                    switch (format) {
                        case NPZ -> NpzWriter.write(arrays, out);
                        case MAT -> MatWriter.write(arrays, out);
                        case JSON ->
                                throw new InvalidInputException(
                                        file + ": expected a name ending in .npz or .mat");
                    }
                });
    }
}
