package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;

/**
 * The MM step of Algorithm 2 for one problem in coordinates X: [p, T]: surrogates (53)-(58) and the
 * QCQP (59). A workspace for one thread.
 */
final class MmStep {
    private static final int SENSING = SensingMoments.ROWS;

    private final ComplexKernels kernels;
    private final Schedule schedule;
    private final int p;
    private final int n;
    private final int cols;

    /** Dimensions in which A acts, h = min(n, p). */
    private final int h;

    private final Surrogate surrogate = new Surrogate();
    private final HermitianTridiagonal tridiagonal;
    private final BeamQcqp qcqp;

    /** |b_i|^2 h_i^H: [n, h]. */
    private final SplitComplex weighted;

    /** A: [h, h]. */
    private final SplitComplex a;

    /** V times a 3 x 3 matrix: [p, 3]. */
    private final SplitComplex vTimes;

    /** Columns of {@link #yAdjoint}: three, and zeros up to a whole vector. */
    private final int crossWidth;

    /** Y^H: [T, crossWidth]. */
    private final SplitComplex yAdjoint;

    /** P Y^H: [p, crossWidth]. */
    private final SplitComplex cross;

    /** Numbers in a row of {@link #thin}. */
    private final int width;

    /** [V, P Y^H], the rows that A reaches: [h, width]. */
    private final SplitComplex thin;

    /** P: [p, T]. */
    private final SplitComplex right;

    /** Q^H P: [p, T]. */
    private final SplitComplex rightTurned;

    /** V Psi Y, then (A + c)^-1 V Gamma Y: [p, T]. */
    private final SplitComplex combined;

    MmStep(ComplexKernels kernels, Schedule schedule, int p, int n, int cols) {
        this.kernels = kernels;
        this.schedule = schedule;
        this.p = p;
        this.n = n;
        this.cols = cols;
        h = Math.min(n, p);
        tridiagonal = new HermitianTridiagonal(h);
        qcqp = new BeamQcqp(kernels, p, h, cols);
        weighted = SplitComplex.allocate(n * h);
        a = SplitComplex.allocate(h * h);
        vTimes = SplitComplex.allocate(p * SENSING);
        crossWidth = Math.max(SENSING, kernels.lanes());
        yAdjoint = SplitComplex.allocate(cols * crossWidth);
        cross = SplitComplex.allocate(p * crossWidth);
        width = BeamQcqp.width(kernels);
        thin = SplitComplex.allocate(h * width);
        right = SplitComplex.allocate(p * cols);
        rightTurned = SplitComplex.allocate(p * cols);
        combined = SplitComplex.allocate(p * cols);
    }

    /** (53)-(59): the minimiser of the surrogate over the ball and the linearised (27a). */
    void minimise(
            AdmmProblem job, ComplexTensor x, ComplexTensor seen, int slot, ComplexTensor xNext) {
        surrogate.build(job.moments, job.c, job.rho, job.radius, !schedule.adaptive());
        decompose(job);
        SplitComplex y = seen.planes();
        int yOffset = seen.offset(slot) + n * cols;
        rightSide(job, x, slot, y, yOffset);
        turn(job, y, yOffset);
        qcqp.solve(
                tridiagonal,
                rightTurned,
                job.outside * job.outside,
                job.moments,
                surrogate,
                job.problem.deltaD(),
                job.mu,
                job.steepness);
        job.mu = qcqp.mu();
        job.steepness = qcqp.steepness();
        job.shrink = surrogate.sigma / (surrogate.sigma + job.mu);
        solution(y, yOffset, xNext, slot);
        job.stepLength =
                Math.sqrt(square((1 - job.shrink) * job.outside) + squaredDistance(x, xNext, slot));
    }

    /** A = H diag(|b|^2) H^H = Q T Q^H. */
    private void decompose(AdmmProblem job) {
        SplitComplex channels = job.problem.channels();
        for (int j = 0; j < n; j++) {
            double weight = job.bRe[j] * job.bRe[j] + job.bIm[j] * job.bIm[j];
            int from = j;
            for (int to = j * h; to < (j + 1) * h; to++) {
                weighted.re()[to] = weight * channels.re()[from];
                weighted.im()[to] = -weight * channels.im()[from];
                from += n;
            }
        }
        kernels.multiply(h, h, n, channels, 0, weighted, 0, a, 0);
        tridiagonal.reduce(a);
    }

    /** P = F + sigma X + V Psi Y. */
    private void rightSide(
            AdmmProblem job, ComplexTensor x, int slot, SplitComplex y, int yOffset) {
        SplitComplex v = job.problem.sensing();
        times(v, SENSING, surrogate.psiRe, surrogate.psiIm);
        kernels.multiply(p, cols, SENSING, vTimes, 0, y, yOffset, combined, 0);
        double sigma = surrogate.sigma;
        int from = x.offset(slot);
        addScaled(x.planes().re(), from, sigma, combined.re(), right.re());
        addScaled(x.planes().im(), from, sigma, combined.im(), right.im());
        double[] pr = right.re();
        double[] pi = right.im();
        double[] hr = job.problem.channels().re();
        double[] hi = job.problem.channels().im();
        for (int j = 0; j < n; j++) {
            double c = Math.sqrt((1 + job.upsilon[j]) / n);
            double br = c * job.bRe[j];
            double bi = c * job.bIm[j];
            int to = j;
            for (int at = j; at < h * n; at += n) {
                pr[to] += hr[at] * br - hi[at] * bi;
                pi[to] += hr[at] * bi + hi[at] * br;
                to += cols;
            }
        }
    }

    private static void addScaled(
            double[] x, int from, double factor, double[] other, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = other[i] + factor * x[from + i];
        }
    }

    /** P and [V, P Y^H] in the coordinates where A is tridiagonal. */
    private void turn(AdmmProblem job, SplitComplex y, int yOffset) {
        for (int b = 0; b < SENSING; b++) {
            int row = yOffset + b * cols;
            int to = b;
            for (int t = row; t < row + cols; t++) {
                yAdjoint.re()[to] = y.re()[t];
                yAdjoint.im()[to] = -y.im()[t];
                to += crossWidth;
            }
        }
        kernels.multiply(p, crossWidth, cols, right, 0, yAdjoint, 0, cross, 0);
        SplitComplex v = job.problem.sensing();
        SplitComplex turned = qcqp.thin;
        for (int i = 0; i < p; i++) {
            SplitComplex to = i < h ? thin : turned;
            for (int k = 0; k < SENSING; k++) {
                to.re()[i * width + k] = v.re()[i * SENSING + k];
                to.im()[i * width + k] = v.im()[i * SENSING + k];
                to.re()[i * width + SENSING + k] = cross.re()[i * crossWidth + k];
                to.im()[i * width + SENSING + k] = cross.im()[i * crossWidth + k];
            }
        }
        kernels.multiplyAdjointLeft(h, width, h, tridiagonal.q(), 0, thin, 0, turned, 0);
        kernels.multiplyAdjointLeft(h, cols, h, tridiagonal.q(), 0, right, 0, rightTurned, 0);
        int rest = (p - h) * cols;
        System.arraycopy(right.re(), h * cols, rightTurned.re(), h * cols, rest);
        System.arraycopy(right.im(), h * cols, rightTurned.im(), h * cols, rest);
    }

    /** X = Q ((A + c)^-1 P + (A + c)^-1 V Gamma Y). */
    private void solution(SplitComplex y, int yOffset, ComplexTensor xNext, int slot) {
        times(qcqp.solvedSensing(), width, qcqp.gammaRe(), qcqp.gammaIm());
        kernels.multiply(p, cols, SENSING, vTimes, 0, y, yOffset, combined, 0);
        SplitComplex solved = qcqp.solvedRightSide();
        addScaled(solved.re(), 0, 1, combined.re(), right.re());
        addScaled(solved.im(), 0, 1, combined.im(), right.im());
        SplitComplex out = xNext.planes();
        int to = xNext.offset(slot);
        kernels.multiply(h, cols, h, tridiagonal.q(), 0, right, 0, out, to);
        int rest = (p - h) * cols;
        System.arraycopy(right.re(), h * cols, out.re(), to + h * cols, rest);
        System.arraycopy(right.im(), h * cols, out.im(), to + h * cols, rest);
    }

    private static double squaredDistance(ComplexTensor x, ComplexTensor y, int slot) {
        int from = x.offset(slot);
        return squaredDistance(x.planes().re(), y.planes().re(), from, x.stride())
                + squaredDistance(x.planes().im(), y.planes().im(), from, x.stride());
    }

    /** Four sums side by side: one would wait for its own last addition. */
    private static double squaredDistance(double[] x, double[] y, int from, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int end = from + count;
        int i = from;
        for (; i + 3 < end; i += 4) {
            a += square(x[i] - y[i]);
            b += square(x[i + 1] - y[i + 1]);
            c += square(x[i + 2] - y[i + 2]);
            d += square(x[i + 3] - y[i + 3]);
        }
        for (; i < end; i++) {
            a += square(x[i] - y[i]);
        }
        return a + b + (c + d);
    }

    /** V M for M: [3, 3] and V in the first columns of [p, stride]. */
    private void times(SplitComplex v, int stride, double[] mRe, double[] mIm) {
        for (int j = 0; j < p; j++) {
            for (int b = 0; b < SENSING; b++) {
                double sr = 0;
                double si = 0;
                for (int k = 0; k < SENSING; k++) {
                    double vr = v.re()[j * stride + k];
                    double vi = v.im()[j * stride + k];
                    sr += vr * mRe[k * SENSING + b] - vi * mIm[k * SENSING + b];
                    si += vr * mIm[k * SENSING + b] + vi * mRe[k * SENSING + b];
                }
                vTimes.re()[j * SENSING + b] = sr;
                vTimes.im()[j * SENSING + b] = si;
            }
        }
    }

    private static double square(double x) {
        return x * x;
    }
}
