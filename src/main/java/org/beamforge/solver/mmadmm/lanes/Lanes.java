package org.beamforge.solver.mmadmm.lanes;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine. */
final class Lanes {
    static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;

    /** Problems in a group. */
    static final int L = S.length();

    private Lanes() {}

    static DoubleVector at(double[] a, int index) {
        return DoubleVector.fromArray(S, a, index);
    }

    static DoubleVector all(double value) {
        return DoubleVector.broadcast(S, value);
    }

    static DoubleVector zero() {
        return DoubleVector.zero(S);
    }
}
