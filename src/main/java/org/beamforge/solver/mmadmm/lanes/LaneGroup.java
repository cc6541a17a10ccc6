package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
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

    private final int p;
    private final int n;
    private final int h;
    private final int cols;

    /** Where the step starts; three more rows for {@link LaneStep}. */
    private final SplitComplex x;

    private SplitComplex xKept;
    private SplitComplex xNext;
    private SplitComplex seenKept;
    private SplitComplex seenNext;

    /** Rows y_d, y_g, y_e of where the step starts: [3, T]. */
    private final SplitComplex y;

    /** [H, V] with the rows in the order of X, H upper triangular: [p, n + 3]. */
    private final SplitComplex vectors;

    private final LaneUsers users;
    private final LaneStep step;

    /** Gram matrix of the rows y of where the step starts and of the trial: [3, 3]. */
    private final SplitComplex gram = SplitComplex.allocate(9 * L);

    private final SplitComplex gramNext = SplitComplex.allocate(9 * L);

    /** y_d of the trial times that of the iterate. */
    private final SplitComplex across = SplitComplex.allocate(L);

    private final double[] factors = new double[L];

    /** 1 in lanes whose trial becomes the iterate, and how far beyond it they go on. */
    private final double[] forward = new double[L];

    private final double[] beta = new double[L];

    private final Runnable[] moves;

    private final Runnable[] judgement = {this::momentsOfTrial, this::detectionAcross};

    /**
     * @param p dimension of the coordinates
     * @param n users
     * @param cols columns T
     */
    public LaneGroup(int p, int n, int cols) {
        this.p = p;
        this.n = n;
        this.cols = cols;
        h = Math.min(n, p);
        int numbers = p * cols * L;
        int rows = (n + SENSING) * cols * L;
        x = SplitComplex.allocate(numbers + SENSING * cols * L);
        xKept = SplitComplex.allocate(numbers);
        xNext = SplitComplex.allocate(numbers);
        seenKept = SplitComplex.allocate(rows);
        seenNext = SplitComplex.allocate(rows);
        y = SplitComplex.allocate(SENSING * cols * L);
        vectors = SplitComplex.allocate(p * (n + SENSING) * L);
        users = new LaneUsers(n, cols);
        step = new LaneStep(p, n, cols);
        moves =
                new Runnable[] {
                    () -> users.extrapolated(seenNext, seenKept, beta),
                    users::variables,
                    () -> extrapolateRows(seenNext.re(), seenKept.re(), y.re()),
                    () -> extrapolateRows(seenNext.im(), seenKept.im(), y.im()),
                    () -> moments(y, 0, gram),
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
            scatter(columns, i * width, width, vectors, row(i) * width * L + lane);
            scatter(start, i * cols, cols, xKept, row(i) * cols * L + lane);
        }
        scatter(received, 0, width * cols, seenKept, lane);
    }

    /** Row of X in which coordinate i stands. */
    private int row(int i) {
        return i < h ? p - h + i : i - h;
    }

    static void scatter(SplitComplex from, int offset, int count, SplitComplex to, int lane) {
        for (int i = 0; i < count; i++) {
            to.re()[i * L + lane] = from.re()[offset + i];
            to.im()[i * L + lane] = from.im()[offset + i];
        }
    }

    private static void gather(
            SplitComplex from, int lane, int count, SplitComplex to, int offset) {
        for (int i = 0; i < count; i++) {
            to.re()[offset + i] = from.re()[i * L + lane];
            to.im()[offset + i] = from.im()[i * L + lane];
        }
    }

    /** The iterate of a lane as it is after {@link #move}: [p, T]. */
    public void iterate(int lane, SplitComplex to) {
        for (int i = 0; i < p; i++) {
            SplitComplex from = forward[lane] > 0 ? xNext : xKept;
            gather(from, row(i) * cols * L + lane, cols, to, i * cols);
        }
    }

    /** What that iterate receives: [n + 3, T]. */
    public void received(int lane, SplitComplex to) {
        gather(forward[lane] > 0 ? seenNext : seenKept, lane, (n + SENSING) * cols, to, 0);
    }

    // All lanes in and out of tensors whose matrices lie one behind the other: lane l at offset + l
    // times the size of a matrix. Line by line, because a lane alone touches every line of X.

    /** X_{next} - shrink X: [p, T] each. */
    public void changes(SplitComplex to, int offset) {
        for (int l = 0; l < L; l++) {
            factors[l] = shrink(l);
        }
        for (int i = 0; i < p; i++) {
            int from = row(i) * cols * L;
            changes(xNext.re(), x.re(), from, factors, to.re(), offset + i * cols);
            changes(xNext.im(), x.im(), from, factors, to.im(), offset + i * cols);
        }
    }

    private void changes(
            double[] next, double[] old, int from, double[] kappa, double[] to, int offset) {
        int stride = p * cols;
        for (int i = 0; i < cols; i++) {
            for (int l = 0; l < L; l++) {
                int at = from + i * L + l;
                to[offset + l * stride + i] = next[at] - kappa[l] * old[at];
            }
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
            double[] from, int offset, int stride, double[] to, int start, int count) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to[start + i * L + l] = from[offset + l * stride + i];
            }
        }
    }

    private static void unpack(
            double[] from, int start, int count, double[] to, int offset, int stride) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to[offset + l * stride + i] = from[start + i * L + l];
            }
        }
    }

    /** Gram matrix of the rows y of where the next step starts: [3, 3]. */
    public void moments(int lane, double[] re, double[] im) {
        for (int i = 0; i < 9; i++) {
            re[i] = gram.re()[i * L + lane];
            im[i] = gram.im()[i * L + lane];
        }
    }

    /** The same of the trial. */
    public void trialMoments(int lane, double[] re, double[] im) {
        for (int i = 0; i < 9; i++) {
            re[i] = gramNext.re()[i * L + lane];
            im[i] = gramNext.im()[i * L + lane];
        }
    }

    /** Re y_d y_d,next^H of the iterate and the trial. */
    public double detectionAcross(int lane) {
        return across.re()[lane];
    }

    /** ln(sinr) of user i at the trial. */
    public double logSinr(int lane, int i) {
        return users.logSinr[i * L + lane];
    }

    /** ln of interference plus noise of user i at the trial. */
    public double logNoise(int lane, int i) {
        return users.logNoise[i * L + lane];
    }

    /** ln(1 + sinr) of user i at the trial. */
    public double rate(int lane, int i) {
        return users.rates[i * L + lane];
    }

    /** Whether {@link #mix} replaces the auxiliary variables of a lane. */
    public void setMixed(int lane, boolean mix) {
        users.mixed[lane] = mix ? 1 : 0;
    }

    /** Logarithms of SINR and noise of user i that {@link #mix} puts in place of (47), (48). */
    public void setMixed(int lane, int i, double logSinr, double logNoise) {
        users.mixedSinr[i * L + lane] = logSinr;
        users.mixedNoise[i * L + lane] = logNoise;
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

    /** sigma / (sigma + mu), by which the part of W outside these dimensions shrinks. */
    public double shrink(int lane) {
        return step.shrink(lane);
    }

    /** ||W_next - W||. */
    public double stepLength(int lane) {
        return step.stepLength(lane);
    }

    // All lanes at once.

    /** Replaces (47) and (48) by mixed ones where so set; b keeps its phase. */
    public void mix() {
        users.mix();
    }

    /** (59) of the lanes with a step set, from the auxiliary variables as they are now. */
    public void minimise() {
        step.minimise(users, x, y, gram, xNext);
    }

    /** S = [H, V]^H X of the trial. */
    public void receiveTrial() {
        int width = n + SENSING;
        int tiled = n / 4 * 4;
        // Users that share a tile with the sensing vectors go with them.
        LaneProducts.multiplyAdjointUpper(
                tiled,
                cols,
                h,
                vectors,
                (p - h) * width * L,
                width,
                xNext,
                (p - h) * cols * L,
                cols,
                seenNext,
                0,
                cols);
        LaneProducts.multiplyAdjointLeft(
                width - tiled,
                cols,
                p,
                vectors,
                tiled * L,
                width,
                xNext,
                0,
                cols,
                seenNext,
                tiled * cols * L,
                cols);
    }

    /** Received powers, their logarithms and the moments of the trial. */
    public void judgeTrial() {
        users.judge(seenNext);
        Stages.run(judgement);
    }

    private void momentsOfTrial() {
        moments(seenNext, n * cols * L, gramNext);
    }

    private void detectionAcross() {
        int from = n * cols * L;
        LaneProducts.dotRow(cols, seenNext, from, seenKept, from, across, 0);
    }

    /** gram[b, c] = sum_t conj(y_b) y_c of three rows. */
    private void moments(SplitComplex s, int from, SplitComplex to) {
        int row = cols * L;
        for (int b = 0; b < SENSING; b++) {
            for (int c = b; c < SENSING; c++) {
                int at = (b * SENSING + c) * L;
                LaneProducts.dotRow(cols, s, from + c * row, s, from + b * row, to, at);
                if (b == c) {
                    zero().intoArray(to.im(), at);
                } else {
                    int mirrored = (c * SENSING + b) * L;
                    at(to.re(), at).intoArray(to.re(), mirrored);
                    at(to.im(), at).neg().intoArray(to.im(), mirrored);
                }
            }
        }
    }

    /** {@link #move} makes the trial the iterate; the next step starts beyond it. */
    public void advance(int lane, double beyond) {
        forward[lane] = 1;
        beta[lane] = beyond;
    }

    /** {@link #move} leaves the iterate where it is; the next step starts from it. */
    public void stay(int lane) {
        forward[lane] = 0;
        beta[lane] = 0;
    }

    /** Moves all lanes as decided, and takes (47), (48) and the moments of where steps start. */
    public void move() {
        for (int l = 0; l < L; l++) {
            if (forward[l] == 0) {
                copy(l, xKept, xNext);
                copy(l, seenKept, seenNext);
            }
        }
        Stages.run(moves);
        SplitComplex old = xKept;
        xKept = xNext;
        xNext = old;
        old = seenKept;
        seenKept = seenNext;
        seenNext = old;
    }

    private static void copy(int lane, SplitComplex from, SplitComplex to) {
        copy(lane, from.re(), to.re());
        copy(lane, from.im(), to.im());
    }

    private static void copy(int lane, double[] from, double[] to) {
        for (int i = lane; i < to.length; i += L) {
            to[i] = from[i];
        }
    }

    private void extrapolate(double[] next, double[] kept, double[] base) {
        for (int i = 0; i < next.length; i += L) {
            DoubleVector to = at(next, i);
            at(beta, 0).fma(to.sub(at(kept, i)), to).intoArray(base, i);
        }
    }

    private void extrapolateRows(double[] next, double[] kept, double[] base) {
        int from = n * cols * L;
        for (int i = 0; i < base.length; i += L) {
            DoubleVector to = at(next, from + i);
            at(beta, 0).fma(to.sub(at(kept, from + i)), to).intoArray(base, i);
        }
    }
}
