package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.exactfp.PrimalRecovery;
import org.jspecify.annotations.Nullable;

/**
 * Exact feasibility at the end. The iterate of ADMM meets (27b) only in the limit, so two feasible
 * points are made of it and the better one counts: the iterate mixed with the covariance of least
 * power as little as will do, and the exact solution of one inner problem of exact-fp at the
 * iterate's auxiliary variables. A workspace for one thread.
 */
final class Restoration {
    /** Barrier parameter over the objective at which the optimum is met to about 1e-6. */
    private static final double BARRIER = 1e-7;

    /**
     * Inner steps with strong users are short, so that much less than the tolerance is asked for.
     */
    private static final double GAIN = 0.05;

    /** Inner steps after which a point that still gains does not count as stationary. */
    private static final int ATTEMPTS = 4;

    private final ComplexKernels kernels;
    private final InnerStep inner;
    private final PrimalRecovery recovery;

    Restoration(ComplexKernels kernels) {
        this.kernels = kernels;
        inner = new InnerStep(kernels);
        recovery = new PrimalRecovery(kernels);
    }

    /**
     * A feasible point.
     *
     * @param beams communication and radar beams at full power
     * @param exactStep whether they come from the exact inner step
     * @param repaired whether the iterate itself missed a constraint
     */
    record Restored(PrimalRecovery.Beams beams, boolean exactStep, boolean repaired) {}

    /**
     * Restores X: [p, cols].
     *
     * @param upsilon SINRs of the iterate (47), [n]
     * @param magnitude |b_i| of (48), [n]
     */
    Restored restore(
            BeamProblem problem, SplitComplex x, int cols, double[] upsilon, double[] magnitude) {
        int p = problem.dimension();
        int n = problem.users();
        SplitComplex w = SplitComplex.allocate(p * n);
        SplitComplex radar = SplitComplex.allocate(p * (cols - n));
        for (int i = 0; i < p; i++) {
            System.arraycopy(x.re(), i * cols, w.re(), i * n, n);
            System.arraycopy(x.im(), i * cols, w.im(), i * n, n);
            System.arraycopy(x.re(), i * cols + n, radar.re(), i * (cols - n), cols - n);
            System.arraycopy(x.im(), i * cols + n, radar.im(), i * (cols - n), cols - n);
        }
        SplitComplex covariance = SplitComplex.allocate(p * p);
        kernels.gramOfRows(p, cols - n, radar, 0, covariance, 0);
        PrimalRecovery.Beams mixed = recovery.recover(problem, w, covariance);
        PrimalRecovery.Beams exact = exactStep(problem, upsilon, magnitude);
        if (exact != null && exact.rateNats() >= mixed.rateNats()) {
            return new Restored(exact, true, mixed.repaired());
        }
        return new Restored(mixed, false, mixed.repaired());
    }

    private PrimalRecovery.@Nullable Beams exactStep(
            BeamProblem problem, double[] upsilon, double[] magnitude) {
        return inner.solve(problem, upsilon, magnitude, BARRIER)
                ? recovery.recover(problem, inner.communication(), inner.radarCovariance())
                : null;
    }

    /** Restores the last iterate of a start and keeps the point if it is the best of that start. */
    void keepBest(AdmmProblem job, int cols) {
        double[] magnitude = new double[job.upsilon.length];
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = Math.hypot(job.bRe[i], job.bIm[i]);
        }
        Restored restored = restore(job.problem, job.x, cols, job.upsilon, magnitude);
        job.repairs += restored.repaired() ? 1 : 0;
        if (job.best == null || restored.beams().rateNats() > job.best.rateNats()) {
            job.best = restored.beams();
        }
    }

    /**
     * Whether exact inner steps from the best point of a start lead nowhere, so that it is
     * stationary: one raises the rate by no more than {@link #GAIN} of {@code tolerance}, relative
     * to it.
     *
     * @param polish whether a few steps may be tried and what they gain is kept; else one, which
     *     changes nothing
     */
    boolean stationary(AdmmProblem job, double tolerance, boolean polish) {
        int n = job.problem.users();
        double[] upsilon = new double[n];
        double[] magnitude = new double[n];
        for (int attempt = 0; attempt < (polish ? ATTEMPTS : 1); attempt++) {
            PrimalRecovery.Beams from = job.best;
            auxiliaries(job.problem, from, upsilon, magnitude);
            PrimalRecovery.Beams to = exactStep(job.problem, upsilon, magnitude);
            if (to == null) {
                return from.rateNats() == 0 && power(job.problem.channels()) == 0;
            }
            double gain = to.rateNats() - from.rateNats();
            if (gain > 0 && polish) {
                job.best = to;
            }
            if (gain <= GAIN * tolerance * from.rateNats()) {
                return true;
            }
        }
        return false;
    }

    /** (47) and |b_i| of (48) at given beams. */
    private void auxiliaries(
            BeamProblem problem, PrimalRecovery.Beams beams, double[] upsilon, double[] magnitude) {
        int p = problem.dimension();
        int n = problem.users();
        int k = beams.radarColumns();
        SplitComplex h = problem.channels();
        SplitComplex own = SplitComplex.allocate(n * n);
        SplitComplex radar = SplitComplex.allocate(n * k);
        kernels.multiplyAdjointLeft(n, n, p, h, 0, beams.communication(), 0, own, 0);
        if (k > 0) {
            kernels.multiplyAdjointLeft(n, k, p, h, 0, beams.radar(), 0, radar, 0);
        }
        for (int i = 0; i < n; i++) {
            double noise = 1;
            for (int j = 0; j < n; j++) {
                noise += j == i ? 0 : square(own, i * n + j);
            }
            for (int j = 0; j < k; j++) {
                noise += square(radar, i * k + j);
            }
            double received = square(own, i * n + i);
            upsilon[i] = received / noise;
            magnitude[i] = Math.sqrt((1 + upsilon[i]) / n * received) / (received + noise);
        }
    }

    private static double power(SplitComplex z) {
        double sum = 0;
        for (int i = 0; i < z.length(); i++) {
            sum += square(z, i);
        }
        return sum;
    }

    private static double square(SplitComplex z, int at) {
        return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
    }
}
