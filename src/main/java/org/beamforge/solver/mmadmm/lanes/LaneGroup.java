package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

/**
 * As many problems of one shape as a vector register has lanes, and the arithmetic of Algorithm 2
 * on them: products, auxiliary variables (47), (48), sensing moments, the MM step (59) and the
 * moves of the iterates. What is decided per problem (projection, surrogates, duals, acceptance)
 * happens outside, in numbers that go in and out of the arrays here. For one thread; everything is
 * allocated when it is made.
 *
 * <p>The point that the next step starts from is X: [p, T], what it receives S = [H, V]^H X: [n +
 * 3, T]; "kept" is the iterate, "next" the trial.
 */
public final class LaneGroup {
    private static final int SENSING = 3;

    /** SINRs below this are users switched off; as in AuxiliaryMixer. */
    private static final double OFF = 1e-200;

    private final int p;
    private final int n;
    private final int h;
    private final int cols;

    private final SplitComplex x;
    private SplitComplex xKept;
    private SplitComplex xNext;
    private final SplitComplex seen;
    private SplitComplex seenKept;
    private SplitComplex seenNext;

    /** [H, V]: [p, n + 3]. */
    private final SplitComplex vectors;

    /** H: [h, n] and V: [h, 3], what of them A reaches. */
    private final SplitComplex channels;

    private final SplitComplex sensing;

    /** (47), (48) of the point that the next step starts from: [n]. */
    public final double[] upsilon;

    public final double[] bRe;
    public final double[] bIm;

    /** Logarithms of SINR and noise to be used in place of (47), (48) by {@link #mix}: [n]. */
    public final double[] mixedSinr;

    public final double[] mixedNoise;

    /** Of the trial: ln(sinr), ln of interference plus noise, ln(1 + sinr): [n]. */
    public final double[] logSinr;

    public final double[] logNoise;
    public final double[] rates;

    /** Mixed SINRs, 1 + sinr and its logarithm: [n]. */
    private final double[] sinr;

    private final double[] oneMore;
    private final double[] logOneMore;

    /** Received power of its own beam, and of all others plus noise: [n]. */
    private final double[] own;

    private final double[] noise;

    /** 1 in lanes whose auxiliary variables are mixed. */
    private final double[] mixed = new double[L];

    /** Gram matrix of the rows y_d, y_g, y_e: [3, 3], of where the step starts and of the trial. */
    private final SplitComplex gram = SplitComplex.allocate(9 * L);

    private final SplitComplex gramNext = SplitComplex.allocate(9 * L);

    /** The surrogate of every lane: Psi: [3, 3]. */
    private final SplitComplex psi = SplitComplex.allocate(9 * L);

    /** Norm of the part of W outside these p dimensions, squared. */
    private final double[] outside = new double[L];

    /** Squared length of the step inside these dimensions. */
    private final double[] moved = new double[L];

    private final double[] factors = new double[L];
    private final double[] forward = new double[L];
    private final double[] back = new double[L];
    private final double[] beta = new double[L];

    private final LaneTridiagonal tridiagonal;
    private final LaneQcqp qcqp;
    private final SplitComplex a;
    private final double[] size;
    private final SplitComplex target = SplitComplex.allocate(L);
    private final SplitComplex scaled;
    private final SplitComplex vHat;
    private final SplitComplex thin;

    /** F + sigma X: the rows that A reaches, then Psi Y: [h + 3, T]. */
    private final SplitComplex shifted;

    /** P, then the solution: the rows that A reaches, three for Gamma Y, the other rows. */
    private final SplitComplex rhs;

    /** Rows y of where the step starts: [3, T]. */
    private final SplitComplex y;

    /** The step (59). */
    private final Runnable[] step;

    /** Where all lanes advance, the trial and the iterate change places. */
    private final Runnable[] advances;

    private final Runnable[] moves;

    private final Runnable[] startMoments = {this::startMoments};

    private final Runnable[] judgement = {
        this::receivedOfTrial,
        this::sinrs,
        this::logarithmsOfSinr,
        this::logarithmsOfNoise,
        this::logarithmsOfOneMore,
        this::correctRates,
        this::trialMoments
    };

    private final Runnable[] mixing = {
        this::exponentials, this::mixedMagnitudes, this::mixedVariables
    };

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
        x = SplitComplex.allocate(numbers);
        xKept = SplitComplex.allocate(numbers);
        xNext = SplitComplex.allocate(numbers);
        seen = SplitComplex.allocate(rows);
        seenKept = SplitComplex.allocate(rows);
        seenNext = SplitComplex.allocate(rows);
        vectors = SplitComplex.allocate(p * (n + SENSING) * L);
        channels = SplitComplex.allocate(h * n * L);
        sensing = SplitComplex.allocate(h * SENSING * L);
        upsilon = new double[n * L];
        bRe = new double[n * L];
        bIm = new double[n * L];
        sinr = new double[n * L];
        oneMore = new double[n * L];
        logOneMore = new double[n * L];
        mixedSinr = new double[n * L];
        mixedNoise = new double[n * L];
        logSinr = new double[n * L];
        logNoise = new double[n * L];
        rates = new double[n * L];
        own = new double[n * L];
        noise = new double[n * L];
        tridiagonal = new LaneTridiagonal(h);
        qcqp = new LaneQcqp(p, h, cols);
        Arrays.fill(qcqp.sigma, 1);
        a = SplitComplex.allocate(h * h * L);
        size = new double[n * L];
        scaled = SplitComplex.allocate(h * n * L);
        vHat = SplitComplex.allocate(p * SENSING * L);
        thin = SplitComplex.allocate(h * SENSING * L);
        rhs = SplitComplex.allocate(numbers + SENSING * cols * L);
        shifted = SplitComplex.allocate((h + SENSING) * cols * L);
        y = SplitComplex.allocate(SENSING * cols * L);
        advances =
                new Runnable[] {
                    () -> extrapolate(xNext.re(), xKept.re(), x.re(), beta),
                    () -> extrapolate(xNext.im(), xKept.im(), x.im(), beta),
                    () -> extrapolate(seenNext.re(), seenKept.re(), seen.re(), beta),
                    () -> extrapolate(seenNext.im(), seenKept.im(), seen.im(), beta)
                };
        moves =
                new Runnable[] {
                    () -> move(xNext.re(), xKept.re(), x.re()),
                    () -> move(xNext.im(), xKept.im(), x.im()),
                    () -> move(seenNext.re(), seenKept.re(), seen.re()),
                    () -> move(seenNext.im(), seenKept.im(), seen.im())
                };
        step =
                new Runnable[] {
                    this::sizes,
                    this::weightChannels,
                    this::gramOfChannels,
                    () -> tridiagonal.reduce(a),
                    this::copyRows,
                    this::shift,
                    this::shiftRest,
                    this::addTargets,
                    this::turnSensing,
                    this::borderBelow,
                    () -> combine(psi, shifted, h * cols * L),
                    this::turnRightSide,
                    this::restOfRightSide,
                    () -> qcqp.solve(tridiagonal, vHat, y, gram, rhs),
                    qcqp::solution,
                    this::borderBeside,
                    () -> combine(qcqp.gamma, rhs, h * cols * L),
                    this::trialPoint,
                    this::restOfTrialPoint,
                    this::length
                };
    }

    /** Lanes. */
    public static int lanes() {
        return L;
    }

    // In and out, one lane at a time.

    /**
     * Puts a problem and its start into a lane.
     *
     * @param columns [H, V]: [p, n + 3]
     * @param start X: [p, T]
     * @param received S = [H, V]^H X: [n + 3, T]
     */
    public void load(int lane, SplitComplex columns, SplitComplex start, SplitComplex received) {
        int width = n + SENSING;
        qcqp.slope[lane] = 0;
        scatter(columns, 0, p * width, vectors, lane);
        for (int i = 0; i < h; i++) {
            scatter(columns, i * width, n, channels, i * n * L + lane);
            scatter(columns, i * width + n, SENSING, sensing, i * SENSING * L + lane);
        }
        for (int i = h; i < p; i++) {
            scatter(columns, i * width + n, SENSING, vHat, i * SENSING * L + lane);
        }
        scatter(start, 0, p * cols, x, lane);
        scatter(start, 0, p * cols, xKept, lane);
        scatter(received, 0, width * cols, seen, lane);
        scatter(received, 0, width * cols, seenKept, lane);
    }

    private static void scatter(
            SplitComplex from, int offset, int count, SplitComplex to, int lane) {
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

    /** The iterate of a lane: [p, T]. */
    public void iterate(int lane, SplitComplex to) {
        gather(xKept, lane, p * cols, to, 0);
    }

    /** What the iterate of a lane receives: [n + 3, T]. */
    public void received(int lane, SplitComplex to) {
        gather(seenKept, lane, (n + SENSING) * cols, to, 0);
    }

    // All lanes in and out of tensors whose matrices lie one behind the other: lane l at offset + l
    // times the size of a matrix. Line by line, because a lane alone touches every line of X.

    /** X_{next} - shrink X: [p, T] each. */
    public void changes(SplitComplex to, int offset) {
        for (int l = 0; l < L; l++) {
            factors[l] = shrink(l);
        }
        changes(xNext.re(), x.re(), factors, to.re(), offset, p * cols);
        changes(xNext.im(), x.im(), factors, to.im(), offset, p * cols);
    }

    private static void changes(
            double[] next, double[] old, double[] kappa, double[] to, int offset, int count) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to[offset + l * count + i] = next[i * L + l] - kappa[l] * old[i * L + l];
            }
        }
    }

    /** The trial points: [p, T] each. */
    public void trials(SplitComplex to, int offset) {
        unpack(xNext.re(), to.re(), offset, p * cols);
        unpack(xNext.im(), to.im(), offset, p * cols);
    }

    /** Replaces the trial points. */
    public void setTrials(SplitComplex from, int offset) {
        pack(from.re(), offset, xNext.re(), p * cols);
        pack(from.im(), offset, xNext.im(), p * cols);
    }

    /** Sets what the trial points receive: [n + 3, T] each. */
    public void setReceivedTrials(SplitComplex from, int offset) {
        pack(from.re(), offset, seenNext.re(), (n + SENSING) * cols);
        pack(from.im(), offset, seenNext.im(), (n + SENSING) * cols);
    }

    private static void pack(double[] from, int offset, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to[i * L + l] = from[offset + l * count + i];
            }
        }
    }

    private static void unpack(double[] from, double[] to, int offset, int count) {
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < L; l++) {
                to[offset + l * count + i] = from[i * L + l];
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

    /**
     * The surrogate and the constraints of a lane for the next step.
     *
     * @param sigma shift of the Hessian
     * @param weight weights of its rank-one terms: [4]
     * @param psiRe Psi: [3, 3]
     * @param required half the right side of (59b)
     * @param outsideNorm norm of the part of W outside these dimensions
     * @param mu where to look for the multiplier of (59c) first
     */
    public void setStep(
            int lane,
            double sigma,
            double[] weight,
            double[] psiRe,
            double[] psiIm,
            double required,
            double outsideNorm,
            double mu) {
        qcqp.sigma[lane] = sigma;
        for (int k = 0; k < weight.length; k++) {
            qcqp.inverseWeight[k * L + lane] = 1 / weight[k];
        }
        for (int i = 0; i < 9; i++) {
            psi.re()[i * L + lane] = psiRe[i];
            psi.im()[i * L + lane] = psiIm[i];
        }
        qcqp.required[lane] = required;
        outside[lane] = outsideNorm * outsideNorm;
        qcqp.perpendicular[lane] = sigma * sigma * outside[lane];
        qcqp.mu[lane] = mu;
        qcqp.wanted[lane] = true;
    }

    /** A lane without a problem. */
    public void idle(int lane) {
        qcqp.wanted[lane] = false;
    }

    /** Multiplier of (59c). */
    public double mu(int lane) {
        return qcqp.mu[lane];
    }

    /** sigma / (sigma + mu), by which the part of W outside these dimensions shrinks. */
    public double shrink(int lane) {
        return qcqp.sigma[lane] / (qcqp.sigma[lane] + qcqp.mu[lane]);
    }

    /** ||W_next - W||. */
    public double stepLength(int lane) {
        double rest = 1 - shrink(lane);
        return Math.sqrt(moved[lane] + rest * rest * outside[lane]);
    }

    // All lanes at once.

    /** Moments of where the next step starts. */
    public void momentsOfStart() {
        Stages.run(startMoments);
    }

    private void startMoments() {
        moments(seen, gram);
    }

    /** (47), (48) of where the next step starts. */
    public void auxiliaries() {
        for (int i = 0; i < n; i++) {
            received(seen, i);
            auxiliaries(i);
        }
    }

    private void auxiliaries(int i) {
        int at = (i * cols + i) * L;
        DoubleVector square = at(own, i * L);
        DoubleVector sum = at(noise, i * L).add(square);
        // As in Received, so that both agree to rounding.
        DoubleVector sinr = square.div(sum.sub(square));
        sinr.intoArray(upsilon, i * L);
        DoubleVector factor = sinr.add(1).mul(1.0 / n).lanewise(VectorOperators.SQRT).div(sum);
        factor.mul(at(seen.re(), at)).intoArray(bRe, i * L);
        factor.mul(at(seen.im(), at)).intoArray(bIm, i * L);
    }

    /** What user i receives, to {@link #own} and {@link #noise}. */
    private void received(SplitComplex s, int i) {
        double[] re = s.re();
        double[] im = s.im();
        int row = i * cols * L;
        int mine = row + i * L;
        DoubleVector sr = all(1);
        DoubleVector si = zero();
        for (int t = row; t < mine; t += L) {
            DoubleVector xr = at(re, t);
            DoubleVector xi = at(im, t);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        for (int t = mine + L; t < row + cols * L; t += L) {
            DoubleVector xr = at(re, t);
            DoubleVector xi = at(im, t);
            sr = xr.fma(xr, sr);
            si = xi.fma(xi, si);
        }
        sr.add(si).intoArray(noise, i * L);
        DoubleVector xr = at(re, mine);
        DoubleVector xi = at(im, mine);
        xr.mul(xr).add(xi.mul(xi)).intoArray(own, i * L);
    }

    /** gram[b, c] = sum_t conj(y_b) y_c. */
    private void moments(SplitComplex s, SplitComplex to) {
        int row = cols * L;
        for (int b = 0; b < SENSING; b++) {
            for (int c = b; c < SENSING; c++) {
                int at = (b * SENSING + c) * L;
                // sum y_c conj(y_b)
                LaneProducts.dotRow(cols, s, (n + c) * row, s, (n + b) * row, to, at);
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

    /** Whether {@link #mix} replaces the auxiliary variables of a lane. */
    public void setMixed(int lane, boolean mix) {
        mixed[lane] = mix ? 1 : 0;
    }

    /** Replaces (47) and (48) by mixed ones where so set; b keeps its phase. */
    public void mix() {
        Stages.run(mixing);
    }

    private void exponentials() {
        LaneLogarithms.exp(n, mixedSinr, sinr);
        LaneLogarithms.exp(n, mixedNoise, size);
    }

    private void mixedMagnitudes() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector x = at(sinr, i);
            x.div(x.add(1).mul(n).mul(at(size, i)))
                    .lanewise(VectorOperators.SQRT)
                    .intoArray(size, i);
        }
    }

    private void mixedVariables() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector re = at(bRe, i);
            DoubleVector im = at(bIm, i);
            DoubleVector plain = re.mul(re).add(im.mul(im)).lanewise(VectorOperators.SQRT);
            var some =
                    plain.compare(VectorOperators.GT, 0)
                            .and(at(mixed, 0).compare(VectorOperators.GT, 0));
            DoubleVector factor = at(size, i).div(all(1).blend(plain, some));
            re.blend(re.mul(factor), some).intoArray(bRe, i);
            im.blend(im.mul(factor), some).intoArray(bIm, i);
            at(upsilon, i).blend(at(sinr, i), some).intoArray(upsilon, i);
        }
    }

    /** (59) of the lanes with a step set, from the auxiliary variables as they are now. */
    public void minimise() {
        Stages.run(step);
    }

    /** |b|. */
    private void sizes() {
        for (int j = 0; j < n * L; j += L) {
            DoubleVector re = at(bRe, j);
            DoubleVector im = at(bIm, j);
            re.mul(re).add(im.mul(im)).lanewise(VectorOperators.SQRT).intoArray(size, j);
        }
    }

    /** H diag(|b|). */
    private void weightChannels() {
        for (int i = 0; i < h; i++) {
            for (int j = 0; j < n; j++) {
                int at = (i * n + j) * L;
                DoubleVector factor = at(size, j * L);
                factor.mul(at(channels.re(), at)).intoArray(scaled.re(), at);
                factor.mul(at(channels.im(), at)).intoArray(scaled.im(), at);
            }
        }
    }

    /** A = sum_i |b_i|^2 h_i h_i^H. */
    private void gramOfChannels() {
        for (int i = 0; i < h; i++) {
            for (int j = 0; j <= i; j++) {
                int to = (i * h + j) * L;
                LaneProducts.dotRow(n, scaled, i * n * L, scaled, j * n * L, a, to);
                int mirrored = (j * h + i) * L;
                at(a.re(), to).intoArray(a.re(), mirrored);
                at(a.im(), to).neg().intoArray(a.im(), mirrored);
            }
        }
    }

    private void copyRows() {
        System.arraycopy(seen.re(), n * cols * L, y.re(), 0, SENSING * cols * L);
        System.arraycopy(seen.im(), n * cols * L, y.im(), 0, SENSING * cols * L);
    }

    // P = F + sigma X + V Psi Y in the coordinates where A is tridiagonal: as one product
    // P = [Q, (Q^H V)^H]^H [F + sigma X, Psi Y].

    /** sigma X in the rows that A reaches. */
    private void shift() {
        for (int i = 0; i < h * cols * L; i += L) {
            DoubleVector sigma = at(qcqp.sigma, 0);
            at(x.re(), i).mul(sigma).intoArray(shifted.re(), i);
            at(x.im(), i).mul(sigma).intoArray(shifted.im(), i);
        }
    }

    /** sigma X in the other rows. */
    private void shiftRest() {
        int beyond = SENSING * cols * L;
        for (int i = h * cols * L; i < p * cols * L; i += L) {
            DoubleVector sigma = at(qcqp.sigma, 0);
            at(x.re(), i).mul(sigma).intoArray(rhs.re(), i + beyond);
            at(x.im(), i).mul(sigma).intoArray(rhs.im(), i + beyond);
        }
    }

    private void addTargets() {
        for (int j = 0; j < n; j++) {
            addTarget(j);
        }
    }

    /** f_j = sqrt(omega (1 + upsilon_j)) b_j h_j into column j. */
    private void addTarget(int j) {
        DoubleVector factor = at(upsilon, j * L).add(1).mul(1.0 / n).lanewise(VectorOperators.SQRT);
        at(bRe, j * L).mul(factor).intoArray(target.re(), 0);
        at(bIm, j * L).mul(factor).intoArray(target.im(), 0);
        for (int i = 0; i < h; i++) {
            int to = (i * cols + j) * L;
            DoubleVector cr = at(target.re(), 0);
            DoubleVector ci = at(target.im(), 0);
            DoubleVector hr = at(channels.re(), (i * n + j) * L);
            DoubleVector hi = at(channels.im(), (i * n + j) * L);
            at(shifted.re(), to).add(hr.mul(cr)).sub(hi.mul(ci)).intoArray(shifted.re(), to);
            at(shifted.im(), to).add(hr.mul(ci)).add(hi.mul(cr)).intoArray(shifted.im(), to);
        }
    }

    private void turnSensing() {
        LaneProducts.multiplyAdjointLeft(
                h, SENSING, h, tridiagonal.q, tridiagonal.stride, sensing, vHat);
    }

    private void borderBelow() {
        for (int i = 0; i < h; i++) {
            for (int k = 0; k < SENSING; k++) {
                int from = (i * SENSING + k) * L;
                int to = ((h + k) * tridiagonal.stride + i) * L;
                at(vHat.re(), from).intoArray(tridiagonal.q.re(), to);
                at(vHat.im(), from).neg().intoArray(tridiagonal.q.im(), to);
            }
        }
    }

    private void turnRightSide() {
        LaneProducts.multiplyAdjointLeft(
                h, cols, h + SENSING, tridiagonal.q, tridiagonal.stride, shifted, rhs);
    }

    private void restOfRightSide() {
        LaneProducts.addThin(h, p, cols, vHat, shifted, h * cols * L, rhs, SENSING * cols * L);
    }

    /** M Y for M: [3, 3], into three rows. */
    private void combine(SplitComplex m, SplitComplex out, int to) {
        Arrays.fill(out.re(), to, to + SENSING * cols * L, 0);
        Arrays.fill(out.im(), to, to + SENSING * cols * L, 0);
        LaneProducts.addThin(0, SENSING, cols, m, y, 0, out, to);
    }

    // X = Q ((A + c)^-1 P + (A + c)^-1 V Gamma Y), again as one product
    // X = [Q, Q (A + c)^-1 V] [(A + c)^-1 P, Gamma Y].

    private void borderBeside() {
        int stride = tridiagonal.stride;
        LaneProducts.multiply(h, SENSING, h, tridiagonal.q, stride, qcqp.sensingSolved(), thin);
        for (int i = 0; i < h; i++) {
            int from = i * SENSING * L;
            int to = (i * stride + h) * L;
            System.arraycopy(thin.re(), from, tridiagonal.q.re(), to, SENSING * L);
            System.arraycopy(thin.im(), from, tridiagonal.q.im(), to, SENSING * L);
        }
    }

    private void trialPoint() {
        LaneProducts.multiply(h, cols, h + SENSING, tridiagonal.q, tridiagonal.stride, rhs, xNext);
    }

    private void restOfTrialPoint() {
        int rows = h * cols * L;
        int beyond = SENSING * cols * L;
        int rest = (p - h) * cols * L;
        System.arraycopy(rhs.re(), rows + beyond, xNext.re(), rows, rest);
        System.arraycopy(rhs.im(), rows + beyond, xNext.im(), rows, rest);
        LaneProducts.addThin(h, p, cols, qcqp.sensingSolved(), rhs, rows, xNext, 0);
    }

    /** Squared length of the step inside these dimensions. */
    private void length() {
        DoubleVector sr = zero();
        DoubleVector si = zero();
        for (int i = 0; i < p * cols * L; i += L) {
            DoubleVector dr = at(xNext.re(), i).sub(at(x.re(), i));
            DoubleVector di = at(xNext.im(), i).sub(at(x.im(), i));
            sr = dr.fma(dr, sr);
            si = di.fma(di, si);
        }
        sr.add(si).intoArray(moved, 0);
    }

    /** S = [H, V]^H X of the trial. */
    public void receiveTrial() {
        LaneProducts.multiplyAdjointLeft(n + SENSING, cols, p, vectors, xNext, seenNext);
    }

    /** Received powers, their logarithms and the moments of the trial. */
    public void judgeTrial() {
        Stages.run(judgement);
    }

    private void receivedOfTrial() {
        for (int i = 0; i < n; i++) {
            received(seenNext, i);
        }
    }

    /** SINRs, and what the logarithms are of: max(sinr, {@link #OFF}) and 1 + sinr. */
    private void sinrs() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector sinr = at(own, i).div(at(noise, i));
            sinr.intoArray(rates, i);
            sinr.add(1).intoArray(oneMore, i);
            sinr.max(OFF).intoArray(logSinr, i);
        }
    }

    private void logarithmsOfSinr() {
        LaneLogarithms.log(n, logSinr, logSinr);
    }

    private void logarithmsOfNoise() {
        LaneLogarithms.log(n, noise, logNoise);
    }

    private void logarithmsOfOneMore() {
        LaneLogarithms.log(n, oneMore, logOneMore);
    }

    /** ln(1 + x) as ln(u) x / (u - 1) with u = 1 + x as it is rounded; x where that is 1. */
    private void correctRates() {
        for (int i = 0; i < n * L; i += L) {
            DoubleVector x = at(rates, i);
            DoubleVector d = at(oneMore, i).sub(1);
            var some = d.compare(VectorOperators.GT, 0);
            DoubleVector value = at(logOneMore, i).mul(x).div(all(1).blend(d, some));
            x.blend(value, some).intoArray(rates, i);
        }
    }

    private void trialMoments() {
        moments(seenNext, gramNext);
    }

    /** {@link #move} makes the trial the iterate; the next step starts beyond it. */
    public void advance(int lane, double beyond) {
        forward[lane] = 1;
        back[lane] = 0;
        beta[lane] = beyond;
    }

    /** {@link #move} lets the next step start from the iterate. */
    public void back(int lane) {
        forward[lane] = 0;
        back[lane] = 1;
        beta[lane] = 0;
    }

    /** {@link #move} leaves the lane as it is. */
    public void hold(int lane) {
        forward[lane] = 0;
        back[lane] = 0;
        beta[lane] = 0;
    }

    /** Moves all lanes as decided. */
    public void move() {
        boolean all = true;
        for (int l = 0; l < L; l++) {
            all &= forward[l] > 0 || !qcqp.wanted[l];
        }
        Stages.run(all ? advances : moves);
        if (all) {
            SplitComplex old = xKept;
            xKept = xNext;
            xNext = old;
            old = seenKept;
            seenKept = seenNext;
            seenNext = old;
        }
    }

    private static void extrapolate(double[] next, double[] kept, double[] base, double[] beta) {
        for (int i = 0; i < next.length; i += L) {
            DoubleVector to = at(next, i);
            at(beta, 0).fma(to.sub(at(kept, i)), to).intoArray(base, i);
        }
    }

    private void move(double[] next, double[] kept, double[] base) {
        for (int i = 0; i < next.length; i += L) {
            DoubleVector to = at(next, i);
            DoubleVector from = at(kept, i);
            var advance = at(forward, 0).compare(VectorOperators.GT, 0);
            var goBack = at(back, 0).compare(VectorOperators.GT, 0);
            DoubleVector beyond = at(beta, 0).fma(to.sub(from), to);
            at(base, i).blend(from, goBack).blend(beyond, advance).intoArray(base, i);
            from.blend(to, advance).intoArray(kept, i);
        }
    }
}
