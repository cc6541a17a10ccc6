package org.beamforge.solver.mmadmm;

import java.util.List;
import org.beamforge.benchmark.DenseQcqp;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.JavaTensorEngine;

/**
 * One MM step (59) in the middle of a run in full dimension: the QCQP written out with its
 * Kronecker products, and what the closed form makes of it.
 *
 * @param qcqp the QCQP over vec(W)
 * @param re real part of vec(W) by the closed form: [M (N + M)]
 * @param im imaginary part
 */
public record CapturedStep(DenseQcqp qcqp, double[] re, double[] im) {
    private static final int SENSING = 3;

    /**
     * Runs some iterations and captures the next step.
     *
     * @param full a problem in antenna space
     * @param before iterations before it, at least 1
     */
    public static CapturedStep of(BeamProblem full, int before, ComplexKernels kernels) {
        int r = full.dimension();
        int n = full.users();
        int cols = n + r;
        Coordinates coordinates = Coordinates.of(full);
        BeamProblem problem = coordinates.problem();
        int p = problem.dimension();
        SplitComplex start =
                new StartingBeams(kernels)
                        .of(
                                problem,
                                SensingFeasibility.of(problem, kernels),
                                cols,
                                0,
                                Initialisation.MATCHED_FILTER,
                                1);
        AdmmProblem job = new AdmmProblem(coordinates, 0, 0, start);
        JavaTensorEngine engine = new JavaTensorEngine(kernels);
        try (MmAdmm batch = new MmAdmm(engine, Schedule.SCALED, 1, r, n)) {
            batch.solve(List.of(job), 0, before, Cancellation.none(), BeamListener.NONE);
        }
        job.outside = job.outsideKept;
        if (job.w == null) {
            job.w = coordinates.expand(job.x, cols); // r = p: X says everything
        }

        ComplexTensor x = ComplexTensor.allocate(1, p, cols);
        System.arraycopy(job.x.re(), 0, x.planes().re(), 0, p * cols);
        System.arraycopy(job.x.im(), 0, x.planes().im(), 0, p * cols);
        ComplexTensor seen = ComplexTensor.allocate(1, n + SENSING, cols);
        SplitComplex planes = seen.planes();
        kernels.multiplyAdjointLeft(n, cols, p, problem.channels(), 0, x.planes(), 0, planes, 0);
        kernels.multiplyAdjointLeft(
                SENSING, cols, p, problem.sensing(), 0, x.planes(), 0, planes, n * cols);
        job.moments.read(planes, n * cols, cols);
        MmStep step = new MmStep(kernels, Schedule.SCALED, p, n, cols);
        Received.auxiliaries(job, planes, 0, n, cols);
        new LoopControl(Schedule.SCALED).project(job);
        ComplexTensor next = ComplexTensor.allocate(1, p, cols);
        step.minimise(job, x, seen, 0, next);

        // W = Q (X_{k+1} - kappa X_k) + kappa W_k
        SplitComplex change = SplitComplex.allocate(p * cols);
        for (int i = 0; i < p * cols; i++) {
            change.re()[i] = next.planes().re()[i] - job.shrink * job.x.re()[i];
            change.im()[i] = next.planes().im()[i] - job.shrink * job.x.im()[i];
        }
        SplitComplex moved = coordinates.expand(change, cols);
        int m = r * cols;
        double[] re = new double[m];
        double[] im = new double[m];
        for (int i = 0; i < r; i++) {
            for (int t = 0; t < cols; t++) {
                re[t * r + i] = moved.re()[i * cols + t] + job.shrink * job.w.re()[i * cols + t];
                im[t * r + i] = moved.im()[i * cols + t] + job.shrink * job.w.im()[i * cols + t];
            }
        }
        return new CapturedStep(dense(full, job, kernels), re, im);
    }

    private static DenseQcqp dense(BeamProblem full, AdmmProblem job, ComplexKernels kernels) {
        int r = full.dimension();
        int n = full.users();
        int cols = n + r;
        int m = r * cols;
        if (m > DenseQcqp.LARGEST) {
            throw new IllegalArgumentException("K of order %d does not fit".formatted(m));
        }
        Surrogate surrogate = new Surrogate();
        surrogate.build(job.moments, job.c, job.rho, job.radius, false);
        SplitComplex w = job.w;
        SplitComplex y = SplitComplex.allocate(SENSING * cols);
        kernels.multiplyAdjointLeft(SENSING, cols, r, full.sensing(), 0, w, 0, y, 0);

        double[] kRe = new double[m * m];
        double[] kIm = new double[m * m];
        for (int t = 0; t < cols; t++) {
            for (int j = 0; j < r; j++) {
                int column = (t * r + j) * m + t * r;
                for (int i = 0; i < r; i++) {
                    for (int user = 0; user < n; user++) {
                        double weight =
                                job.bRe[user] * job.bRe[user] + job.bIm[user] * job.bIm[user];
                        double ar = full.channels().re()[i * n + user];
                        double ai = full.channels().im()[i * n + user];
                        double br = full.channels().re()[j * n + user];
                        double bi = full.channels().im()[j * n + user];
                        kRe[column + i] += weight * (ar * br + ai * bi);
                        kIm[column + i] += weight * (ai * br - ar * bi);
                    }
                }
                kRe[column + j] += surrogate.sigma;
            }
        }
        double root = Math.sqrt(2);
        int d = SensingMoments.D;
        int g = SensingMoments.G;
        int e = SensingMoments.E;
        double[][] u1 = outer(full, y, g, g, 1);
        add(u1, outer(full, y, e, e, 1));
        double[][][] terms = {
            u1, outer(full, y, e, g, root), outer(full, y, g, e, root), outer(full, y, g, g, 1)
        };
        for (int k = 0; k < Surrogate.TERMS; k++) {
            rankOne(kRe, kIm, terms[k], surrogate.weight[k]);
        }

        double[] pRe = new double[m];
        double[] pIm = new double[m];
        for (int t = 0; t < cols; t++) {
            for (int i = 0; i < r; i++) {
                pRe[t * r + i] = surrogate.sigma * w.re()[i * cols + t];
                pIm[t * r + i] = surrogate.sigma * w.im()[i * cols + t];
                if (t < n) {
                    double c = Math.sqrt((1 + job.upsilon[t]) / n);
                    double hr = full.channels().re()[i * n + t];
                    double hi = full.channels().im()[i * n + t];
                    pRe[t * r + i] += c * (hr * job.bRe[t] - hi * job.bIm[t]);
                    pIm[t * r + i] += c * (hr * job.bIm[t] + hi * job.bRe[t]);
                }
            }
        }
        for (int a = 0; a < SENSING; a++) {
            for (int b = 0; b < SENSING; b++) {
                double[][] z = outer(full, y, a, b, 1);
                double sr = surrogate.psiRe[a * SENSING + b];
                double si = surrogate.psiIm[a * SENSING + b];
                for (int i = 0; i < m; i++) {
                    pRe[i] += sr * z[0][i] - si * z[1][i];
                    pIm[i] += sr * z[1][i] + si * z[0][i];
                }
            }
        }
        double[][] t = outer(full, y, d, d, 1);
        double required = full.deltaD() + job.moments.detection();
        return new DenseQcqp(m, kRe, kIm, pRe, pIm, t[0], t[1], required);
    }

    /** vec(factor v_a y_b), columns one below the other. */
    private static double[][] outer(BeamProblem full, SplitComplex y, int a, int b, double factor) {
        int r = full.dimension();
        int cols = full.users() + r;
        double[][] out = new double[2][r * cols];
        for (int t = 0; t < cols; t++) {
            double yr = factor * y.re()[b * cols + t];
            double yi = factor * y.im()[b * cols + t];
            for (int i = 0; i < r; i++) {
                double vr = full.sensing().re()[i * SENSING + a];
                double vi = full.sensing().im()[i * SENSING + a];
                out[0][t * r + i] = vr * yr - vi * yi;
                out[1][t * r + i] = vr * yi + vi * yr;
            }
        }
        return out;
    }

    private static void add(double[][] to, double[][] z) {
        for (int i = 0; i < to[0].length; i++) {
            to[0][i] += z[0][i];
            to[1][i] += z[1][i];
        }
    }

    /** K += weight u u^H. */
    private static void rankOne(double[] kRe, double[] kIm, double[][] u, double weight) {
        int m = u[0].length;
        for (int j = 0; j < m; j++) {
            double cr = weight * u[0][j];
            double ci = -weight * u[1][j];
            for (int i = 0; i < m; i++) {
                kRe[i + j * m] += u[0][i] * cr - u[1][i] * ci;
                kIm[i + j * m] += u[0][i] * ci + u[1][i] * cr;
            }
        }
    }
}
