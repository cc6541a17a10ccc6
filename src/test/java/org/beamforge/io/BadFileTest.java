package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be opened or written at all, whatever their format. */
class BadFileTest {
    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "x.mat"})
    void missing(String name) {
        assertRead(
                dir.resolve(name),
                "expected a file, found none of this name\nMaybe the name is misspelt; names"
                        + " without a leading / count from the current directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "x.mat"})
    void directory(String name) throws IOException {
        assertRead(Files.createDirectory(dir.resolve(name)), "expected a file, found a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "x.mat"})
    void empty(String name) throws IOException {
        assertRead(Files.createFile(dir.resolve(name)), "expected content, found an empty file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "x.mat"})
    void aGigabyteIsRefusedUnread(String name) throws IOException {
        Path file = dir.resolve(name);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }
        long start = System.nanoTime();
        assertRead(file, "expected at most 536870912 bytes (512 MiB), found 1073741824 bytes");
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "x.mat"})
    void unreadable(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.writeString(file, "{}");
        Assumptions.assumeTrue(
                file.toFile().setReadable(false) && !Files.isReadable(file),
                "this user may read every file");
        assertRead(file, "expected a readable file, found no permission");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.txt", "x.json.gz"})
    void unknownExtension(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.writeString(file, "{}");
        String message =
                "expected a name that ends in .json, .npz or .mat, found \"%s\""
                        .formatted(name.substring(name.lastIndexOf('.')));
        assertRead(file, message);
        assertThatThrownBy(() -> InstanceFiles.write(instance(), file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void noExtension() throws IOException {
        Path file = dir.resolve("instance");
        Files.writeString(file, "{}");
        assertRead(file, "expected a name that ends in .json, .npz or .mat, found no extension");
    }

    @Test
    void notADirectoryOnTheWay() throws IOException {
        Path file = Files.createFile(dir.resolve("file")).resolve("x.json");
        assertRead(file, "expected a readable file, found not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "x.mat"})
    void writeOverADirectory(String name) throws IOException {
        Path file = Files.createDirectory(dir.resolve(name));
        assertThatThrownBy(() -> InstanceFiles.write(instance(), file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": expected the name of a file to write, found a directory");
    }

    @Test
    void writeIntoNoDirectory() {
        Path file = dir.resolve("none").resolve("x.json");
        assertThatThrownBy(() -> InstanceFiles.write(instance(), file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        file
                                + ": expected to write this file, found no such directory to put it"
                                + " in");
    }

    @Test
    void writeIntoReadOnlyDirectory() {
        Assumptions.assumeTrue(
                dir.toFile().setWritable(false) && !Files.isWritable(dir),
                "this user may write everywhere");
        Path file = dir.resolve("x.json");
        try {
            assertThatThrownBy(() -> InstanceFiles.write(instance(), file))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(file + ": expected to write this file, found no permission");
        } finally {
            assertThat(dir.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void fullDisk() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "no device that is always full");
        assertThatThrownBy(() -> OutputFiles.write(full, out -> out.write(new byte[1 << 20])))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "/dev/full: expected to write this file, found no space left on device");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoOther() throws IOException {
        Path file = dir.resolve("x.json");
        Files.writeString(file, "old");
        assertThatThrownBy(
                        () ->
                                OutputFiles.write(
                                        file,
                                        out -> {
                                            out.write(new byte[1 << 20]);
                                            throw new IOException("No space left on device");
                                        }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": expected to write this file, found no space left on device");
        assertThat(Files.readString(file)).isEqualTo("old");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path target = dir.resolve("target.json");
        Files.writeString(target, "old");
        Path link = Files.createSymbolicLink(dir.resolve("link.json"), target);
        InstanceFiles.write(instance(), link);
        assertThat(link).isSymbolicLink();
        assertThat(InstanceFiles.read(target)).isEqualTo(instance());
    }

    private static Instance instance() {
        return Samples.instance(1, 2, 3, false, 5);
    }

    private static void assertRead(Path file, String message) {
        assertThatThrownBy(() -> InstanceFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": " + message);
    }
}
