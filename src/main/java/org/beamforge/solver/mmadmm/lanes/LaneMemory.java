package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;

/**
 * The one array behind all numbers of a group of lanes. Vectors that lie across two cache lines
 * cost a fifth of the time of everything; Java does not say where an array lies, but within one
 * array all vectors lie alike. So the numbers may begin at any of its first L places, and {@link
 * LaneAlignment} finds the best of them by trying.
 */
final class LaneMemory {
    private static final double[] NONE = {};

    private int size;
    private int first;
    private double[] data = NONE;

    /** {@code count} numbers in every lane. */
    LaneArray array(int count) {
        if (data != NONE) {
            throw new IllegalStateException("the array has been made");
        }
        LaneArray made = new LaneArray(this, size, count);
        size += count * L;
        return made;
    }

    /** {@code count} complex numbers in every lane. */
    LaneComplex complex(int count) {
        return new LaneComplex(array(count), array(count));
    }

    /** Makes the array, all zero; nothing can be added any more. */
    void make() {
        data = new double[size + L - 1];
    }

    double[] data() {
        return data;
    }

    /** Where in the array the numbers begin: 0 .. L - 1. */
    int first() {
        return first;
    }

    /** Moves all numbers to begin at another place. */
    void begin(int place) {
        System.arraycopy(data, first, data, place, size);
        first = place;
    }
}
