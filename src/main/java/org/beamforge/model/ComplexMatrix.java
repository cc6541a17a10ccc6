package org.beamforge.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A dense complex matrix, immutable once built; row-major with separate real and imaginary planes.
 *
 * <p>{@link #re()} and {@link #im()} hand out the planes themselves, without a copy, for the
 * kernels; callers must not write to them.
 */
public final class ComplexMatrix {
    private final int rows;
    private final int cols;
    private final double[] re;
    private final double[] im;

    private ComplexMatrix(int rows, int cols, double[] re, double[] im) {
        this.rows = rows;
        this.cols = cols;
        this.re = re;
        this.im = im;
    }

    /**
     * Wraps row-major planes without copying them; the caller gives them up.
     *
     * @throws InvalidInputException if a plane does not hold {@code rows * cols} numbers
     */
    public static ComplexMatrix of(int rows, int cols, double[] re, double[] im) {
        Objects.requireNonNull(re, "re");
        Objects.requireNonNull(im, "im");
        if (rows < 0 || cols < 0 || re.length != rows * cols || im.length != rows * cols) {
            throw new InvalidInputException(
                    "a %d x %d complex matrix needs %d numbers per plane, found %d (re) and %d (im)"
                            .formatted(rows, cols, (long) rows * cols, re.length, im.length));
        }
        return new ComplexMatrix(rows, cols, re, im);
    }

    public static ComplexMatrix zeros(int rows, int cols) {
        return of(rows, cols, new double[rows * cols], new double[rows * cols]);
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return cols;
    }

    public double re(int row, int col) {
        return re[row * cols + col];
    }

    public double im(int row, int col) {
        return im[row * cols + col];
    }

    /** The real plane, [rows * cols], row-major; not a copy. */
    public double[] re() {
        return re;
    }

    /** The imaginary plane, [rows * cols], row-major; not a copy. */
    public double[] im() {
        return im;
    }

    /** Sum of |x|^2 over all entries. */
    public double squaredFrobeniusNorm() {
        double sum = 0;
        for (int i = 0; i < re.length; i++) {
            sum += re[i] * re[i] + im[i] * im[i];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ComplexMatrix that
                && rows == that.rows
                && cols == that.cols
                && Arrays.equals(re, that.re)
                && Arrays.equals(im, that.im);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + cols) + 17 * Arrays.hashCode(re) + Arrays.hashCode(im);
    }

    @Override
    public String toString() {
        return "ComplexMatrix[" + rows + " x " + cols + "]";
    }
}
