package org.beamforge.experiments.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/** Which shards of a sweep are still to be done, for engines that hand out whole shards. */
public final class OpenShards {
    private OpenShards() {}

    /**
     * The shards that are not complete, in order.
     *
     * @param directory where results are; created if need be
     * @param count shards in all
     * @param resume whether there may be results
     * @throws InvalidInputException if the directory holds results and {@code resume} is not set,
     *     or results of another sweep, or it cannot be read
     */
    public static List<Integer> of(
            Path directory, SweepConfig config, int count, Versions versions, boolean resume) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw OutputFiles.cannotWrite(directory, e);
        }
        List<SweepFiles.Found> files = SweepFiles.in(directory);
        if (!files.isEmpty() && !resume) {
            throw new InvalidInputException(
                    "%s: holds results of an earlier run\nMaybe continue it with --resume, or choose another --out."
                            .formatted(directory));
        }
        SweepFiles.requireSameSweep(
                directory, SweepHeader.of(config, Optional.empty(), new Shard(0, count), versions));
        Set<Integer> complete = new HashSet<>();
        for (SweepFiles.Found file : files) {
            if (rows(file.path()) >= expected(config, file.shard())) {
                complete.add(file.shard().index());
            }
        }
        List<Integer> open = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            if (!complete.contains(shard)) {
                open.add(shard);
            }
        }
        return open;
    }

    private static int rows(Path file) {
        try {
            ResultScan scan = ResultScan.of(file);
            return scan.header().isEmpty() ? -1 : scan.rows().size();
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": expected to read this file, found " + OutputFiles.words(e), e);
        }
    }

    private static int expected(SweepConfig config, Shard shard) {
        int tasks = 0;
        for (int task = 0; task < config.tasks(); task++) {
            tasks += shard.holds(task) ? 1 : 0;
        }
        return tasks * config.schemes().size();
    }
}
