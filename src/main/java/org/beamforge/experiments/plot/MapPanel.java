package org.beamforge.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.model.Positions;
import org.beamforge.model.Positions.Point;

/** The gain of one base station over the plane, with everything that stands there. */
public final class MapPanel implements Page {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 350;
    private static final int LEFT = 50;
    private static final int TOP = 30;
    private static final int SIZE = 280;
    private static final int PIXELS = 280;
    private static final double BORDER_M = 12;

    private final Pattern pattern;
    private final double minX;
    private final double minY;
    private final double extent;

    public MapPanel(Pattern pattern) {
        this.pattern = pattern;
        double lowX = Double.POSITIVE_INFINITY;
        double lowY = Double.POSITIVE_INFINITY;
        double highX = Double.NEGATIVE_INFINITY;
        double highY = Double.NEGATIVE_INFINITY;
        for (Point point : everything(pattern.positions())) {
            lowX = Math.min(lowX, point.x());
            lowY = Math.min(lowY, point.y());
            highX = Math.max(highX, point.x());
            highY = Math.max(highY, point.y());
        }
        // the same scale on both axes: angles must look like angles
        extent = Math.max(highX - lowX, highY - lowY) + 2 * BORDER_M;
        minX = (lowX + highX - extent) / 2;
        minY = (lowY + highY - extent) / 2;
    }

    private static List<Point> everything(Positions positions) {
        List<Point> all = new ArrayList<>(positions.baseStations());
        all.addAll(positions.users());
        all.addAll(positions.detectionTargets());
        all.addAll(positions.estimationTargets());
        return all;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    private double px(double x) {
        return LEFT + (x - minX) / extent * SIZE;
    }

    private double py(double y) {
        return TOP + SIZE - (y - minY) / extent * SIZE;
    }

    @Override
    public void paint(Graphics2D g) {
        g.drawImage(image(), LEFT, TOP, SIZE, SIZE, null);
        axes(g);
        marks(g);
        g.setFont(Palette.TITLE);
        g.setColor(Palette.BLACK);
        Text.centred(g, "BS " + pattern.station(), LEFT + SIZE / 2.0, TOP - 10);
    }

    private BufferedImage image() {
        Point bs = pattern.positions().baseStations().get(pattern.station());
        double[] angles = new double[PIXELS * PIXELS];
        for (int row = 0; row < PIXELS; row++) {
            for (int column = 0; column < PIXELS; column++) {
                double x = minX + (column + 0.5) / PIXELS * extent;
                double y = minY + (PIXELS - row - 0.5) / PIXELS * extent;
                angles[row * PIXELS + column] = Math.atan2(y - bs.y(), x - bs.x());
            }
        }
        double[] gain = pattern.gainDb(angles);
        BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < gain.length; p++) {
            // steps of 1 dB: no eye tells less apart, and the picture stays small
            double step = Math.rint(gain[p]);
            image.setRGB(p % PIXELS, p / PIXELS, Viridis.rgb(pattern.share(step)));
        }
        return image;
    }

    private void axes(Graphics2D g) {
        g.setStroke(new BasicStroke(1));
        g.setColor(Palette.BLACK);
        g.draw(new Rectangle2D.Double(LEFT, TOP, SIZE, SIZE));
        g.setFont(Palette.SMALL);
        double step = Ticks.step(extent, 5);
        for (double x = Math.ceil(minX / step) * step; x <= minX + extent; x += step) {
            g.draw(new Line2D.Double(px(x), TOP + SIZE, px(x), TOP + SIZE + 4));
            Text.centred(g, Ticks.text(x), px(x), TOP + SIZE + 16);
        }
        for (double y = Math.ceil(minY / step) * step; y <= minY + extent; y += step) {
            g.draw(new Line2D.Double(LEFT - 4, py(y), LEFT, py(y)));
            Text.right(g, Ticks.text(y), LEFT - 7, py(y) + 4);
        }
        Text.centred(g, "x (m)", LEFT + SIZE / 2.0, TOP + SIZE + 32);
        Text.upwards(g, "y (m)", 13, TOP + SIZE / 2.0);
    }

    private void marks(Graphics2D g) {
        Positions positions = pattern.positions();
        for (int k = 0; k < positions.baseStations().size(); k++) {
            if (k != pattern.station()) {
                mark(g, Symbols.OTHER_STATION, positions.baseStations().get(k));
            }
        }
        for (int i = 0; i < positions.users().size(); i++) {
            Point user = positions.users().get(i);
            mark(g, pattern.serves(i) ? Symbols.OWN_USER : Symbols.OTHER_USER, user);
        }
        mark(g, Symbols.DETECTION_TARGET, positions.detectionTargets().get(pattern.station()));
        mark(g, Symbols.ESTIMATION_TARGET, positions.estimationTargets().get(pattern.station()));
        mark(g, Symbols.STATION, positions.baseStations().get(pattern.station()));
        numbers(g, positions);
    }

    /** Numbers of the users served here, each where it covers least. */
    private void numbers(Graphics2D g, Positions positions) {
        g.setFont(Palette.SMALL);
        LabelPlaces places = new LabelPlaces(LEFT, TOP, SIZE, SIZE);
        for (Point point : everything(positions)) {
            places.occupy(px(point.x()), py(point.y()));
        }
        for (int i = 0; i < positions.users().size(); i++) {
            if (pattern.serves(i)) {
                Point user = positions.users().get(i);
                String text = Integer.toString(i);
                Point2D at = places.place(px(user.x()), py(user.y()), Text.width(g, text));
                Text.haloed(g, text, at.getX(), at.getY());
            }
        }
        g.setColor(Color.BLACK);
    }

    private void mark(Graphics2D g, Symbols symbol, Point point) {
        symbol.shape(g, px(point.x()), py(point.y()));
    }
}
