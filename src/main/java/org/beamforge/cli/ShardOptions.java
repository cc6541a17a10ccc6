package org.beamforge.cli;

import org.beamforge.experiments.sweep.Shard;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that runs many solves. */
final class ShardOptions {
    @Option(
            names = "--shard",
            paramLabel = "i/n",
            description =
                    "do part i (from 0) of n only; default: from SLURM_ARRAY_TASK_ID and"
                            + " SLURM_ARRAY_TASK_COUNT, else everything")
    @Nullable String shard;

    @Option(names = "--resume", description = "continue the results of an earlier run")
    boolean resume;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "0",
            description = "jobs at a time; 0 means one per processor (default: ${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--quiet", description = "no progress")
    boolean quiet;

    Shard shard() {
        return shard == null ? Shard.ofEnvironment(System.getenv()) : Shard.parse(shard);
    }
}
