/** The paper's experiments: sweeps, figures, plots and reports on top of the public API. */
@NullMarked
package org.beamforge.experiments;

import org.jspecify.annotations.NullMarked;
