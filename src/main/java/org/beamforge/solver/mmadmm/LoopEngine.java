package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.tensor.TensorEngine;

/** Where the loop of Algorithm 2 runs. Thread-safe. */
interface LoopEngine {
    String name();

    String device();

    /** Kernels for starts and restoration, which stay on the calling thread. */
    ComplexKernels kernels();

    /** Starts of problems with this dimension r and so many users that a batch should have. */
    int preferredBatch(int dimension, int users);

    /** Room for {@code count} starts of problems with this dimension r and so many users. */
    LoopBatch batch(Schedule schedule, int count, int dimension, int users);

    /**
     * The same, or what does the same faster where a call has so many starts. Results agree up to
     * rounding; the choice hangs on the call alone, so that equal calls give equal bits.
     */
    default LoopEngine forStarts(long starts) {
        return this;
    }

    /** On the calling thread, with the products of a tensor engine. */
    static LoopEngine of(TensorEngine engine) {
        return TensorLoops.of(engine);
    }

    /** On a device that runs the whole loop itself. */
    static LoopEngine of(AdmmDevice device, ComplexKernels kernels) {
        return new LoopEngine() {
            /** Enough to fill a GPU several times over, few enough for starts to fit in memory. */
            private static final int MOST_STARTS = 8192;

            @Override
            public String name() {
                return device.name();
            }

            @Override
            public String device() {
                return device.device();
            }

            @Override
            public ComplexKernels kernels() {
                return kernels;
            }

            @Override
            public int preferredBatch(int dimension, int users) {
                return MOST_STARTS;
            }

            @Override
            public LoopBatch batch(Schedule schedule, int count, int dimension, int users) {
                return new DeviceBatch(device, schedule, users + dimension);
            }
        };
    }
}
