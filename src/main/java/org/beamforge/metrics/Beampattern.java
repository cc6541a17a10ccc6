package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.Check;
import org.beamforge.model.Decibels;
import org.beamforge.model.UniformLinearArray;

/** Transmit power over angle, {@code P(phi) = a(phi)^H W W^H a(phi)}, W; at most M tr(W W^H). */
public final class Beampattern {
    private Beampattern() {}

    /** P(phi) of each angle, W. */
    public static double[] of(Beamformer beamformer, double... anglesRad) {
        int antennas = beamformer.communication().rows();
        double[] power = new double[anglesRad.length];
        for (int p = 0; p < power.length; p++) {
            power[p] =
                    BeamProjection.ofColumn(
                                    UniformLinearArray.steering(antennas, anglesRad[p]),
                                    1,
                                    beamformer)
                            .squaredNorm();
        }
        return power;
    }

    /** {@code points} equidistant angles from 0 to pi, both included, rad; points >= 2. */
    public static double[] angles(int points) {
        Check.atLeast("beampattern points", points, 2);
        double[] angles = new double[points];
        for (int p = 0; p < points; p++) {
            angles[p] = Math.PI * p / (points - 1);
        }
        return angles;
    }

    /**
     * Decibels relative to a reference power.
     *
     * @param power W
     * @param referenceW what 0 dB is, for example the largest value, W
     * @param floorDb least value returned, so that nulls can be plotted
     */
    public static double[] toDb(double[] power, double referenceW, double floorDb) {
        Check.positive("beampattern reference", referenceW);
        double[] db = new double[power.length];
        for (int p = 0; p < db.length; p++) {
            db[p] = Math.max(floorDb, Decibels.fromRatio(power[p] / referenceW));
        }
        return db;
    }
}
