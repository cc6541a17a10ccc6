package org.beamforge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamforge.experiments.figure.BeampatternFigure;
import org.beamforge.experiments.figure.PaperFigure;
import org.beamforge.experiments.figure.StoredFigure;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beamforge plot}: stored results as a picture. */
@Command(
        name = "plot",
        description = {
            "Draw stored results again, without solving: the directory of a figure (DIR/figure-N)",
            "or of a merged sweep, or its results.csv."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge plot figures/figure-6",
            "  beamforge plot results --out pictures --npz --x-scale log"
        })
final class PlotCommand implements Callable<Integer> {
    private static final Pattern FIGURE = Pattern.compile("figure-([3-9])");

    private final Console console;

    @Parameters(paramLabel = "RESULTS", description = "directory of results, or results.csv")
    private @Nullable Path results;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "directory to write to (default: beside figure-N, else RESULTS)")
    private @Nullable Path out;

    @Option(
            names = "--figure",
            paramLabel = "N",
            description = "draw as figure N of the paper (default: told by the directory's name)")
    private @Nullable Integer number;

    @Mixin private final DataFormats formats = new DataFormats();

    @Mixin private final AxisOptions axes = new AxisOptions();

    PlotCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (results == null) {
            throw new IllegalStateException("picocli lets no call pass without RESULTS");
        }
        Path directory =
                Files.isDirectory(results)
                        ? results
                        : Optional.ofNullable(results.getParent()).orElse(Path.of("."));
        Path file = directory.toAbsolutePath().normalize().getFileName();
        Matcher matcher = FIGURE.matcher(file == null ? "" : file.toString());
        boolean named = matcher.matches();
        int figure = number != null ? number : named ? Integer.parseInt(matcher.group(1)) : 0;
        String name = figure > 0 ? "figure-" + figure : "plot";
        Path target = out != null ? out : named ? directory.resolve("..").normalize() : directory;
        if (target.toString().isEmpty()) {
            target = Path.of(".");
        }
        boolean beampatterns = BeampatternFigure.in(directory);
        if (beampatterns) {
            axes.requireNone(results.toString());
        }
        create(target);
        OutputFile.requireWritable("--out", target.resolve(name + ".png"));
        if (beampatterns) {
            BeampatternFigure.read(figure, directory).write(target, name, formats.chosen());
        } else {
            StoredFigure.read(results)
                    .write(PaperFigure.of(figure), target, name, formats.chosen(), axes.scales());
        }
        List<String> files = new ArrayList<>(List.of("csv", "png", "svg"));
        files.addAll(formats.chosen());
        for (String ending : files) {
            console.out().println(target.resolve(name + "." + ending));
        }
        return console.finish(ExitCode.SOLVED);
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "--out: %s: cannot create this directory".formatted(directory), e);
        }
    }
}
