/** What every long computation shares: status, progress, cancellation. */
@NullMarked
package org.beamforge.control;

import org.jspecify.annotations.NullMarked;
