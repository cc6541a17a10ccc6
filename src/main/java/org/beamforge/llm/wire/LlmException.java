package org.beamforge.llm.wire;

/**
 * No answer came. The message says what to fix and never holds a key; there is no cause, whose text
 * could.
 */
public final class LlmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final double recordedSeconds;

    public LlmException(Kind kind, String message) {
        this(kind, message, Double.NaN);
    }

    /**
     * A failure out of a transcript.
     *
     * @param recordedSeconds how long it took when it was recorded
     */
    public LlmException(Kind kind, String message, double recordedSeconds) {
        super(message);
        this.kind = kind;
        this.recordedSeconds = recordedSeconds;
    }

    /** How long the failure took when it was recorded; the measured time if it is new. */
    public double seconds(double measured) {
        return Double.isNaN(recordedSeconds) ? measured : recordedSeconds;
    }

    public Kind kind() {
        return kind;
    }

    /** Why no answer came. */
    public enum Kind {
        /** The server could not be reached or the connection broke. */
        NETWORK,
        /** A deadline passed. */
        TIMEOUT,
        /** Too many requests (429). */
        RATE_LIMITED,
        /** The server failed or is overloaded (408, 409, 5xx). */
        SERVER,
        /** The request was refused as it stands (400 and other 4xx). */
        BAD_REQUEST,
        /** The key is missing or wrong (401). */
        UNAUTHORIZED,
        /** The key may not do this (403). */
        FORBIDDEN,
        /** No such URL or model (404). */
        NOT_FOUND,
        /** The server points elsewhere (3xx), where the key must not follow. */
        REDIRECTED,
        /** The response is larger than the limit. */
        TOO_LARGE,
        /** The response is not what the API promises. */
        MALFORMED,
        /** The user stopped the run. */
        CANCELLED,
        /** A replay has no such exchange. */
        REPLAY_MISS
    }
}
