package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;

import java.util.Arrays;

/** Real numbers of all lanes in a {@link LaneMemory}: number i of lane l at i * L + l. */
final class LaneArray {
    /** None at all. */
    static final LaneArray NONE = new LaneArray(new LaneMemory(), 0, 0);

    private final LaneMemory memory;
    private final int offset;
    private final int count;

    LaneArray(LaneMemory memory, int offset, int count) {
        this.memory = memory;
        this.offset = offset;
        this.count = count;
    }

    /** All of them, times L. */
    int length() {
        return count * L;
    }

    double[] data() {
        return memory.data();
    }

    /** Place of number i in {@link #data}. */
    int index(int i) {
        return memory.first() + offset + i;
    }

    double get(int i) {
        return data()[index(i)];
    }

    void set(int i, double value) {
        data()[index(i)] = value;
    }

    void fill(int from, int to, double value) {
        Arrays.fill(data(), index(from), index(to), value);
    }

    void copyTo(int from, LaneArray to, int at, int length) {
        System.arraycopy(data(), index(from), to.data(), to.index(at), length);
    }
}
