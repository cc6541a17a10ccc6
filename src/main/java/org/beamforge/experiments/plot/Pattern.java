package org.beamforge.experiments.plot;

import org.beamforge.Solution;
import org.beamforge.metrics.Beampattern;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions;
import org.beamforge.model.Positions.Point;

/**
 * The beampattern of one base station as a gain: transmit power towards an angle over the power
 * budget, that is over what an isotropic antenna would send there; at most 10 log10(M) dB.
 */
public final class Pattern {
    /** What is shown at least, dB: nulls are deeper. */
    static final double FLOOR_DB = -25;

    /** What no power at all is called in data, dB. */
    static final double NOTHING_DB = -200;

    private final Instance instance;
    private final Solution solution;
    private final int station;

    public Pattern(Instance instance, Solution solution, int station) {
        this.instance = instance;
        this.solution = solution;
        this.station = station;
    }

    int station() {
        return station;
    }

    Instance instance() {
        return instance;
    }

    Solution solution() {
        return solution;
    }

    Positions positions() {
        return instance.positions()
                .orElseThrow(() -> new IllegalStateException("a pattern is drawn over positions"));
    }

    /** Gain, dB, not below the floor. */
    double[] gainDb(double... anglesRad) {
        return gainDb(FLOOR_DB, anglesRad);
    }

    /** Gain as data, dB: nulls are as deep as they are, down to {@link #NOTHING_DB}. */
    public double[] dataDb(double... anglesRad) {
        return gainDb(NOTHING_DB, anglesRad);
    }

    private double[] gainDb(double floor, double... anglesRad) {
        double[] power = Beampattern.of(solution.stations().get(station).beamformer(), anglesRad);
        return Beampattern.toDb(power, instance.maxPowerW(), floor);
    }

    /** The largest gain that M antennas can have, dB. */
    public double mostDb() {
        return 10 * Math.log10(instance.antennas());
    }

    /** Where a gain lies between the floor and the largest one, 0 to 1. */
    double share(double gainDb) {
        return (gainDb - FLOOR_DB) / (mostDb() - FLOOR_DB);
    }

    /**
     * Angle of a point from the axis of the array, 0 to pi: the array cannot tell its two sides.
     */
    double angleTo(Point point) {
        Point bs = positions().baseStations().get(station);
        return Math.abs(Math.atan2(point.y() - bs.y(), point.x() - bs.x()));
    }

    boolean serves(int user) {
        return solution.association().stationOf(user) == station;
    }
}
