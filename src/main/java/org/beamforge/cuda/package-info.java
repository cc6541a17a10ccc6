/** The engine "cuda": whole problems inside one kernel, through the driver API. */
@NullMarked
package org.beamforge.cuda;

import org.jspecify.annotations.NullMarked;
