package org.beamforge.model;

import java.util.List;

/**
 * Where things stand, for plots only; the solvers never look at it. Coordinates in metres.
 *
 * @param baseStations one point per base station
 * @param users one point per user
 * @param detectionTargets one point per base station
 * @param estimationTargets one point per base station
 */
public record Positions(
        List<Point> baseStations,
        List<Point> users,
        List<Point> detectionTargets,
        List<Point> estimationTargets) {

    public Positions {
        baseStations = List.copyOf(baseStations);
        users = List.copyOf(users);
        detectionTargets = List.copyOf(detectionTargets);
        estimationTargets = List.copyOf(estimationTargets);
    }

    /** A point in the plane, metres. */
    public record Point(double x, double y) {
        public Point {
            Check.finite("x", x);
            Check.finite("y", y);
        }

        public double distanceTo(Point other) {
            return Math.hypot(other.x - x, other.y - y);
        }
    }
}
