package org.beamforge.experiments.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.Solution;
import org.beamforge.model.Instance;

/** Maps and polar cuts of all base stations of a solution, as in Figs. 3 and 4. */
public final class BeampatternPage implements Page {
    private static final int COLUMNS = 3;
    private static final int TITLE_HEIGHT = 34;
    private static final int LEGEND_HEIGHT = 34;
    private static final int BAR_WIDTH = 86;

    private final String title;
    private final List<Pattern> patterns = new ArrayList<>();
    private final int columns;
    private final int cellWidth;
    private final int cellHeight;

    /**
     * @param instance with positions
     */
    public BeampatternPage(String title, Instance instance, Solution solution) {
        this.title = title;
        for (int k = 0; k < instance.stations(); k++) {
            patterns.add(new Pattern(instance, solution, k));
        }
        columns = Math.min(COLUMNS, patterns.size());
        MapPanel map = new MapPanel(patterns.get(0));
        PolarPanel polar = new PolarPanel(patterns.get(0));
        cellWidth = map.width();
        cellHeight = map.height() + polar.height();
    }

    private int rows() {
        return (patterns.size() + columns - 1) / columns;
    }

    @Override
    public int width() {
        return Math.max(columns * cellWidth + BAR_WIDTH, 780);
    }

    @Override
    public int height() {
        return TITLE_HEIGHT + rows() * cellHeight + LEGEND_HEIGHT;
    }

    @Override
    public void paint(Graphics2D g) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width(), height());
        g.setColor(Palette.BLACK);
        g.setFont(Palette.TITLE);
        Text.centred(g, title, width() / 2.0, 24);
        for (int k = 0; k < patterns.size(); k++) {
            Graphics2D cell = (Graphics2D) g.create();
            cell.translate(k % columns * cellWidth, TITLE_HEIGHT + k / columns * cellHeight);
            MapPanel map = new MapPanel(patterns.get(k));
            map.paint(cell);
            cell.translate(0, map.height());
            new PolarPanel(patterns.get(k)).paint(cell);
            cell.dispose();
        }
        bar(g, columns * cellWidth + 10, TITLE_HEIGHT + 30);
        legend(g, height() - 14);
    }

    private void bar(Graphics2D g, int x, int y) {
        int steps = 140;
        int height = 280;
        double least = Pattern.FLOOR_DB;
        double most = patterns.get(0).mostDb();
        for (int s = 0; s < steps; s++) {
            g.setColor(Viridis.color((steps - s - 0.5) / steps));
            double slice = height / (double) steps;
            g.fill(new Rectangle2D.Double(x, y + s * slice, 16, slice + 0.5));
        }
        g.setColor(Palette.BLACK);
        g.setFont(Palette.SMALL);
        for (double db = Math.ceil(least / 5) * 5; db <= most; db += 5) {
            double at = y + height * (most - db) / (most - least);
            g.drawString(Ticks.text(db), x + 21, (float) at + 4);
        }
        Text.upwards(g, "gain over isotropic (dB)", x + 62, y + height / 2.0);
    }

    private void legend(Graphics2D g, int y) {
        g.setFont(Palette.LABEL);
        double total = 0;
        for (Symbols symbol : Symbols.values()) {
            total += 14 + Text.width(g, symbol.label()) + 22;
        }
        double x = (width() - total + 22) / 2 + 5;
        for (Symbols symbol : Symbols.values()) {
            symbol.shape(g, x, y - 4);
            g.setColor(Palette.BLACK);
            g.drawString(symbol.label(), (float) x + 11, y);
            x += 14 + Text.width(g, symbol.label()) + 22;
        }
    }
}
