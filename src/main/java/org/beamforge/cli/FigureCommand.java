package org.beamforge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamforge.BackendKind;
import org.beamforge.InfeasibleException;
import org.beamforge.Scheme;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.SolverKind;
import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.experiments.figure.BeampatternFigure;
import org.beamforge.experiments.figure.PaperFigure;
import org.beamforge.experiments.figure.StoredFigure;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.experiments.sweep.LlmScheme;
import org.beamforge.experiments.sweep.Shard;
import org.beamforge.experiments.sweep.SweepConfig;
import org.beamforge.experiments.sweep.SweepScheme;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beamforge figure}: the data and the picture of one figure of the paper. */
@Command(
        name = "figure",
        description = {
            "Make a figure of the paper: DIR/figure-N.csv, .png and .svg. The results behind it are",
            "kept in DIR/figure-N, from where 'beamforge plot' draws it again without solving.",
            "",
            "3, 4  beampatterns with the initial and the optimised association, one draw",
            "5     convergence of Algorithm 3",
            "6-9   sum rate over users, antennas, power and the CRB threshold"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge figure 6 --draws 20 --out figures",
            "  beamforge figure 7 --points 12,28 --schemes joint,game --out figures",
            "  beamforge figure 8 --out figures --resume"
        })
final class FigureCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;
    private final Interruption interruption;

    @Parameters(paramLabel = "N", description = "number of the figure, 3 to 9")
    private int number;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "directory to write to; created if need be (default: the current one)")
    private Path out = Path.of(".");

    @Option(
            names = "--draws",
            paramLabel = "R",
            defaultValue = "100",
            description = "fading draws per point; 3 and 4 show one (default: ${DEFAULT-VALUE})")
    private int draws;

    @Option(
            names = "--points",
            paramLabel = "X",
            split = ",",
            description = "points of the x axis (default: those of the paper)")
    private @Nullable List<Double> points;

    @Option(
            names = "--schemes",
            paramLabel = "NAME",
            split = ",",
            description = "curves (default: those of the paper, and joint)")
    private @Nullable List<String> schemes;

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            defaultValue = "exact-fp",
            description = "beamforming solver: exact-fp, mm-admm (default: ${DEFAULT-VALUE})")
    private SolverKind solver = SolverKind.EXACT_FP;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "engine: auto, java, nd4j, cuda (default: ${DEFAULT-VALUE})")
    private BackendKind backend = BackendKind.AUTO;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the first draw (default: ${DEFAULT-VALUE})")
    private long seed;

    @Mixin private final DataFormats formats = new DataFormats();

    @Mixin private final AxisOptions axes = new AxisOptions();

    @Mixin private final ShardOptions options = new ShardOptions();

    @Mixin private final LlmOptions llm = new LlmOptions();

    FigureCommand(Application application, Console console, Interruption interruption) {
        this.application = application;
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        try (LlmSchemes models = LlmSchemes.open(llm, console, options.quiet, options.resume)) {
            return call(models.scheme());
        }
    }

    private int call(Optional<LlmScheme> models) {
        String name = "figure-" + number;
        if (BeampatternFigure.is(number)) {
            return beampatterns(name, models);
        }
        PaperFigure figure =
                PaperFigure.of(number)
                        .orElseThrow(
                                () ->
                                        new InvalidInputException(
                                                "figure: expected 3 to 9, found " + number));
        List<SweepScheme> curves =
                schemes == null
                        ? figure.schemes(models.isPresent())
                        : schemes.stream().map(SweepScheme::of).toList();
        if (axes.x == AxisScale.LOG && points != null && points.stream().anyMatch(x -> x <= 0)) {
            throw new InvalidInputException(
                    "--x-scale log: expected positive points, found " + points);
        }
        SweepConfig config =
                figure.config(curves, points == null ? List.of() : points, draws, seed)
                        .on(solver, backend);
        Shard shard = options.shard();
        Path results = out.resolve(name);
        SweepSession session = new SweepSession(application, console, interruption, options.quiet);
        if (!session.run(config, models, shard, results, options.threads, options.resume)) {
            return console.finish(ExitCode.INTERRUPTED);
        }
        if (shard.count() > 1) {
            console.out()
                    .println(
                            Console.format(
                                    "shard %s is complete; when all are: beamforge merge %s and"
                                            + " beamforge plot %s",
                                    shard, results, results));
            return console.finish(ExitCode.SOLVED);
        }
        MergeCommand.report(session.merge(results), results, console);
        StoredFigure.read(results)
                .write(Optional.of(figure), out, name, formats.chosen(), axes.scales());
        tell(name);
        return console.finish(ExitCode.SOLVED);
    }

    private int beampatterns(String name, Optional<LlmScheme> models) {
        if (points != null || options.shard != null) {
            throw new InvalidInputException(
                    "%s: figure %d shows one draw, there is nothing to choose or share"
                            .formatted(points != null ? "--points" : "--shard", number));
        }
        axes.requireNone("figure " + number);
        Shard shard = options.shard();
        if (shard.index() > 0) { // a task of a job array
            console.out()
                    .println(
                            Console.format(
                                    "figure %d shows one draw, which task 0 of the job array makes:"
                                            + " nothing to do for shard %s",
                                    number, shard));
            return console.finish(ExitCode.SOLVED);
        }
        SolveSettings.Builder settings = SolveSettings.builder();
        if (scheme() == Scheme.LLM) {
            settings.method(
                    models.orElseThrow(
                                    () ->
                                            new InvalidInputException(
                                                    "--schemes llm: no LLM is configured\nMaybe"
                                                            + " --llm-profile ollama --llm-model"
                                                            + " NAME."))
                            .methods()
                            .apply(""));
        } else {
            settings.scheme(scheme());
        }
        Instance instance = application.generate(new ScenarioOptions(), seed);
        Cancellation cancellation = Cancellation.none();
        interruption.watch(cancellation);
        Solution solution;
        try {
            solution =
                    application.solve(
                            instance,
                            settings.solver(solver)
                                    .backend(backend)
                                    .seed(seed)
                                    .threads(options.threads)
                                    .build(),
                            ProgressListener.NONE,
                            cancellation);
        } catch (InfeasibleException e) {
            throw new InfeasibleInstance(instance, e);
        } catch (RuntimeException e) {
            // A model that was interrupted, for one, has not failed.
            if (interruption.requested()) {
                throw new InterruptedRun(e);
            }
            throw e;
        }
        interruption.solved();
        if (solution.status() == SolveStatus.CANCELLED) {
            console.err().println("interrupted: no figure was made");
            return console.finish(ExitCode.INTERRUPTED);
        }
        BeampatternFigure figure = new BeampatternFigure(number, instance, solution);
        Path results = out.resolve(name);
        createDirectory(results);
        figure.store(results);
        figure.write(out, name, formats.chosen());
        tell(name);
        return console.finish(ExitCode.of(solution.status()));
    }

    private static void createDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "--out: %s: cannot create this directory".formatted(directory), e);
        }
    }

    /** The one scheme of a beampattern figure. */
    private Scheme scheme() {
        if (schemes == null) {
            return number == 3 ? Scheme.BEAMFORMING_ONLY : Scheme.JOINT;
        }
        if (schemes.size() != 1) {
            throw new InvalidInputException(
                    "--schemes: figure %d shows one scheme, found %s".formatted(number, schemes));
        }
        return SweepScheme.of(schemes.get(0)).scheme();
    }

    private void tell(String name) {
        List<String> files = new ArrayList<>(List.of("csv", "png", "svg"));
        files.addAll(formats.chosen());
        for (String ending : files) {
            console.out().println(out.resolve(name + "." + ending));
        }
    }
}
