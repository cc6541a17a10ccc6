package org.beamforge.experiments.plot;

import java.awt.Graphics2D;

/** Something that can be painted, on pixels or on vectors. Sizes are in points of the page. */
public interface Page {
    int width();

    int height();

    /** Paints into (0, 0) to (width, height). */
    void paint(Graphics2D g);
}
