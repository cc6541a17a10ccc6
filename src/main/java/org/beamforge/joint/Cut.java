package org.beamforge.joint;

/**
 * An additive upper bound on the total rate of one base station: T_k(S) <= constant + sum over i in
 * S of add[i], for every set S of users; bit/s/Hz.
 *
 * @param constant the part that does not depend on S
 * @param add the part per user, [N], not negative
 */
record Cut(double constant, double[] add) {
    /** The bound on T_k(S). */
    double total(int[] users) {
        double sum = constant;
        for (int i : users) {
            sum += add[i];
        }
        return sum;
    }

    /** The bound on V_k(S) = T_k(S) / |S|. */
    double mean(int[] users) {
        return total(users) / users.length;
    }
}
