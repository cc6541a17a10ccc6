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
    private static final double BARRIER_FINEST = 1e-10;
    private static final double REFINEMENT = 0.3;

    /**
     * A duality gap of this many tolerances still counts as solved: the loss is about half of it,
     * and where sensing takes over 0.99 of the power rounding leaves up to 3e-5.
     */
    private static final double GAP = 100;

    private static final int NEWTON_LIMIT = 80;

    private final ComplexKernels kernels;
    private final SensingDual dual;
    private final PrimalRecovery recovery;

    SingleUser(ComplexKernels kernels, SensingDual dual, PrimalRecovery recovery) {
        this.kernels = kernels;
        this.dual = dual;
        this.recovery = recovery;
    }

    /**
     * @param tolerance relative accuracy of the rate asked for
     */
    BeamResult solve(BeamProblem problem, double tolerance) {
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
        if (centred && refine(gain, r, tolerance)) {
            rescues++;
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
        double gap = Math.max(0, bound - beams.rateNats());
        boolean accurate = gap <= GAP * tolerance * bound;
        SolveStatus status =
                centred && accurate && !beams.repaired() ? SolveStatus.SOLVED : SolveStatus.STALLED;
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
                bound > 0 ? gap / bound : 0);
    }

    /**
     * Lowers the barrier until its share (r + 4) t of the duality gap is within the tolerance.
     * Where sensing takes nearly all of the power, little of h^H R h is left and 1e-7 is too much.
     *
     * @return whether that went too far and the point before had to be restored
     */
    private boolean refine(double gain, int r, double tolerance) {
        double value = gain * dual.dualValue();
        if (!(value > 0)) {
            return false;
        }
        double wanted = tolerance * Math.log1p(value) * (1 + value) / (gain * (r + 4));
        for (double t = BARRIER_END; t > wanted && t > 1.01 * BARRIER_FINEST; ) {
            double finer = Math.max(REFINEMENT * t, BARRIER_FINEST);
            if (!dual.center(finer, NEWTON_LIMIT)) {
                dual.coldStart(1, 1);
                dual.follow(BARRIER_START, t, BARRIER_DECAY, NEWTON_LIMIT);
                return true;
            }
            t = finer;
        }
        return false;
    }
}
