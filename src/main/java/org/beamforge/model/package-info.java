/** The network, its parts and the canonical per-base-station problem. Knows no solver. */
@NullMarked
package org.beamforge.model;

import org.jspecify.annotations.NullMarked;
