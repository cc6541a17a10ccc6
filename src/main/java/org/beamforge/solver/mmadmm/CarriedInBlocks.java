package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;

/**
 * {@link FullDimension} by the kernels of this JVM, a few columns of W at a time: they are
 * expanded, completed and projected while they are in the cache, so that a step reads two tensors
 * of the size of W from memory and writes one. The point a step starts from, W_k + beta (W_k -
 * W_{k-1}), is not kept but made of the two iterates as they pass.
 */
final class CarriedInBlocks extends FullDimension {
    /** Complex numbers of a block, 512 kB: it is still in the cache when it is projected. */
    private static final int NUMBERS = 1 << 15;

    /** Columns come in as many at a time as the widest vector register holds. */
    private static final int LEAST = 8;

    private static final int ROLES = 3;

    private final ComplexKernels kernels;
    private final int r;
    private final int p;
    private final int cols;

    /** Columns of a block; the last one may have fewer. */
    private final int width;

    /** Q: [batch, r, p]. */
    private final ComplexTensor basis;

    /**
     * The trial, the iterate and the one before it: [batch, r, T] each, block after block, [r,
     * width] each. What is which turns with {@link #turn}.
     */
    private final ComplexTensor[] w = new ComplexTensor[ROLES];

    /** Accepted steps modulo 3, per slot. */
    private final int[] turn;

    /** How far beyond the iterate the next step starts, per slot. */
    private final double[] beyond;

    /** X_{k+1} - kappa X_k: [batch, p, T], then a block of it, and of X_{k+1}: [p, width]. */
    private final ComplexTensor change;

    private final SplitComplex changeBlock;
    private final SplitComplex nextBlock;

    CarriedInBlocks(ComplexKernels kernels, int batch, int r, int p, int cols) {
        this(kernels, batch, r, p, cols, NUMBERS);
    }

    /**
     * @param numbers complex numbers of a block at most, as long as it has the least columns
     */
    CarriedInBlocks(ComplexKernels kernels, int batch, int r, int p, int cols, int numbers) {
        this.kernels = kernels;
        this.r = r;
        this.p = p;
        this.cols = cols;
        width = Math.min(cols, Math.max(LEAST, numbers / r / LEAST * LEAST));
        basis = ComplexTensor.allocate(batch, r, p);
        for (int i = 0; i < ROLES; i++) {
            w[i] = ComplexTensor.allocate(batch, r, cols);
        }
        turn = new int[batch];
        beyond = new double[batch];
        change = ComplexTensor.allocate(batch, p, cols);
        changeBlock = SplitComplex.allocate(p * width);
        nextBlock = SplitComplex.allocate(p * width);
    }

    private ComplexTensor trial(int slot) {
        return w[turn[slot]];
    }

    private ComplexTensor iterate(int slot) {
        return w[(turn[slot] + 2) % ROLES];
    }

    private ComplexTensor before(int slot) {
        return w[(turn[slot] + 1) % ROLES];
    }

    @Override
    SplitComplex load(int slot, AdmmProblem job) {
        SplitComplex q = job.coordinates.q();
        copy(q, 0, basis.planes(), basis.offset(slot), basis.stride());
        turn[slot] = 0;
        beyond[slot] = 0;
        SplitComplex start = start(job, cols);
        SplitComplex to = iterate(slot).planes();
        for (int j = 0; j < cols; j += width) {
            int many = Math.min(width, cols - j);
            int block = blockOffset(slot, j);
            for (int i = 0; i < r; i++) {
                copy(start, i * cols + j, to, block + i * many, many);
            }
        }
        return inside(kernels, job, start, cols);
    }

    /** Where the block that begins with column j lies. */
    private int blockOffset(int slot, int j) {
        return w[0].offset(slot) + j * r;
    }

    private static void copy(SplitComplex from, int x, SplitComplex to, int y, int length) {
        System.arraycopy(from.re(), x, to.re(), y, length);
        System.arraycopy(from.im(), x, to.im(), y, length);
    }

    @Override
    void store(int slot, AdmmProblem job) {
        SplitComplex last = SplitComplex.allocate(r * cols);
        SplitComplex from = iterate(slot).planes();
        for (int j = 0; j < cols; j += width) {
            int many = Math.min(width, cols - j);
            int block = blockOffset(slot, j);
            for (int i = 0; i < r; i++) {
                copy(from, block + i * many, last, i * cols + j, many);
            }
        }
        job.w = last;
    }

    @Override
    ComplexTensor change() {
        return change;
    }

    @Override
    void carry(int active, AdmmProblem[] jobs, ComplexTensor xNext) {
        for (int slot = 0; slot < active; slot++) {
            if (jobs[slot] != null) {
                for (int j = 0; j < cols; j += width) {
                    carry(slot, j, Math.min(width, cols - j), jobs[slot].shrink, xNext);
                }
            }
        }
    }

    /** Columns j .. j + many - 1 of W_{k+1} and X_{k+1}. */
    private void carry(int slot, int j, int many, double kappa, ComplexTensor xNext) {
        SplitComplex next = trial(slot).planes();
        int q = basis.offset(slot);
        int block = blockOffset(slot, j);
        if (many == cols) {
            int x = change.offset(slot);
            kernels.multiply(r, cols, p, basis.planes(), q, change.planes(), x, next, block);
            complete(slot, block, r * cols, kappa);
            kernels.multiplyAdjointLeft(
                    p, cols, r, basis.planes(), q, next, block, xNext.planes(), x);
            return;
        }
        int x = change.offset(slot) + j;
        for (int i = 0; i < p; i++) {
            copy(change.planes(), x + i * cols, changeBlock, i * many, many);
        }
        kernels.multiply(r, many, p, basis.planes(), q, changeBlock, 0, next, block);
        complete(slot, block, r * many, kappa);
        kernels.multiplyAdjointLeft(p, many, r, basis.planes(), q, next, block, nextBlock, 0);
        for (int i = 0; i < p; i++) {
            copy(nextBlock, i * many, xNext.planes(), x + i * cols, many);
        }
    }

    /** W_{k+1} += kappa (W_k + beta (W_k - W_{k-1})) on numbers that lie together. */
    private void complete(int slot, int from, int count, double kappa) {
        SplitComplex next = trial(slot).planes();
        SplitComplex kept = iterate(slot).planes();
        SplitComplex old = before(slot).planes();
        double a = kappa * (1 + beyond[slot]);
        double b = -kappa * beyond[slot];
        if (b == 0) {
            add(next.re(), kept.re(), from, from + count, a);
            add(next.im(), kept.im(), from, from + count, a);
        } else {
            add(next.re(), kept.re(), old.re(), from, from + count, a, b);
            add(next.im(), kept.im(), old.im(), from, from + count, a, b);
        }
    }

    private static void add(double[] next, double[] kept, int from, int to, double a) {
        for (int i = from; i < to; i++) {
            next[i] += a * kept[i];
        }
    }

    private static void add(
            double[] next, double[] kept, double[] old, int from, int to, double a, double b) {
        for (int i = from; i < to; i++) {
            next[i] += a * kept[i] + b * old[i];
        }
    }

    @Override
    void accept(int slot, double beta) {
        turn[slot] = (turn[slot] + 1) % ROLES;
        beyond[slot] = beta;
    }

    @Override
    void restart(int slot) {
        beyond[slot] = 0;
    }

    @Override
    void move(int from, int to) {
        basis.move(from, to);
        turn[to] = turn[from];
        beyond[to] = beyond[from];
        iterate(from).move(from, to);
        before(from).move(from, to);
    }

    @Override
    void close() {
        // Everything lives on the Java heap.
    }
}
