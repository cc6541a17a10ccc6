/** The command line: a thin shell over the public API. */
@NullMarked
package org.beamforge.cli;

import org.jspecify.annotations.NullMarked;
