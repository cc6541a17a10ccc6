package org.beamforge.kernel;

/** The kernels asked for cannot run in this JVM; the message says why and what to try. */
public final class KernelsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    KernelsUnavailableException(String reason, String advice) {
        super("vector kernels cannot run: " + reason + "\n" + advice);
        this.reason = reason;
    }

    KernelsUnavailableException(String reason, String advice, Throwable cause) {
        super("vector kernels cannot run: " + reason + "\n" + advice, cause);
        this.reason = reason;
    }

    /** Why, in half a line. */
    public String reason() {
        return reason;
    }
}
