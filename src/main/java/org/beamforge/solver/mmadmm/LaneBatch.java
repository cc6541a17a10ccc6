package org.beamforge.solver.mmadmm;

import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.mmadmm.lanes.LaneGroup;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.LinearMaps;
import org.beamforge.tensor.TensorEngine;

/**
 * Algorithm 2 on a batch, as {@link MmAdmm}, but with one problem per lane of a vector register
 * ({@link LaneGroup}): whatever is not a product of matrices takes a fraction of the time then.
 * Problems that have converged leave their lane to the next one of the list. Results agree with
 * {@link MmAdmm} up to rounding, in long steps of an adaptive schedule up to {@link
 * LoopControl#accuracy}, and do not depend on which problems share a group. For one thread.
 *
 * <p>An engine that multiplies with the kernels of this JVM multiplies in the lanes; another one
 * gets X of all groups in its own tensors, as does the expansion in full dimension.
 */
final class LaneBatch implements LoopBatch {
    private static final int ROWS = SensingMoments.ROWS;

    private final LoopControl control;
    private final Schedule schedule;
    private final ComplexKernels kernels;
    private final int n;
    private final int p;
    private final int cols;
    private final int lanes = LaneGroup.lanes();
    private final LaneGroup[] groups;

    /** The problem in lane l of group g at g * lanes + l, or null. */
    private final AdmmProblem[] slots;

    private final boolean full;
    private final boolean engineProducts;
    private final FullDimension expansion;

    /** [H, V]: [slots, p, n + 3], and X and [H, V]^H X, for products by the engine. */
    private final LinearMaps vectors;

    private final ComplexTensor xSlots;
    private final ComplexTensor seenSlots;

    private final Surrogate surrogate = new Surrogate();
    private final SplitComplex columns;
    private final SplitComplex received;

    private List<AdmmProblem> jobs = List.of();
    private int waiting;
    private int live;

    /**
     * @param batch problems of a call at most, at least one
     * @param dimension r
     * @param users n
     */
    LaneBatch(TensorEngine engine, Schedule schedule, int batch, int dimension, int users) {
        this(engine, schedule, batch, dimension, users, LoopControl.LOOSEST);
    }

    /**
     * @param loosest as in {@link LoopControl}
     */
    LaneBatch(
            TensorEngine engine,
            Schedule schedule,
            int batch,
            int dimension,
            int users,
            double loosest) {
        this.schedule = schedule;
        control = new LoopControl(schedule, loosest);
        kernels = engine.kernels();
        n = users;
        p = Math.min(dimension, n + ROWS);
        cols = n + dimension;
        full = dimension > p;
        engineProducts = !engine.usesKernels();
        // One group keeps its state in cache; an engine with costs per call wants many problems.
        int at = engineProducts ? engine.preferredBatch((long) dimension * cols) : 1;
        int count = (Math.min(batch, at) + lanes - 1) / lanes;
        groups = new LaneGroup[count];
        for (int g = 0; g < count; g++) {
            groups[g] = new LaneGroup(p, n, cols);
        }
        int size = count * lanes;
        slots = new AdmmProblem[size];
        columns = SplitComplex.allocate(p * (n + ROWS));
        received = SplitComplex.allocate((n + ROWS) * cols);
        boolean tensors = full || engineProducts;
        xSlots = ComplexTensor.allocate(tensors ? size : 1, p, cols);
        seenSlots = ComplexTensor.allocate(engineProducts ? size : 1, n + ROWS, cols);
        vectors = engine.linearMaps(engineProducts ? size : 1, p, n + ROWS, cols);
        expansion = full ? FullDimension.of(engine, size, dimension, p, cols) : FullDimension.NONE;
    }

    @Override
    public int columns() {
        return cols;
    }

    @Override
    public void solve(
            List<AdmmProblem> starts,
            double tolerance,
            int limit,
            Cancellation cancellation,
            BeamListener listener) {
        jobs = starts;
        waiting = 0;
        live = 0;
        for (int g = 0; g < groups.length; g++) {
            for (int l = 0; l < lanes; l++) {
                fill(g, l);
            }
            move(g);
        }
        while (live > 0) {
            for (int g = 0; g < groups.length; g++) {
                step(g);
            }
            products();
            boolean stop = cancellation.shouldStop();
            for (int g = 0; g < groups.length; g++) {
                accept(g, tolerance, limit, stop, cancellation, listener);
            }
        }
    }

    private boolean idle(int g) {
        for (int l = 0; l < lanes; l++) {
            if (slots[g * lanes + l] != null) {
                return false;
            }
        }
        return true;
    }

    /** Puts the next waiting problem into an empty lane. */
    private void fill(int g, int lane) {
        if (waiting == jobs.size()) {
            groups[g].idle(lane);
            return;
        }
        AdmmProblem job = jobs.get(waiting++);
        slots[g * lanes + lane] = job;
        live++;
        load(groups[g], lane, g * lanes + lane, job);
    }

    private void load(LaneGroup group, int lane, int slot, AdmmProblem job) {
        job.coordinates.stack(columns);
        if (engineProducts) {
            vectors.set(slot, columns, 0);
        }
        SplitComplex x = expansion.load(slot, job);
        kernels.multiplyAdjointLeft(n + ROWS, cols, p, columns, 0, x, 0, received, 0);
        group.load(lane, columns, x, received);
        group.stay(lane);
        job.moments.read(received, n * cols, cols);
        job.keptMoments.read(received, n * cols, cols);
        control.begin(job);
        group.restartMixing(lane, job.mixer.radius());
        job.rate = Received.rate(received, 0, n, cols);
    }

    /** Moves a group as decided; then the next step is ready. */
    private void move(int g) {
        groups[g].move();
        for (int l = 0; l < lanes; l++) {
            AdmmProblem job = slots[g * lanes + l];
            if (job != null) {
                groups[g].moments(l, job.moments.gramRe, job.moments.gramIm);
                job.moments.readForms();
            }
        }
    }

    /** (49), (53)-(59) of a group; (47) and (48) came with the move. */
    private void step(int g) {
        if (idle(g)) {
            return;
        }
        LaneGroup group = groups[g];
        for (int l = 0; l < lanes; l++) {
            AdmmProblem job = slots[g * lanes + l];
            if (job != null) {
                control.project(job); // (49)
                surrogate.build(job.moments, job.c, job.rho, job.radius, !schedule.adaptive());
                group.setStep(
                        l,
                        surrogate.sigma,
                        surrogate.weight,
                        surrogate.psiRe,
                        surrogate.psiIm,
                        0.5 * (job.problem.deltaD() + job.moments.detection()),
                        job.outside,
                        job.mu,
                        control.accuracy(job));
            }
        }
        group.mix();
        group.minimise(); // (59)
        for (int l = 0; l < lanes; l++) {
            AdmmProblem job = slots[g * lanes + l];
            if (job != null) {
                job.mu = group.mu(l);
                job.shrink = group.shrink(l);
                job.stepLength = group.stepLength(l);
            }
        }
    }

    /** Expansion and projection of W in full dimension, and what the trial points receive. */
    private void products() {
        int active = slots.length;
        while (active > 0 && slots[active - 1] == null) {
            active--;
        }
        if (full) {
            ComplexTensor change = expansion.change();
            for (int g = 0; g < groups.length; g++) {
                if (!idle(g)) {
                    groups[g].changes(change.planes(), change.offset(g * lanes));
                }
            }
            expansion.carry(active, slots, xSlots);
            for (int g = 0; g < groups.length; g++) {
                if (!idle(g)) {
                    groups[g].setTrials(xSlots.planes(), xSlots.offset(g * lanes));
                }
            }
        }
        if (engineProducts) {
            receiveByEngine(active);
        } else {
            for (int g = 0; g < groups.length; g++) {
                if (!idle(g)) {
                    groups[g].receiveTrial();
                }
            }
        }
    }

    private void receiveByEngine(int active) {
        for (int g = 0; !full && g < groups.length; g++) {
            if (!idle(g)) {
                groups[g].trials(xSlots.planes(), xSlots.offset(g * lanes));
            }
        }
        vectors.applyAdjoint(active, xSlots, seenSlots);
        for (int g = 0; g < groups.length; g++) {
            if (!idle(g)) {
                groups[g].setReceivedTrials(seenSlots.planes(), seenSlots.offset(g * lanes));
            }
        }
    }

    /** Takes or leaves the trial points of a group, and gives empty lanes the next problems. */
    private void accept(
            int g,
            double tolerance,
            int limit,
            boolean stop,
            Cancellation cancellation,
            BeamListener listener) {
        if (idle(g)) {
            return;
        }
        LaneGroup group = groups[g];
        group.judgeTrial();
        for (int l = 0; l < lanes; l++) {
            int slot = g * lanes + l;
            if (slots[slot] != null) {
                judge(group, l, slot, slots[slot]);
            }
        }
        group.advanceMixing();
        for (int l = 0; l < lanes; l++) {
            int slot = g * lanes + l;
            AdmmProblem job = slots[slot];
            if (job == null) {
                continue;
            }
            if (job.advanced) {
                control.updateDuals(job, listener); // (60)
            }
            if (control.finished(job, tolerance, limit) || stop) {
                if (stop && job.status == SolveStatus.MAX_ITERATIONS) {
                    job.status = cancellation.reason();
                }
                retire(group, l, slot, job);
                fill(g, l);
            }
        }
        move(g);
    }

    private void judge(LaneGroup group, int lane, int slot, AdmmProblem job) {
        group.trialMoments(lane, job.trialMoments.gramRe, job.trialMoments.gramIm);
        job.trialMoments.readForms();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += group.rate(lane, i);
        }
        boolean accelerating = group.accelerating(lane);
        LoopControl.Verdict verdict = control.judge(job, sum / n, accelerating);
        job.advanced = verdict == LoopControl.Verdict.ADVANCE;
        switch (verdict) {
            // Only a step from the iterate itself is repeated where it started.
            case HOLD -> group.stay(lane);
            case BACK -> {
                if (accelerating) {
                    group.rejectMixing(lane);
                }
                group.stay(lane);
                backToIterate(slot, job);
            }
            case ADVANCE -> advance(group, lane, slot, job);
        }
    }

    private void advance(LaneGroup group, int lane, int slot, AdmmProblem job) {
        double before = job.keptMoments.detection();
        double beta = control.advance(job);
        expansion.accept(slot, beta);
        if (control.tooFar(job, detection(before, job, group.detectionAcross(lane), beta))) {
            backToIterate(slot, job);
            job.extrapolated = false;
            beta = 0;
        }
        group.advance(lane, beta);
        if (control.adaptive()) {
            group.wantMixing(lane);
            control.adaptRadius(job);
        }
    }

    /** ||y_d + beta (y_d - y_d,before)||^2. */
    private static double detection(double before, AdmmProblem job, double across, double beta) {
        double after = job.keptMoments.detection();
        double further = 1 + beta;
        return Math.max(
                0, further * further * after - 2 * beta * further * across + beta * beta * before);
    }

    private void backToIterate(int slot, AdmmProblem job) {
        expansion.restart(slot);
        job.outside = job.outsideKept;
    }

    private void retire(LaneGroup group, int lane, int slot, AdmmProblem job) {
        group.received(lane, received);
        Received.auxiliaries(job, received, 0, n, cols);
        SplitComplex result = SplitComplex.allocate(p * cols);
        group.iterate(lane, result);
        job.x = result;
        job.mixer.radius(group.mixingRadius(lane));
        expansion.store(slot, job);
        slots[slot] = null;
        live--;
    }

    @Override
    public void close() {
        vectors.close();
        expansion.close();
    }
}
