package org.beamforge.experiments.sweep;

/** Shards of a sweep are missing or not complete; the message names them. */
public final class MissingResultsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingResultsException(String message) {
        super(message);
    }
}
