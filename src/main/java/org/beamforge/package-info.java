/**
 * Beamforge: joint user association and beamforming for integrated sensing and communication (ISAC)
 * networks, after arXiv 2506.05637. This package holds the public API.
 */
@NullMarked
package org.beamforge;

import org.jspecify.annotations.NullMarked;
