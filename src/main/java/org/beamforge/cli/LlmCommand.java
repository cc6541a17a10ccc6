package org.beamforge.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamforge.llm.LlmCheck;
import org.beamforge.llm.LlmSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code beamforge llm}: looks after the set-up of language models. */
@Command(
        name = "llm",
        description = "Language models for the association.",
        subcommands = LlmCommand.Check.class)
public final class LlmCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /** Without a subcommand there is nothing to do: shows the help, exit status 2. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** {@code beamforge llm check}. */
    @Command(
            name = "check",
            description = "Sends one tiny question to each model and explains what is wrong.")
    public static final class Check implements Callable<Integer> {
        @Mixin private LlmOptions options;
        @Spec private CommandSpec spec;

        /** Exit status 0 if every model is usable, else 6. */
        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (LlmSetup setup = options.open(System.getenv())) {
                List<LlmCheck.Result> results = setup.check();
                for (LlmCheck.Result result : results) {
                    out.println(result.text());
                }
                out.flush();
                return results.stream().allMatch(LlmCheck.Result::usable)
                        ? 0
                        : ExitCode.NO_ASSOCIATION;
            }
        }
    }
}
