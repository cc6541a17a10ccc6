package org.beamforge.experiments.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages one below the other, with notes under them so that no note covers data.
 *
 * @param pages from top to bottom
 * @param notes lines of text; long ones are wrapped
 */
public record NotedPage(List<Page> pages, List<String> notes) implements Page {
    private static final int LINE = 16;
    private static final int MARGIN = 14;
    private static final double POINTS_PER_CHARACTER = 6.1;

    public NotedPage {
        pages = List.copyOf(pages);
        notes = List.copyOf(notes);
    }

    @Override
    public int width() {
        return pages.stream().mapToInt(Page::width).max().orElse(1);
    }

    @Override
    public int height() {
        return pages.stream().mapToInt(Page::height).sum()
                + (notes.isEmpty() ? 0 : wrapped().size() * LINE + MARGIN);
    }

    private List<String> wrapped() {
        int most = (int) ((width() - 2 * MARGIN) / POINTS_PER_CHARACTER);
        List<String> lines = new ArrayList<>();
        for (String note : notes) {
            StringBuilder line = new StringBuilder();
            for (String word : note.split(" ")) {
                if (line.length() > 0 && line.length() + 1 + word.length() > most) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() > 0 ? " " : "").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    @Override
    public void paint(Graphics2D g) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width(), height());
        int y = 0;
        for (Page page : pages) {
            Graphics2D part = (Graphics2D) g.create();
            part.translate(0, y);
            page.paint(part);
            part.dispose();
            y += page.height();
        }
        g.setFont(Palette.SMALL);
        g.setColor(Palette.BLACK);
        for (String line : wrapped()) {
            y += LINE;
            g.drawString(line, MARGIN, y - 2);
        }
    }
}
