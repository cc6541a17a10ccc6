package org.beamforge.experiments.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/**
 * The right to write every shard of a directory, for an engine that hands out shards: held against
 * other such engines and against sweeps that write a shard of their own. The system gives it up
 * when this process dies.
 *
 * <p>Whoever comes first wins: this claim is taken before it looks for claimed shards, and a shard
 * is claimed before it looks for this claim, so that two that start at once never both go on.
 */
public final class SweepClaim implements AutoCloseable {
    private static final String LOCK_FILE = "sweep.lock";

    private final FileClaim claim;

    private SweepClaim(FileClaim claim) {
        this.claim = claim;
    }

    /**
     * @param directory where results are; created if need be
     * @throws InvalidInputException if another process writes there, or nothing can be written
     */
    public static SweepClaim of(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw OutputFiles.cannotWrite(directory, e);
        }
        FileClaim claim = FileClaim.of(directory, directory.resolve(LOCK_FILE));
        try {
            for (SweepFiles.Found file : SweepFiles.in(directory)) {
                FileClaim.of(file.path()).close();
            }
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
        return new SweepClaim(claim);
    }

    /**
     * Checks that no process holds the directory. Synchronized because the looks of two threads
     * would take each other for an owner.
     *
     * @throws InvalidInputException if one does, or the lock file cannot be read
     */
    static synchronized void requireNone(Path directory) {
        Path lockFile = directory.resolve(LOCK_FILE);
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (lock == null) {
                throw FileClaim.taken(directory);
            }
        } catch (NoSuchFileException e) {
            // there never was one
        } catch (OverlappingFileLockException e) {
            throw FileClaim.taken(directory);
        } catch (IOException e) {
            throw new InvalidInputException(
                    lockFile + ": expected to lock this file, found " + OutputFiles.words(e), e);
        }
    }

    @Override
    public void close() {
        claim.close();
    }
}
