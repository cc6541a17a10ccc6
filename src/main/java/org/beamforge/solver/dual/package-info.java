/** The six-variable dual of the convex inner problem, and what it decides about feasibility. */
@NullMarked
package org.beamforge.solver.dual;

import org.jspecify.annotations.NullMarked;
