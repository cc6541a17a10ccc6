package org.beamforge.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Function;
import org.beamforge.model.InvalidInputException;

/** The checks every input file passes before it is opened. */
final class InputFiles {
    private InputFiles() {}

    /** Reads a file that has passed the checks. */
    interface Reader<T> {
        T read(FileFormat format, long bytes) throws IOException;
    }

    /**
     * Checks a file, reads it, and puts its name in front of every complaint.
     *
     * @param format tells the format from the name
     * @throws InvalidInputException if it cannot be used, whatever the reason
     */
    static <T> T read(Path file, Function<Path, FileFormat> format, Reader<T> reader) {
        try {
            long bytes = checkedSize(file);
            return reader.read(format.apply(file), bytes);
        } catch (InvalidInputException e) {
            throw e.in(file.toString());
        } catch (UncheckedIOException e) {
            throw unreadable(file, e.getCause());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static InvalidInputException unreadable(Path file, IOException e) {
        return new InvalidInputException(
                file + ": expected a readable file, found " + Faults.words(e), e);
    }

    private static long checkedSize(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw Faults.maybe(
                    Faults.fault("a file", "none of this name"),
                    "the name is misspelt; names without a leading / count from the current"
                            + " directory");
        }
        if (attributes.isDirectory()) {
            throw Faults.fault("a file", "a directory");
        }
        if (!attributes.isRegularFile()) {
            throw Faults.fault("a regular file", "a device or a pipe");
        }
        if (attributes.size() == 0) {
            throw Faults.fault("content", "an empty file");
        }
        Limits.checkFileSize(attributes.size());
        return attributes.size();
    }
}
