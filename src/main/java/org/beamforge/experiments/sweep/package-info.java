/** Grids of solves, appended to crash-safe files, resumable and split over machines. */
@NullMarked
package org.beamforge.experiments.sweep;

import org.jspecify.annotations.NullMarked;
