/** Algorithm 3 of the paper: association and beamforming in turn. */
@NullMarked
package org.beamforge.alternating;

import org.jspecify.annotations.NullMarked;
