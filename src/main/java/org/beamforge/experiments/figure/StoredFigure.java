package org.beamforge.experiments.figure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.experiments.plot.Page;
import org.beamforge.experiments.plot.PageFiles;
import org.beamforge.experiments.sweep.GridParameter;
import org.beamforge.io.ArrayFiles;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/** Draws figures from the tables of a merged sweep; solves nothing. */
public final class StoredFigure {
    private static final String RESULTS = "results.csv";

    private final List<Sample> samples;
    private final Path directory;
    private final Optional<String> llm;
    private final List<GridParameter> varied;

    private StoredFigure(
            List<Sample> samples,
            Path directory,
            Optional<String> llm,
            List<GridParameter> varied) {
        this.samples = samples;
        this.directory = directory;
        this.llm = llm;
        this.varied = varied;
    }

    /**
     * Reads a directory with results.csv, or that file.
     *
     * @throws InvalidInputException if there are no results, or they cannot be read
     */
    public static StoredFigure read(Path results) {
        Path file = Files.isDirectory(results) ? results.resolve(RESULTS) : results;
        if (!Files.exists(file)) {
            throw new InvalidInputException(
                    file + ": no such file\nMaybe beamforge merge " + results + " first.");
        }
        List<Sample> samples = ResultsCsv.samples(file);
        if (samples.isEmpty()) {
            throw new InvalidInputException(file + ": expected results, found none");
        }
        Path parent = file.toAbsolutePath().getParent();
        Path directory = parent == null ? Path.of(".") : parent;
        JsonNode run = description(directory.resolve("run.json"));
        return new StoredFigure(
                samples, directory, Optional.ofNullable(run.path("llm").textValue()), varied(run));
    }

    /** What the sweep was made to vary; nothing where results.csv stands alone. */
    private static List<GridParameter> varied(JsonNode run) {
        JsonNode vary = run.path("config").path("vary");
        return Arrays.stream(GridParameter.values()).filter(p -> vary.has(p.key())).toList();
    }

    private static JsonNode description(Path run) {
        if (!Files.exists(run)) {
            return MissingNode.getInstance();
        }
        try {
            return new ObjectMapper().readTree(run.toFile());
        } catch (IOException e) {
            throw new InvalidInputException(
                    run + ": expected a description of a run, found " + OutputFiles.words(e), e);
        }
    }

    /**
     * Draws one of the paper's figures, or the sweep as it is.
     *
     * @param figure which, if it is one
     * @param out directory of NAME.csv, NAME.png, NAME.svg and more
     * @param name base of the file names
     * @param formats further data formats, npz and mat
     * @param scales of the axes
     * @throws InvalidInputException if a value cannot be on the axis asked for
     */
    public void write(
            Optional<PaperFigure> figure,
            Path out,
            String name,
            List<String> formats,
            Scales scales) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw OutputFiles.cannotWrite(out, e);
        }
        if (figure.filter(f -> f == PaperFigure.CONVERGENCE).isPresent()) {
            ConvergenceFigure convergence =
                    new ConvergenceFigure(
                            samples,
                            ResultsCsv.steps(directory.resolve("convergence.csv")),
                            PaperFigure.CONVERGENCE.title(),
                            llm,
                            scales);
            OutputFiles.write(out.resolve(name + ".csv"), convergence::table);
            write(convergence.page(), convergence.arrays(), out, name, formats);
            return;
        }
        Grid grid = Grid.of(samples, declared(figure));
        if (scales.x() == AxisScale.LOG && grid.xs().get(0) <= 0) {
            throw new InvalidInputException(
                    "--x-scale log: expected positive values of %s, found %s"
                            .formatted(grid.axis().key(), grid.axis().text(grid.xs().get(0))));
        }
        FigureTables tables = new FigureTables(grid);
        String title = figure.map(PaperFigure::title).orElse("Sum rate");
        OutputFiles.write(out.resolve(name + ".csv"), tables::means);
        OutputFiles.write(out.resolve(name + "-differences.csv"), tables::differences);
        write(
                new SweepFigure(grid, title, llm, scales).page(),
                tables.arrays(),
                out,
                name,
                formats);
    }

    /** The axis of the figure in front of what the sweep varies. */
    private List<GridParameter> declared(Optional<PaperFigure> figure) {
        List<GridParameter> declared = new ArrayList<>();
        figure.flatMap(PaperFigure::axis).ifPresent(declared::add);
        declared.addAll(varied);
        return declared;
    }

    private static void write(
            Page page, Map<String, double[]> arrays, Path out, String name, List<String> formats) {
        for (String format : formats) {
            ArrayFiles.write(arrays, out.resolve(name + "." + format));
        }
        PageFiles.write(page, out, name);
    }
}
