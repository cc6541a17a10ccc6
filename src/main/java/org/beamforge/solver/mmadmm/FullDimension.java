package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;
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

    /** What rounding leaves of a start in the span of Q is no part outside it. */
    private static final double OUTSIDE = 1e-12;

    FullDimension() {}

    /** By products of the engine, or block by block where these are kernels of this JVM. */
    static FullDimension of(TensorEngine engine, int batch, int r, int p, int cols) {
        return engine.usesKernels()
                ? new CarriedInBlocks(engine.kernels(), batch, r, p, cols)
                : new CarriedByEngine(engine, batch, r, p, cols);
    }

    /** Takes the starts; X = Q^H W where W was given. */
    final void load(AdmmProblem[] jobs, int active, ComplexTensor x) {
        for (int slot = 0; slot < active; slot++) {
            SplitComplex inside = load(slot, jobs[slot]);
            System.arraycopy(inside.re(), 0, x.planes().re(), x.offset(slot), x.stride());
            System.arraycopy(inside.im(), 0, x.planes().im(), x.offset(slot), x.stride());
        }
    }

    /** The start W: [r, T] of a problem. */
    static SplitComplex start(AdmmProblem job, int cols) {
        return job.w == null ? job.coordinates.expand(job.x, cols) : job.w;
    }

    /** X = Q^H W: [p, T] of a start, whose part outside the span of Q is noted. */
    static SplitComplex inside(ComplexKernels kernels, AdmmProblem job, SplitComplex w, int cols) {
        SplitComplex q = job.coordinates.q();
        int r = w.length() / cols;
        int p = q.length() / r;
        SplitComplex inside = SplitComplex.allocate(p * cols);
        kernels.multiplyAdjointLeft(p, cols, r, q, 0, w, 0, inside, 0);
        double rest = squaredNorm(w) - squaredNorm(inside);
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

    /** out = X_{k+1} - kappa X_k of a slot. */
    static void difference(
            ComplexTensor old, ComplexTensor next, ComplexTensor out, int slot, double kappa) {
        int from = old.offset(slot);
        int to = from + old.stride();
        difference(old.planes().re(), next.planes().re(), out.planes().re(), from, to, kappa);
        difference(old.planes().im(), next.planes().im(), out.planes().im(), from, to, kappa);
    }

    private static void difference(
            double[] old, double[] next, double[] out, int from, int to, double kappa) {
        for (int i = from; i < to; i++) {
            out[i] = next[i] - kappa * old[i];
        }
    }

    /** Takes one start; returns X, which is Q^H W where W was given. */
    abstract SplitComplex load(int slot, AdmmProblem job);

    /** Hands the iterate W out. */
    abstract void store(int slot, AdmmProblem job);

    /** From X_{k+1} of the step to W_{k+1} and back. */
    void advance(int active, AdmmProblem[] jobs, ComplexTensor x, ComplexTensor xNext) {
        for (int slot = 0; slot < active; slot++) {
            difference(x, xNext, change(), slot, jobs[slot].shrink);
        }
        carry(active, jobs, xNext);
    }

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
}
