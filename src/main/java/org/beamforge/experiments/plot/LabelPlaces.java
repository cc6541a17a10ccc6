package org.beamforge.experiments.plot;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Finds a place for labels of marks, where they cover no mark and no other label if possible. */
final class LabelPlaces {
    private static final double MARK = 12;
    private static final double HEIGHT = 10;

    /** Between two labels: 4 beside 2 must not read 42. */
    private static final double GAP = 4;

    private static final double[][] DIRECTIONS = {
        {1, -1}, {1, 0}, {1, 1}, {0, -1}, {0, 1}, {-1, -1}, {-1, 0}, {-1, 1}
    };
    private static final double[] DISTANCES = {7, 11, 16};

    private final Rectangle2D frame;
    private final List<Rectangle2D> taken = new ArrayList<>();

    LabelPlaces(double x, double y, double width, double height) {
        frame = new Rectangle2D.Double(x, y, width, height);
    }

    /** Says that a mark is there. */
    void occupy(double x, double y) {
        taken.add(new Rectangle2D.Double(x - MARK / 2, y - MARK / 2, MARK, MARK));
    }

    /**
     * Takes a place beside a mark.
     *
     * @return where the base line of the text begins
     */
    Point2D place(double x, double y, double width) {
        Rectangle2D best = box(x, y, width, DIRECTIONS[0], DISTANCES[0]);
        double least = Double.POSITIVE_INFINITY;
        for (double distance : DISTANCES) {
            for (double[] direction : DIRECTIONS) {
                Rectangle2D box = box(x, y, width, direction, distance);
                double covered = covered(box);
                if (covered < least - 1e-9) {
                    least = covered;
                    best = box;
                }
            }
        }
        taken.add(
                new Rectangle2D.Double(
                        best.getX() - GAP, best.getY() - GAP, width + 2 * GAP, HEIGHT + 2 * GAP));
        return new Point2D.Double(best.getX(), best.getMaxY() - 1);
    }

    private static Rectangle2D box(
            double x, double y, double width, double[] direction, double distance) {
        double centreX = x + direction[0] * (distance + width / 2);
        double centreY = y + direction[1] * (distance + HEIGHT / 2 - 2);
        return new Rectangle2D.Double(centreX - width / 2, centreY - HEIGHT / 2, width, HEIGHT);
    }

    /** Area under a box that is not free; what sticks out of the frame counts as well. */
    private double covered(Rectangle2D box) {
        double area = box.getWidth() * box.getHeight() - common(box, frame);
        for (Rectangle2D other : taken) {
            area += common(box, other);
        }
        return area;
    }

    private static double common(Rectangle2D a, Rectangle2D b) {
        Rectangle2D both = a.createIntersection(b);
        return both.isEmpty() ? 0 : both.getWidth() * both.getHeight();
    }
}
