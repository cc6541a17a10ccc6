package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingDual;

/**
 * The convex inner problem of exact-fp at given auxiliary variables (47), (48), solved exactly:
 * what Algorithm 2 starts from, and what its last iterate is restored with. The constraints count
 * relative to tr R and the noise is that of full power ({@link SensingDual.Power#TIED}), which
 * makes longer strides than the same step under a power limit. A workspace for one thread.
 */
final class InnerStep {
    private static final double COARSEST = 1e-3;
    private static final double FIRST = 0.1;
    private static final double DECAY = 0.1;
    private static final int SENSING = 3;
    private static final int NEWTON_LIMIT = 200;

    private final ComplexKernels kernels;
    private final SensingDual dual;
    private int p;
    private int n;

    InnerStep(ComplexKernels kernels) {
        this.kernels = kernels;
        dual = new SensingDual(kernels);
    }

    /**
     * Solves it.
     *
     * @param upsilon (47), [n]
     * @param magnitude |b_i| of (48), [n]
     * @param barrier barrier parameter over the objective; where rounding drowns it larger ones
     * @return whether a strictly feasible point was found
     */
    boolean solve(BeamProblem problem, double[] upsilon, double[] magnitude, double barrier) {
        p = problem.dimension();
        n = problem.users();
        int cols = SENSING + n;
        dual.bind(problem, n, SensingDual.Power.TIED);
        SplitComplex scaled = SplitComplex.allocate(p * n);
        SplitComplex f = dual.sensingAndF();
        double size = 0;
        double weights = 0;
        for (int j = 0; j < n; j++) {
            double c = Math.sqrt((1 + upsilon[j]) / n);
            size += Math.log1p(upsilon[j]) / n;
            weights += magnitude[j] * magnitude[j];
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
            return false;
        }
        boolean centred = false;
        for (double t = barrier; !centred && t <= Math.max(barrier, COARSEST); t *= 10) {
            double base = weights + (p + SENSING) * t * size;
            dual.setBase(base);
            dual.coldStart(base, 0);
            centred = dual.follow(FIRST * base, t * size, DECAY, NEWTON_LIMIT);
        }
        return centred && dual.tracePower() > 0;
    }

    /** W at full power: a fresh [p, n]. */
    SplitComplex communication() {
        int cols = SENSING + n;
        double amplitude = 1 / Math.sqrt(dual.tracePower());
        SplitComplex w = SplitComplex.allocate(p * n);
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < n; j++) {
                int at = i * cols + SENSING + j;
                w.re()[i * n + j] = amplitude * dual.primal().re()[at];
                w.im()[i * n + j] = amplitude * dual.primal().im()[at];
            }
        }
        return w;
    }

    /** R_r at full power: a fresh [p, p]. */
    SplitComplex radarCovariance() {
        SplitComplex covariance = dual.radarCovariance();
        double factor = 1 / dual.tracePower();
        for (int i = 0; i < p * p; i++) {
            covariance.re()[i] *= factor;
            covariance.im()[i] *= factor;
        }
        return covariance;
    }

    /**
     * z of (60) that goes with the beams: minus the multiplier of (27b), in the coordinates of
     * {@link SensingMoments}.
     */
    double[] duals() {
        double[] m = dual.matrixMultiplier();
        double factor = -dual.tracePower(); // beams scaled down, multipliers scaled up
        double root = Math.sqrt(2) * factor;
        return new double[] {factor * m[0], root * m[1], root * m[2], factor * m[3]};
    }
}
