/** Figures of merit computed from channels and beamformers alone: SINR, rate, radar SNR, CRB. */
@NullMarked
package org.beamforge.metrics;

import org.jspecify.annotations.NullMarked;
