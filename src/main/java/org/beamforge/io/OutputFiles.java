package org.beamforge.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.beamforge.model.InvalidInputException;

/** Writes a whole file or nothing: readers never see half of one. */
public final class OutputFiles {
    private static final int BUFFER_BYTES = 1 << 16;

    private OutputFiles() {}

    /** Writes the content of a file. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a hidden file beside the target and moves it there; a pipe or a device that stands
     * at the target is written to directly.
     *
     * @throws InvalidInputException if that fails; the target is then as it was
     */
    public static void write(Path target, Content content) {
        try {
            if (Files.isDirectory(target)) {
                throw new InvalidInputException(
                        target + ": expected the name of a file to write, found a directory");
            }
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                writeStream(target, content, StandardOpenOption.WRITE);
                return;
            }
            // a link stays a link: what it points to is replaced
            replace(Files.exists(target) ? target.toRealPath() : target, content);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /** The complaint about a file that cannot be written. */
    public static InvalidInputException cannotWrite(Path target, IOException e) {
        Path parent = target.toAbsolutePath().getParent();
        String why =
                parent != null && !Files.isDirectory(parent)
                        ? "no such directory to put it in"
                        : Faults.words(e);
        return new InvalidInputException(target + ": expected to write this file, found " + why, e);
    }

    /** What the system says about a failure, in a few words. */
    public static String words(IOException e) {
        return Faults.words(e);
    }

    private static void replace(Path target, Content content) throws IOException {
        // not Files.createTempFile: its file would be readable by its owner only
        Path fresh =
                target.resolveSibling(
                        "." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            writeStream(fresh, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void writeStream(Path file, Content content, StandardOpenOption... options)
            throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(file, options), BUFFER_BYTES)) {
            content.writeTo(out);
        }
    }
}
