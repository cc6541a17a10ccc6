package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.tensor.TensorEngine;

/**
 * The loop on the calling thread, with the products of a tensor engine: a problem at a time ({@link
 * MmAdmm}), or in calls with very many starts one problem per lane of a vector register ({@link
 * LaneBatch}).
 */
final class TensorLoops implements LoopEngine {
    /**
     * Starts of a call that pay for compiling the code of the lanes, which takes a cold JVM a few
     * seconds: 1,000 problems of all sizes, 16,000 starts, took 22 s instead of 25 s with it.
     */
    private static final long MANY = 8192;

    /** Starts at a time in lanes; enough that few lanes are empty at the end. */
    private static final int PART = 512;

    /** Bytes of a group of lanes beyond which caches no longer help. */
    private static final long CACHE = 4_000_000;

    /** Tensors of the shapes [p, T] and [r, T] in a group of lanes. */
    private static final int INNER_TENSORS = 8;

    private static final int OUTER_TENSORS = 4;
    private static final int BYTES = 16;

    private final TensorEngine engine;
    private final boolean lanes;
    private final long many;

    private TensorLoops(TensorEngine engine, boolean lanes, long many) {
        this.engine = engine;
        this.lanes = lanes;
        this.many = many;
    }

    static TensorLoops of(TensorEngine engine) {
        return of(engine, MANY);
    }

    /** The same with lanes for calls with {@code many} starts and more. */
    static TensorLoops of(TensorEngine engine, long many) {
        return new TensorLoops(engine, false, many);
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public String device() {
        return engine.device();
    }

    @Override
    public ComplexKernels kernels() {
        return engine.kernels();
    }

    @Override
    public LoopEngine forStarts(long starts) {
        boolean wide = starts >= many && engine.kernels().lanes() > 1;
        return wide == lanes ? this : new TensorLoops(engine, wide, many);
    }

    @Override
    public int preferredBatch(int dimension, int users) {
        int few = engine.preferredBatch((long) dimension * (dimension + users));
        return lanes && fits(dimension, users) ? Math.max(few, PART) : few;
    }

    @Override
    public LoopBatch batch(Schedule schedule, int count, int dimension, int users) {
        if (lanes && fits(dimension, users)) {
            return new LaneBatch(engine, schedule, count, dimension, users);
        }
        return new MmAdmm(engine, schedule, count, dimension, users);
    }

    /** Whether a group of lanes stays in the cache; in full dimension W is what fills it. */
    private boolean fits(int dimension, int users) {
        long p = Math.min(dimension, users + SensingMoments.ROWS);
        long cols = (long) users + dimension;
        long outer = dimension > p ? OUTER_TENSORS * dimension * cols : 0;
        long numbers = INNER_TENSORS * p * cols + outer;
        return numbers * BYTES * engine.kernels().lanes() <= CACHE;
    }
}
