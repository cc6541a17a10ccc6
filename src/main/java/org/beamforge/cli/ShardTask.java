package org.beamforge.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.beamforge.control.Cancellation;
import org.beamforge.experiments.sweep.Shard;
import org.beamforge.experiments.sweep.SweepConfigReader;
import org.beamforge.experiments.sweep.SweepProgress;
import org.beamforge.experiments.sweep.SweepRun;

/**
 * One shard for an engine that runs inside somebody else's virtual machine, which finds this class
 * by name: only types of the JDK appear.
 */
public final class ShardTask {
    private static final int MILLIS_BETWEEN_LOOKS = 200;

    private ShardTask() {}

    /**
     * Solves one shard.
     *
     * @param config a configuration without the scheme {@code llm}
     * @param directory where the result file is written; nothing may be there yet
     * @param threads worker threads
     * @param stop asked several times a second whether the work is still wanted
     * @return the result file
     * @throws IllegalStateException if it was stopped
     */
    public static Path run(
            Path config, Path directory, int index, int count, int threads, BooleanSupplier stop) {
        Locale.setDefault(Locale.ROOT);
        Cancellation cancellation = Cancellation.none();
        Thread watch = new Thread(() -> watch(stop, cancellation), "shard-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            SweepRun.Outcome outcome =
                    new SweepRun(
                                    SweepConfigReader.read(config),
                                    Optional.empty(),
                                    new Shard(index, count),
                                    SweepSession.versions(new BeamforgeApplication()),
                                    cancellation,
                                    SweepProgress.NONE)
                            .run(directory, threads, false);
            if (!outcome.complete()) {
                throw new IllegalStateException("shard %d/%d was stopped".formatted(index, count));
            }
            return outcome.file();
        } finally {
            watch.interrupt();
        }
    }

    private static void watch(BooleanSupplier stop, Cancellation cancellation) {
        try {
            while (!stop.getAsBoolean()) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            }
            cancellation.cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the shard is over
        }
    }
}
