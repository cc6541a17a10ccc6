package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * Lets the numbers of a {@link LaneMemory} begin where vectors do not lie across two cache lines. A
 * small loop over a scratch part of the array is timed for each of the L places where they could
 * begin; one that is clearly faster than the present one is taken. Garbage collection may move the
 * array, so this is done again and again. Results do not depend on it, only times.
 */
final class LaneAlignment {
    private static final int VECTORS = 64;
    private static final int ROUNDS = 8;

    /** Time of the best place over that of the present one that makes a move worth while. */
    private static final double CLEARLY = 0.9;

    private final LaneMemory memory;

    /** Two stretches of vectors to read, one to write, and room for all places. */
    private final LaneArray scratch;

    private final long[] times = new long[L];

    LaneAlignment(LaneMemory memory) {
        this.memory = memory;
        scratch = memory.array(3 * VECTORS + 2);
    }

    /** Takes the times and moves the numbers if that pays; about 10 us. */
    void improve() {
        Arrays.fill(times, Long.MAX_VALUE);
        double[] data = memory.data();
        int start = scratch.index(0) - memory.first() + L;
        for (int round = 0; round < ROUNDS; round++) {
            for (int place = 0; place < L; place++) {
                long before = System.nanoTime();
                run(data, start + place);
                times[place] = Math.min(times[place], System.nanoTime() - before);
            }
        }
        int best = 0;
        for (int place = 1; place < L; place++) {
            best = times[place] < times[best] ? place : best;
        }
        if (times[best] < CLEARLY * times[memory.first()]) {
            memory.begin(best);
        }
    }

    private static void run(double[] data, int from) {
        int x = from;
        int y = from + VECTORS * L;
        int z = y + VECTORS * L;
        for (int i = 0; i < VECTORS * L; i += L) {
            DoubleVector a = at(data, x + i);
            a.fma(at(data, y + i), a).intoArray(data, z + i);
        }
    }
}
