package org.beamforge.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code beamforge} without a command, and the options that every command has. */
@Command(
        name = "beamforge",
        description = "Joint user association and beamforming for ISAC networks.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:solved",
            "1:internal error",
            "2:bad usage or input",
            "3:infeasible",
            "4:stopped before convergence",
            "5:backend asked for but not usable",
            "6:no association from the LLM and no fallback allowed",
            "130:interrupted; partial results are kept"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamforge solve                        solve the paper scenario",
            "  beamforge solve network.npz --json     solve your own channels",
            "  beamforge COMMAND --help               options, units and defaults"
        })
final class RootCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help and exit")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version of the program, Java and the kernels, and exit")
    private boolean version;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "show the stack trace of an error")
    private boolean debug;

    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("the command was not created by picocli");
        }
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
