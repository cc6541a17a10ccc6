package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;

/**
 * The MM step of Algorithm 2 for one problem in coordinates X: [p, T]: surrogates (53)-(58) and the
 * QCQP (59). A workspace for one thread.
 */
final class MmStep {
    private final ComplexKernels kernels;
    private final Schedule schedule;
    private final int p;
    private final int n;
    private final int cols;

    /** Dimensions in which A acts, h = min(n, p). */
    private final int h;

    private final Surrogate surrogate = new Surrogate();
    private final HermitianEigen eigen;
    private final BeamQcqp qcqp;
    private final double[] eigenvalues;

    /** h_i |b_i|: [h, n]. */
    private final SplitComplex scaled;

    /** A: [h, h]. */
    private final SplitComplex a;

    /** F: [h, n]. */
    private final SplitComplex f;

    /** E^H F: [h, n]. */
    private final SplitComplex fHat;

    /** V in the eigenvectors' coordinates: [p, 3]. */
    private final SplitComplex vHat;

    /** V times a 3 x 3 matrix: [p, 3]. */
    private final SplitComplex vTimes;

    /** X in the eigenvectors' coordinates: [p, T]. */
    private final SplitComplex xHat;

    /** P, then the solution, in the eigenvectors' coordinates: [p, T]. */
    private final SplitComplex rhs;

    /** V Gamma Y: [p, T]. */
    private final SplitComplex correction;

    MmStep(ComplexKernels kernels, Schedule schedule, int p, int n, int cols) {
        this.kernels = kernels;
        this.schedule = schedule;
        this.p = p;
        this.n = n;
        this.cols = cols;
        h = Math.min(n, p);
        eigen = new HermitianEigen(h);
        qcqp = new BeamQcqp(p);
        eigenvalues = new double[p];
        scaled = SplitComplex.allocate(h * n);
        a = SplitComplex.allocate(h * h);
        f = SplitComplex.allocate(h * n);
        fHat = SplitComplex.allocate(h * n);
        vHat = SplitComplex.allocate(p * 3);
        vTimes = SplitComplex.allocate(p * 3);
        xHat = SplitComplex.allocate(p * cols);
        rhs = SplitComplex.allocate(p * cols);
        correction = SplitComplex.allocate(p * cols);
    }

    /** (53)-(59): the minimiser of the surrogate over the ball and the linearised (27a). */
    void minimise(
            AdmmProblem job, ComplexTensor x, ComplexTensor seen, int slot, ComplexTensor xNext) {
        surrogate.build(job.moments, job.c, job.rho, job.radius, !schedule.adaptive());
        diagonalise(job);
        SplitComplex y = seen.planes();
        int yOffset = seen.offset(slot) + n * cols;
        rightSide(job, x, slot, y, yOffset);
        qcqp.solve(
                p,
                cols,
                eigenvalues,
                vHat,
                y,
                yOffset,
                rhs,
                job.outside * job.outside,
                job.moments,
                surrogate,
                job.problem.deltaD(),
                job.mu);
        job.mu = qcqp.mu();
        double c = surrogate.sigma + job.mu;
        job.shrink = surrogate.sigma / c;

        // X = E (Lambda + c)^-1 (P + V Gamma Y), in the eigenvectors' coordinates first.
        times(vHat, qcqp.gammaRe(), qcqp.gammaIm(), vTimes);
        kernels.multiply(p, cols, 3, vTimes, 0, y, yOffset, correction, 0);
        double[] pr = rhs.re();
        double[] pi = rhs.im();
        double moved = square((1 - job.shrink) * job.outside);
        for (int j = 0; j < p; j++) {
            double inverse = 1 / (eigenvalues[j] + c);
            for (int t = j * cols; t < (j + 1) * cols; t++) {
                pr[t] = (pr[t] + correction.re()[t]) * inverse;
                pi[t] = (pi[t] + correction.im()[t]) * inverse;
                double dr = pr[t] - xHat.re()[t];
                double di = pi[t] - xHat.im()[t];
                moved += dr * dr + di * di;
            }
        }
        job.stepLength = Math.sqrt(moved);
        SplitComplex out = xNext.planes();
        int to = xNext.offset(slot);
        kernels.multiply(h, cols, h, job.eigenvectors, 0, rhs, 0, out, to);
        int rest = (p - h) * cols;
        System.arraycopy(pr, h * cols, out.re(), to + h * cols, rest);
        System.arraycopy(pi, h * cols, out.im(), to + h * cols, rest);
    }

    /** A = sum_i |b_i|^2 h_i h_i^H = E Lambda E^H and F, V in its eigenvectors' coordinates. */
    private void diagonalise(AdmmProblem job) {
        double[] hr = job.problem.channels().re();
        double[] hi = job.problem.channels().im();
        for (int j = 0; j < n; j++) {
            double br = job.bRe[j];
            double bi = job.bIm[j];
            double magnitude = Math.sqrt(br * br + bi * bi);
            double c = Math.sqrt((1 + job.upsilon[j]) / n);
            for (int i = 0; i < h; i++) {
                int at = i * n + j;
                scaled.re()[at] = hr[at] * magnitude;
                scaled.im()[at] = hi[at] * magnitude;
                f.re()[at] = c * (hr[at] * br - hi[at] * bi);
                f.im()[at] = c * (hr[at] * bi + hi[at] * br);
            }
        }
        kernels.gramOfRows(h, n, scaled, 0, a, 0);
        SplitComplex e = job.eigenvectors;
        eigen.decompose(a.re(), a.im(), e.re(), e.im(), job.factorisations++);
        System.arraycopy(eigen.values(), 0, eigenvalues, 0, h);
        for (int j = 0; j < h; j++) {
            eigenvalues[j] = Math.max(0, eigenvalues[j]);
        }
        kernels.multiplyAdjointLeft(h, n, h, e, 0, f, 0, fHat, 0);
        kernels.multiplyAdjointLeft(h, 3, h, e, 0, job.problem.sensing(), 0, vHat, 0);
        int rest = (p - h) * 3;
        System.arraycopy(job.problem.sensing().re(), h * 3, vHat.re(), h * 3, rest);
        System.arraycopy(job.problem.sensing().im(), h * 3, vHat.im(), h * 3, rest);
    }

    /** P = F + sigma X + V Psi Y in the eigenvectors' coordinates. */
    private void rightSide(
            AdmmProblem job, ComplexTensor x, int slot, SplitComplex y, int yOffset) {
        SplitComplex planes = x.planes();
        int from = x.offset(slot);
        kernels.multiplyAdjointLeft(h, cols, h, job.eigenvectors, 0, planes, from, xHat, 0);
        int rest = (p - h) * cols;
        System.arraycopy(planes.re(), from + h * cols, xHat.re(), h * cols, rest);
        System.arraycopy(planes.im(), from + h * cols, xHat.im(), h * cols, rest);
        times(vHat, surrogate.psiRe, surrogate.psiIm, vTimes);
        kernels.multiply(p, cols, 3, vTimes, 0, y, yOffset, rhs, 0);
        double sigma = surrogate.sigma;
        double[] pr = rhs.re();
        double[] pi = rhs.im();
        for (int t = 0; t < p * cols; t++) {
            pr[t] += sigma * xHat.re()[t];
            pi[t] += sigma * xHat.im()[t];
        }
        for (int j = 0; j < h; j++) {
            for (int i = 0; i < n; i++) {
                pr[j * cols + i] += fHat.re()[j * n + i];
                pi[j * cols + i] += fHat.im()[j * n + i];
            }
        }
    }

    /** out = V M for V: [p, 3] and M: [3, 3]. */
    private void times(SplitComplex v, double[] mRe, double[] mIm, SplitComplex out) {
        for (int j = 0; j < p; j++) {
            for (int b = 0; b < 3; b++) {
                double sr = 0;
                double si = 0;
                for (int k = 0; k < 3; k++) {
                    double vr = v.re()[j * 3 + k];
                    double vi = v.im()[j * 3 + k];
                    sr += vr * mRe[k * 3 + b] - vi * mIm[k * 3 + b];
                    si += vr * mIm[k * 3 + b] + vi * mRe[k * 3 + b];
                }
                out.re()[j * 3 + b] = sr;
                out.im()[j * 3 + b] = si;
            }
        }
    }

    private static double square(double x) {
        return x * x;
    }
}
