package org.beamforge.experiments.plot;

/**
 * A curve with its band.
 *
 * @param scheme decides colour and marker
 * @param label text in the legend
 * @param x [P], ascending
 * @param y [P]
 * @param halfWidth half the width of the confidence band, [P]; NaN where there is none
 * @param marked whether points carry markers
 */
public record Line(
        String scheme, String label, double[] x, double[] y, double[] halfWidth, boolean marked) {
    /** More points than this make a curve of markers. */
    private static final int MOST_MARKERS = 40;

    /** Whether its markers can be told apart, and so are painted. */
    boolean markers() {
        return marked && x.length <= MOST_MARKERS;
    }
}
