package org.beamforge.io;

import java.nio.file.Path;
import java.util.Locale;
import org.beamforge.model.InvalidInputException;

/** A file format, told by the extension of the file's name, in any case. */
enum FileFormat {
    JSON(".json"),
    NPZ(".npz"),
    MAT(".mat");

    private final String extension;

    FileFormat(String extension) {
        this.extension = extension;
    }

    /**
     * @throws InvalidInputException if the extension is none of the three
     */
    static FileFormat of(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        for (FileFormat format : values()) {
            if (name.endsWith(format.extension)) {
                return format;
            }
        }
        int dot = name.lastIndexOf('.');
        throw Faults.fault(
                "a name that ends in .json, .npz or .mat",
                dot < 0 ? "no extension" : Faults.quote(name.substring(dot)));
    }
}
