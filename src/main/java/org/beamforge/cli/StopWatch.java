package org.beamforge.cli;

/** Where the time of a run went, phase by phase. */
final class StopWatch {
    private final StringBuilder laps = new StringBuilder();
    private final long start = System.nanoTime();
    private long last = start;

    private StopWatch() {}

    static StopWatch start() {
        return new StopWatch();
    }

    /** Ends a phase. */
    void lap(String phase) {
        long now = System.nanoTime();
        laps.append(Console.format("%s %.3f s, ", phase, (now - last) * 1e-9));
        last = now;
    }

    String footer() {
        return "time: " + laps + Console.format("total %.3f s", (last - start) * 1e-9);
    }
}
