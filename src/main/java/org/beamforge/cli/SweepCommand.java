package org.beamforge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamforge.experiments.sweep.OpenShards;
import org.beamforge.experiments.sweep.Shard;
import org.beamforge.experiments.sweep.SweepClaim;
import org.beamforge.experiments.sweep.SweepConfig;
import org.beamforge.experiments.sweep.SweepConfigReader;
import org.beamforge.model.InvalidInputException;
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
            "  beamforge sweep grid.yaml --out results --shard 2/8    then: beamforge merge results",
            "  beamforge sweep grid.yaml --out results --engine spark --master spark://host:7077"
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

    @Mixin private final EngineOptions engine = new EngineOptions();

    @Mixin private final LlmOptions llm = new LlmOptions();

    SweepCommand(Application application, Console console, Interruption interruption) {
        this.application = application;
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        if (config == null || out == null) {
            throw new IllegalStateException("picocli lets no call pass without CONFIG and --out");
        }
        SweepConfig sweep = SweepConfigReader.read(config);
        if (engine.spark()) {
            return spark(config, sweep, out);
        }
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

    private int spark(Path file, SweepConfig sweep, Path directory) throws IOException {
        if (sweep.usesLlm()) {
            throw new InvalidInputException(
                    file
                            + ": schemes: llm cannot run on Spark, keys and models are here\n"
                            + "Maybe run it with --shard i/n.");
        }
        if (options.shard != null || options.threads < 0) {
            throw new InvalidInputException(
                    "--engine spark: takes no --shard, and --threads of at least 0");
        }
        SweepClaim claim = SweepClaim.of(directory);
        try {
            return claimed(file, sweep, directory);
        } finally {
            claim.close();
        }
    }

    private int claimed(Path file, SweepConfig sweep, Path directory) throws IOException {
        int shards = engine.shards(sweep.tasks());
        List<Integer> open =
                OpenShards.of(
                        directory,
                        sweep,
                        shards,
                        SweepSession.versions(application),
                        options.resume);
        SweepSession session = new SweepSession(application, console, interruption, options.quiet);
        session.say("%d of %d shards to do, Spark at %s", open.size(), shards, engine.master());
        int status = 0;
        if (!open.isEmpty()) {
            status =
                    new SparkEngine(engine)
                            .run(
                                    file.toAbsolutePath(),
                                    sweep,
                                    directory.toAbsolutePath(),
                                    shards,
                                    open,
                                    Math.max(1, options.threads));
        }
        if (status != 0) {
            console.err()
                    .println(
                            Console.format(
                                    "error: Spark ended with status %d; shards that arrived are"
                                            + " kept in %s%nMaybe continue with --resume --shards %d.",
                                    status, directory, shards));
            return console.finish(
                    status == ExitCode.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.INTERNAL);
        }
        MergeCommand.report(session.merge(directory), directory, console);
        return console.finish(ExitCode.SOLVED);
    }
}
