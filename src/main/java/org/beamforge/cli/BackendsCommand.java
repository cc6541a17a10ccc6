package org.beamforge.cli;

import java.util.concurrent.Callable;
import org.beamforge.BackendStatus;
import picocli.CommandLine.Command;

/** {@code beamforge backends}: what can run here, and why the rest cannot. */
@Command(
        name = "backends",
        description = "List the engines: which can be used on this machine, and why others cannot.")
final class BackendsCommand implements Callable<Integer> {
    private final Application application;
    private final Console console;

    BackendsCommand(Application application, Console console) {
        this.application = application;
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out()
                .println(Console.format("%-8s  %-6s  %s", "name", "usable", "device / why not"));
        for (BackendStatus status : application.backends()) {
            console.out()
                    .println(
                            Console.format(
                                    "%-8s  %-6s  %s",
                                    status.kind().label(),
                                    status.usable() ? "yes" : "no",
                                    status.usable() ? status.device() : status.reason()));
        }
        return console.finish(ExitCode.SOLVED);
    }
}
