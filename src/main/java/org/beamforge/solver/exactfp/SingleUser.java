package org.beamforge.solver.exactfp;

import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.dual.SensingDual;

/**
 * The global optimum for one user. With nobody to interfere, the best beam for a given covariance R
 * is w = R h / sqrt(h^H R h), which receives all of h^H R h; so the problem is the convex one of
 * maximising h^H R h, and its dual value bounds the rate rigorously.
 */
final class SingleUser {
    private static final double BARRIER_START = 0.1;
    private static final double BARRIER_DECAY = 0.1;
    private static final double BARRIER_END = 1e-7;
    private static final double BARRIER_COARSE = 1e-5;
    private static final int NEWTON_LIMIT = 80;

    private final ComplexKernels kernels;
    private final SensingDual dual;
    private final PrimalRecovery recovery;

    SingleUser(ComplexKernels kernels, SensingDual dual, PrimalRecovery recovery) {
        this.kernels = kernels;
        this.dual = dual;
        this.recovery = recovery;
    }

    BeamResult solve(BeamProblem problem) {
        int r = problem.dimension();
        int before = dual.newtonSteps();
        double[] hr = problem.channels().re();
        double[] hi = problem.channels().im();
        double gain = 0;
        for (int i = 0; i < r; i++) {
            gain += hr[i] * hr[i] + hi[i] * hi[i];
        }
        dual.bind(problem, 0, SensingDual.Power.LIMITED);
        SplitComplex a = dual.a();
        if (gain > 0) {
            for (int i = 0; i < r; i++) {
                for (int j = 0; j <= i; j++) {
                    a.re()[i * r + j] = -(hr[i] * hr[j] + hi[i] * hi[j]) / gain;
                    a.im()[i * r + j] = -(hi[i] * hr[j] - hr[i] * hi[j]) / gain;
                }
            }
        }
        dual.coldStart(1, 1);
        boolean centred = dual.follow(BARRIER_START, BARRIER_END, BARRIER_DECAY, NEWTON_LIMIT);
        int rescues = 0;
        for (double t = 10 * BARRIER_END; !centred && t <= BARRIER_COARSE; t *= 10) {
            // The last stages can drown in rounding; a larger barrier is feasible all the same.
            rescues++;
            dual.coldStart(1, 1);
            centred = dual.follow(BARRIER_START, t, BARRIER_DECAY, NEWTON_LIMIT);
        }
        double bound = gain > 0 ? Math.log1p(gain * Math.max(0, dual.dualValue())) : 0;

        SplitComplex covariance = dual.radarCovariance(); // R itself: there are no columns of F
        SplitComplex w = SplitComplex.allocate(r);
        kernels.multiply(r, 1, r, covariance, 0, problem.channels(), 0, w, 0);
        double received = 0; // h^H R h
        for (int i = 0; i < r; i++) {
            received += hr[i] * w.re()[i] + hi[i] * w.im()[i];
        }
        double factor = received > 0 ? 1 / Math.sqrt(received) : 0;
        for (int i = 0; i < r; i++) {
            w.re()[i] *= factor;
            w.im()[i] *= factor;
        }
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < r; j++) {
                double xr = w.re()[i] * w.re()[j] + w.im()[i] * w.im()[j];
                double xi = w.im()[i] * w.re()[j] - w.re()[i] * w.im()[j];
                covariance.re()[i * r + j] -= xr;
                covariance.im()[i * r + j] -= xi;
            }
        }
        PrimalRecovery.Beams beams = recovery.recover(problem, w, covariance);
        SolveStatus status =
                centred && !beams.repaired() ? SolveStatus.SOLVED : SolveStatus.STALLED;
        return new BeamResult(
                status,
                beams.rateNats(),
                Math.max(bound, beams.rateNats()),
                beams.communication(),
                beams.radar(),
                beams.radarColumns(),
                1,
                dual.newtonSteps() - before,
                rescues + (beams.repaired() ? 1 : 0),
                Math.max(0, bound - beams.rateNats()));
    }
}
