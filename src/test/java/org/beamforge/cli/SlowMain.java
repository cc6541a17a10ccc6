package org.beamforge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.control.SolveStatus;

/** The command line over a solver that runs until it is cancelled, for a child process. */
public final class SlowMain {
    private SlowMain() {}

    /**
     * @param args a file to create once the solver runs; how the solver behaves: "keeps", "fails"
     *     or "hangs"; then the command line
     */
    public static void main(String[] args) {
        FakeApplication application = new FakeApplication();
        application.solver =
                (listener, cancellation) -> {
                    try {
                        listener.iteration(FakeApplication.RECORD);
                        Files.createFile(Path.of(args[0]));
                        while (!cancellation.shouldStop() || args[1].equals("hangs")) {
                            Thread.sleep(5);
                        }
                    } catch (java.io.IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    if (args[1].equals("fails")) {
                        throw new IllegalStateException("nothing feasible yet");
                    }
                    return FakeApplication.solution(SolveStatus.CANCELLED);
                };
        String[] line = java.util.Arrays.copyOfRange(args, 2, args.length);
        System.exit(Main.run(application, Console.standard(), line));
    }
}
