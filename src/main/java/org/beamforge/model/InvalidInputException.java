package org.beamforge.model;

/**
 * Input that cannot be used. The message names the place and the value; a second line may start
 * with "Maybe" and say what was probably meant.
 */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same complaint, with the place it was found in (for example a file name) put in front.
     */
    public InvalidInputException in(String place) {
        return new InvalidInputException(place + ": " + getMessage(), this);
    }
}
