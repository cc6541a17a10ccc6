/** What holds for every engine, as plain code that runs with and without a test framework. */
@NullMarked
package org.beamforge.cuda.check;

import org.jspecify.annotations.NullMarked;
