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
final class MmAdmm implements LoopBatch {
    /** Iterations in a row that must meet the tolerances. */
    private static final int QUIET = 3;

    private static final double FIRST_RADIUS = 0.5;
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

    /** X: [batch, p, T], where the next step starts: the iterate or a point beyond it. */
    private final ComplexTensor x;

    /** The iterates, which are never extrapolated. */
    private final ComplexTensor xKept;

    private final ComplexTensor seenKept;

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
        xKept = ComplexTensor.allocate(batch, p, cols);
        seenKept = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        seen = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        seenNext = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        vectors = engine.linearMaps(batch, p, n + SensingMoments.ROWS, cols);
        expansion = full ? FullDimension.of(engine, batch, r, p, cols) : FullDimension.NONE;
    }

    @Override
    public int columns() {
        return cols;
    }

    @Override
    public void solve(
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
                job.mixer.apply(job);
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
        }
        expansion.load(slots, active, x);
        vectors.applyAdjoint(active, x, seen);
        for (int slot = 0; slot < active; slot++) {
            AdmmProblem job = slots[slot];
            job.radius = schedule.adaptive() ? FIRST_RADIUS : Surrogate.DIAMETER;
            job.restartMomentum();
            job.mixer.restart();
            read(job.moments, seen, slot);
            read(job.keptMoments, seen, slot);
            if (job.outer == 0) {
                job.rho = schedule.first(job.z, job.moments.s);
            }
            job.rate = step.rate(seen, slot);
            copy(x, xKept, slot);
            copy(seen, seenKept, slot);
        }
    }

    private void read(SensingMoments moments, ComplexTensor from, int slot) {
        moments.read(from.planes(), from.offset(slot) + n * cols, cols);
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
     * Takes the trial point if the augmented Lagrangian did not rise. From the iterate itself it
     * cannot rise where the surrogate majorises, so a rise means that the step left the radius of
     * the bounds: the radius is enlarged and the step repeated. A rise from an extrapolated point
     * or with mixed auxiliary variables says nothing; the step is repeated from the iterate.
     */
    private boolean accept(AdmmProblem job, int slot) {
        read(job.trialMoments, seenNext, slot);
        double rate = step.rate(seenNext, slot);
        double before = penalty(job.keptMoments, job) - job.rate;
        double merit = penalty(job.trialMoments, job) - rate;
        boolean descended = merit <= before + 1e-12 * (1 + Math.abs(before));
        if (!descended && (job.mixer.accelerating() || job.extrapolated)) {
            if (job.mixer.accelerating()) {
                job.mixer.reject();
            }
            backToIterate(job, slot);
            job.restartMomentum();
            return false;
        }
        if (!descended && job.radius < Surrogate.DIAMETER) {
            job.radius = Math.min(Surrogate.DIAMETER, 2 * Math.max(job.radius, job.stepLength));
            return false;
        }
        job.rate = rate;
        double beta = schedule.adaptive() ? job.nextMomentum() : 0;
        double outsideNext = job.shrink * job.outside;
        advance(job, slot, beta, outsideNext);
        if (job.extrapolated && Math.sqrt(job.moments.detection()) < least(job.problem.deltaD())) {
            backToIterate(job, slot);
            job.extrapolated = false;
        }
        if (schedule.adaptive()) {
            job.mixer.advance(seenKept.planes(), seenKept.offset(slot), cols);
            double reach = Math.max(1.5 * job.stepLength, 0.5 * job.radius);
            job.radius = Math.min(Surrogate.DIAMETER, Math.max(LEAST_RADIUS, reach));
        }
        return true;
    }

    /** The next step starts from the iterate after all. */
    private void backToIterate(AdmmProblem job, int slot) {
        copy(xKept, x, slot);
        copy(seenKept, seen, slot);
        expansion.restart(slot);
        read(job.moments, seen, slot);
        job.outside = job.outsideKept;
    }

    /**
     * Least ||y_d|| of a point that (27a) is linearised at. The tangent is an inner bound of (27a)
     * wherever it is taken, and (59) has a feasible point as long as ||y_d|| >= 1 - sqrt(1 -
     * deltaD); half way from there to (27a) itself is far enough.
     */
    private static double least(double deltaD) {
        return 0.5 * (Math.sqrt(deltaD) + 1 - Math.sqrt(Math.max(0, 1 - deltaD)));
    }

    /** The trial becomes the iterate, and the next step starts beta times its move beyond it. */
    private void advance(AdmmProblem job, int slot, double beta, double outsideNext) {
        extrapolate(xNext, xKept, x, slot, beta);
        extrapolate(seenNext, seenKept, seen, slot, beta);
        expansion.accept(slot, beta);
        job.outside = outsideNext + beta * (outsideNext - job.outsideKept);
        job.outsideKept = outsideNext;
        job.extrapolated = beta > 0;
        read(job.moments, seen, slot);
        SensingMoments old = job.keptMoments;
        job.keptMoments = job.trialMoments;
        job.trialMoments = old;
    }

    private static double penalty(SensingMoments moments, AdmmProblem job) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += (moments.s[i] - job.c[i]) * (moments.s[i] - job.c[i]);
        }
        return sum / (2 * job.rho);
    }

    /** (60): z_i <- z_i + (s_i - q_i) / rho, then rho falls. */
    private void updateDuals(AdmmProblem job, BeamListener listener) {
        double[] s = job.keptMoments.s;
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
        job.violation = job.keptMoments.violation(problem.deltaD(), problem.deltaE());
        job.primal = primal;
        double next = schedule.next(job.rho, job.violation, job.lastViolation);
        job.lastViolation = job.violation;
        listener.iteration(
                job.position,
                ++job.counter[0],
                job.rate,
                primal,
                job.stepLength,
                job.violation,
                job.rho,
                next != job.rho);
        job.rho = next;
    }

    private boolean finished(AdmmProblem job, double tolerance, int limit) {
        boolean small =
                job.primal <= 0.1 * Math.sqrt(tolerance) && job.stepLength <= 10 * tolerance;
        job.quiet = small ? job.quiet + 1 : 0;
        if (job.quiet >= QUIET) {
            job.status = SolveStatus.SOLVED;
        }
        return job.quiet >= QUIET || job.outer >= limit || job.inner >= 4 * limit;
    }

    /** The problem leaves the batch; the last one takes its place. */
    private void retire(int slot) {
        AdmmProblem job = slots[slot];
        step.auxiliaries(job, seenKept, slot);
        SplitComplex result = SplitComplex.allocate(p * cols);
        System.arraycopy(xKept.planes().re(), x.offset(slot), result.re(), 0, x.stride());
        System.arraycopy(xKept.planes().im(), x.offset(slot), result.im(), 0, x.stride());
        job.x = result;
        expansion.store(slot, job);
        active--;
        if (slot != active) {
            slots[slot] = slots[active];
            x.move(active, slot);
            xKept.move(active, slot);
            seen.move(active, slot);
            seenKept.move(active, slot);
            vectors.move(active, slot);
            expansion.move(active, slot);
        }
    }

    /** base = next + beta (next - kept), kept = next. */
    static void extrapolate(
            ComplexTensor next, ComplexTensor kept, ComplexTensor base, int slot, double beta) {
        int from = next.offset(slot);
        int to = from + next.stride();
        extrapolate(next.planes().re(), kept.planes().re(), base.planes().re(), from, to, beta);
        extrapolate(next.planes().im(), kept.planes().im(), base.planes().im(), from, to, beta);
    }

    private static void extrapolate(
            double[] next, double[] kept, double[] base, int from, int to, double beta) {
        for (int i = from; i < to; i++) {
            base[i] = next[i] + beta * (next[i] - kept[i]);
            kept[i] = next[i];
        }
    }

    static void copy(ComplexTensor from, ComplexTensor to, int slot) {
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
