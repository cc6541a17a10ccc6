/** Reading and writing instances and solutions: JSON, NPZ, MAT v5. */
@NullMarked
package org.beamforge.io;

import org.jspecify.annotations.NullMarked;
