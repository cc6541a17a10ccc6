package org.beamforge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamforge.model.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code beamforge convert}: the same instance in another format. */
@Command(
        name = "convert",
        description = "Convert an instance between .json, .npz and .mat.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge convert network.mat network.json",
            "  beamforge convert network.json network.npz"
        })
final class ConvertCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;

    @Parameters(index = "0", paramLabel = "IN", description = "instance to read")
    private @Nullable Path in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "file to write; its ending picks the format: .json, .npz, .mat")
    private @Nullable Path out;

    ConvertCommand(Application application, Console console) {
        this.application = application;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (in == null || out == null) {
            throw new IllegalStateException("picocli lets no call pass without IN and OUT");
        }
        OutputFile.requireWritable("OUT", out);
        OutputFile.requireDifferent("OUT", out, "IN", in);
        Instance instance = application.load(in);
        application.save(instance, out);
        console.out()
                .println(
                        Console.format(
                                "%s: %d base stations, %d users, %d antennas",
                                out, instance.stations(), instance.users(), instance.antennas()));
        return console.finish(ExitCode.SOLVED);
    }
}
