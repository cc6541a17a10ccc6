package org.beamforge.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Entry point of the command line. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its status. */
    public static void main(String[] args) {
        // Numbers in messages and files do not depend on where the program runs.
        Locale.setDefault(Locale.ROOT);
        int status = run(new BeamforgeApplication(), Console.standard(), args);
        // Waits for the shutdown hook of an interrupted run; the signal's status wins there.
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    static int run(Application application, Console console, String... args) {
        RootCommand root = new RootCommand();
        Failures failures = new Failures(console, root);
        try (Interruption interruption = new Interruption(console)) {
            try {
                CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(root));
                line.getCommandSpec().versionProvider(new VersionProvider(application));
                addCommands(line, application, console, interruption, args);
                configure(line, failures, console);
                return console.finish(line.execute(args));
            } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
                return failures.failed(e);
            }
        }
    }

    /** Must follow the commands: picocli hands these settings down to those it has. */
    private static void configure(CommandLine line, Failures failures, Console console) {
        Converters.register(line);
        // picocli would read options from files named @FILE; a file name may start with @.
        line.setExpandAtFiles(false);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler(failures::usage);
        line.setExecutionExceptionHandler((e, command, parsed) -> failures.failed(e));
    }

    /**
     * Adds the one command that is named first on the line, or all of them where help or a
     * suggestion may be needed: reading the annotations of each costs start-up time.
     */
    private static void addCommands(
            CommandLine line,
            Application application,
            Console console,
            Interruption interruption,
            String... args) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("solve", () -> new SolveCommand(application, console, interruption));
        commands.put("figure", () -> new FigureCommand(application, console, interruption));
        commands.put("plot", () -> new PlotCommand(console));
        commands.put("sweep", () -> new SweepCommand(application, console, interruption));
        commands.put("plan", () -> new PlanCommand(console));
        commands.put("merge", () -> new MergeCommand(console));
        commands.put("report", () -> new ReportCommand(application, console));
        commands.put("generate", () -> new GenerateCommand(application, console));
        commands.put("convert", () -> new ConvertCommand(application, console));
        commands.put("llm", LlmCommand::new);
        commands.put("backends", () -> new BackendsCommand(application, console));
        Supplier<Object> only = args.length > 0 ? commands.get(args[0]) : null;
        if (only != null) {
            line.addSubcommand(args[0], only.get());
        } else {
            commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
    }
}
