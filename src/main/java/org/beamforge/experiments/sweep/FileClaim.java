package org.beamforge.experiments.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/**
 * The right to write one file, held against other processes and given up by the system when this
 * one dies.
 *
 * <p>The lock is on a file of its own: POSIX drops the locks of a process on a file as soon as the
 * process closes any descriptor of it, so a file that is also read could not stay locked.
 */
final class FileClaim implements AutoCloseable {
    private final FileChannel channel;

    private FileClaim(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws InvalidInputException if another process has it, or nothing can be written there
     */
    static FileClaim of(Path file) {
        return of(file, file.resolveSibling(file.getFileName() + ".lock"));
    }

    /**
     * @param claimed what the claim is for, in messages
     * @param lockFile the file that is locked; created if need be
     * @throws InvalidInputException if another process has it, or nothing can be written there
     */
    static FileClaim of(Path claimed, Path lockFile) {
        FileChannel channel;
        try {
            channel =
                    FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw OutputFiles.cannotWrite(lockFile, e);
        }
        FileClaim claim = new FileClaim(channel);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return claim;
            }
        } catch (OverlappingFileLockException e) {
            // this process has it: told below
        } catch (IOException e) {
            claim.close();
            throw new InvalidInputException(
                    lockFile + ": expected to lock this file, found " + OutputFiles.words(e), e);
        }
        claim.close();
        throw taken(claimed);
    }

    static InvalidInputException taken(Path claimed) {
        return new InvalidInputException(
                claimed
                        + ": another process is writing to it\nMaybe wait for it, or give every"
                        + " process its own part with --shard i/n.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock file is empty: nothing can be lost
        }
    }
}
