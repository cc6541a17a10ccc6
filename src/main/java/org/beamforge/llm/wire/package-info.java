/** HTTP to language models: three wire formats, retries, deadlines, secrets. */
@NullMarked
package org.beamforge.llm.wire;

import org.jspecify.annotations.NullMarked;
