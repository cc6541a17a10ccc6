package org.beamforge.cli;

/** The run was interrupted before it had anything to keep. */
final class InterruptedRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedRun(Throwable cause) {
        super("interrupted before a first solution was found", cause);
    }
}
