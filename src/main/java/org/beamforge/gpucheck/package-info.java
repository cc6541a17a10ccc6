/** One command that checks and measures the engine "cuda" on a machine with a GPU. */
@NullMarked
package org.beamforge.gpucheck;

import org.jspecify.annotations.NullMarked;
