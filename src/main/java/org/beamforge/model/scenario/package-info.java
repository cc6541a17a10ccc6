/** Networks drawn from positions and a seed: layouts, path loss, Rician fading. */
@NullMarked
package org.beamforge.model.scenario;

import org.jspecify.annotations.NullMarked;
