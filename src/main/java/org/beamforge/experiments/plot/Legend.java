package org.beamforge.experiments.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The legend of a line plot, below it and in as many rows as it needs, so that it covers no data
 * and nothing is clipped.
 *
 * @param lines in the order of the legend
 * @param width of the page
 */
record Legend(List<Line> lines, int width) implements Page {
    private static final int ROW = 22;
    private static final int SAMPLE = 40;
    private static final int GAP = 8;
    private static final int BETWEEN = 26;
    private static final int MARKER_SIZE = 9;
    private static final double POINTS_PER_CHARACTER = 7.6;

    Legend {
        lines = List.copyOf(lines);
    }

    /** Estimated from above, because a page has its height before it has a font to measure. */
    private static double entryWidth(Line line) {
        return SAMPLE + GAP + line.label().length() * POINTS_PER_CHARACTER + BETWEEN;
    }

    private List<List<Line>> rows() {
        List<List<Line>> rows = new ArrayList<>();
        List<Line> row = new ArrayList<>();
        double used = 0;
        for (Line line : lines) {
            if (!row.isEmpty() && used + entryWidth(line) > width) {
                rows.add(row);
                row = new ArrayList<>();
                used = 0;
            }
            row.add(line);
            used += entryWidth(line);
        }
        rows.add(row);
        return rows;
    }

    @Override
    public int height() {
        return rows().size() * ROW + GAP;
    }

    @Override
    public void paint(Graphics2D g) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height());
        g.setFont(Palette.LABEL);
        int y = ROW / 2;
        for (List<Line> row : rows()) {
            double total = -BETWEEN;
            for (Line line : row) {
                total += SAMPLE + GAP + Text.width(g, line.label()) + BETWEEN;
            }
            double x = (width - total) / 2;
            for (Line line : row) {
                entry(g, line, x, y);
                x += SAMPLE + GAP + Text.width(g, line.label()) + BETWEEN;
            }
            y += ROW;
        }
    }

    private static void entry(Graphics2D g, Line line, double x, int y) {
        Palette.Look look = Palette.of(line.scheme());
        g.setColor(look.color());
        g.setStroke(look.stroke());
        g.draw(new Line2D.Double(x, y, x + SAMPLE, y));
        if (line.markers()) {
            g.setColor(look.color());
            look.marker().paint(g, x + SAMPLE / 2.0, y, MARKER_SIZE);
        }
        g.setColor(Palette.BLACK);
        g.drawString(line.label(), (float) (x + SAMPLE + GAP), y + 5);
    }
}
