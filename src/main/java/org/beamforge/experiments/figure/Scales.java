package org.beamforge.experiments.figure;

import org.beamforge.experiments.plot.AxisScale;

/** How the axes of a figure are divided. */
public record Scales(AxisScale x, AxisScale y) {
    /** What suits the values. */
    public static final Scales AUTO = new Scales(AxisScale.AUTO, AxisScale.AUTO);
}
