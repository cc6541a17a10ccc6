package org.beamforge.llm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time of the current thread: unlike wall time, blind to what else the machine does. */
public final class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /** Seconds since some fixed moment. */
    public static double now() {
        return THREADS.getCurrentThreadCpuTime() * 1e-9;
    }
}
