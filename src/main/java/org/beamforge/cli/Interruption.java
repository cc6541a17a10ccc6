package org.beamforge.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamforge.control.Cancellation;

/**
 * Turns Ctrl-C (or a termination signal) into a cancellation: the virtual machine stays up until
 * the solver has handed over its best solution and the files are written, but not for ever. The
 * machine itself then exits with 128 + signal, 130 for Ctrl-C.
 */
final class Interruption implements AutoCloseable {
    /** How long the solver may take to notice. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long writing the results may take after that. */
    private static final Duration WRITING = Duration.ofSeconds(60);

    private final CountDownLatch solved = new CountDownLatch(1);
    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook;
    private final Console console;
    private volatile boolean requested;

    private Interruption(Cancellation cancellation, Console console) {
        this.console = console;
        this.hook = new Thread(() -> stop(cancellation), "interruption");
    }

    /** Watches until {@link #close()}. */
    static Interruption watch(Cancellation cancellation, Console console) {
        Interruption interruption = new Interruption(cancellation, console);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void stop(Cancellation cancellation) {
        requested = true;
        cancellation.cancel();
        try {
            if (!solved.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                console.err()
                        .println(
                                Console.format(
                                        "interrupted: the solver did not stop within %d s, so no"
                                                + " solution was written",
                                        PATIENCE.toSeconds()));
                return;
            }
            written.await(WRITING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The solver has returned; what remains is writing. */
    void solved() {
        solved.countDown();
    }

    /** Whether a signal asked to stop. */
    boolean requested() {
        return requested;
    }

    @Override
    public void close() {
        solved.countDown();
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The machine is going down already; the hook has been told that all is written.
            requested = true;
        }
    }
}
