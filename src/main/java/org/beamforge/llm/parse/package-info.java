/** Finds the association matrix in untrusted text and checks it strictly. */
@NullMarked
package org.beamforge.llm.parse;

import org.jspecify.annotations.NullMarked;
