package org.beamforge.experiments.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamforge.control.Cancellation;

/** A sweep that takes a moment: 2 grid points, one of them infeasible, 3 schemes, 4 draws. */
final class SweepFixture {
    static final String YAML =
            """
            format: beamforge-sweep/1
            base: {users: 4}
            vary: {antennas: [4, 12]}
            schemes: [joint, game, beamforming-only]
            draws: 4
            seed: 3
            """;

    static final Versions VERSIONS = new Versions("1.2.3", "test");

    private SweepFixture() {}

    static SweepConfig config() {
        return SweepConfigReader.parse(YAML);
    }

    static SweepRun.Outcome run(SweepConfig config, Path directory, Shard shard, int threads) {
        return run(config, directory, shard, threads, false, SweepProgress.NONE);
    }

    static SweepRun.Outcome run(
            SweepConfig config,
            Path directory,
            Shard shard,
            int threads,
            boolean resume,
            SweepProgress progress) {
        return new SweepRun(
                        config, Optional.empty(), shard, VERSIONS, Cancellation.none(), progress)
                .run(directory, threads, resume);
    }

    static SweepRun.Outcome resume(Path directory) {
        return run(config(), directory, Shard.WHOLE, 1, true, SweepProgress.NONE);
    }

    static String merged(Path directory) throws IOException {
        SweepResults.read(directory).write(directory);
        return Files.readString(directory.resolve("results.csv"))
                + Files.readString(directory.resolve("convergence.csv"))
                + Files.readString(directory.resolve("run.json"));
    }

    /** Counts the jobs that really ran. */
    static class Counter implements SweepProgress {
        int ran;
        int before;
        boolean repaired;

        @Override
        public void started(int jobs, int done, boolean torn) {
            before = done;
            repaired = torn;
        }

        @Override
        public void finished(ResultRow row) {
            ran++;
        }
    }
}
