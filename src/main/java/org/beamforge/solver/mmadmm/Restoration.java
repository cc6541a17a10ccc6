package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingDual;
import org.beamforge.solver.exactfp.PrimalRecovery;
import org.jspecify.annotations.Nullable;

/**
 * Exact feasibility at the end. The iterate of ADMM meets (27b) only in the limit, so two feasible
 * points are made of it and the better one counts: the iterate mixed with the covariance of least
 * power as little as will do, and the exact solution of one inner problem of exact-fp at the
 * iterate's auxiliary variables. A workspace for one thread.
 */
final class Restoration {
    private static final int SENSING = 3;
    private static final double BARRIER = 1e-7;
    private static final double COARSE_BARRIER = 1e-4;
    private static final int NEWTON_LIMIT = 200;

    private final ComplexKernels kernels;
    private final SensingDual dual;
    private final PrimalRecovery recovery;

    Restoration(ComplexKernels kernels) {
        this.kernels = kernels;
        dual = new SensingDual(kernels);
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
        int p = problem.dimension();
        int n = problem.users();
        int cols = SENSING + n;
        dual.bind(problem, n, SensingDual.Power.LIMITED);
        SplitComplex scaled = SplitComplex.allocate(p * n);
        SplitComplex f = dual.sensingAndF();
        double size = 0;
        for (int j = 0; j < n; j++) {
            double c = Math.sqrt((1 + upsilon[j]) / n);
            size += Math.log1p(upsilon[j]) / n;
            for (int i = 0; i < p; i++) {
                int at = i * n + j;
                scaled.re()[at] = problem.channels().re()[at] * magnitude[j];
                scaled.im()[at] = problem.channels().im()[at] * magnitude[j];
                f.re()[i * cols + SENSING + j] = c * scaled.re()[at];
                f.im()[i * cols + SENSING + j] = c * scaled.im()[at];
            }
        }
        kernels.gramOfRows(p, n, scaled, 0, dual.a(), 0);
        if (!(size > 0)) {
            return null;
        }
        boolean centred = false;
        for (double t = BARRIER; !centred && t <= COARSE_BARRIER; t *= 10) {
            dual.coldStart(size, 0);
            centred = dual.follow(0.1 * size, t * size, 0.1, NEWTON_LIMIT);
        }
        if (!centred) {
            return null;
        }
        SplitComplex w = SplitComplex.allocate(p * n);
        for (int i = 0; i < p; i++) {
            System.arraycopy(dual.primal().re(), i * cols + SENSING, w.re(), i * n, n);
            System.arraycopy(dual.primal().im(), i * cols + SENSING, w.im(), i * n, n);
        }
        return recovery.recover(problem, w, dual.radarCovariance());
    }
}
