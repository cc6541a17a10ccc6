/**
 * The joint problem (P1): certified search over partitions of the users with beamforming values.
 */
@NullMarked
package org.beamforge.joint;

import org.jspecify.annotations.NullMarked;
