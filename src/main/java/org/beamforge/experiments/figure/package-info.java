/** The figures of the paper: what each one sweeps, and the statistics that it shows. */
@NullMarked
package org.beamforge.experiments.figure;

import org.jspecify.annotations.NullMarked;
