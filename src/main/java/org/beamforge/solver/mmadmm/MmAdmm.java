package org.beamforge.solver.mmadmm;

import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.LinearMaps;
import org.beamforge.tensor.TensorEngine;

/**
 * Algorithm 2 of the paper on a batch of problems of one shape, for one thread; everything is
 * allocated when the object is made.
 *
 * <p>W: [r, T] with T = n + r columns is held as X = Q^H W: [p, T], p = min(r, n + 3) (see {@link
 * Coordinates}); in full dimension (r > p) W itself is carried along, expanded and projected again
 * in every iteration. Where r = p, X is W in another orthonormal basis. Either way one iteration is
 *
 * <pre>
 *   [H, V]^H X            engine    received amplitudes and the rows y_d, y_g, y_e
 *   (47)-(49), (53)-(59)  {@link MmStep}
 *   W = Q dX + kappa W    engine    full dimension only
 *   X = Q^H W             engine    full dimension only
 *   (60)                  duals and penalty
 * </pre>
 */
final class MmAdmm implements AutoCloseable {
    /** Iterations in a row that must meet the tolerances. */
    private static final int QUIET = 3;

    private static final double LEAST_RADIUS = 1e-4;

    private final ComplexKernels kernels;
    private final Schedule schedule;
    private final boolean full;
    private final int r;
    private final int n;
    private final int p;
    private final int cols;
    private final MmStep step;

    private final AdmmProblem[] slots;
    private int active;

    /** X: [batch, p, T], the iterates. */
    private final ComplexTensor x;

    /** X of the trial step. */
    private final ComplexTensor xNext;

    /** [H, V]^H X: [batch, n + 3, T]. */
    private final ComplexTensor seen;

    private final ComplexTensor seenNext;

    /** [H, V]: [batch, p, n + 3]. */
    private final LinearMaps vectors;

    private final FullDimension expansion;

    /**
     * @param batch problems at a time
     * @param dimension r
     * @param users n
     */
    MmAdmm(TensorEngine engine, Schedule schedule, int batch, int dimension, int users) {
        this.schedule = schedule;
        kernels = engine.kernels();
        r = dimension;
        n = users;
        p = Math.min(r, n + SensingMoments.ROWS);
        cols = n + r;
        full = r > p;
        slots = new AdmmProblem[batch];
        step = new MmStep(kernels, schedule, p, n, cols);
        x = ComplexTensor.allocate(batch, p, cols);
        xNext = ComplexTensor.allocate(batch, p, cols);
        seen = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        seenNext = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        vectors = engine.linearMaps(batch, p, n + SensingMoments.ROWS, cols);
        expansion = full ? FullDimension.of(engine, batch, r, p, cols) : FullDimension.NONE;
    }

    /** Columns T of W. */
    int columns() {
        return cols;
    }

    /**
     * Runs the problems to convergence or to the iteration limit; their {@code x} is the start and
     * then the last iterate.
     *
     * @param jobs at most as many as the batch
     */
    void solve(
            List<AdmmProblem> jobs,
            double tolerance,
            int limit,
            Cancellation cancellation,
            BeamListener listener) {
        load(jobs);
        while (active > 0) {
            for (int slot = 0; slot < active; slot++) {
                AdmmProblem job = slots[slot];
                step.auxiliaries(job, seen, slot); // (47), (48)
                step.project(job); // (49)
                step.minimise(job, x, seen, slot, xNext); // (53)-(59)
            }
            expansion.advance(active, slots, x, xNext);
            vectors.applyAdjoint(active, xNext, seenNext);
            boolean stop = cancellation.shouldStop();
            for (int slot = active - 1; slot >= 0; slot--) {
                AdmmProblem job = slots[slot];
                if (accept(job, slot)) {
                    updateDuals(job, listener); // (60)
                }
                job.inner++;
                if (finished(job, tolerance, limit) || stop) {
                    if (stop && job.status == SolveStatus.MAX_ITERATIONS) {
                        job.status = cancellation.reason();
                    }
                    retire(slot);
                }
            }
        }
    }

    private void load(List<AdmmProblem> jobs) {
        active = jobs.size();
        SplitComplex columns = SplitComplex.allocate(p * (n + SensingMoments.ROWS));
        for (int slot = 0; slot < active; slot++) {
            AdmmProblem job = jobs.get(slot);
            slots[slot] = job;
            stack(job.problem, columns);
            vectors.set(slot, columns, 0);
            System.arraycopy(job.x.re(), 0, x.planes().re(), x.offset(slot), x.stride());
            System.arraycopy(job.x.im(), 0, x.planes().im(), x.offset(slot), x.stride());
            expansion.load(slot, job);
        }
        vectors.applyAdjoint(active, x, seen);
        for (int slot = 0; slot < active; slot++) {
            AdmmProblem job = slots[slot];
            job.rho = schedule.rhoStart();
            job.radius = schedule.wholeBall() ? Surrogate.DIAMETER : 0.5;
            job.moments.read(seen.planes(), seen.offset(slot) + n * cols, cols);
        }
    }

    /** [H, V] in the coordinates X: [p, n + 3]. */
    private void stack(BeamProblem problem, SplitComplex out) {
        int width = n + SensingMoments.ROWS;
        for (int i = 0; i < p; i++) {
            System.arraycopy(problem.channels().re(), i * n, out.re(), i * width, n);
            System.arraycopy(problem.channels().im(), i * n, out.im(), i * width, n);
            System.arraycopy(problem.sensing().re(), i * 3, out.re(), i * width + n, 3);
            System.arraycopy(problem.sensing().im(), i * 3, out.im(), i * width + n, 3);
        }
    }

    /**
     * Takes the trial point if the augmented Lagrangian did not rise. It cannot rise where the
     * surrogate majorises, so a rise means that the step left the radius of the bounds: the radius
     * is enlarged and the step repeated.
     */
    private boolean accept(AdmmProblem job, int slot) {
        job.trialMoments.read(seenNext.planes(), seenNext.offset(slot) + n * cols, cols);
        double rate = step.rate(seenNext, slot);
        double[] s = job.trialMoments.s;
        double penalty = 0;
        for (int i = 0; i < 4; i++) {
            penalty += (s[i] - job.c[i]) * (s[i] - job.c[i]) / (2 * job.rho);
        }
        double merit = penalty - rate;
        boolean descended = merit <= job.merit + 1e-12 * (1 + Math.abs(job.merit));
        if (!descended && job.radius < Surrogate.DIAMETER) {
            job.radius = Math.min(Surrogate.DIAMETER, 2 * Math.max(job.radius, job.stepLength));
            return false;
        }
        copy(xNext, x, slot);
        copy(seenNext, seen, slot);
        expansion.accept(slot);
        SensingMoments old = job.moments;
        job.moments = job.trialMoments;
        job.trialMoments = old;
        job.outside *= job.shrink * job.shrink;
        job.merit = merit;
        job.rate = rate;
        if (!schedule.wholeBall()) {
            job.radius =
                    Math.min(
                            Surrogate.DIAMETER,
                            Math.max(
                                    LEAST_RADIUS,
                                    Math.max(1.5 * job.stepLength, 0.5 * job.radius)));
        }
        return true;
    }

    /** (60): z_i <- z_i + (s_i - q_i) / rho, then rho falls. */
    private void updateDuals(AdmmProblem job, BeamListener listener) {
        double[] s = job.moments.s;
        double gap = 0;
        double size = 0;
        for (int i = 0; i < 4; i++) {
            double difference = s[i] - job.q[i];
            gap += difference * difference;
            size += s[i] * s[i];
            job.z[i] += difference / job.rho;
        }
        job.outer++;
        BeamProblem problem = job.problem;
        double primal = Math.sqrt(gap / Math.max(size, problem.deltaE() * problem.deltaE()));
        job.violation = job.moments.violation(problem.deltaD(), problem.deltaE());
        job.residual = Math.max(primal, job.stepLength);
        double next = schedule.next(job.rho);
        listener.iteration(
                job.position,
                job.iterationsBefore + job.outer,
                job.rate,
                primal,
                job.stepLength,
                job.violation,
                job.rho,
                next != job.rho);
        job.rho = next;
    }

    private boolean finished(AdmmProblem job, double tolerance, int limit) {
        boolean small = job.residual <= Math.sqrt(tolerance) * 0.1;
        job.quiet = small ? job.quiet + 1 : 0;
        if (job.quiet >= QUIET) {
            job.status = SolveStatus.SOLVED;
        }
        return job.quiet >= QUIET || job.outer >= limit || job.inner >= 4 * limit;
    }

    /** The problem leaves the batch; the last one takes its place. */
    private void retire(int slot) {
        AdmmProblem job = slots[slot];
        step.auxiliaries(job, seen, slot);
        SplitComplex result = SplitComplex.allocate(p * cols);
        System.arraycopy(x.planes().re(), x.offset(slot), result.re(), 0, x.stride());
        System.arraycopy(x.planes().im(), x.offset(slot), result.im(), 0, x.stride());
        job.x = result;
        active--;
        if (slot != active) {
            slots[slot] = slots[active];
            x.move(active, slot);
            seen.move(active, slot);
            vectors.move(active, slot);
            expansion.move(active, slot);
        }
    }

    private static void copy(ComplexTensor from, ComplexTensor to, int slot) {
        int offset = from.offset(slot);
        int length = from.stride();
        System.arraycopy(from.planes().re(), offset, to.planes().re(), offset, length);
        System.arraycopy(from.planes().im(), offset, to.planes().im(), offset, length);
    }

    @Override
    public void close() {
        vectors.close();
        expansion.close();
    }
}
