package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.beamforge.kernel.SplitComplex;

/**
 * The MM step (59) of all lanes, divided by sigma: (A + c) X = P + V Gamma Y with
 *
 * <pre>
 *   A = sum_i |b_i|^2 / sigma h_i h_i^H    [h, h]
 *   P = F / sigma + X + V Psi / sigma Y    [p, T]
 *   c = 1 + mu / sigma
 * </pre>
 *
 * so that where the step starts goes into a product as it is. X is scaled onto the ball where the
 * search for mu ends early ({@link LaneQcqp}). X: [p + 3, T] has the rows that A does not reach
 * first (coordinates h and beyond), then those that it reaches, then three that are free: both
 * changes of coordinates and what the sensing vectors add are one product each then.
 */
final class LaneStep {
    private static final int SENSING = 3;

    private final int p;
    private final int n;
    private final int h;
    private final int cols;

    /** Where the rows of X that A reaches begin, and the three after them. */
    private final int reached;

    private final int beyond;

    /** H: [h, n], upper triangular, and V: [h, 3], what of them A reaches. */
    private final LaneComplex channels;

    private final LaneComplex sensing;

    /** Psi / sigma of every lane: [3, 3]. */
    private final LaneComplex psi;

    private final LaneArray sigma;

    /** Norm of the part of W outside the p dimensions, squared. */
    private final double[] outside = new double[L];

    /** Squared length of the step inside these dimensions. */
    private final LaneArray moved;

    private final LaneTridiagonal tridiagonal;

    /** [Q^H, Q^H V]: [h, h + 3]. */
    private final LanePanels turn;

    /** [Q, Q (A + c)^-1 V]: [h, h + 3]. */
    private final LanePanels turnBack;

    private final LaneQcqp qcqp;
    private final LaneComplex a;
    private final LaneArray weight;
    private final LaneComplex target;
    private final LaneComplex weighted;

    /** V: [p, 3], the first h rows in the coordinates of the tridiagonal form. */
    private final LaneComplex vHat;

    private final LaneComplex thin;

    /** F / sigma + X in the columns of the users, rows that A reaches, then Psi Y: [h + 3, n]. */
    private final LaneComplex shifted;

    /** P, then the solution, in rows as in X; the three free ones become Gamma Y. */
    private final LaneComplex rhs;

    /** (47), (48) of where the step starts. */
    private final LaneUsers users;

    private LaneComplex x = LaneComplex.NONE;
    private LaneComplex y = x;
    private LaneComplex gram = x;
    private LaneComplex xNext = x;

    private final Runnable[] stages;

    /**
     * @param p dimension of the coordinates
     * @param n users
     * @param cols columns T
     */
    LaneStep(LaneMemory memory, LaneUsers users, int p, int n, int cols) {
        psi = memory.complex(9);
        sigma = memory.array(1);
        moved = memory.array(1);
        target = memory.complex(n);
        this.p = p;
        this.n = n;
        this.cols = cols;
        h = Math.min(n, p);
        reached = (p - h) * cols * L;
        beyond = p * cols * L;
        this.users = users;
        channels = memory.complex(h * n);
        sensing = memory.complex(h * SENSING);
        tridiagonal = new LaneTridiagonal(memory, h);
        turn = LanePanels.of(memory, h, h + SENSING);
        turnBack = LanePanels.of(memory, h, h + SENSING);
        qcqp = new LaneQcqp(memory, p, h, cols);
        a = memory.complex(h * h);
        weight = memory.array(n);
        weighted = memory.complex(h * n);
        vHat = memory.complex(p * SENSING);
        thin = memory.complex(h * SENSING);
        shifted = memory.complex((h + SENSING) * n);
        rhs = memory.complex((p + SENSING) * cols);
        stages =
                new Runnable[] {
                    this::weights,
                    this::weightChannels,
                    this::gramOfChannels,
                    () -> tridiagonal.reduce(a),
                    () -> turn.takeConjugate(h, tridiagonal.q),
                    () -> turnBack.takeTranspose(h, tridiagonal.q),
                    this::turnSensing,
                    () -> turn.takeThin(h, vHat),
                    () -> combine(psi, x),
                    this::targetFactors,
                    this::targets,
                    this::turnTargets,
                    this::turnOthers,
                    this::restOfRightSide,
                    () -> qcqp.solve(tridiagonal, vHat, y, gram, rhs),
                    qcqp::solution,
                    this::turnBackSensing,
                    () -> turnBack.takeThin(h, thin),
                    () -> combine(qcqp.woodbury.gamma, rhs),
                    this::trialPoint,
                    this::restOfTrialPoint,
                    this::length
                };
    }

    /** Makes all lanes ready for a first problem, or none. */
    void begin() {
        sigma.fill(0, L, 1);
    }

    /** Puts [H, V]: [p, n + 3] into a lane. */
    void load(int lane, SplitComplex columns) {
        int width = n + SENSING;
        qcqp.search.slope[lane] = 0;
        for (int i = 0; i < h; i++) {
            LaneGroup.scatter(columns, i * width, n, channels, i * n * L + lane);
            LaneGroup.scatter(columns, i * width + n, SENSING, sensing, i * SENSING * L + lane);
        }
        for (int i = h; i < p; i++) {
            LaneGroup.scatter(columns, i * width + n, SENSING, vHat, i * SENSING * L + lane);
        }
    }

    /** As in {@link LaneGroup#setStep}. */
    void set(
            int lane,
            double shift,
            double[] weight,
            double[] psiRe,
            double[] psiIm,
            double required,
            double outsideNorm,
            double mu,
            double accuracy) {
        double inverse = 1 / shift;
        qcqp.search.slope[lane] *= shift / sigma.get(lane);
        sigma.set(lane, shift);
        for (int k = 0; k < weight.length; k++) {
            qcqp.woodbury.inverseWeight.set(k * L + lane, shift / weight[k]);
        }
        for (int i = 0; i < 9; i++) {
            psi.re().set(i * L + lane, psiRe[i] * inverse);
            psi.im().set(i * L + lane, psiIm[i] * inverse);
        }
        qcqp.woodbury.required.set(lane, required);
        outside[lane] = outsideNorm * outsideNorm;
        qcqp.perpendicular.set(lane, outside[lane]);
        qcqp.mu.set(lane, mu * inverse);
        qcqp.search.accuracy[lane] = accuracy;
        qcqp.search.wanted[lane] = true;
    }

    void idle(int lane) {
        qcqp.search.wanted[lane] = false;
    }

    double mu(int lane) {
        return qcqp.mu.get(lane) * sigma.get(lane);
    }

    double shrink(int lane) {
        return qcqp.scale.get(lane) / (1 + qcqp.mu.get(lane));
    }

    double stepLength(int lane) {
        double rest = 1 - shrink(lane);
        return Math.sqrt(moved.get(lane) + rest * rest * outside[lane]);
    }

    /**
     * The minimiser for every lane with a step set.
     *
     * @param start X: [p + 3, T]; the three free rows change
     * @param rows the rows y of the start: [3, T]
     * @param moments their Gram matrix: [3, 3]
     * @param result X: [p, T]
     */
    void minimise(LaneComplex start, LaneComplex rows, LaneComplex moments, LaneComplex result) {
        x = start;
        y = rows;
        gram = moments;
        xNext = result;
        Stages.run(stages);
    }

    /** |b|^2 / sigma. */
    private void weights() {
        double[] data = sigma.data();
        int bRe = users.bRe.index(0);
        int bIm = users.bIm.index(0);
        int to = weight.index(0);
        DoubleVector inverse = all(1).div(at(data, sigma.index(0)));
        for (int j = 0; j < n * L; j += L) {
            DoubleVector re = at(data, bRe + j);
            DoubleVector im = at(data, bIm + j);
            re.mul(re).add(im.mul(im)).mul(inverse).intoArray(data, to + j);
        }
    }

    /** H diag(|b|^2) / sigma, on and above the diagonal. */
    private void weightChannels() {
        double[] data = weight.data();
        int weight = this.weight.index(0);
        for (int i = 0; i < h; i++) {
            int row = i * n * L;
            int re = channels.re().index(row);
            int im = channels.im().index(row);
            int toRe = weighted.re().index(row);
            int toIm = weighted.im().index(row);
            for (int j = i * L; j < n * L; j += L) {
                DoubleVector factor = at(data, weight + j);
                factor.mul(at(data, re + j)).intoArray(data, toRe + j);
                factor.mul(at(data, im + j)).intoArray(data, toIm + j);
            }
        }
    }

    /** The lower triangle of A. */
    private void gramOfChannels() {
        for (int i = 0; i < h; i++) {
            for (int j = 0; j <= i; j++) {
                int to = (i * h + j) * L;
                int x = (i * n + i) * L;
                int y = (j * n + i) * L;
                LaneProducts.dotRow(n - i, weighted, x, channels, y, a, to);
            }
        }
    }

    private void turnSensing() {
        turn.multiply(h, SENSING, sensing, 0, SENSING, vHat, 0, SENSING);
    }

    /** M Y for M: [3, 3] that joins d with itself only, into the free rows. */
    private void combine(LaneComplex m, LaneComplex out) {
        LaneProducts.sensing(cols, m, y, out, beyond);
    }

    // P in the coordinates where A is tridiagonal, as one product [Q^H, Q^H V] [F + X, Psi Y].

    /** sqrt(omega (1 + upsilon_j)) b_j / sigma. */
    private void targetFactors() {
        double[] data = users.upsilon.data();
        int upsilon = users.upsilon.index(0);
        int bRe = users.bRe.index(0);
        int bIm = users.bIm.index(0);
        int targetRe = target.re().index(0);
        int targetIm = target.im().index(0);
        DoubleVector inverse = all(1).div(at(data, sigma.index(0)));
        for (int j = 0; j < n * L; j += L) {
            DoubleVector factor =
                    at(data, upsilon + j)
                            .add(1)
                            .mul(1.0 / n)
                            .lanewise(VectorOperators.SQRT)
                            .mul(inverse);
            at(data, bRe + j).mul(factor).intoArray(data, targetRe + j);
            at(data, bIm + j).mul(factor).intoArray(data, targetIm + j);
        }
    }

    private void targets() {
        double[] data = x.re().data();
        int factorRe = target.re().index(0);
        int factorIm = target.im().index(0);
        for (int i = 0; i < h + SENSING; i++) {
            int xr = x.re().index(reached + i * cols * L);
            int xi = x.im().index(reached + i * cols * L);
            int toRe = shifted.re().index(i * n * L);
            int toIm = shifted.im().index(i * n * L);
            int zeros = i < h ? i * L : n * L;
            copy(data, zeros, xr, xi, toRe, toIm);
            if (i < h) {
                int hr = channels.re().index(i * n * L);
                int hi = channels.im().index(i * n * L);
                addTargets(data, zeros, n * L, xr, xi, hr, hi, factorRe, factorIm, toRe, toIm);
            }
        }
    }

    private static void copy(double[] data, int end, int xr, int xi, int toRe, int toIm) {
        for (int j = 0; j < end; j += L) {
            at(data, xr + j).intoArray(data, toRe + j);
            at(data, xi + j).intoArray(data, toIm + j);
        }
    }

    private static void addTargets(
            double[] data,
            int start,
            int end,
            int xr,
            int xi,
            int hr,
            int hi,
            int factorRe,
            int factorIm,
            int toRe,
            int toIm) {
        for (int j = start; j < end; j += L) {
            DoubleVector a = at(data, hr + j);
            DoubleVector b = at(data, hi + j);
            DoubleVector c = at(data, factorRe + j);
            DoubleVector d = at(data, factorIm + j);
            a.fma(c, at(data, xr + j)).sub(b.mul(d)).intoArray(data, toRe + j);
            a.fma(d, b.fma(c, at(data, xi + j))).intoArray(data, toIm + j);
        }
    }

    private void turnTargets() {
        turn.multiply(h + SENSING, n, shifted, 0, n, rhs, reached, cols);
    }

    private void turnOthers() {
        int from = reached + n * L;
        turn.multiply(h + SENSING, cols - n, x, from, cols, rhs, from, cols);
    }

    private void restOfRightSide() {
        LaneProducts.addThin(p - h, cols, vHat, h * SENSING * L, x, beyond, x, rhs);
    }

    // X = Q ((A + c)^-1 P + (A + c)^-1 V Gamma Y), again as one product
    // X = [Q, Q (A + c)^-1 V] [(A + c)^-1 P, Gamma Y].

    private void turnBackSensing() {
        turnBack.multiply(h, SENSING, qcqp.sensingSolved(), 0, SENSING, thin, 0, SENSING);
    }

    private void trialPoint() {
        turnBack.multiply(h + SENSING, cols, rhs, reached, cols, xNext, reached, cols);
    }

    private void restOfTrialPoint() {
        LaneComplex z = qcqp.sensingSolved();
        LaneProducts.addThin(p - h, cols, z, h * SENSING * L, rhs, beyond, rhs, xNext);
    }

    private void length() {
        double[] data = xNext.re().data();
        int xNextRe = xNext.re().index(0);
        int xRe = x.re().index(0);
        int xNextIm = xNext.im().index(0);
        int xIm = x.im().index(0);
        int moved = this.moved.index(0);
        DoubleVector sr = zero();
        DoubleVector si = zero();
        for (int i = 0; i < beyond; i += L) {
            DoubleVector dr = at(data, xNextRe + i).sub(at(data, xRe + i));
            DoubleVector di = at(data, xNextIm + i).sub(at(data, xIm + i));
            sr = dr.fma(dr, sr);
            si = di.fma(di, si);
        }
        sr.add(si).intoArray(data, moved);
    }
}
