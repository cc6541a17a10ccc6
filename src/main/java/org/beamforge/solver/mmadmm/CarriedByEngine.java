package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.LinearMaps;
import org.beamforge.tensor.TensorEngine;

/** {@link FullDimension} by products of an engine on tensors of all problems of a batch. */
final class CarriedByEngine extends FullDimension {
    /** Q: [batch, r, p]. */
    private final LinearMaps basis;

    /** W: [batch, r, T]. */
    private final ComplexTensor w;

    private final ComplexTensor wKept;
    private final ComplexTensor wNext;

    /** X_{k+1} - kappa X_k: [batch, p, T]. */
    private final ComplexTensor change;

    private final ComplexKernels kernels;

    CarriedByEngine(TensorEngine engine, int batch, int r, int p, int cols) {
        kernels = engine.kernels();
        basis = engine.linearMaps(batch, r, p, cols);
        w = ComplexTensor.allocate(batch, r, cols);
        wKept = ComplexTensor.allocate(batch, r, cols);
        wNext = ComplexTensor.allocate(batch, r, cols);
        change = ComplexTensor.allocate(batch, p, cols);
    }

    @Override
    SplitComplex load(int slot, AdmmProblem job) {
        basis.set(slot, job.coordinates.q(), 0);
        SplitComplex start = start(job, w.cols());
        System.arraycopy(start.re(), 0, w.planes().re(), w.offset(slot), w.stride());
        System.arraycopy(start.im(), 0, w.planes().im(), w.offset(slot), w.stride());
        MmAdmm.copy(w, wKept, slot);
        return inside(kernels, job, start, w.cols());
    }

    @Override
    void store(int slot, AdmmProblem job) {
        SplitComplex last = SplitComplex.allocate(w.stride());
        System.arraycopy(wKept.planes().re(), w.offset(slot), last.re(), 0, w.stride());
        System.arraycopy(wKept.planes().im(), w.offset(slot), last.im(), 0, w.stride());
        job.w = last;
    }

    @Override
    ComplexTensor change() {
        return change;
    }

    @Override
    void carry(int active, AdmmProblem[] jobs, ComplexTensor xNext) {
        basis.apply(active, change, wNext);
        for (int slot = 0; slot < active; slot++) {
            if (jobs[slot] != null) {
                double kappa = jobs[slot].shrink;
                addScaled(w.planes().re(), wNext.planes().re(), w.offset(slot), kappa);
                addScaled(w.planes().im(), wNext.planes().im(), w.offset(slot), kappa);
            }
        }
        basis.applyAdjoint(active, wNext, xNext);
    }

    private void addScaled(double[] old, double[] next, int from, double kappa) {
        for (int i = from; i < from + w.stride(); i++) {
            next[i] += kappa * old[i];
        }
    }

    @Override
    void accept(int slot, double beta) {
        MmAdmm.extrapolate(wNext, wKept, w, slot, beta);
    }

    @Override
    void restart(int slot) {
        MmAdmm.copy(wKept, w, slot);
    }

    @Override
    void move(int from, int to) {
        basis.move(from, to);
        w.move(from, to);
        wKept.move(from, to);
    }

    @Override
    void close() {
        basis.close();
    }
}
