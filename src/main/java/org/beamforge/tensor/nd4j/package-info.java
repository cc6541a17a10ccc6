/** The engine nd4j. Nothing outside links to it: {@code Engines} loads it by name when chosen. */
@NullMarked
package org.beamforge.tensor.nd4j;

import org.jspecify.annotations.NullMarked;
