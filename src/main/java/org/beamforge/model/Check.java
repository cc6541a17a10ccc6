package org.beamforge.model;

/** Range checks with a message that names the place and the value. */
public final class Check {
    private Check() {}

    public static void finite(String place, double value) {
        if (!Double.isFinite(value)) {
            throw new InvalidInputException(place + ": expected a finite number, found " + value);
        }
    }

    public static void positive(String place, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InvalidInputException(
                    place + ": expected a positive finite number, found " + value);
        }
    }

    /** Most channel coefficients K N M of a network; whatever is larger is taken for a mistake. */
    public static final int MOST_COEFFICIENTS = 1 << 23;

    /**
     * @throws InvalidInputException if K x N x M channel coefficients are too many
     */
    public static void coefficients(String place, int stations, int users, int antennas) {
        // double: the product of three ints need not fit a long
        if ((double) stations * users * antennas > MOST_COEFFICIENTS) {
            throw new InvalidInputException(
                    "%s: expected at most %d channel coefficients K x N x M, found %d x %d x %d"
                            .formatted(place, MOST_COEFFICIENTS, stations, users, antennas));
        }
    }

    public static void atLeast(String place, int value, int least) {
        if (value < least) {
            throw new InvalidInputException(
                    place + ": expected at least " + least + ", found " + value);
        }
    }
}
