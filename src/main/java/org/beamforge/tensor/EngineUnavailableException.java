package org.beamforge.tensor;

/** A tensor engine that was asked for cannot run in this JVM. */
public final class EngineUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    EngineUnavailableException(String reason, String advice, Throwable cause) {
        super("engine nd4j: " + reason + "\n" + advice, cause);
        this.reason = reason;
    }

    /** What is missing, without the advice. */
    public String reason() {
        return reason;
    }
}
