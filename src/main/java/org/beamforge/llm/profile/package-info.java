/** Which models to ask and how, read from YAML. */
@NullMarked
package org.beamforge.llm.profile;

import org.jspecify.annotations.NullMarked;
