package org.beamforge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamforge.control.Cancellation;
import org.beamforge.experiments.sweep.SweepConfig;
import org.beamforge.experiments.sweep.SweepConfigReader;
import org.beamforge.experiments.sweep.SweepCost;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beamforge plan}: what a sweep will cost and into how many shards to split it. */
@Command(
        name = "plan",
        description = {
            "Tell what a sweep will cost on machines like this one, and into how many shards to",
            "split it, from draws solved here and now."
        })
final class PlanCommand implements Callable<Integer> {
    private static final int SECONDS_PER_MINUTE = 60;

    private final Console console;

    @Parameters(paramLabel = "CONFIG", description = "the grid, beamforge-sweep/1 in YAML")
    private @Nullable Path config;

    @Option(
            names = "--minutes",
            paramLabel = "T",
            defaultValue = "30",
            description = "how long a shard should take (default: ${DEFAULT-VALUE})")
    private double minutes;

    @Option(
            names = "--threads",
            paramLabel = "C",
            defaultValue = "1",
            description = "cores of each shard (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--most",
            paramLabel = "n",
            defaultValue = "1000",
            description = "not more shards than this (default: ${DEFAULT-VALUE})")
    private int most;

    @Option(
            names = "--pilot",
            paramLabel = "S",
            defaultValue = "20",
            description = {
                "seconds to spend on measuring (default: ${DEFAULT-VALUE});",
                "0: solve nothing, tell the number of results only"
            })
    private double pilot;

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (config == null) {
            throw new IllegalStateException("picocli lets no call pass without CONFIG");
        }
        requirePositive("--minutes", minutes);
        requirePositive("--threads", threads);
        requirePositive("--most", most);
        SweepConfig sweep = SweepConfigReader.read(config);
        long results = (long) sweep.tasks() * sweep.schemes().size();
        if (pilot == 0) {
            line("results   %d", results);
            return console.finish(ExitCode.SOLVED);
        }
        requirePositive("--pilot", pilot);
        SweepCost cost = SweepCost.measure(sweep, pilot, Cancellation.none());
        line("draws     %d on %d grid points, each with all schemes", cost.draws(), cost.points());
        line("results   %d", results);
        line("measured  %d draws on one core", cost.measured());
        line("per draw  %.4g s, at the dearest point %.4g s", cost.perDraw(), cost.worst());
        line("whole     %.4g core hours", cost.seconds() / SECONDS_PER_MINUTE / SECONDS_PER_MINUTE);
        int shards = cost.shards(minutes * SECONDS_PER_MINUTE, threads, most);
        double each = cost.seconds() / shards / threads / SECONDS_PER_MINUTE;
        line("shards    %d", shards);
        line("each      %.4g minutes", each);
        return console.finish(ExitCode.SOLVED);
    }

    private void line(String pattern, Object... values) {
        console.out().println(Console.format(pattern, values));
    }

    private static void requirePositive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InvalidInputException(option + ": expected a number above 0, found " + value);
        }
    }
}
