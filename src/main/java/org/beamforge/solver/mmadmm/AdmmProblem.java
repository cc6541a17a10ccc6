package org.beamforge.solver.mmadmm;

import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.exactfp.PrimalRecovery;
import org.jspecify.annotations.Nullable;

/** One problem and one start in a batch: what Algorithm 2 remembers of it between iterations. */
final class AdmmProblem {
    final Coordinates coordinates;

    /** The problem in coordinates X = Q^H W. */
    final BeamProblem problem;

    /** Place of the problem in the caller's list. */
    final int position;

    final int start;

    /** Iterations of all starts of the problem so far, for the listener's count: one element. */
    int[] counter = new int[1];

    /** Beams: the start before the run, the last iterate after it, [p, cols]. */
    SplitComplex x;

    /**
     * In full dimension W itself, [r, T]: a start where given, else expanded from X; then the last.
     */
    @Nullable SplitComplex w;

    final AuxiliaryMixer mixer;

    // Duals z, projections q and c = q - rho z, each as (_1, Re _2, Im _2, _3).
    final double[] z = new double[4];
    final double[] q = new double[4];
    final double[] c = new double[4];

    /** Auxiliary variables (47), (48): [n]. */
    final double[] upsilon;

    final double[] bRe;
    final double[] bIm;

    /** Of the point the next step starts from. */
    final SensingMoments moments = new SensingMoments();

    /** Of the iterate. */
    SensingMoments keptMoments = new SensingMoments();

    SensingMoments trialMoments = new SensingMoments();

    double rate;

    /** Rho of the next iteration; 0 before the first. */
    double rho;

    /** D, the radius in which the surrogates hold. */
    double radius;

    /** Norm of the part of W outside the span of Q, where the next step starts; signed. */
    double outside;

    /** The same of the iterate. */
    double outsideKept;

    /** Whether the next step starts beyond the iterate. */
    boolean extrapolated;

    /** Whether the last trial point was taken. */
    boolean advanced;

    /** Whether it is repeated from where it started because the trial point was no descent. */
    boolean held;

    private double momentum = 1;

    /** What the last step multiplied that part by. */
    double shrink;

    /** ||W_{k+1} - W_k|| of the last step. */
    double stepLength;

    double mu;

    /** Logarithmic slope of 1 / ||w|| where the last search for mu ended; 0 if unknown. */
    double steepness;

    int outer;
    int inner;
    int quiet;

    /** Relative primal residual ||s - q|| / ||s|| of the last iteration. */
    double primal = Double.POSITIVE_INFINITY;

    double violation;
    double lastViolation;
    SolveStatus status = SolveStatus.MAX_ITERATIONS;

    /** The best feasible point made of an iterate of this start so far. */
    PrimalRecovery.@Nullable Beams best;

    /** Restorations that found the iterate short of a constraint. */
    int repairs;

    AdmmProblem(Coordinates coordinates, int position, int start, SplitComplex x) {
        this.coordinates = coordinates;
        this.problem = coordinates.problem();
        this.position = position;
        this.start = start;
        this.x = x;
        int n = problem.users();
        mixer = new AuxiliaryMixer(n);
        upsilon = new double[n];
        bRe = new double[n];
        bIm = new double[n];
    }

    /** Nesterov's factor of extrapolation after an accepted step. */
    double nextMomentum() {
        double next = 0.5 * (1 + Math.sqrt(1 + 4 * momentum * momentum));
        double beta = (momentum - 1) / next;
        momentum = next;
        return beta;
    }

    /** The next step is a plain one. */
    void restartMomentum() {
        momentum = 1;
        extrapolated = false;
    }
}
