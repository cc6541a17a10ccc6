package org.beamforge.kernel;

/**
 * A mutable buffer of complex numbers with separate real and imaginary planes.
 *
 * @param re real parts
 * @param im imaginary parts, same length
 */
public record SplitComplex(double[] re, double[] im) {
    /** A zeroed buffer of {@code length} complex numbers. */
    public static SplitComplex allocate(int length) {
        return new SplitComplex(new double[length], new double[length]);
    }

    public int length() {
        return re.length;
    }
}
