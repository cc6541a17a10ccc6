/** The HTML report of one run, in one file that needs no other. */
@NullMarked
package org.beamforge.experiments.report;

import org.jspecify.annotations.NullMarked;
