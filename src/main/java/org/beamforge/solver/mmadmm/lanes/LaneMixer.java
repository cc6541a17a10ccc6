package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.exactfp.AndersonMixer.LIGHT;
import static org.beamforge.solver.exactfp.AndersonMixer.RIDGE;
import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;
import static org.beamforge.solver.mmadmm.lanes.MixingRules.LENGTHEN;
import static org.beamforge.solver.mmadmm.lanes.MixingRules.LONGEST;
import static org.beamforge.solver.mmadmm.lanes.MixingRules.MEMORY;
import static org.beamforge.solver.mmadmm.lanes.MixingRules.SHORTEN;
import static org.beamforge.solver.mmadmm.lanes.MixingRules.SHORTEST;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Anderson acceleration of the auxiliary variables (47), (48), as {@code AuxiliaryMixer} with its
 * {@code AndersonMixer}, all lanes at once: on (log upsilon, log N), 2 n numbers, N the
 * interference plus noise. Each lane has its own memory of differences; what it has not got yet is
 * zero, which adds nothing to the sums and gets no weight.
 */
final class LaneMixer {
    /** Right side of the normal equations, in the place of one more difference. */
    private static final int RIGHT = MEMORY;

    private static final int ROW = (MEMORY + 1) * L;

    private final int n;
    private final int length;
    private final LaneUsers users;

    /** The variables in use and those of the iterate: [2 n]. */
    final LaneArray used;

    private final LaneArray image;

    /** 1 in lanes that have seen an iterate. */
    final LaneArray started;

    /** Image minus used, and what it and used were before: [2 n]. */
    private final LaneArray residual;

    private final LaneArray lastResidual;
    private final LaneArray lastUsed;

    /** Relative rates, twice: [2 n]. */
    private final LaneArray weight;

    /** Differences of used and of residuals: [4, 2 n]. */
    private final LaneArray usedChange;

    private final LaneArray residualChange;

    /** [4, 5], and the weights of the differences: [4]. */
    private final LaneArray normal;

    private final LaneArray gamma;

    /** The mixed step: [2 n]. */
    private final LaneArray move;

    private final LaneArray radius;
    private final LaneArray stretch;

    /** 1 in lanes that advance, and of these in those that mix. */
    private final LaneArray advancing;

    private final LaneArray mixing;

    /** Slot of the memory that a new difference goes to, -1 for none. */
    private final LaneArray slot;

    private final int[] stored = new int[L];
    private final boolean[] hasLast = new boolean[L];
    private final boolean[] wanted = new boolean[L];

    private final Runnable[] stages = {
        this::weights,
        this::images,
        this::differences,
        () -> sums(0),
        () -> sums(1),
        () -> sums(2),
        () -> sums(3),
        this::eliminate,
        this::substitute,
        this::mixedMove,
        this::direction,
        this::cut
    };

    LaneMixer(LaneMemory memory, LaneUsers users, int n) {
        this.n = n;
        this.users = users;
        length = 2 * n * L;
        used = memory.array(2 * n);
        image = memory.array(2 * n);
        started = memory.array(1);
        residual = memory.array(2 * n);
        lastResidual = memory.array(2 * n);
        lastUsed = memory.array(2 * n);
        weight = memory.array(2 * n);
        usedChange = memory.array(MEMORY * 2 * n);
        residualChange = memory.array(MEMORY * 2 * n);
        normal = memory.array(MEMORY * (MEMORY + 1));
        gamma = memory.array(MEMORY);
        move = memory.array(2 * n);
        radius = memory.array(1);
        stretch = memory.array(1);
        advancing = memory.array(1);
        mixing = memory.array(1);
        slot = memory.array(1);
    }

    /** Begins anew in a lane from whatever iterate comes next. */
    void restart(int lane, double longest) {
        radius.set(lane, longest);
        started.set(lane, 0);
        wanted[lane] = false;
        forget(lane);
    }

    private void forget(int lane) {
        stored[lane] = 0;
        hasLast[lane] = false;
        stretch.set(lane, 1);
        for (int i = lane; i < MEMORY * length; i += L) {
            usedChange.set(i, 0);
            residualChange.set(i, 0);
        }
    }

    /** Longest move of a log variable beyond the plain one, as it is now. */
    double radius(int lane) {
        return radius.get(lane);
    }

    /** Whether the variables differ from those of the iterate. */
    boolean accelerating(int lane) {
        return started.get(lane) > 0 && stored[lane] > 0;
    }

    /** Back to the variables of the iterate, and shorter moves from now on. */
    void reject(int lane) {
        for (int i = lane; i < length; i += L) {
            used.set(i, image.get(i));
        }
        forget(lane);
        radius.set(lane, Math.max(SHORTEST, SHORTEN * radius.get(lane)));
    }

    /** {@link #advance} mixes in this lane, after a step to what its users receive at the trial. */
    void want(int lane) {
        wanted[lane] = true;
    }

    /** Mixes in the lanes that want it. */
    void advance() {
        boolean any = false;
        for (int l = 0; l < L; l++) {
            boolean mixes = wanted[l] && started.get(l) > 0;
            advancing.set(l, wanted[l] ? 1 : 0);
            mixing.set(l, mixes ? 1 : 0);
            slot.set(l, -1);
            if (mixes) {
                if (stored[l] > 0) {
                    radius.set(l, Math.min(LONGEST, LENGTHEN * radius.get(l)));
                }
                if (hasLast[l]) {
                    slot.set(l, stored[l] % MEMORY);
                    stored[l]++;
                }
                hasLast[l] = true;
            } else if (wanted[l]) {
                started.set(l, 1);
            }
            any |= wanted[l];
        }
        Arrays.fill(wanted, false);
        if (any) {
            Stages.run(stages);
        }
    }

    private static VectorMask<Double> isSet(double[] data, LaneArray flags) {
        return at(data, flags.index(0)).compare(VectorOperators.GT, 0);
    }

    private void weights() {
        double[] data = weight.data();
        int rates = users.rates.index(0);
        int to = weight.index(0);
        DoubleVector sum = zero();
        for (int i = 0; i < n * L; i += L) {
            sum = sum.add(at(data, rates + i));
        }
        VectorMask<Double> some = sum.compare(VectorOperators.GT, 0);
        DoubleVector inverse = zero().blend(all(1).div(sum), some);
        for (int i = 0; i < n * L; i += L) {
            DoubleVector share = at(data, rates + i).mul(inverse);
            share.intoArray(data, to + i);
            share.intoArray(data, to + n * L + i);
        }
    }

    /** Takes the variables of the iterate; lanes that begin use them. */
    private void images() {
        takeImage(users.logSinr, 0);
        takeImage(users.logNoise, n * L);
    }

    private void takeImage(LaneArray logarithms, int offset) {
        double[] data = used.data();
        int from = logarithms.index(0);
        int imageAt = image.index(offset);
        int usedAt = used.index(offset);
        int residualAt = residual.index(offset);
        VectorMask<Double> moves = isSet(data, advancing);
        VectorMask<Double> begins = moves.andNot(isSet(data, mixing));
        for (int i = 0; i < n * L; i += L) {
            DoubleVector value = at(data, from + i);
            at(data, imageAt + i).blend(value, moves).intoArray(data, imageAt + i);
            DoubleVector old = at(data, usedAt + i);
            value.sub(old).intoArray(data, residualAt + i);
            old.blend(value, begins).intoArray(data, usedAt + i);
        }
    }

    /** The newest differences, and what the next ones are from. */
    private void differences() {
        for (int k = 0; k < MEMORY; k++) {
            difference(k, used, lastUsed, usedChange);
            difference(k, residual, lastResidual, residualChange);
        }
        keep(used, lastUsed);
        keep(residual, lastResidual);
    }

    private void difference(int k, LaneArray now, LaneArray last, LaneArray change) {
        double[] data = now.data();
        VectorMask<Double> here = at(data, slot.index(0)).compare(VectorOperators.EQ, k);
        if (!here.anyTrue()) {
            return;
        }
        int x = now.index(0);
        int y = last.index(0);
        int to = change.index(k * length);
        for (int i = 0; i < length; i += L) {
            DoubleVector value = at(data, x + i).sub(at(data, y + i));
            at(data, to + i).blend(value, here).intoArray(data, to + i);
        }
    }

    private void keep(LaneArray now, LaneArray last) {
        double[] data = now.data();
        VectorMask<Double> mixes = isSet(data, mixing);
        int x = now.index(0);
        int y = last.index(0);
        for (int i = 0; i < length; i += L) {
            at(data, y + i).blend(at(data, x + i), mixes).intoArray(data, y + i);
        }
    }

    /** Row p of the normal equations of min ||residual - residualChange gamma|| in the weights. */
    private void sums(int p) {
        double[] data = normal.data();
        int row = residualChange.index(p * length);
        int a = residualChange.index(0);
        int b = residualChange.index(length);
        int c = residualChange.index(2 * length);
        int d = residualChange.index(3 * length);
        int f = residual.index(0);
        int w = weight.index(0);
        DoubleVector s0 = zero();
        DoubleVector s1 = zero();
        DoubleVector s2 = zero();
        DoubleVector s3 = zero();
        DoubleVector right = zero();
        for (int i = 0; i < length; i += L) {
            DoubleVector x = at(data, w + i).mul(at(data, row + i));
            s0 = x.fma(at(data, a + i), s0);
            s1 = x.fma(at(data, b + i), s1);
            s2 = x.fma(at(data, c + i), s2);
            s3 = x.fma(at(data, d + i), s3);
            right = x.fma(at(data, f + i), right);
        }
        int to = normal.index(p * ROW);
        s0.intoArray(data, to);
        s1.intoArray(data, to + L);
        s2.intoArray(data, to + 2 * L);
        s3.intoArray(data, to + 3 * L);
        right.intoArray(data, to + RIGHT * L);
        int diagonal = to + p * L;
        at(data, diagonal).mul(1 + RIDGE).add(Double.MIN_NORMAL).intoArray(data, diagonal);
    }

    /** Gaussian elimination; the matrix is positive definite, so no pivoting. */
    private void eliminate() {
        double[] data = normal.data();
        for (int p = 0; p < MEMORY; p++) {
            int from = normal.index(p * ROW);
            DoubleVector inverse = all(1).div(at(data, from + p * L));
            for (int q = p + 1; q < MEMORY; q++) {
                int to = normal.index(q * ROW);
                DoubleVector factor = at(data, to + p * L).mul(inverse).neg();
                for (int k = p + 1; k <= RIGHT; k++) {
                    factor.fma(at(data, from + k * L), at(data, to + k * L))
                            .intoArray(data, to + k * L);
                }
            }
            inverse.intoArray(data, from + p * L);
        }
    }

    private void substitute() {
        double[] data = normal.data();
        int to = gamma.index(0);
        VectorMask<Double> finite = all(0).compare(VectorOperators.EQ, 0);
        for (int p = MEMORY - 1; p >= 0; p--) {
            int row = normal.index(p * ROW);
            DoubleVector sum = at(data, row + RIGHT * L);
            for (int q = p + 1; q < MEMORY; q++) {
                sum = sum.sub(at(data, row + q * L).mul(at(data, to + q * L)));
            }
            DoubleVector value = sum.mul(at(data, row + p * L));
            finite = finite.and(value.sub(value).compare(VectorOperators.EQ, 0));
            value.intoArray(data, to + p * L);
        }
        for (int p = 0; p < MEMORY * L; p += L) {
            zero().blend(at(data, to + p), finite).intoArray(data, to + p);
        }
    }

    /** residual - (usedChange + residualChange) gamma. */
    private void mixedMove() {
        residual.copyTo(0, move, 0, length);
        for (int k = 0; k < MEMORY; k++) {
            subtract(k);
        }
    }

    private void subtract(int k) {
        double[] data = move.data();
        int x = usedChange.index(k * length);
        int y = residualChange.index(k * length);
        int to = move.index(0);
        DoubleVector factor = at(data, gamma.index(k * L)).neg();
        for (int i = 0; i < length; i += L) {
            factor.fma(at(data, x + i).add(at(data, y + i)), at(data, to + i))
                    .intoArray(data, to + i);
        }
    }

    /** A move against the residual becomes a stretched plain one; without the residual itself. */
    private void direction() {
        double[] data = move.data();
        int w = weight.index(0);
        int f = residual.index(0);
        int to = move.index(0);
        DoubleVector forward = zero();
        for (int i = 0; i < length; i += L) {
            DoubleVector x = at(data, w + i).mul(at(data, f + i));
            forward = x.fma(at(data, to + i), forward);
        }
        DoubleVector old = at(data, stretch.index(0));
        VectorMask<Double> backward = forward.compare(VectorOperators.LT, 0);
        DoubleVector next = all(1).blend(old.add(old), backward);
        old.blend(next, isSet(data, mixing)).intoArray(data, stretch.index(0));
        for (int i = 0; i < length; i += L) {
            DoubleVector plain = at(data, f + i);
            at(data, to + i).blend(next.mul(plain), backward).sub(plain).intoArray(data, to + i);
        }
    }

    /** Shortens what is beyond the plain move to the radius, and moves. */
    private void cut() {
        double[] data = move.data();
        int w = weight.index(0);
        int f = residual.index(0);
        int extra = move.index(0);
        int usedAt = used.index(0);
        DoubleVector longest = at(data, radius.index(0));
        DoubleVector heaviest = zero();
        for (int i = 0; i < n * L; i += L) {
            heaviest = heaviest.max(at(data, w + i));
        }
        DoubleVector light = heaviest.mul(LIGHT);
        DoubleVector furthest = longest;
        for (int i = 0; i < length; i += L) {
            VectorMask<Double> heavy = at(data, w + i).compare(VectorOperators.GT, light);
            DoubleVector size = at(data, extra + i).abs();
            furthest = furthest.blend(furthest.max(size), heavy);
        }
        // Strong users trade power with each other: cutting their moves one by one would turn the
        // direction, so all are cut alike. The logarithm of a vanishing user may run far, though.
        DoubleVector share = longest.div(furthest);
        DoubleVector shortest = longest.neg();
        VectorMask<Double> mixes = isSet(data, mixing);
        for (int i = 0; i < length; i += L) {
            DoubleVector beyond = at(data, extra + i).mul(share).min(longest).max(shortest);
            DoubleVector old = at(data, usedAt + i);
            DoubleVector next = old.add(at(data, f + i)).add(beyond);
            old.blend(next, mixes).intoArray(data, usedAt + i);
        }
    }
}
