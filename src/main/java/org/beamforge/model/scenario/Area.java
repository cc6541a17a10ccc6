package org.beamforge.model.scenario;

import java.util.List;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.Positions.Point;
import org.beamforge.model.scenario.CounterRandom.Purpose;

/** A rectangle in which points are drawn uniformly, m. */
record Area(double minX, double minY, double maxX, double maxY) {
    private static final int MAX_ATTEMPTS = 10_000;

    static Area boundingBox(List<Point> points) {
        double minX = Double.POSITIVE_INFINITY;
        double minY = Double.POSITIVE_INFINITY;
        double maxX = Double.NEGATIVE_INFINITY;
        double maxY = Double.NEGATIVE_INFINITY;
        for (Point p : points) {
            minX = Math.min(minX, p.x());
            minY = Math.min(minY, p.y());
            maxX = Math.max(maxX, p.x());
            maxY = Math.max(maxY, p.y());
        }
        return new Area(minX, minY, maxX, maxY);
    }

    /**
     * Draws the point that belongs to (purpose, index), at least {@code minDistance} from each of
     * {@code others}.
     *
     * @param what names the point in the message if there is no room
     */
    Point draw(
            long seed,
            Purpose purpose,
            int index,
            List<Point> others,
            double minDistance,
            String what) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            double u = CounterRandom.uniform(seed, purpose, index, attempt, 0, 0);
            double v = CounterRandom.uniform(seed, purpose, index, attempt, 0, 1);
            Point candidate = new Point(minX + u * (maxX - minX), minY + v * (maxY - minY));
            if (others.stream().allMatch(other -> other.distanceTo(candidate) >= minDistance)) {
                return candidate;
            }
        }
        throw new InvalidInputException(
                ("layout: %s: found no place at least %s m from every base station in x %s..%s,"
                                + " y %s..%s m%nMaybe the area is too small.")
                        .formatted(what, minDistance, minX, maxX, minY, maxY));
    }
}
