package org.beamforge.experiments.plot;

/** Round numbers on axes. */
final class Ticks {
    private Ticks() {}

    /** A step of 1, 2 or 5 times a power of ten that gives about so many ticks. */
    static double step(double range, int ticks) {
        double rough = range / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }

    static String text(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : Double.toString((float) value);
    }
}
