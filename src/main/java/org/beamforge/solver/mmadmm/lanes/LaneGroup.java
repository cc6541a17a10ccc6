package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

/**
 * As many problems of one shape as a vector register has lanes, and the arithmetic of Algorithm 2
 * on them: products, auxiliary variables (47), (48), sensing moments, the MM step (59) and the
 * moves of the iterates. What is decided per problem (projection, surrogates, duals, acceptance)
 * happens outside, in numbers that go in and out of the arrays here. For one thread; everything is
 * allocated when it is made.
 *
 * <p>The iterate of a lane is X: [p, T] with what it receives S = [H, V]^H X: [n + 3, T] ("kept"),
 * the point a step leads to is the trial ("next"), and the next step starts from the iterate or a
 * point beyond it, X_{next} + beta (X_{next} - X_kept). Rows of X are in the order of {@link
 * LaneStep}; in and out they come in their own.
 */
public final class LaneGroup {
    private static final int SENSING = 3;

    /** Moves after which the place of the numbers in memory is looked at again. */
    private static final int MOVES = 512;

    private final int p;
    private final int n;
    private final int h;
    private final int cols;

    /** Where the step starts; three more rows for {@link LaneStep}. */
    private final LaneComplex x;

    private LaneComplex xKept;
    private LaneComplex xNext;
    private LaneComplex seenKept;
    private LaneComplex seenNext;

    /** Rows y_d, y_g, y_e of where the step starts: [3, T]. */
    private final LaneComplex y;

    /** H^H, lower triangular: [n, h], for the rows of X that H has. */
    private final LanePanels channels;

    /** V^H with its columns in the order of the rows of X: [3, p]. */
    private final LanePanels sensing;

    private final LaneUsers users;
    private final LaneMixer mixer;
    private final LaneStep step;
    private final LaneAlignment alignment;
    private int moved;

    /** Gram matrix of the rows y of where the step starts and of the trial: [3, 3]. */
    private final LaneComplex gram;

    private final LaneComplex gramNext;

    /** y_d of the trial times that of the iterate. */
    private final LaneComplex across;

    /** 1 in lanes whose trial becomes the iterate, and how far beyond it they go on. */
    private final double[] forward = new double[L];

    private final LaneArray beta;

    /** {@link #forward} for all lanes at once. */
    private final LaneArray going;

    /** Minus the factor by which the part of W outside these dimensions shrinks. */
    private final LaneArray kappa;

    private final Runnable[] changes;
    private final Runnable[] holds;
    private final Runnable[] moves;

    private final Runnable[] judgement = {this::momentsOfTrial, this::detectionAcross};

    /**
     * @param p dimension of the coordinates
     * @param n users
     * @param cols columns T
     */
    public LaneGroup(int p, int n, int cols) {
        LaneMemory memory = new LaneMemory();
        gram = memory.complex(9);
        gramNext = memory.complex(9);
        across = memory.complex(1);
        beta = memory.array(1);
        going = memory.array(1);
        kappa = memory.array(1);
        this.p = p;
        this.n = n;
        this.cols = cols;
        h = Math.min(n, p);
        int numbers = p * cols;
        int rows = (n + SENSING) * cols;
        x = memory.complex(numbers + SENSING * cols);
        xKept = memory.complex(numbers);
        xNext = memory.complex(numbers);
        seenKept = memory.complex(rows);
        seenNext = memory.complex(rows);
        y = memory.complex(SENSING * cols);
        channels = LanePanels.lower(memory, n, h);
        sensing = LanePanels.of(memory, SENSING, p);
        users = new LaneUsers(memory, n, cols);
        mixer = new LaneMixer(memory, users, n);
        step = new LaneStep(memory, users, p, n, cols);
        alignment = new LaneAlignment(memory);
        memory.make();
        step.begin();
        changes =
                new Runnable[] {
                    () -> subtract(x.re(), xNext.re()), () -> subtract(x.im(), xNext.im())
                };
        holds = new Runnable[] {() -> hold(seenNext, seenKept), () -> hold(xNext, xKept)};
        moves =
                new Runnable[] {
                    () -> users.extrapolated(seenNext, seenKept, beta),
                    users::variables,
                    () -> extrapolateRows(seenNext.re(), seenKept.re(), y.re()),
                    () -> extrapolateRows(seenNext.im(), seenKept.im(), y.im()),
                    () -> LaneProducts.gramOfThree(cols, y, 0, gram),
                    () -> extrapolate(xNext.re(), xKept.re(), x.re()),
                    () -> extrapolate(xNext.im(), xKept.im(), x.im())
                };
    }

    /** Lanes. */
    public static int lanes() {
        return L;
    }

    // In and out, one lane at a time.

    /**
     * Puts a problem and its start into a lane; to be followed by {@link #stay} and {@link #move}.
     *
     * @param columns [H, V]: [p, n + 3]
     * @param start X: [p, T]
     * @param received S = [H, V]^H X: [n + 3, T]
     */
    public void load(int lane, SplitComplex columns, SplitComplex start, SplitComplex received) {
        int width = n + SENSING;
        step.load(lane, columns);
        for (int i = 0; i < p; i++) {
            for (int j = 0; i < h && j < n; j++) {
                int at = i * width + j;
                channels.set(j, i, lane, columns.re()[at], -columns.im()[at]);
            }
            for (int j = 0; j < SENSING; j++) {
                int at = i * width + n + j;
                sensing.set(j, row(i), lane, columns.re()[at], -columns.im()[at]);
            }
            scatter(start, i * cols, cols, xKept, row(i) * cols * L + lane);
        }
        scatter(received, 0, width * cols, seenKept, lane);
    }

    /** Row of X in which coordinate i stands. */
    private int row(int i) {
        return i < h ? p - h + i : i - h;
    }

    static void scatter(SplitComplex from, int offset, int count, LaneComplex to, int lane) {
        scatter(from.re(), offset, count, to.re().data(), to.re().index(lane));
        scatter(from.im(), offset, count, to.im().data(), to.im().index(lane));
    }

    private static void scatter(double[] from, int offset, int count, double[] to, int first) {
        for (int i = 0; i < count; i++) {
            to[first + i * L] = from[offset + i];
        }
    }

    private static void gather(LaneComplex from, int lane, int count, SplitComplex to, int offset) {
        gather(from.re().data(), from.re().index(lane), count, to.re(), offset);
        gather(from.im().data(), from.im().index(lane), count, to.im(), offset);
    }

    private static void gather(double[] from, int first, int count, double[] to, int offset) {
        for (int i = 0; i < count; i++) {
            to[offset + i] = from[first + i * L];
        }
    }

    /** The iterate of a lane as it will be after the next {@link #move}, and before it: [p, T]. */
    public void iterate(int lane, SplitComplex to) {
        for (int i = 0; i < p; i++) {
            LaneComplex from = forward[lane] > 0 ? xNext : xKept;
            gather(from, row(i) * cols * L + lane, cols, to, i * cols);
        }
    }

    /** What that iterate receives, also before the move: [n + 3, T]. */
    public void received(int lane, SplitComplex to) {
        gather(forward[lane] > 0 ? seenNext : seenKept, lane, (n + SENSING) * cols, to, 0);
    }

    // All lanes in and out of tensors whose matrices lie one behind the other: lane l at offset + l
    // times the size of a matrix. Line by line, because a lane alone touches every line of X.

    /**
     * X_{next} - shrink X: [p, T] each; takes the place of the trial points until others are set.
     */
    public void changes(SplitComplex to, int offset) {
        for (int l = 0; l < L; l++) {
            kappa.set(l, -shrink(l));
        }
        Stages.run(changes);
        trials(to, offset);
    }

    private void subtract(LaneArray old, LaneArray next) {
        double[] data = next.data();
        int oldAt = old.index(0);
        int nextAt = next.index(0);
        DoubleVector factor = at(data, kappa.index(0));
        for (int i = 0; i < next.length(); i += L) {
            factor.fma(at(data, oldAt + i), at(data, nextAt + i)).intoArray(data, nextAt + i);
        }
    }

    /** The trial points: [p, T] each. */
    public void trials(SplitComplex to, int offset) {
        for (int i = 0; i < p; i++) {
            int from = row(i) * cols * L;
            unpack(xNext.re(), from, cols, to.re(), offset + i * cols, p * cols);
            unpack(xNext.im(), from, cols, to.im(), offset + i * cols, p * cols);
        }
    }

    /** Replaces the trial points. */
    public void setTrials(SplitComplex from, int offset) {
        for (int i = 0; i < p; i++) {
            int to = row(i) * cols * L;
            pack(from.re(), offset + i * cols, p * cols, xNext.re(), to, cols);
            pack(from.im(), offset + i * cols, p * cols, xNext.im(), to, cols);
        }
    }

    /** Sets what the trial points receive: [n + 3, T] each. */
    public void setReceivedTrials(SplitComplex from, int offset) {
        int count = (n + SENSING) * cols;
        pack(from.re(), offset, count, seenNext.re(), 0, count);
        pack(from.im(), offset, count, seenNext.im(), 0, count);
    }

    private static void pack(
            double[] from, int offset, int stride, LaneArray to, int start, int count) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to.set(start + i * L + l, from[offset + l * stride + i]);
            }
        }
    }

    private static void unpack(
            LaneArray from, int start, int count, double[] to, int offset, int stride) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to[offset + l * stride + i] = from.get(start + i * L + l);
            }
        }
    }

    /** Gram matrix of the rows y of where the next step starts: [3, 3]. */
    public void moments(int lane, double[] re, double[] im) {
        for (int i = 0; i < 9; i++) {
            re[i] = gram.re().get(i * L + lane);
            im[i] = gram.im().get(i * L + lane);
        }
    }

    /** The same of the trial. */
    public void trialMoments(int lane, double[] re, double[] im) {
        for (int i = 0; i < 9; i++) {
            re[i] = gramNext.re().get(i * L + lane);
            im[i] = gramNext.im().get(i * L + lane);
        }
    }

    /** Re y_d y_d,next^H of the iterate and the trial. */
    public double detectionAcross(int lane) {
        return across.re().get(lane);
    }

    /** ln(1 + sinr) of user i at the trial. */
    public double rate(int lane, int i) {
        return users.rates.get(i * L + lane);
    }

    /**
     * A lane begins to mix its auxiliary variables anew.
     *
     * @param longest longest move of a log variable beyond the plain one
     */
    public void restartMixing(int lane, double longest) {
        mixer.restart(lane, longest);
    }

    /** That longest move as it is now. */
    public double mixingRadius(int lane) {
        return mixer.radius(lane);
    }

    /** Whether the auxiliary variables of a lane differ from those of its iterate. */
    public boolean accelerating(int lane) {
        return mixer.accelerating(lane);
    }

    /** Goes back to the auxiliary variables of the iterate, and on with shorter moves. */
    public void rejectMixing(int lane) {
        mixer.reject(lane);
    }

    /** {@link #advanceMixing} takes what the users of a lane receive at the trial. */
    public void wantMixing(int lane) {
        mixer.want(lane);
    }

    /**
     * The surrogate and the constraints of a lane for the next step.
     *
     * @param sigma shift of the Hessian
     * @param weight weights of its rank-one terms: [4]
     * @param psiRe Psi: [3, 3]
     * @param required half the right side of (59b)
     * @param outsideNorm norm of the part of W outside these dimensions
     * @param mu where to look for the multiplier of (59c) first
     * @param accuracy relative accuracy of ||w|| = 1 that is enough
     */
    public void setStep(
            int lane,
            double sigma,
            double[] weight,
            double[] psiRe,
            double[] psiIm,
            double required,
            double outsideNorm,
            double mu,
            double accuracy) {
        step.set(lane, sigma, weight, psiRe, psiIm, required, outsideNorm, mu, accuracy);
    }

    /** A lane without a problem: what happens in it does not matter. */
    public void idle(int lane) {
        step.idle(lane);
        advance(lane, 0);
    }

    /** Multiplier of (59c). */
    public double mu(int lane) {
        return step.mu(lane);
    }

    /**
     * By what the part of W outside these dimensions shrinks: sigma / (sigma + mu), scaled as W.
     */
    public double shrink(int lane) {
        return step.shrink(lane);
    }

    /** ||W_next - W||. */
    public double stepLength(int lane) {
        return step.stepLength(lane);
    }

    // All lanes at once.

    /** Mixes the auxiliary variables of the lanes that want it, for the next {@link #mix}. */
    public void advanceMixing() {
        mixer.advance();
    }

    /** Replaces (47) and (48) by mixed ones where there are some; b keeps its phase. */
    public void mix() {
        users.mix(mixer.used, mixer.started);
    }

    /** (59) of the lanes with a step set, from the auxiliary variables as they are now. */
    public void minimise() {
        step.minimise(x, y, gram, xNext);
    }

    /** S = [H, V]^H X of the trial. */
    public void receiveTrial() {
        int from = (p - h) * cols * L;
        channels.multiply(h, cols, xNext, from, cols, seenNext, 0, cols);
        sensing.multiply(p, cols, xNext, 0, cols, seenNext, n * cols * L, cols);
    }

    /** Received powers, their logarithms and the moments of the trial. */
    public void judgeTrial() {
        users.judge(seenNext);
        Stages.run(judgement);
    }

    private void momentsOfTrial() {
        LaneProducts.gramOfThree(cols, seenNext, n * cols * L, gramNext);
    }

    private void detectionAcross() {
        int from = n * cols * L;
        LaneProducts.dotRow(cols, seenNext, from, seenKept, from, across, 0);
    }

    /** {@link #move} makes the trial the iterate; the next step starts beyond it. */
    public void advance(int lane, double beyond) {
        forward[lane] = 1;
        beta.set(lane, beyond);
    }

    /** {@link #move} leaves the iterate where it is; the next step starts from it. */
    public void stay(int lane) {
        forward[lane] = 0;
        beta.set(lane, 0);
    }

    /** Moves all lanes as decided, and takes (47), (48) and the moments of where steps start. */
    public void move() {
        if (++moved % MOVES == 0) {
            alignment.improve();
        }
        boolean all = true;
        for (int l = 0; l < L; l++) {
            all &= forward[l] > 0;
            going.set(l, forward[l]);
        }
        if (!all) {
            Stages.run(holds);
        }
        Stages.run(moves);
        LaneComplex old = xKept;
        xKept = xNext;
        xNext = old;
        old = seenKept;
        seenKept = seenNext;
        seenNext = old;
    }

    /** Puts what is kept in place of the next in lanes that stay. */
    private void hold(LaneComplex next, LaneComplex kept) {
        hold(next.re(), kept.re());
        hold(next.im(), kept.im());
    }

    private void hold(LaneArray next, LaneArray kept) {
        double[] data = next.data();
        int nextAt = next.index(0);
        int keptAt = kept.index(0);
        VectorMask<Double> goes = at(data, going.index(0)).compare(VectorOperators.GT, 0);
        for (int i = 0; i < next.length(); i += L) {
            at(data, keptAt + i).blend(at(data, nextAt + i), goes).intoArray(data, nextAt + i);
        }
    }

    private void extrapolate(LaneArray next, LaneArray kept, LaneArray base) {
        extrapolate(
                next.data(),
                next.index(0),
                kept.index(0),
                base.index(0),
                beta.index(0),
                next.length());
    }

    private static void extrapolate(
            double[] data, int next, int kept, int base, int beyond, int length) {
        for (int i = 0; i < length; i += L) {
            DoubleVector to = at(data, next + i);
            at(data, beyond).fma(to.sub(at(data, kept + i)), to).intoArray(data, base + i);
        }
    }

    private void extrapolateRows(LaneArray next, LaneArray kept, LaneArray base) {
        double[] data = next.data();
        int nextAt = next.index(0);
        int beta = this.beta.index(0);
        int keptAt = kept.index(0);
        int baseAt = base.index(0);
        int from = n * cols * L;
        for (int i = 0; i < base.length(); i += L) {
            DoubleVector to = at(data, nextAt + from + i);
            at(data, beta).fma(to.sub(at(data, keptAt + from + i)), to).intoArray(data, baseAt + i);
        }
    }
}
