/** User association on a rate matrix: exact, brute force, Gale-Shapley, coalition game, fixed. */
@NullMarked
package org.beamforge.association;

import org.jspecify.annotations.NullMarked;
