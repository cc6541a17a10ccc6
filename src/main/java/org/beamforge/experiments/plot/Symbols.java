package org.beamforge.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Marks of base stations, users and targets; each has a rim, so that it shows on any ground. */
enum Symbols {
    STATION("base station") {
        @Override
        void shape(Graphics2D g, double x, double y) {
            polygon(g, Color.WHITE, x, y - 8, x + 7, y + 6, x - 7, y + 6);
        }
    },
    OTHER_STATION("other base station") {
        @Override
        void shape(Graphics2D g, double x, double y) {
            polygon(g, Color.GRAY, x, y - 6, x + 5, y + 4, x - 5, y + 4);
        }
    },
    OWN_USER("user served here") {
        @Override
        void shape(Graphics2D g, double x, double y) {
            circle(g, Palette.ORANGE, x, y, 5);
        }
    },
    OTHER_USER("user served elsewhere") {
        @Override
        void shape(Graphics2D g, double x, double y) {
            circle(g, Color.LIGHT_GRAY, x, y, 3.5);
        }
    },
    DETECTION_TARGET("target to detect") {
        @Override
        void shape(Graphics2D g, double x, double y) {
            cross(g, x, y, 5, 5, Palette.VERMILION);
        }
    },
    ESTIMATION_TARGET("target to estimate") {
        @Override
        void shape(Graphics2D g, double x, double y) {
            polygon(g, Palette.PURPLE, x, y - 7, x + 7, y, x, y + 7, x - 7, y);
        }
    };

    private final String label;

    Symbols(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    abstract void shape(Graphics2D g, double x, double y);

    private static void circle(Graphics2D g, Color color, double x, double y, double radius) {
        Ellipse2D circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        g.setColor(color);
        g.fill(circle);
        rim(g);
        g.draw(circle);
    }

    private static void polygon(Graphics2D g, Color color, double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        g.setColor(color);
        g.fill(path);
        rim(g);
        g.draw(path);
    }

    private static void rim(Graphics2D g) {
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(1.2f));
    }

    private static void cross(Graphics2D g, double x, double y, double w, double h, Color color) {
        for (int pass = 0; pass < 2; pass++) {
            g.setColor(pass == 0 ? Color.WHITE : color);
            g.setStroke(
                    new BasicStroke(
                            pass == 0 ? 5.5f : 3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(new Line2D.Double(x - w, y - h, x + w, y + h));
            g.draw(new Line2D.Double(x - w, y + h, x + w, y - h));
        }
    }
}
