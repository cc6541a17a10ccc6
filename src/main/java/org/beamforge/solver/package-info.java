/** Beamforming solvers for one base station and one set of users. */
@NullMarked
package org.beamforge.solver;

import org.jspecify.annotations.NullMarked;
