package org.beamforge.model;

/**
 * Conversions between decibels and power ratios.
 *
 * <p>{@link StrictMath} keeps generated instances equal to the last bit on every machine.
 */
public final class Decibels {
    private Decibels() {}

    /** 10^(dB/10), a power ratio. */
    public static double toRatio(double db) {
        return StrictMath.pow(10, db / 10);
    }

    /** 10 log10(ratio), dB; -infinity for 0. */
    public static double fromRatio(double ratio) {
        return 10 * StrictMath.log10(ratio);
    }

    /** Power in W of a level in dBm. */
    public static double dbmToWatts(double dbm) {
        return toRatio(dbm - 30);
    }
}
