/** Benchmarks of the solvers and of interior-point methods on the same QCQP. */
package org.beamforge.benchmark;
