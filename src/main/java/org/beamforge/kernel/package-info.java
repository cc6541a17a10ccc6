/** Complex matrix kernels on split re/im arrays: a Vector API provider and a plain-Java one. */
@NullMarked
package org.beamforge.kernel;

import org.jspecify.annotations.NullMarked;
