package org.beamforge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Complaints about files, before hours of work depend on them. */
final class OutputFile {
    private OutputFile() {}

    /**
     * Checks that a file can be created or replaced, without touching it.
     *
     * @param option where the path comes from, for the message
     */
    static void requireWritable(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(option + ": " + file + " is a directory");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new InvalidInputException(
                    "%s: %s: no directory %s\nMaybe create it first."
                            .formatted(option, file, parent));
        }
        // A regular file is replaced as a whole, through a new file beside it.
        boolean writable =
                (!Files.exists(file) || Files.isWritable(file))
                        && (Files.isRegularFile(file) || !Files.exists(file)
                                ? Files.isWritable(parent)
                                : true);
        if (!writable) {
            throw new InvalidInputException(option + ": " + file + ": no permission to write");
        }
    }

    /** Refuses to overwrite one file of a run with another. */
    static void requireDifferent(String option, Path file, String otherName, @Nullable Path other) {
        if (other != null
                && file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
            throw new InvalidInputException(
                    option + ": " + file + " is also the file of " + otherName);
        }
    }
}
