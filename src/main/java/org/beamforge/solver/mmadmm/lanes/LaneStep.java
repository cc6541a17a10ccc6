package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import java.util.Arrays;
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
 * so that where the step starts goes into a product as it is. X: [p + 3, T] has the rows that A
 * does not reach first (coordinates h and beyond), then those that it reaches, then three that are
 * free: both changes of coordinates and what the sensing vectors add are one product each then.
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
    private final SplitComplex channels;

    private final SplitComplex sensing;

    /** Psi / sigma of every lane: [3, 3]. */
    private final SplitComplex psi = SplitComplex.allocate(9 * L);

    private final double[] sigma = new double[L];
    private final double[] rootOfSigma = new double[L];

    /** Norm of the part of W outside the p dimensions, squared. */
    private final double[] outside = new double[L];

    /** Squared length of the step inside these dimensions. */
    private final double[] moved = new double[L];

    private final LaneTridiagonal tridiagonal;
    private final LaneQcqp qcqp;
    private final SplitComplex a;
    private final double[] size;
    private final SplitComplex target = SplitComplex.allocate(L);
    private final SplitComplex scaled;

    /** V: [p, 3], the first h rows in the coordinates of the tridiagonal form. */
    private final SplitComplex vHat;

    private final SplitComplex thin;

    /** F / sigma + X in the columns of the users, rows that A reaches, then Psi Y: [h + 3, n]. */
    private final SplitComplex shifted;

    /** P, then the solution, in rows as in X; the three free ones become Gamma Y. */
    private final SplitComplex rhs;

    private LaneUsers users;
    private SplitComplex x = SplitComplex.allocate(0);
    private SplitComplex y = x;
    private SplitComplex gram = x;
    private SplitComplex xNext = x;

    private final Runnable[] stages;

    /**
     * @param p dimension of the coordinates
     * @param n users
     * @param cols columns T
     */
    LaneStep(int p, int n, int cols) {
        this.p = p;
        this.n = n;
        this.cols = cols;
        h = Math.min(n, p);
        reached = (p - h) * cols * L;
        beyond = p * cols * L;
        users = new LaneUsers(n, cols);
        channels = SplitComplex.allocate(h * n * L);
        sensing = SplitComplex.allocate(h * SENSING * L);
        tridiagonal = new LaneTridiagonal(h);
        qcqp = new LaneQcqp(p, h, cols);
        Arrays.fill(sigma, 1);
        Arrays.fill(rootOfSigma, 1);
        a = SplitComplex.allocate(h * h * L);
        size = new double[n * L];
        scaled = SplitComplex.allocate(h * n * L);
        vHat = SplitComplex.allocate(p * SENSING * L);
        thin = SplitComplex.allocate(h * SENSING * L);
        shifted = SplitComplex.allocate((h + SENSING) * n * L);
        rhs = SplitComplex.allocate((p + SENSING) * cols * L);
        stages =
                new Runnable[] {
                    this::sizes,
                    this::weightChannels,
                    this::gramOfChannels,
                    () -> tridiagonal.reduce(a),
                    this::turnSensing,
                    this::borderBelow,
                    () -> combine(psi, x),
                    this::targets,
                    this::turnTargets,
                    this::turnOthers,
                    this::restOfRightSide,
                    () -> qcqp.solve(tridiagonal, vHat, y, gram, rhs),
                    qcqp::solution,
                    this::borderBeside,
                    () -> combine(qcqp.gamma, rhs),
                    this::trialPoint,
                    this::restOfTrialPoint,
                    this::length
                };
    }

    /** Puts [H, V]: [p, n + 3] into a lane. */
    void load(int lane, SplitComplex columns) {
        int width = n + SENSING;
        qcqp.slope[lane] = 0;
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
        qcqp.slope[lane] *= shift / sigma[lane];
        sigma[lane] = shift;
        rootOfSigma[lane] = Math.sqrt(shift);
        for (int k = 0; k < weight.length; k++) {
            qcqp.inverseWeight[k * L + lane] = shift / weight[k];
        }
        for (int i = 0; i < 9; i++) {
            psi.re()[i * L + lane] = psiRe[i] * inverse;
            psi.im()[i * L + lane] = psiIm[i] * inverse;
        }
        qcqp.required[lane] = required;
        outside[lane] = outsideNorm * outsideNorm;
        qcqp.perpendicular[lane] = outside[lane];
        qcqp.mu[lane] = mu * inverse;
        qcqp.accuracy[lane] = accuracy;
        qcqp.wanted[lane] = true;
    }

    void idle(int lane) {
        qcqp.wanted[lane] = false;
    }

    double mu(int lane) {
        return qcqp.mu[lane] * sigma[lane];
    }

    double shrink(int lane) {
        return 1 / (1 + qcqp.mu[lane]);
    }

    double stepLength(int lane) {
        double rest = 1 - shrink(lane);
        return Math.sqrt(moved[lane] + rest * rest * outside[lane]);
    }

    /**
     * The minimiser for every lane with a step set.
     *
     * @param variables (47), (48)
     * @param start X: [p + 3, T]; the three free rows change
     * @param rows the rows y of the start: [3, T]
     * @param moments their Gram matrix: [3, 3]
     * @param result X: [p, T]
     */
    void minimise(
            LaneUsers variables,
            SplitComplex start,
            SplitComplex rows,
            SplitComplex moments,
            SplitComplex result) {
        users = variables;
        x = start;
        y = rows;
        gram = moments;
        xNext = result;
        Stages.run(stages);
    }

    /** |b| / sqrt(sigma). */
    private void sizes() {
        DoubleVector root = at(rootOfSigma, 0);
        for (int j = 0; j < n * L; j += L) {
            DoubleVector re = at(users.bRe, j);
            DoubleVector im = at(users.bIm, j);
            re.mul(re).add(im.mul(im)).lanewise(VectorOperators.SQRT).div(root).intoArray(size, j);
        }
    }

    /** H diag(|b|) / sqrt(sigma), on and above the diagonal. */
    private void weightChannels() {
        for (int i = 0; i < h; i++) {
            for (int j = i; j < n; j++) {
                int at = (i * n + j) * L;
                DoubleVector factor = at(size, j * L);
                factor.mul(at(channels.re(), at)).intoArray(scaled.re(), at);
                factor.mul(at(channels.im(), at)).intoArray(scaled.im(), at);
            }
        }
    }

    private void gramOfChannels() {
        for (int i = 0; i < h; i++) {
            for (int j = 0; j <= i; j++) {
                int to = (i * h + j) * L;
                int x = (i * n + i) * L;
                int y = (j * n + i) * L;
                LaneProducts.dotRow(n - i, scaled, x, scaled, y, a, to);
                int mirrored = (j * h + i) * L;
                at(a.re(), to).intoArray(a.re(), mirrored);
                at(a.im(), to).neg().intoArray(a.im(), mirrored);
            }
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

    /** M Y for M: [3, 3], into the free rows. */
    private void combine(SplitComplex m, SplitComplex out) {
        Arrays.fill(out.re(), beyond, beyond + SENSING * cols * L, 0);
        Arrays.fill(out.im(), beyond, beyond + SENSING * cols * L, 0);
        LaneProducts.addThin(SENSING, cols, m, 0, y, 0, out, beyond);
    }

    // P in the coordinates where A is tridiagonal, as one product [Q, (Q^H V)^H]^H [F + X, Psi Y].

    private void targets() {
        for (int i = 0; i < h + SENSING; i++) {
            System.arraycopy(x.re(), reached + i * cols * L, shifted.re(), i * n * L, n * L);
            System.arraycopy(x.im(), reached + i * cols * L, shifted.im(), i * n * L, n * L);
        }
        for (int j = 0; j < n; j++) {
            addTarget(j);
        }
    }

    /** f_j = sqrt(omega (1 + upsilon_j)) b_j / sigma h_j into column j. */
    private void addTarget(int j) {
        DoubleVector factor =
                at(users.upsilon, j * L)
                        .add(1)
                        .mul(1.0 / n)
                        .lanewise(VectorOperators.SQRT)
                        .div(at(sigma, 0));
        at(users.bRe, j * L).mul(factor).intoArray(target.re(), 0);
        at(users.bIm, j * L).mul(factor).intoArray(target.im(), 0);
        for (int i = 0; i < Math.min(h, j + 1); i++) {
            int to = (i * n + j) * L;
            DoubleVector cr = at(target.re(), 0);
            DoubleVector ci = at(target.im(), 0);
            DoubleVector hr = at(channels.re(), to);
            DoubleVector hi = at(channels.im(), to);
            at(shifted.re(), to).add(hr.mul(cr)).sub(hi.mul(ci)).intoArray(shifted.re(), to);
            at(shifted.im(), to).add(hr.mul(ci)).add(hi.mul(cr)).intoArray(shifted.im(), to);
        }
    }

    private void turnTargets() {
        LaneProducts.multiplyAdjointLeft(
                h,
                n,
                h + SENSING,
                tridiagonal.q,
                0,
                tridiagonal.stride,
                shifted,
                0,
                n,
                rhs,
                reached,
                cols);
    }

    private void turnOthers() {
        LaneProducts.multiplyAdjointLeft(
                h,
                cols - n,
                h + SENSING,
                tridiagonal.q,
                0,
                tridiagonal.stride,
                x,
                reached + n * L,
                cols,
                rhs,
                reached + n * L,
                cols);
    }

    private void restOfRightSide() {
        System.arraycopy(x.re(), 0, rhs.re(), 0, reached);
        System.arraycopy(x.im(), 0, rhs.im(), 0, reached);
        LaneProducts.addThin(p - h, cols, vHat, h * SENSING * L, x, beyond, rhs, 0);
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
        LaneProducts.multiply(
                h,
                cols,
                h + SENSING,
                tridiagonal.q,
                tridiagonal.stride,
                rhs,
                reached,
                cols,
                xNext,
                reached,
                cols);
    }

    private void restOfTrialPoint() {
        System.arraycopy(rhs.re(), 0, xNext.re(), 0, reached);
        System.arraycopy(rhs.im(), 0, xNext.im(), 0, reached);
        SplitComplex z = qcqp.sensingSolved();
        LaneProducts.addThin(p - h, cols, z, h * SENSING * L, rhs, beyond, xNext, 0);
    }

    private void length() {
        DoubleVector sr = zero();
        DoubleVector si = zero();
        for (int i = 0; i < beyond; i += L) {
            DoubleVector dr = at(xNext.re(), i).sub(at(x.re(), i));
            DoubleVector di = at(xNext.im(), i).sub(at(x.im(), i));
            sr = dr.fma(dr, sr);
            si = di.fma(di, si);
        }
        sr.add(si).intoArray(moved, 0);
    }
}
