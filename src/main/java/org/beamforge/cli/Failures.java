package org.beamforge.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.beamforge.BackendUnavailableException;
import org.beamforge.InfeasibleException;
import org.beamforge.association.NoAssociationException;
import org.beamforge.experiments.sweep.MissingResultsException;
import org.beamforge.model.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one message and an exit status; stack traces only when asked for. */
final class Failures {
    private final Console console;
    private final RootCommand root;

    Failures(Console console, RootCommand root) {
        this.console = console;
        this.root = root;
    }

    /** Options and arguments that make no sense. */
    int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintStream err = console.err();
        err.println("error: " + e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> close = new ArrayList<>(unmatched.getSuggestions());
            String typed = unmatched.getUnmatched().get(0);
            // people hardly ever mistype the first letters
            close.sort(Comparator.comparingInt(name -> -commonStart(typed, name)));
            if (!close.isEmpty()) {
                err.println("Maybe " + String.join(" or ", close) + "?");
            }
        }
        err.println(
                "See '" + command.getCommandSpec().qualifiedName() + " --help' for what is known.");
        trace(e);
        return ExitCode.BAD_INPUT;
    }

    private static int commonStart(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    /** Whatever a command threw. */
    int failed(Throwable e) {
        int status = status(e);
        PrintStream err = console.err();
        if (status == ExitCode.INTERNAL) {
            err.println("error: internal: " + headline(e));
            if (!root.debug()) {
                err.println("run with --debug for the stack trace");
            }
        } else {
            err.println("error: " + headline(e));
        }
        trace(e);
        return console.finish(status);
    }

    private void trace(Throwable e) {
        if (root.debug()) {
            e.printStackTrace(console.err());
        }
    }

    private static int status(Throwable e) {
        if (e instanceof InvalidInputException) {
            return ExitCode.BAD_INPUT;
        }
        if (e instanceof InfeasibleInstance || e instanceof InfeasibleException) {
            return ExitCode.INFEASIBLE;
        }
        if (e instanceof BackendUnavailableException) {
            return ExitCode.NO_BACKEND;
        }
        if (e instanceof NoAssociationException) {
            return ExitCode.NO_ASSOCIATION;
        }
        if (e instanceof MissingResultsException) {
            return ExitCode.MISSING_SHARDS;
        }
        return e instanceof InterruptedRun ? ExitCode.INTERRUPTED : ExitCode.INTERNAL;
    }

    private static String headline(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "out of memory with "
                    + Runtime.getRuntime().maxMemory() / (1024 * 1024)
                    + " MiB of heap\nMaybe set BEAMFORGE_JAVA_OPTS=-Xmx8g.";
        }
        boolean ours =
                e instanceof InvalidInputException
                        || e instanceof InfeasibleInstance
                        || e instanceof InfeasibleException
                        || e instanceof BackendUnavailableException
                        || e instanceof NoAssociationException
                        || e instanceof MissingResultsException
                        || e instanceof InterruptedRun;
        String message = e.getMessage();
        if (ours && message != null) {
            return message;
        }
        return message == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
    }
}
