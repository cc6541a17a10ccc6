package org.beamforge.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamforge.control.Cancellation;
import org.jspecify.annotations.Nullable;

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
    private final Console console;
    private @Nullable Thread hook;
    private volatile boolean requested;

    Interruption(Console console) {
        this.console = console;
    }

    /** From now on, until {@link #close()}, a signal cancels the computation first. */
    void watch(Cancellation cancellation) {
        hook = new Thread(() -> stop(cancellation), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
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

    /** Everything is written and said, the complaint about a failed run included. */
    @Override
    public void close() {
        solved.countDown();
        written.countDown();
        if (hook == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The machine is going down already; the hook has been told that all is written.
            requested = true;
        }
    }
}
