package org.beamforge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamforge.model.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code beamforge generate}: draws a network and writes it as an instance. */
@Command(
        name = "generate",
        description =
                "Draw a network from a seed (the paper scenario or a random layout) and write it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge generate --out paper.json",
            "  beamforge generate --users 50 --layout random --seed 3 --out big.npz"
        })
final class GenerateCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;

    @Mixin private final ScenarioOptions scenario = new ScenarioOptions();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of every random draw (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "INSTANCE",
            required = true,
            description = "file to write; its ending picks the format: .json, .npz, .mat")
    private @Nullable Path out;

    GenerateCommand(Application application, Console console) {
        this.application = application;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (out == null) {
            throw new IllegalStateException("picocli lets no call pass without --out");
        }
        OutputFile.requireWritable("--out", out);
        Instance instance = application.generate(scenario, seed);
        application.save(instance, out);
        console.out()
                .println(
                        Console.format(
                                "%s: %d base stations, %d users, %d antennas, seed %d",
                                out,
                                instance.stations(),
                                instance.users(),
                                instance.antennas(),
                                seed));
        return console.finish(ExitCode.SOLVED);
    }
}
