package org.beamforge.experiments.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The result file of one shard while it is being written: one line per job, appended as a whole. It
 * is claimed against other processes; a process that dies leaves at most a torn last line, which is
 * cut off when the file is opened again.
 */
final class ShardFile implements AutoCloseable {
    private static final long NANOS_BETWEEN_FORCES = 1_000_000_000L;

    private final Path file;
    private final FileClaim claim;
    private final FileChannel channel;
    private final Map<ResultRow.Key, ResultRow> rows;
    private final boolean repaired;
    private long end;
    private long lastForce = System.nanoTime();
    private @Nullable InvalidInputException trouble;

    private ShardFile(
            Path file,
            FileClaim claim,
            FileChannel channel,
            Map<ResultRow.Key, ResultRow> rows,
            boolean repaired,
            long end) {
        this.file = file;
        this.claim = claim;
        this.channel = channel;
        this.rows = rows;
        this.repaired = repaired;
        this.end = end;
    }

    /**
     * Creates or continues the file of a shard.
     *
     * @param resume whether earlier results may be there
     * @throws InvalidInputException if the file cannot be written, is in use, holds results and
     *     {@code resume} is not set, or holds results of another sweep
     */
    static ShardFile open(Path directory, SweepHeader header, boolean resume) {
        Path file = directory.resolve(header.shard().fileName());
        createDirectory(directory);
        FileClaim claim = FileClaim.of(file);
        try {
            SweepClaim.requireNone(directory);
            SweepFiles.requireSameSweep(directory, header);
            return continued(file, claim, header, resume);
        } catch (IOException e) {
            claim.close();
            throw OutputFiles.cannotWrite(file, e);
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private static void createDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidInputException(
                    directory + ": expected a directory to write to, found a file", e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    directory
                            + ": expected to create this directory, found "
                            + OutputFiles.words(e),
                    e);
        }
    }

    private static ShardFile continued(
            Path file, FileClaim claim, SweepHeader header, boolean resume) throws IOException {
        boolean exists = Files.exists(file);
        ResultScan found = exists ? ResultScan.of(file) : ResultScan.NOTHING;
        if (found.header().isPresent() && !resume) {
            throw new InvalidInputException(
                    "%s: holds %d results of an earlier run\nMaybe continue it with --resume, or choose another --out."
                            .formatted(file, found.rows().size()));
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ShardFile shard =
                new ShardFile(file, claim, channel, found.rows(), found.torn(), found.goodBytes());
        try {
            if (found.torn()) {
                channel.truncate(found.goodBytes());
            }
            if (found.header().isEmpty()) {
                shard.append(CheckedLine.write(header.write()));
            }
            return shard;
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    /** The results of earlier runs. */
    Map<ResultRow.Key, ResultRow> earlier() {
        return rows;
    }

    /** Whether a torn last line had to be cut off. */
    boolean repaired() {
        return repaired;
    }

    Path path() {
        return file;
    }

    /**
     * Adds a result; when this returns it outlives the process.
     *
     * @throws InvalidInputException if it cannot be written, for example on a full disk; what was
     *     added before stays
     */
    synchronized void append(ResultRow row) {
        append(CheckedLine.write(RowJson.write(row)));
    }

    private void append(String line) {
        if (trouble != null) {
            throw trouble;
        }
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        int length = bytes.remaining();
        try {
            long at = end;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            end += length;
            if (System.nanoTime() - lastForce > NANOS_BETWEEN_FORCES) {
                channel.force(false); // a power failure takes about the last second
                lastForce = System.nanoTime();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private InvalidInputException failed(IOException e) {
        InvalidInputException complaint =
                new InvalidInputException(
                        "%s: cannot append a result: %s; what was written before is kept\nMaybe make room and continue with --resume."
                                .formatted(file, OutputFiles.words(e)),
                        e);
        trouble = complaint;
        try {
            channel.truncate(end);
        } catch (IOException again) {
            complaint.addSuppressed(again); // the torn line is cut off when the file is resumed
        }
        return complaint;
    }

    @Override
    public synchronized void close() {
        try {
            if (trouble == null) {
                channel.force(false);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            close(channel);
            claim.close();
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is buffered here, so nothing is lost
        }
    }
}
