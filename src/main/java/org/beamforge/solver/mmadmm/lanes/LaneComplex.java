package org.beamforge.solver.mmadmm.lanes;

/** Complex numbers of all lanes, real and imaginary parts in planes of their own. */
record LaneComplex(LaneArray re, LaneArray im) {
    /** None at all. */
    static final LaneComplex NONE = new LaneComplex(LaneArray.NONE, LaneArray.NONE);

    void fill(int from, int to, double value) {
        re.fill(from, to, value);
        im.fill(from, to, value);
    }

    void copyTo(int from, LaneComplex to, int at, int length) {
        re.copyTo(from, to.re, at, length);
        im.copyTo(from, to.im, at, length);
    }
}
