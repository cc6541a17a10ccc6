/** The solver exact-fp: fractional programming with an exact convex inner step. */
@NullMarked
package org.beamforge.solver.exactfp;

import org.jspecify.annotations.NullMarked;
