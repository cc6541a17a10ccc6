package org.beamforge.solver.dual;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * Decides exactly whether a base station can meet its sensing constraints: minimise tr R subject to
 * (27a) and (27b). The problem lives in span{d, g, e}; the dual with mu = 1 gives a certificate,
 * and t B^-1 a covariance that attains it.
 */
public final class SensingFeasibility {
    private static final double FROM = 0.1;
    private static final double TO = 1e-7;

    private SensingFeasibility() {}

    /**
     * The need of a problem; its users do not matter, so the problem of the empty set is cheapest.
     */
    public static SensingNeed of(BeamProblem problem, ComplexKernels kernels) {
        double deltaD = problem.deltaD();
        double deltaE = problem.deltaE();
        if (!Double.isFinite(deltaD) || !Double.isFinite(deltaE)) {
            return new SensingNeed(
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    deltaD,
                    deltaE,
                    SplitComplex.allocate(0));
        }
        int r = problem.dimension();
        double unit = Math.max(deltaD, deltaE); // the problem is homogeneous in both
        SensingDual dual = new SensingDual(kernels);
        dual.bind(r, 0, problem.sensing(), deltaD / unit, deltaE / unit, SensingDual.Power.HELD);
        dual.setBase(1);
        dual.coldStart(1, 0);
        double t = FROM;
        boolean centred = dual.follow(t, TO, 0.1, 80);
        for (t = TO * 10; !centred && t < 1e-3; t *= 10) {
            // Rounding can keep the last stages from closing; a larger t is feasible all the same.
            dual.coldStart(1, 0);
            centred = dual.follow(FROM, t, 0.1, 80);
        }
        SplitComplex covariance = SplitComplex.allocate(r * r);
        double factor = dual.barrier() * unit;
        double power = 0;
        for (int i = 0; i < r * r; i++) {
            covariance.re()[i] = factor * dual.inverse().re()[i];
            covariance.im()[i] = factor * dual.inverse().im()[i];
        }
        for (int i = 0; i < r; i++) {
            power += covariance.re()[i * r + i];
        }
        double lower = -dual.dualValue() * unit;
        return new SensingNeed(
                Math.max(lower, unit),
                centred ? power : Double.POSITIVE_INFINITY,
                deltaD,
                deltaE,
                covariance);
    }
}
