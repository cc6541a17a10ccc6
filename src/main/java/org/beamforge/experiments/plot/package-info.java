/** Pictures of data, painted alike on pixels (PNG) and on vectors (SVG). */
@NullMarked
package org.beamforge.experiments.plot;

import org.jspecify.annotations.NullMarked;
