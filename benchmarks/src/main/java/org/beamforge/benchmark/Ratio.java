package org.beamforge.benchmark;

/**
 * A quotient of two things measured in the same run, which says more on another machine, or on a
 * busy one, than a time does.
 *
 * @param id what over what
 * @param value positive
 * @param moreIsBetter whether a larger value is better
 */
record Ratio(String id, double value, boolean moreIsBetter) {
    /** By how much this is worse than a stored value: 1 is equal, 2 twice as bad. */
    double worseThan(double stored) {
        return moreIsBetter ? stored / value : value / stored;
    }
}
