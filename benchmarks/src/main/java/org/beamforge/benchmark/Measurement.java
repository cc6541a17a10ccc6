package org.beamforge.benchmark;

/**
 * One thing measured.
 *
 * @param id what, for example {@code mm-admm/full/java/M=24/N=10/B=1}
 * @param cpuMicros CPU time of the thread per unit in the fastest JMH iteration
 * @param wallMicros wall clock per unit in the fastest JMH iteration
 * @param spread slowest over fastest JMH iteration, of the CPU time
 * @param itemsPerUnit what the benchmark counts beside the units, per unit
 */
record Measurement(
        String id, double cpuMicros, double wallMicros, double spread, double itemsPerUnit) {}
