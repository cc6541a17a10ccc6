/**
 * What the benchmarks need of the solver's internals. In its package, so that nothing has to be
 * opened for measuring.
 */
package org.beamforge.solver.mmadmm;
