package org.beamforge.experiments.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;

/** Text that is not left-aligned. */
final class Text {
    private Text() {}

    static double width(Graphics2D g, String text) {
        return g.getFontMetrics().stringWidth(text);
    }

    static void centred(Graphics2D g, String text, double x, double y) {
        g.drawString(text, (float) (x - width(g, text) / 2), (float) y);
    }

    static void right(Graphics2D g, String text, double x, double y) {
        g.drawString(text, (float) (x - width(g, text)), (float) y);
    }

    static void upwards(Graphics2D g, String text, double x, double y) {
        AffineTransform before = g.getTransform();
        g.rotate(-Math.PI / 2, x, y);
        centred(g, text, x, y);
        g.setTransform(before);
    }

    /** Dark text on any ground. */
    static void haloed(Graphics2D g, String text, double x, double y) {
        g.setColor(Color.WHITE);
        for (int dx = -1; dx <= 1; dx++) {
            for (int dy = -1; dy <= 1; dy++) {
                g.drawString(text, (float) (x + dx), (float) (y + dy));
            }
        }
        g.setColor(Color.BLACK);
        g.drawString(text, (float) x, (float) y);
    }
}
