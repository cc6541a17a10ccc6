/** The prompt of Algorithm 1 (Fig. 2), rendered from template files. */
@NullMarked
package org.beamforge.llm.prompt;

import org.jspecify.annotations.NullMarked;
