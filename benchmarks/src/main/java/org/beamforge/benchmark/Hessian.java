package org.beamforge.benchmark;

/**
 * K of (59) as real vectors of length 2 m see it; how a complex vector is laid out in one is the
 * implementation's business, but x . y is Re x^H y.
 */
interface Hessian extends AutoCloseable {
    /** Lays a complex vector out. */
    double[] pack(double[] re, double[] im);

    /** Real parts of a vector, [m], and then the imaginary parts. */
    double[][] unpack(double[] x);

    /** K x. */
    double[] times(double[] x);

    /** Cholesky factor of K + shift I. */
    void factor(double shift);

    /** (K + shift I)^-1 x with the last factor. */
    double[] solve(double[] x);

    /** Real floating-point operations of one factor. */
    double factorFlops();

    @Override
    void close();
}
