package org.beamforge.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamforge.BackendKind;
import org.beamforge.InfeasibleException;
import org.beamforge.RateSource;
import org.beamforge.ScheduleKind;
import org.beamforge.Scheme;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.SolverKind;
import org.beamforge.StartKind;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.experiments.report.RunReport;
import org.beamforge.llm.LlmAssociation;
import org.beamforge.llm.LlmSetup;
import org.beamforge.llm.RoundTable;
import org.beamforge.model.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code beamforge solve}: from an instance to its association and beamformers. */
@Command(
        name = "solve",
        description = "Find the user association and the beamformers with the best sum rate.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge solve",
            "  beamforge solve --users 15 --seed 7 --out solution.json",
            "  beamforge solve network.npz --association game --trace trace.csv",
            "  beamforge solve network.json --association fixed:0,2,1,1 --json"
        })
final class SolveCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;
    private final Interruption interruption;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "INSTANCE",
            arity = "0..1",
            description =
                    "network to solve (.json, .npz, .mat); without it the paper scenario is drawn"
                            + " from --seed")
    private @Nullable Path file;

    @Option(
            names = "--association",
            paramLabel = "METHOD",
            defaultValue = "joint",
            description = {
                "joint: certified search over all associations;",
                "exact, brute-force, game, gale-shapley, llm: alternate with beamforming"
                        + " (Algorithm 3);",
                "fixed:0,2,1,..: this base station for each user;",
                "beamforming-only: keep the initial association (default: ${DEFAULT-VALUE})"
            })
    private AssociationChoice association = new AssociationChoice(Scheme.JOINT, List.of());

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            defaultValue = "exact-fp",
            description = "beamforming solver: exact-fp, mm-admm (default: ${DEFAULT-VALUE})")
    private SolverKind solver = SolverKind.EXACT_FP;

    @Option(
            names = "--full-dimension",
            description = "skip the lossless compression of the antenna dimension")
    private boolean fullDimension;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "scaled",
            description =
                    "mm-admm: penalty and bounds scaled to the problem, or as the paper prints them"
                            + " (scaled, paper; default: ${DEFAULT-VALUE})")
    private ScheduleKind schedule = ScheduleKind.SCALED;

    @Option(
            names = "--init",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "mm-admm: beams to start from: inner-step, matched-filter, rcg (Riemannian"
                            + " conjugate gradient, first start), or what suits the schedule (default:"
                            + " ${DEFAULT-VALUE})")
    private StartKind start = StartKind.AUTO;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "engine: auto, java, nd4j, cuda; one asked for by name is used or the run fails"
                            + " (default: ${DEFAULT-VALUE})")
    private BackendKind backend = BackendKind.AUTO;

    @Option(
            names = "--device",
            paramLabel = "I,..",
            split = ",",
            description = "GPUs for cuda and auto, numbered from 0; default: all that can be used.")
    private List<Integer> devices = List.of();

    @Option(
            names = "--rates",
            paramLabel = "SOURCE",
            defaultValue = "potential",
            description =
                    "rate matrix of Algorithm 3: paper (SINR under the current beams) or potential"
                            + " (single-user optimum) (default: ${DEFAULT-VALUE})")
    private RateSource rates = RateSource.POTENTIAL;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description =
                    "seed of the drawn network and of random starting points (default:"
                            + " ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--no-prune",
            description = "joint: compute every beamforming value instead of branch and bound")
    private boolean noPrune;

    @Option(
            names = "--gap",
            paramLabel = "G",
            defaultValue = "1e-6",
            description =
                    "joint: relative gap at which the search stops (default: ${DEFAULT-VALUE})")
    private double gap;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "return the best solution found after so many seconds (default: none)")
    private @Nullable Double timeLimit;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "3",
            description = "starting points per beamforming problem (default: ${DEFAULT-VALUE})")
    private int starts;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1e-6",
            description =
                    "relative accuracy of the beamforming objective (default: ${DEFAULT-VALUE})")
    private double tolerance;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "0",
            description = "worker threads; 0 means one per processor (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the solution (isac-solution/1, JSON) to this file")
    private @Nullable Path out;

    @Option(
            names = "--trace",
            paramLabel = "FILE.csv",
            description = "write one row per iteration to this file")
    private @Nullable Path trace;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "describe the run in one HTML file")
    private @Nullable Path report;

    @Option(
            names = "--json",
            description = "write the solution to standard output, the summary to standard error")
    private boolean json;

    @Option(
            names = "--quiet",
            description = "no iteration table or progress; with --json no summary either")
    private boolean quiet;

    @ArgGroup(
            exclusive = false,
            validate = false,
            heading = "%nNetwork to draw where no INSTANCE is given:%n")
    private @Nullable ScenarioOptions scenario;

    @Mixin private final LlmOptions llm = new LlmOptions();

    SolveCommand(Application application, Console console, Interruption interruption) {
        this.application = application;
        this.interruption = interruption;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        rejectContradictions();
        StopWatch watch = StopWatch.start();
        Instance instance = file == null ? draw() : application.load(file);
        if (association.scheme() != Scheme.LLM) {
            return solve(instance, settings(instance).build(), watch);
        }
        try (LlmSetup setup = llm.open(System.getenv())) {
            LlmAssociation method =
                    setup.association(
                            LlmSchemes.fallback(setup),
                            note -> {
                                if (!quiet) {
                                    console.err().println(note);
                                }
                            });
            SolveSettings settings = settings(instance).method(method).build();
            int status = solve(instance, settings, watch);
            if (!quiet) {
                console.err().println(RoundTable.of(method.report(), method.usage()));
            }
            return status;
        }
    }

    private int solve(Instance instance, SolveSettings settings, StopWatch watch)
            throws IOException {
        watch.lap("read");
        if (!quiet) {
            printHeader(instance, settings);
            withoutEffect().forEach(note -> console.err().println("note: " + note));
        }
        Cancellation cancellation = Cancellation.none();
        interruption.watch(cancellation);
        Solution solution = solve(instance, settings, cancellation);
        interruption.solved();
        watch.lap("solve");
        write(instance, solution);
        watch.lap("write");
        if (!quiet) {
            console.err().println(watch.footer());
        }
        return console.finish(ExitCode.of(solution.status()));
    }

    private Solution solve(Instance instance, SolveSettings settings, Cancellation cancellation) {
        ProgressListener table = quiet ? ProgressListener.NONE : new IterationTable(console);
        try {
            if (trace == null) {
                return application.solve(instance, settings, table, cancellation);
            }
            try (Application.TraceFile rows = application.openTrace(trace)) {
                return application.solve(instance, settings, both(table, rows), cancellation);
            }
        } catch (InfeasibleException e) {
            throw new InfeasibleInstance(instance, e);
        } catch (RuntimeException e) {
            if (interruption.requested()) {
                throw new InterruptedRun(e);
            }
            throw e;
        }
    }

    private static ProgressListener both(ProgressListener first, ProgressListener second) {
        return new ProgressListener() {
            @Override
            public void iteration(IterationRecord record) {
                first.iteration(record);
                second.iteration(record);
            }

            @Override
            public void detail(IterationRecord record) {
                first.detail(record);
                second.detail(record);
            }

            @Override
            public void note(String message) {
                first.note(message);
                second.note(message);
            }
        };
    }

    private void rejectContradictions() {
        if (file != null && scenario != null) {
            throw usage(
                    "options that describe a network to draw cannot be combined with INSTANCE "
                            + file);
        }
        if (association.scheme() == Scheme.LLM) {
            if (!llm.configured()) {
                throw usage(
                        "--association llm: no LLM is configured\nMaybe --llm-profile ollama"
                                + " --llm-model NAME, or --association exact, which solves the same"
                                + " problem to proven optimality.");
            }
        } else if (llm.configured()) {
            throw usage("the --llm options need --association llm");
        }
        if (out != null) {
            OutputFile.requireWritable("--out", out);
            OutputFile.requireDifferent("--out", out, "INSTANCE", file);
        }
        if (report != null) {
            OutputFile.requireWritable("--report", report);
            OutputFile.requireDifferent("--report", report, "INSTANCE", file);
            OutputFile.requireDifferent("--report", report, "--out", out);
            OutputFile.requireDifferent("--report", report, "--trace", trace);
        }
        if (trace != null) {
            OutputFile.requireWritable("--trace", trace);
            OutputFile.requireDifferent("--trace", trace, "INSTANCE", file);
            OutputFile.requireDifferent("--trace", trace, "--out", out);
        }
    }

    /** Options that were given but mean nothing to the scheme or backend chosen. */
    private List<String> withoutEffect() {
        Scheme scheme = association.scheme();
        boolean search = scheme == Scheme.JOINT;
        boolean alternates = !search && scheme != Scheme.FIXED && scheme != Scheme.BEAMFORMING_ONLY;
        List<String> notes = new ArrayList<>();
        if (given("--no-prune") && !search) {
            notes.add("--no-prune has no effect: only --association joint makes a value table");
        }
        if (given("--gap") && !(search && !noPrune)) {
            notes.add("--gap has no effect: only --association joint with pruning has a gap");
        }
        if (given("--rates") && !alternates) {
            notes.add("--rates has no effect: only Algorithm 3 asks for rates");
        }
        for (String option : List.of("--schedule", "--init")) {
            if (given(option) && solver != SolverKind.MM_ADMM) {
                notes.add(option + " has no effect: the solver is " + solver.label());
            }
        }
        if (given("--device") && backend != BackendKind.CUDA && backend != BackendKind.AUTO) {
            notes.add("--device has no effect: the backend is " + backend.label());
        }
        return notes;
    }

    private boolean given(String option) {
        return spec != null && spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("the command was not created by picocli");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private Instance draw() {
        return application.generate(scenario == null ? new ScenarioOptions() : scenario, seed);
    }

    private SolveSettings.Builder settings(Instance instance) {
        SolveSettings.Builder builder =
                SolveSettings.builder()
                        .solver(solver)
                        .fullDimension(fullDimension)
                        .schedule(schedule)
                        .start(start)
                        .backend(backend)
                        .devices(devices)
                        .rates(rates)
                        .seed(seed)
                        .prune(!noPrune)
                        .gap(gap)
                        .starts(starts)
                        .tolerance(tolerance)
                        .threads(threads);
        if (timeLimit != null) {
            builder.timeLimitSeconds(timeLimit);
        }
        if (association.scheme() == Scheme.FIXED) {
            builder.fixed(association.associationFor(instance));
        } else if (association.scheme() != Scheme.LLM) {
            builder.scheme(association.scheme());
        }
        return builder;
    }

    private void printHeader(Instance instance, SolveSettings settings) {
        console.err()
                .println(
                        Console.format(
                                "beamforge %s: %s, %s | backend %s, double precision, %d threads",
                                VersionProvider.version(),
                                settings.scheme().label(),
                                settings.solver().label(),
                                settings.backend().label(),
                                settings.effectiveThreads()));
        console.err()
                .println(
                        Console.format(
                                "%s: %d base stations, %d users, %d antennas",
                                file == null ? "drawn network, seed " + seed : file,
                                instance.stations(),
                                instance.users(),
                                instance.antennas()));
    }

    private void write(Instance instance, Solution solution) throws IOException {
        if (out != null) {
            application.writeSolution(solution, out);
        }
        if (report != null) {
            String name = file == null ? "drawn network, seed " + seed : file.toString();
            new RunReport(instance, solution, name).write(report);
        }
        PrintStream summary = json ? console.err() : console.out();
        if (json) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            application.writeSolution(solution, bytes);
            console.out().println(bytes.toString(StandardCharsets.UTF_8).strip());
        }
        if (!(json && quiet)) {
            new Summary(instance, solution).print(summary);
        }
        console.out().flush();
    }
}
