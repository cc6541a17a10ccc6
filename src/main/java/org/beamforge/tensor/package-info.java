/** Batched complex tensors and the engines that multiply them: java and nd4j. */
@NullMarked
package org.beamforge.tensor;

import org.jspecify.annotations.NullMarked;
