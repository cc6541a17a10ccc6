package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The search for mu of (59c), lane by lane: the root of 1 / ||w(mu)|| = 1, which is nearly linear
 * in mu, or mu = 0 if (59c) is slack. As in {@code BeamQcqp}, but it may end early. Lanes search
 * together; one that has found its mu repeats its last evaluation until the others have, so that it
 * does not depend on them.
 */
final class LaneSearch {
    private static final int EVALUATIONS = 200;

    /** Relative accuracy of ||w|| = 1 that is always enough. */
    private static final double ACCURACY = 1e-13;

    /** Relative distance of doubles beside each other, with a little room. */
    private static final double NEIGHBOURS = 4.5e-16;

    /** Evaluations after which w may be further from the ball, and by how much for every one. */
    private static final int PATIENCE = 2;

    private static final double IMPATIENCE = 100;

    /** But never further than this, or than the root of the accuracy, the length of a step. */
    private static final double WIDEST = 1e-2;

    /** Closer than this a step that does not halve the error says that rounding has taken over. */
    private static final double ROUNDING = 1e-9;

    /** Differences of less say nothing of the slope. */
    private static final double FLAT = 1e-8;

    /** How far from 1 ||w|| may be when the search ends, relatively; w is scaled to 1 then. */
    final double[] accuracy = new double[L];

    /** Lanes whose result is wanted. */
    final boolean[] wanted = new boolean[L];

    private final double[] low = new double[L];
    private final double[] high = new double[L];
    private final double[] lastX = new double[L];
    private final double[] lastGap = new double[L];
    private final double[] olderX = new double[L];
    private final double[] olderGap = new double[L];
    private final boolean[] zeroTried = new boolean[L];
    private final boolean[] found = new boolean[L];

    /** What the accuracy may become at most. */
    private final double[] widest = new double[L];

    /** 1 where a search has ended early. */
    private final double[] ended = new double[L];

    /** Slope of 1 / ||w(mu)|| where the last search ended; 0 if unknown. */
    final double[] slope = new double[L];

    /**
     * Finds mu of the lanes that want it.
     *
     * @param mu in: where to begin; out: mu of the last evaluation
     * @param gap what {@code evaluate} leaves of 1 / ||w|| - 1
     * @param mayEnd what it leaves for a lane that may end early: 1, else 0
     * @param early out: 1 in lanes that did, else 0
     * @param evaluate for all lanes at once
     */
    void find(LaneArray mu, LaneArray gap, LaneArray mayEnd, LaneArray early, Runnable evaluate) {
        int left = 0;
        for (int l = 0; l < L; l++) {
            low[l] = 0;
            high[l] = Double.POSITIVE_INFINITY;
            lastX[l] = Double.NaN;
            lastGap[l] = Double.NaN;
            olderX[l] = Double.NaN;
            olderGap[l] = Double.NaN;
            zeroTried[l] = false;
            ended[l] = 0;
            widest[l] = Math.min(WIDEST, Math.sqrt(accuracy[l]));
            found[l] = !wanted[l];
            left += wanted[l] ? 1 : 0;
        }
        double[] data = mu.data();
        int muAt = mu.index(0);
        int gapAt = gap.index(0);
        int mayEndAt = mayEnd.index(0);
        for (int l = 0; l < L; l++) {
            data[muAt + l] = Math.max(0, data[muAt + l]);
        }
        for (int evaluations = 1; left > 0; evaluations++) {
            evaluate.run();
            long close = lanesThatMayEnd(data, muAt, gapAt, mayEndAt, accuracy);
            for (int l = 0; l < L; l++) {
                if (found[l]) {
                    continue;
                }
                double x = data[muAt + l];
                double distance = data[gapAt + l];
                boolean ends = (close >> l & 1) != 0;
                if (ends || evaluations >= EVALUATIONS || isRoot(l, x, distance)) {
                    ended[l] = ends ? 1 : 0;
                    found[l] = true;
                    left--;
                } else {
                    data[muAt + l] = next(l, x, distance);
                    if (evaluations >= PATIENCE) {
                        double looser = Math.min(widest[l], IMPATIENCE * accuracy[l]);
                        accuracy[l] = Math.max(accuracy[l], looser);
                    }
                }
            }
        }
        System.arraycopy(ended, 0, data, early.index(0), L);
    }

    /** Lanes close enough to the ball, and not inside it with mu = 0. */
    private static long lanesThatMayEnd(
            double[] data, int muAt, int gapAt, int mayEndAt, double[] accuracy) {
        DoubleVector gap = at(data, gapAt);
        VectorMask<Double> slack =
                gap.compare(VectorOperators.GT, 0)
                        .and(at(data, muAt).compare(VectorOperators.EQ, 0));
        return gap.abs()
                .compare(VectorOperators.LT, at(accuracy, 0))
                .and(at(data, mayEndAt).compare(VectorOperators.GT, 0))
                .andNot(slack)
                .toLong();
    }

    /** Whether mu = x of a lane, which leaves 1 / ||w|| - 1 = gap, is as good as it gets. */
    private boolean isRoot(int l, double x, double gap) {
        double size = Math.abs(gap);
        if (size <= ACCURACY || gap > 0 && x == 0) {
            return true;
        }
        if (size <= ROUNDING && size >= 0.5 * Math.abs(lastGap[l]) && !Double.isNaN(olderGap[l])) {
            return true;
        }
        if (gap > 0) {
            high[l] = x;
        } else {
            low[l] = x;
        }
        zeroTried[l] |= x == 0;
        return high[l] < Double.POSITIVE_INFINITY && high[l] - low[l] <= NEIGHBOURS * high[l];
    }

    /** Where to look after x. */
    private double next(int l, double x, double gap) {
        double next = guess(l, x, gap);
        if (!(next > low[l] && next < high[l])) {
            boolean down = gap > 0 && low[l] == 0 && !zeroTried[l];
            double between = low[l] == 0 ? 0.1 * high[l] : Math.sqrt(low[l]) * Math.sqrt(high[l]);
            next = high[l] == Double.POSITIVE_INFINITY ? 4 * (x + 1) : between;
            if (down && !(next > 1e-3)) {
                next = 0;
            }
        }
        olderX[l] = lastX[l];
        olderGap[l] = lastGap[l];
        lastX[l] = x;
        lastGap[l] = gap;
        return next;
    }

    /** First with the slope of the search before, then by the secant, then through three points. */
    private double guess(int l, double x, double gap) {
        if (Double.isNaN(lastX[l])) {
            return slope[l] > 0 ? x - gap / slope[l] : (x + 1) / (1 + gap) - 1;
        }
        double last = lastGap[l];
        double older = olderGap[l];
        double a = gap - last;
        double secant = x - gap * (x - lastX[l]) / a;
        if (Math.abs(a) > FLAT) {
            slope[l] = a / (x - lastX[l]);
        }
        if (Double.isNaN(olderX[l])) {
            return secant;
        }
        double b = gap - older;
        double c = last - older;
        double through =
                x * last * older / (a * b)
                        - lastX[l] * gap * older / (a * c)
                        + olderX[l] * gap * last / (b * c);
        boolean usable = Math.abs(through - secant) < 0.5 * Math.abs(secant - x);
        return usable ? through : secant;
    }
}
