package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.PivotedFactor;
import org.beamforge.solver.exactfp.StartingPoints;
import org.jspecify.annotations.Nullable;

/**
 * Starts of Algorithm 2 from the starting points of exact-fp: beams and duals of the inner problem
 * at those auxiliary variables. With duals of the right size the loop begins on the constraint and
 * not with an excursion beyond it. A workspace for one thread.
 */
final class InnerStepStart {
    /** Large enough to leave power in every direction: a beam of zeros would stay one. */
    private static final double BARRIER = 1e-3;

    private final StartingPoints points;
    private final InnerStep inner;

    InnerStepStart(ComplexKernels kernels) {
        points = new StartingPoints(kernels);
        inner = new InnerStep(kernels);
    }

    /**
     * Makes start number {@code start}.
     *
     * @param cols T, at least n + p
     * @return null where nobody can be reached or the arithmetic fails
     */
    @Nullable AdmmProblem of(
            Coordinates coordinates, int position, int cols, int start, long seed) {
        BeamProblem problem = coordinates.problem();
        int p = problem.dimension();
        int n = problem.users();
        double[] upsilon = new double[n];
        double[] magnitude = new double[n];
        points.fill(problem, start, seed, upsilon, magnitude);
        if (!inner.solve(problem, upsilon, magnitude, BARRIER)) {
            return null;
        }
        SplitComplex w = inner.communication();
        SplitComplex radar = PivotedFactor.of(inner.radarCovariance(), p);
        SplitComplex x = SplitComplex.allocate(p * cols);
        for (int i = 0; i < p; i++) {
            System.arraycopy(w.re(), i * n, x.re(), i * cols, n);
            System.arraycopy(w.im(), i * n, x.im(), i * cols, n);
            System.arraycopy(radar.re(), i * p, x.re(), i * cols + n, p);
            System.arraycopy(radar.im(), i * p, x.im(), i * cols + n, p);
        }
        AdmmProblem job = new AdmmProblem(coordinates, position, start, x);
        System.arraycopy(inner.duals(), 0, job.z, 0, job.z.length);
        return job;
    }
}
