package org.beamforge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamforge.experiments.sweep.Shard;
import org.beamforge.experiments.sweep.SweepConfig;
import org.beamforge.experiments.sweep.SweepConfigReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beamforge sweep}: a grid of solves, resumable and split over machines. */
@Command(
        name = "sweep",
        description = "Solve a grid of networks with several schemes and many fading draws.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge sweep grid.yaml --out results",
            "  beamforge sweep grid.yaml --out results --resume",
            "  beamforge sweep grid.yaml --out results --shard 2/8    then: beamforge merge results"
        })
final class SweepCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;
    private final Interruption interruption;

    @Parameters(paramLabel = "CONFIG", description = "the grid, beamforge-sweep/1 in YAML")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "directory of the results; created if need be")
    private @Nullable Path out;

    @Mixin private final ShardOptions options = new ShardOptions();

    @Mixin private final LlmOptions llm = new LlmOptions();

    SweepCommand(Application application, Console console, Interruption interruption) {
        this.application = application;
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (config == null || out == null) {
            throw new IllegalStateException("picocli lets no call pass without CONFIG and --out");
        }
        SweepConfig sweep = SweepConfigReader.read(config);
        Shard shard = options.shard();
        SweepSession session = new SweepSession(application, console, interruption, options.quiet);
        try (LlmSchemes models = LlmSchemes.open(llm, console, options.quiet, options.resume)) {
            if (!session.run(sweep, models.scheme(), shard, out, options.threads, options.resume)) {
                return console.finish(ExitCode.INTERRUPTED);
            }
        }
        if (shard.count() > 1) {
            console.out()
                    .println(
                            Console.format(
                                    "shard %s is complete; when all are: beamforge merge %s",
                                    shard, out));
        } else {
            MergeCommand.report(session.merge(out), out, console);
        }
        return console.finish(ExitCode.SOLVED);
    }
}
