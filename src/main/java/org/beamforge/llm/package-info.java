/** A language model as association method: generation, self-enhancement, repair, fallback. */
@NullMarked
package org.beamforge.llm;

import org.jspecify.annotations.NullMarked;
