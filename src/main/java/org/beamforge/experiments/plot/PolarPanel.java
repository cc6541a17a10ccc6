package org.beamforge.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import org.beamforge.metrics.Beampattern;
import org.beamforge.model.Positions;

/** The gain of one base station over the angle from its array, 0 to 180 degrees. */
public final class PolarPanel implements Page {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 244;
    private static final double CENTRE_X = 175;
    private static final double CENTRE_Y = 186;
    private static final double RADIUS = 132;
    private static final int POINTS = 721;

    private final Pattern pattern;

    public PolarPanel(Pattern pattern) {
        this.pattern = pattern;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void paint(Graphics2D g) {
        grid(g);
        Positions positions = pattern.positions();
        int k = pattern.station();
        for (int i = 0; i < positions.users().size(); i++) {
            if (pattern.serves(i)) {
                ray(g, pattern.angleTo(positions.users().get(i)), Palette.ORANGE, 3);
            }
        }
        ray(g, pattern.angleTo(positions.detectionTargets().get(k)), Palette.VERMILION, 7);
        ray(g, pattern.angleTo(positions.estimationTargets().get(k)), Palette.PURPLE, 7);
        curve(g);
    }

    private void grid(Graphics2D g) {
        g.setFont(Palette.SMALL);
        g.setStroke(new BasicStroke(1));
        for (double db = -20; db <= pattern.mostDb(); db += 10) {
            double r = RADIUS * pattern.share(db);
            g.setColor(Palette.GRID);
            g.draw(new Arc2D.Double(CENTRE_X - r, CENTRE_Y - r, 2 * r, 2 * r, 0, 180, Arc2D.OPEN));
            g.setColor(Color.DARK_GRAY);
            Text.centred(g, Ticks.text(db), CENTRE_X + r, CENTRE_Y + 14);
        }
        for (int degrees = 0; degrees <= 180; degrees += 30) {
            double angle = Math.toRadians(degrees);
            g.setColor(Palette.GRID);
            g.draw(new Line2D.Double(CENTRE_X, CENTRE_Y, x(angle, RADIUS), y(angle, RADIUS)));
            g.setColor(Color.DARK_GRAY);
            double beyond = RADIUS + (degrees == 0 || degrees == 180 ? 18 : 13);
            Text.centred(g, degrees + "°", x(angle, beyond), y(angle, beyond) + 4);
        }
        Text.centred(g, "gain over isotropic (dB), angle from the array", CENTRE_X, CENTRE_Y + 32);
        Text.centred(
                g, "rays: users served here (dotted), targets (dashed)", CENTRE_X, CENTRE_Y + 47);
    }

    private static double x(double angle, double radius) {
        return CENTRE_X + radius * Math.cos(angle);
    }

    private static double y(double angle, double radius) {
        return CENTRE_Y - radius * Math.sin(angle);
    }

    private static void ray(Graphics2D g, double angle, Color color, float dash) {
        g.setColor(color);
        g.setStroke(
                new BasicStroke(
                        1.6f,
                        BasicStroke.CAP_BUTT,
                        BasicStroke.JOIN_ROUND,
                        10,
                        new float[] {dash, 3},
                        0));
        g.draw(new Line2D.Double(CENTRE_X, CENTRE_Y, x(angle, RADIUS), y(angle, RADIUS)));
    }

    private void curve(Graphics2D g) {
        double[] angles = Beampattern.angles(POINTS);
        double[] gain = pattern.gainDb(angles);
        Path2D path = new Path2D.Double();
        for (int p = 0; p < POINTS; p++) {
            double r = RADIUS * pattern.share(gain[p]);
            if (p == 0) {
                path.moveTo(x(angles[p], r), y(angles[p], r));
            } else {
                path.lineTo(x(angles[p], r), y(angles[p], r));
            }
        }
        g.setColor(Palette.BLUE);
        g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        g.draw(path);
    }
}
