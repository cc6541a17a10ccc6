package org.beamforge.tensor;

import org.beamforge.kernel.SplitComplex;

/**
 * A batch of complex matrices of one shape, [batch, rows, cols] in c-order on split planes;
 * allocated once and mutable. Matrix b starts at {@link #offset}(b).
 */
public final class ComplexTensor {
    private final int batch;
    private final int rows;
    private final int cols;
    private final SplitComplex planes;

    private ComplexTensor(int batch, int rows, int cols, SplitComplex planes) {
        this.batch = batch;
        this.rows = rows;
        this.cols = cols;
        this.planes = planes;
    }

    /** A zeroed tensor; each plane must fit into one Java array. */
    public static ComplexTensor allocate(int batch, int rows, int cols) {
        long length = (long) batch * rows * cols;
        if (batch < 1 || rows < 1 || cols < 1 || length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "no tensor of shape [%d, %d, %d]".formatted(batch, rows, cols));
        }
        return new ComplexTensor(batch, rows, cols, SplitComplex.allocate((int) length));
    }

    public int batch() {
        return batch;
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return cols;
    }

    /** Complex numbers in one matrix. */
    public int stride() {
        return rows * cols;
    }

    /** Where matrix {@code slot} starts in the planes. */
    public int offset(int slot) {
        return slot * rows * cols;
    }

    /** The planes themselves, [batch * rows * cols]. */
    public SplitComplex planes() {
        return planes;
    }

    /** Copies matrix {@code from} over matrix {@code to}. */
    public void move(int from, int to) {
        System.arraycopy(planes.re(), offset(from), planes.re(), offset(to), stride());
        System.arraycopy(planes.im(), offset(from), planes.im(), offset(to), stride());
    }
}
