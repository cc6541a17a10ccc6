/** One network ready to solve: canonical problems, feasibility, and beamforming values of sets. */
@NullMarked
package org.beamforge.network;

import org.jspecify.annotations.NullMarked;
