package org.beamforge.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * CPU time of the measuring thread and what was done in it. Nearly everything here runs on one
 * thread, and on a machine shared with others its CPU time repeats where the wall clock does not.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** CPU time, ns. */
    public long cpuNanos;

    /** Wall clock, ns. */
    public long wallNanos;

    /** What is counted first: steps, solves, products. */
    public long units;

    /** What is counted beside it. */
    public long items;

    private long cpuStart;
    private long wallStart;

    void start() {
        wallStart = System.nanoTime();
        cpuStart = THREADS.getCurrentThreadCpuTime();
    }

    void stop(long unitsDone, long itemsDone) {
        cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuStart;
        wallNanos += System.nanoTime() - wallStart;
        units += unitsDone;
        items += itemsDone;
    }
}
