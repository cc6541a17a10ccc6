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

    public static void atLeast(String place, int value, int least) {
        if (value < least) {
            throw new InvalidInputException(
                    place + ": expected at least " + least + ", found " + value);
        }
    }
}
