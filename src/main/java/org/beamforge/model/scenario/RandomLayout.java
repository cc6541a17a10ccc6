package org.beamforge.model.scenario;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.Positions.Point;
import org.beamforge.model.scenario.CounterRandom.Purpose;

/**
 * Positions drawn by seed. Base stations and users lie uniformly in a rectangle around the origin.
 * The targets of a base station lie around it, within 45 degrees of broadside on either side (a
 * line array is blind to angles near its own axis) and between two distances: the radar gain falls
 * with the seventh power of the distance, so the range decides about feasibility.
 *
 * @param widthM extent in x, m
 * @param heightM extent in y, m
 * @param minStationSpacingM least distance between base stations, m; default 40
 * @param minUserDistanceM least distance of a user from a base station, m; default 10
 * @param minTargetDistanceM least distance of a target from its base station, m; default 80
 * @param maxTargetDistanceM largest distance of a target from its base station, m; default 120
 * @param detectionRcsPower sigma_t^2, 1; default 6.6e10 as in the paper layout
 * @param estimationRcsPower |alpha|^2, 1; default 1.7e5 as in the paper layout
 */
public record RandomLayout(
        double widthM,
        double heightM,
        double minStationSpacingM,
        double minUserDistanceM,
        double minTargetDistanceM,
        double maxTargetDistanceM,
        double detectionRcsPower,
        double estimationRcsPower)
        implements LayoutSource {

    public RandomLayout {
        Check.positive("layout: widthM", widthM);
        Check.positive("layout: heightM", heightM);
        Check.positive("layout: minStationSpacingM", minStationSpacingM);
        Check.positive("layout: minUserDistanceM", minUserDistanceM);
        Check.positive("layout: minTargetDistanceM", minTargetDistanceM);
        Check.positive("layout: maxTargetDistanceM", maxTargetDistanceM);
        Check.positive("layout: detectionRcsPower", detectionRcsPower);
        Check.positive("layout: estimationRcsPower", estimationRcsPower);
        if (maxTargetDistanceM < minTargetDistanceM) {
            throw new InvalidInputException(
                    "layout: maxTargetDistanceM: expected at least minTargetDistanceM = %s, found %s"
                            .formatted(minTargetDistanceM, maxTargetDistanceM));
        }
    }

    /** A rectangle with the default distances and radar cross sections. */
    public static RandomLayout of(double widthM, double heightM) {
        return new RandomLayout(widthM, heightM, 40, 10, 80, 120, 6.6e10, 1.7e5);
    }

    @Override
    public Layout resolve(int stations, int users, long seed) {
        Area area = new Area(-widthM / 2, -heightM / 2, widthM / 2, heightM / 2);
        List<Point> sites = new ArrayList<>();
        for (int k = 0; k < stations; k++) {
            sites.add(
                    area.draw(
                            seed,
                            Purpose.STATION_POSITION,
                            k,
                            sites,
                            minStationSpacingM,
                            "baseStations[" + k + "]"));
        }
        List<Point> userPoints = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            userPoints.add(
                    area.draw(
                            seed,
                            Purpose.USER_POSITION,
                            i,
                            sites,
                            minUserDistanceM,
                            "users[" + i + "]"));
        }
        List<Layout.Station> list = new ArrayList<>();
        for (int k = 0; k < stations; k++) {
            Point site = sites.get(k);
            list.add(
                    new Layout.Station(
                            site,
                            target(seed, Purpose.DETECTION_TARGET, k, site),
                            detectionRcsPower,
                            target(seed, Purpose.ESTIMATION_TARGET, k, site),
                            estimationRcsPower));
        }
        return new Layout(list, userPoints);
    }

    private Point target(long seed, Purpose purpose, int station, Point site) {
        double u = CounterRandom.uniform(seed, purpose, station, 0, 0, 0);
        double v = CounterRandom.uniform(seed, purpose, station, 0, 0, 1);
        boolean above = CounterRandom.uniform(seed, purpose, station, 0, 0, 2) < 0.5;
        double angle = Math.PI / 2 + (u - 0.5) * Math.PI / 2;
        double distance = minTargetDistanceM + v * (maxTargetDistanceM - minTargetDistanceM);
        double dy = distance * StrictMath.sin(angle);
        return new Point(
                site.x() + distance * StrictMath.cos(angle), site.y() + (above ? dy : -dy));
    }
}
