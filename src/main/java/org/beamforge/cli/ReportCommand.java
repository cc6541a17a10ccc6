package org.beamforge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamforge.Solution;
import org.beamforge.experiments.report.RunReport;
import org.beamforge.io.SolutionFiles;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beamforge report}: a solved network as one HTML file. */
@Command(
        name = "report",
        description = {
            "Describe a solved network in one HTML file that needs no other: scenario, constraints,",
            "association, beampatterns, convergence and timing."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  beamforge generate --out network.json",
            "  beamforge solve network.json --out solution.json",
            "  beamforge report network.json solution.json --out report.html"
        })
final class ReportCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;

    @Parameters(index = "0", paramLabel = "INSTANCE", description = "the network")
    private @Nullable Path instance;

    @Parameters(index = "1", paramLabel = "SOLUTION", description = "its solution, .json")
    private @Nullable Path solution;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            required = true,
            description = "file to write")
    private @Nullable Path out;

    ReportCommand(Application application, Console console) {
        this.application = application;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (instance == null || solution == null || out == null) {
            throw new IllegalStateException("picocli lets no call pass without its arguments");
        }
        OutputFile.requireWritable("--out", out);
        OutputFile.requireDifferent("--out", out, "INSTANCE", instance);
        OutputFile.requireDifferent("--out", out, "SOLUTION", solution);
        Instance network = application.load(instance);
        Solution solved = SolutionFiles.read(solution);
        if (solved.association().users() != network.users()
                || solved.stations().size() != network.stations()
                || solved.stations().get(0).beamformer().communication().rows()
                        != network.antennas()) {
            throw new InvalidInputException(
                    "%s: is no solution of %s: expected %d base stations, %d users, %d antennas"
                            .formatted(
                                    solution,
                                    instance,
                                    network.stations(),
                                    network.users(),
                                    network.antennas()));
        }
        new RunReport(network, solved, String.valueOf(instance.getFileName())).write(out);
        console.out().println(out);
        return console.finish(ExitCode.SOLVED);
    }
}
