package org.beamforge.kernel;

/**
 * Dense complex matrix kernels on row-major split planes, without allocation.
 *
 * <p>Every matrix is dense (leading dimension = number of columns) and starts at an offset into its
 * buffer. Outputs must not overlap inputs unless said otherwise. Implementations are stateless and
 * thread-safe. All providers obey one contract test; see docs/architecture.md.
 */
public interface ComplexKernels {
    /** Short name for logs, for example {@code vector-512}. */
    String name();

    /** Doubles in a vector register that these kernels use through the Vector API, else 1. */
    default int lanes() {
        return 1;
    }

    /** C = A B with A: [m, k], B: [k, n], C: [m, n]. */
    void multiply(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aOffset,
            SplitComplex b,
            int bOffset,
            SplitComplex c,
            int cOffset);

    /** C = A^H B with A: [k, m], B: [k, n], C: [m, n]. */
    void multiplyAdjointLeft(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aOffset,
            SplitComplex b,
            int bOffset,
            SplitComplex c,
            int cOffset);

    /** C = A A^H with A: [n, k], C: [n, n] Hermitian, both triangles written. */
    void gramOfRows(int n, int k, SplitComplex a, int aOffset, SplitComplex c, int cOffset);

    /**
     * Cholesky factor of a Hermitian A: [n, n] in place: A = L L^H. Reads and writes the lower
     * triangle only; the diagonal of L is real and positive.
     *
     * @return whether every pivot was positive (a normal number, not NaN) and finite; if not, the
     *     content of the lower triangle is undefined
     */
    boolean cholesky(int n, SplitComplex a, int aOffset);

    /**
     * Inverse of a lower triangular L: [n, n] with a real diagonal, in place; the strict upper
     * triangle is neither read nor written.
     */
    void invertLower(int n, SplitComplex l, int lOffset);

    /** G = X^H X for lower triangular X: [n, n] (so G = (L L^H)^-1 for X = L^-1); G is full. */
    void adjointTimesLower(int n, SplitComplex x, int xOffset, SplitComplex g, int gOffset);

    /**
     * Z = (L D L^T)^-1 X for X, Z: [n, cols], a real diagonal D: [n] and a real L: [n, n] with ones
     * on the diagonal and entries only next to it: a symmetric tridiagonal system, factorised.
     *
     * @param inversePivots 1 / D_ii: [n]
     * @param multipliers L_{i+1,i}: [n - 1]
     * @return squared Frobenius norm of Z
     */
    double solveTridiagonal(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            SplitComplex x,
            int xOffset,
            SplitComplex z,
            int zOffset);

    /**
     * The same kernels for loops of many thousand calls on small matrices, where compiling vector
     * code for them pays. Results may differ from these in the last bits.
     */
    default ComplexKernels sustained() {
        return this;
    }
}
