/** Records exchanges as JSON Lines and answers from such a record. */
@NullMarked
package org.beamforge.llm.transcript;

import org.jspecify.annotations.NullMarked;
