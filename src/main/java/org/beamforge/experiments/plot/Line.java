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
        String scheme, String label, double[] x, double[] y, double[] halfWidth, boolean marked) {}
