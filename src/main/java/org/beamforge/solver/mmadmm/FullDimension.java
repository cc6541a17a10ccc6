package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.LinearMaps;
import org.beamforge.tensor.TensorEngine;

/**
 * Carries W: [r, T] itself where r > p: expands every step, W_{k+1} = Q (X_{k+1} - kappa X_k) +
 * kappa W_k, and projects the result, X_{k+1} = Q^H W_{k+1}. {@link #NONE} does nothing.
 */
abstract class FullDimension {
    /** For r = p, where X says everything. */
    static final FullDimension NONE =
            new FullDimension() {
                @Override
                SplitComplex load(int slot, AdmmProblem job) {
                    return job.x;
                }

                @Override
                void store(int slot, AdmmProblem job) {}

                @Override
                void advance(
                        int active, AdmmProblem[] jobs, ComplexTensor x, ComplexTensor xNext) {}

                @Override
                ComplexTensor change() {
                    throw new IllegalStateException("W is not carried");
                }

                @Override
                void carry(int active, AdmmProblem[] jobs, ComplexTensor xNext) {}

                @Override
                void accept(int slot, double beta) {}

                @Override
                void restart(int slot) {}

                @Override
                void move(int from, int to) {}

                @Override
                void close() {}
            };

    private FullDimension() {}

    static FullDimension of(TensorEngine engine, int batch, int r, int p, int cols) {
        return new Carried(engine, batch, r, p, cols);
    }

    /** Takes the starts; X = Q^H W where W was given. */
    final void load(AdmmProblem[] jobs, int active, ComplexTensor x) {
        for (int slot = 0; slot < active; slot++) {
            SplitComplex inside = load(slot, jobs[slot]);
            System.arraycopy(inside.re(), 0, x.planes().re(), x.offset(slot), x.stride());
            System.arraycopy(inside.im(), 0, x.planes().im(), x.offset(slot), x.stride());
        }
    }

    /** Takes one start; returns X, which is Q^H W where W was given. */
    abstract SplitComplex load(int slot, AdmmProblem job);

    /** Hands the iterate W out. */
    abstract void store(int slot, AdmmProblem job);

    /** From X_{k+1} of the step to W_{k+1} and back. */
    abstract void advance(int active, AdmmProblem[] jobs, ComplexTensor x, ComplexTensor xNext);

    /** X_{k+1} - kappa X_k: [batch, p, T], for {@link #carry}. */
    abstract ComplexTensor change();

    /** From {@link #change} to W_{k+1} and X_{k+1}; slots without a problem hold null. */
    abstract void carry(int active, AdmmProblem[] jobs, ComplexTensor xNext);

    /** The trial becomes the iterate; the next step starts beta times its move beyond it. */
    abstract void accept(int slot, double beta);

    /** Back to the iterate. */
    abstract void restart(int slot);

    abstract void move(int from, int to);

    abstract void close();

    private static final class Carried extends FullDimension {
        private static final double OUTSIDE = 1e-12;

        /** Q: [batch, r, p]. */
        private final LinearMaps basis;

        /** W: [batch, r, T]. */
        private final ComplexTensor w;

        private final ComplexTensor wKept;
        private final ComplexTensor wNext;

        /** X_{k+1} - kappa X_k: [batch, p, T]. */
        private final ComplexTensor change;

        private final ComplexKernels kernels;

        Carried(TensorEngine engine, int batch, int r, int p, int cols) {
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
            SplitComplex start = job.w == null ? job.coordinates.expand(job.x, w.cols()) : job.w;
            System.arraycopy(start.re(), 0, w.planes().re(), w.offset(slot), w.stride());
            System.arraycopy(start.im(), 0, w.planes().im(), w.offset(slot), w.stride());
            MmAdmm.copy(w, wKept, slot);
            int p = change.rows();
            SplitComplex inside = SplitComplex.allocate(p * w.cols());
            kernels.multiplyAdjointLeft(
                    p, w.cols(), w.rows(), job.coordinates.q(), 0, start, 0, inside, 0);
            double rest = squaredNorm(start) - squaredNorm(inside);
            // What rounding leaves of a start in the span of Q is no part outside it.
            job.outside = rest > OUTSIDE ? Math.sqrt(rest) : 0;
            job.outsideKept = job.outside;
            return inside;
        }

        private static double squaredNorm(SplitComplex z) {
            double sum = 0;
            for (int i = 0; i < z.length(); i++) {
                sum += z.re()[i] * z.re()[i] + z.im()[i] * z.im()[i];
            }
            return sum;
        }

        @Override
        void store(int slot, AdmmProblem job) {
            SplitComplex last = SplitComplex.allocate(w.stride());
            System.arraycopy(wKept.planes().re(), w.offset(slot), last.re(), 0, w.stride());
            System.arraycopy(wKept.planes().im(), w.offset(slot), last.im(), 0, w.stride());
            job.w = last;
        }

        @Override
        void advance(int active, AdmmProblem[] jobs, ComplexTensor x, ComplexTensor xNext) {
            for (int slot = 0; slot < active; slot++) {
                double kappa = jobs[slot].shrink;
                int from = x.offset(slot);
                difference(x.planes().re(), xNext.planes().re(), change.planes().re(), from, kappa);
                difference(x.planes().im(), xNext.planes().im(), change.planes().im(), from, kappa);
            }
            carry(active, jobs, xNext);
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

        private void difference(double[] old, double[] next, double[] out, int from, double kappa) {
            for (int i = from; i < from + change.stride(); i++) {
                out[i] = next[i] - kappa * old[i];
            }
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
}
