package org.beamforge.solver.mmadmm;

import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
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
    private final LoopControl control;
    private final int n;
    private final int p;
    private final int cols;
    private final MmStep step;
    private final ReceivedPowers powers;

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
        control = new LoopControl(schedule);
        n = users;
        p = Math.min(dimension, n + SensingMoments.ROWS);
        cols = n + dimension;
        slots = new AdmmProblem[batch];
        step = new MmStep(engine.kernels(), schedule, p, n, cols);
        powers = new ReceivedPowers(n, cols);
        x = ComplexTensor.allocate(batch, p, cols);
        xNext = ComplexTensor.allocate(batch, p, cols);
        xKept = ComplexTensor.allocate(batch, p, cols);
        seenKept = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        seen = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        seenNext = ComplexTensor.allocate(batch, n + SensingMoments.ROWS, cols);
        vectors = engine.linearMaps(batch, p, n + SensingMoments.ROWS, cols);
        expansion =
                dimension > p
                        ? FullDimension.of(engine, batch, dimension, p, cols)
                        : FullDimension.NONE;
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
                auxiliaries(job, seen, slot); // (47), (48)
                job.mixer.apply(job);
                control.project(job); // (49)
                step.minimise(job, x, seen, slot, xNext); // (53)-(59)
            }
            expansion.advance(active, slots, x, xNext);
            vectors.applyAdjoint(active, xNext, seenNext);
            boolean stop = cancellation.shouldStop();
            for (int slot = active - 1; slot >= 0; slot--) {
                AdmmProblem job = slots[slot];
                if (accept(job, slot)) {
                    control.updateDuals(job, listener); // (60)
                }
                if (control.finished(job, tolerance, limit) || stop) {
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
            job.coordinates.stack(columns);
            vectors.set(slot, columns, 0);
        }
        expansion.load(slots, active, x);
        vectors.applyAdjoint(active, x, seen);
        for (int slot = 0; slot < active; slot++) {
            AdmmProblem job = slots[slot];
            read(job.moments, seen, slot);
            read(job.keptMoments, seen, slot);
            control.begin(job);
            job.rate = rate(seen, slot);
            copy(x, xKept, slot);
            copy(seen, seenKept, slot);
        }
    }

    private void read(SensingMoments moments, ComplexTensor from, int slot) {
        moments.read(from.planes(), from.offset(slot) + n * cols, cols);
    }

    private double rate(ComplexTensor received, int slot) {
        return powers.rate(received.planes(), received.offset(slot));
    }

    private void auxiliaries(AdmmProblem job, ComplexTensor received, int slot) {
        Received.auxiliaries(job, received.planes(), received.offset(slot), n, cols);
    }

    /** Whether the trial point is taken; either way the next step is made ready. */
    private boolean accept(AdmmProblem job, int slot) {
        read(job.trialMoments, seenNext, slot);
        boolean accelerating = job.mixer.accelerating();
        LoopControl.Verdict verdict = control.judge(job, rate(seenNext, slot), accelerating);
        if (verdict == LoopControl.Verdict.BACK) {
            if (accelerating) {
                job.mixer.reject();
            }
            backToIterate(job, slot);
        }
        if (verdict != LoopControl.Verdict.ADVANCE) {
            return false;
        }
        double beta = control.advance(job);
        extrapolate(xNext, xKept, x, slot, beta);
        extrapolate(seenNext, seenKept, seen, slot, beta);
        expansion.accept(slot, beta);
        read(job.moments, seen, slot);
        if (control.tooFar(job)) {
            backToIterate(job, slot);
            job.extrapolated = false;
        }
        if (control.adaptive()) {
            powers.mix(job.mixer); // of the trial, which is the iterate now
            control.adaptRadius(job);
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

    /** The problem leaves the batch; the last one takes its place. */
    private void retire(int slot) {
        AdmmProblem job = slots[slot];
        auxiliaries(job, seenKept, slot);
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
