package org.beamforge.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Colours (Okabe and Ito: told apart by everybody), markers and fonts of all pictures. */
public final class Palette {
    /** Looks for one run after the other. */
    public static final int STARTS = 6;

    static final Color BLACK = new Color(0x222222);
    static final Color BLUE = new Color(0x0072B2);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color VERMILION = new Color(0xD55E00);
    static final Color GREEN = new Color(0x009E73);
    static final Color PURPLE = new Color(0xCC79A7);
    static final Color SKY = new Color(0x56B4E9);
    static final Color GRID = new Color(0xD8D8D8);
    static final Color FINE_GRID = new Color(0xF0F0F0);
    static final Color FRAME = new Color(0x707070);

    static final BasicStroke THIN = new BasicStroke(1);
    static final BasicStroke BAR = new BasicStroke(1.6f);

    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    private static final List<Look> LOOKS =
            List.of(
                    look("joint", BLACK, SeriesMarkers.CIRCLE, 3.5f),
                    look("exact", SKY, SeriesMarkers.PLUS, 1.5f),
                    dashed("brute-force", BLUE, SeriesMarkers.CROSS, 1.8f),
                    look("llm", GREEN, SeriesMarkers.TRIANGLE_UP, 1.8f),
                    look("game", ORANGE, SeriesMarkers.SQUARE, 1.8f),
                    look("gale-shapley", PURPLE, SeriesMarkers.TRIANGLE_DOWN, 1.8f),
                    look("beamforming-only", VERMILION, SeriesMarkers.DIAMOND, 1.8f),
                    look("start-0", BLACK, SeriesMarkers.CIRCLE, 1.3f),
                    look("start-1", BLUE, SeriesMarkers.CROSS, 1.3f),
                    look("start-2", ORANGE, SeriesMarkers.SQUARE, 1.3f),
                    look("start-3", GREEN, SeriesMarkers.TRIANGLE_UP, 1.3f),
                    look("start-4", PURPLE, SeriesMarkers.TRIANGLE_DOWN, 1.3f),
                    look("start-5", VERMILION, SeriesMarkers.DIAMOND, 1.3f));

    private Palette() {}

    /**
     * How a curve looks.
     *
     * @param key scheme it belongs to
     */
    record Look(String key, Color color, Marker marker, BasicStroke stroke) {}

    private static Look look(String key, Color color, Marker marker, float width) {
        return new Look(
                key,
                color,
                marker,
                new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    }

    private static Look dashed(String key, Color color, Marker marker, float width) {
        return new Look(key, color, marker, dash(width));
    }

    private static BasicStroke dash(float width) {
        return new BasicStroke(
                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {7, 4}, 0);
    }

    private static BasicStroke dotted(float width) {
        return new BasicStroke(
                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {2, 3}, 0);
    }

    /** The name of the look of a run, by its number below {@link #STARTS}. */
    public static String start(int number) {
        return "start-" + number;
    }

    /** The look of a scheme, the same in all figures; variants of a scheme are dotted. */
    static Look of(String scheme) {
        int plus = scheme.indexOf('+');
        String key = plus < 0 ? scheme : scheme.substring(0, plus);
        for (Look look : LOOKS) {
            if (look.key().equals(key)) {
                return plus < 0
                        ? look
                        : new Look(scheme, look.color(), look.marker(), dotted(2.2f));
            }
        }
        return look(scheme, Color.GRAY, SeriesMarkers.CIRCLE, 1.5f);
    }

    /** A colour for a band, through which grid and other bands show. */
    static Color shade(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 45);
    }
}
