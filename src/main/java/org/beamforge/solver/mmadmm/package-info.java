/** The solver mm-admm: Algorithm 2 of the paper on batches, with its surrogates in closed form. */
@NullMarked
package org.beamforge.solver.mmadmm;

import org.jspecify.annotations.NullMarked;
