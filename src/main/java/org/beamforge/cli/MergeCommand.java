package org.beamforge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamforge.experiments.sweep.SweepResults;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code beamforge merge}: the shards of a sweep into one table. */
@Command(
        name = "merge",
        description = {
            "Put the shards of a sweep together: DIR/results.csv, the same bytes whatever the",
            "sharding, and DIR/convergence.csv, DIR/timings.csv, DIR/run.json."
        })
final class MergeCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "directory of a sweep")
    private @Nullable Path directory;

    MergeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (directory == null) {
            throw new IllegalStateException("picocli lets no call pass without DIR");
        }
        SweepResults results = SweepResults.read(directory);
        results.write(directory);
        report(results, directory, console);
        return console.finish(ExitCode.SOLVED);
    }

    static void report(SweepResults results, Path directory, Console console) {
        results.summary().lines().forEach(console.out()::println);
        console.out().println(directory.resolve("results.csv"));
    }
}
