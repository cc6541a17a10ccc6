package org.beamforge.experiments.plot;

import java.awt.Color;

/** The colour map "viridis" (Smith and van der Walt, 2015; CC0), interpolated from nine stops. */
final class Viridis {
    private static final int[] STOPS = {
        0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xFDE725
    };

    private Viridis() {}

    /** The colour of a share from 0 to 1; values outside are clipped. */
    static int rgb(double share) {
        double at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
        int low = Math.min((int) at, STOPS.length - 2);
        double t = at - low;
        return mix(STOPS[low], STOPS[low + 1], t, 16)
                | mix(STOPS[low], STOPS[low + 1], t, 8)
                | mix(STOPS[low], STOPS[low + 1], t, 0);
    }

    static Color color(double share) {
        return new Color(rgb(share));
    }

    private static int mix(int a, int b, double t, int shift) {
        double value = (1 - t) * (a >> shift & 255) + t * (b >> shift & 255);
        return (int) Math.round(value) << shift;
    }
}
