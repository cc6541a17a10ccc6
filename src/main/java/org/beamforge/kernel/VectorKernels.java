package org.beamforge.kernel;

import jdk.incubator.vector.DoubleVector;

/**
 * The provider on the Vector API, for machines with at least 256-bit vectors and fused
 * multiply-add. Get it from {@link KernelProvider}: naming this class in a JVM without the module
 * {@code jdk.incubator.vector} fails to link.
 *
 * <p>Small calls and the triangular kernels stay scalar, see {@link #SCALAR_BELOW}. The choice
 * hangs on the size of the call only, so that the same input gives the same bits in every run.
 */
final class VectorKernels implements ComplexKernels {
    /**
     * Products with fewer complex multiply-adds than this stay scalar.
     *
     * <p>Until C2 has compiled them, vectors are boxed objects and a product is about a thousand
     * times slower; warming up costs about half a second. Measured on a 2-core AVX-512 server:
     * 3,000 Newton steps of order 11 in a cold JVM take 0.1 s scalar and 0.5 to 0.7 s with vectors,
     * which catch up between 100,000 and 300,000 steps. A Newton step has products of at most 16 x
     * 19 x 16 = 4,864; the batched full-size solvers begin at 24 x 34 x 10 = 8,160.
     */
    static final int SCALAR_BELOW = 8_000;

    /**
     * The same for loops that run long enough to compile them: mm-admm at M = 24, N = 10 takes 13
     * instead of 35 us per iteration, and a single solve in a cold JVM 0.1 s longer.
     */
    static final int SUSTAINED_BELOW = 200;

    private static final int FMA_CALLS = 32;
    private static final long SLOW_FMA_NANOSECONDS = 500;

    private final PlainKernels plain = new PlainKernels();
    private final boolean wide;
    private final int scalarBelow;

    /** With 512-bit or 256-bit tiles; tests lower the threshold to reach every tile. */
    VectorKernels(boolean wide, int scalarBelow) {
        this.wide = wide;
        this.scalarBelow = scalarBelow;
    }

    /**
     * The provider for this machine.
     *
     * @throws UnsupportedOperationException with the reason if vectors do not pay here
     */
    static ComplexKernels create() {
        int lanes = DoubleVector.SPECIES_PREFERRED.length();
        if (lanes < 4) {
            // Two lanes win at most a factor of two where the scalar tiles already issue two
            // operations per cycle, and lose the warm-up.
            throw new UnsupportedOperationException(
                    "vectors of this JVM hold "
                            + lanes
                            + " doubles, at least 4 are needed (AVX2, SVE-256 or wider)");
        }
        if (!hasFastFma()) {
            throw new UnsupportedOperationException(
                    "no fused multiply-add in hardware, or it is switched off");
        }
        return new VectorKernels(lanes >= 8, SCALAR_BELOW);
    }

    /**
     * Without the instruction {@code fma} goes through BigDecimal: microseconds, not the tens of
     * nanoseconds of an interpreted call. The best of several rounds is safe on a busy machine.
     */
    private static boolean hasFastFma() {
        double x = 0.3;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < FMA_CALLS; i++) {
                x = Math.fma(x, 0.7, 0.1);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return best < FMA_CALLS * SLOW_FMA_NANOSECONDS && x > 0;
    }

    @Override
    public ComplexKernels sustained() {
        return new VectorKernels(wide, Math.min(scalarBelow, SUSTAINED_BELOW));
    }

    @Override
    public String name() {
        return wide ? "vector-512" : "vector-256";
    }

    @Override
    public void multiply(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aOffset,
            SplitComplex b,
            int bOffset,
            SplitComplex c,
            int cOffset) {
        if (staysScalar(m, n, k)) {
            plain.multiply(m, n, k, a, aOffset, b, bOffset, c, cOffset);
        } else {
            product(m, n, k, a, aOffset, k, 1, 1, b, bOffset, c, cOffset);
        }
    }

    @Override
    public void multiplyAdjointLeft(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aOffset,
            SplitComplex b,
            int bOffset,
            SplitComplex c,
            int cOffset) {
        if (staysScalar(m, n, k)) {
            plain.multiplyAdjointLeft(m, n, k, a, aOffset, b, bOffset, c, cOffset);
        } else {
            product(m, n, k, a, aOffset, 1, m, -1, b, bOffset, c, cOffset);
        }
    }

    private boolean staysScalar(int m, int n, int k) {
        return n < lanes() || (long) m * n * k < scalarBelow;
    }

    private void product(
            int m,
            int n,
            int k,
            SplitComplex a,
            int a0,
            int aRow,
            int aStep,
            double sign,
            SplitComplex b,
            int b0,
            SplitComplex c,
            int c0) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double[] cr = c.re();
        double[] ci = c.im();
        // The last columns are computed again with their neighbours, which costs less than masks
        // and
        // gives the same values. Never narrower tiles for them: HotSpot's profiles of the Vector
        // API
        // are per method, not per caller, and a second vector shape in one JVM makes JDK 17 box.
        int lanes = lanes();
        int whole = n - n % lanes;
        if (wide) {
            Tiles512.columns(
                    m, n, k, ar, ai, a0, aRow, aStep, sign, br, bi, b0, cr, ci, c0, 0, whole);
        } else {
            Tiles256.columns(
                    m, n, k, ar, ai, a0, aRow, aStep, sign, br, bi, b0, cr, ci, c0, 0, whole);
        }
        if (whole == n) {
            return;
        }
        int last = n - lanes;
        if (wide) {
            Tiles512.columns(
                    m, n, k, ar, ai, a0, aRow, aStep, sign, br, bi, b0, cr, ci, c0, last, n);
        } else {
            Tiles256.columns(
                    m, n, k, ar, ai, a0, aRow, aStep, sign, br, bi, b0, cr, ci, c0, last, n);
        }
    }

    @Override
    public int lanes() {
        return wide ? 8 : 4;
    }

    @Override
    public void gramOfRows(int n, int k, SplitComplex a, int aOffset, SplitComplex c, int cOffset) {
        if (n < 2 || k < lanes() || (long) n * n * k < scalarBelow) {
            plain.gramOfRows(n, k, a, aOffset, c, cOffset);
        } else if (wide) {
            Tiles512.gramOfRows(n, k, a, aOffset, c, cOffset);
        } else {
            Tiles256.gramOfRows(n, k, a, aOffset, c, cOffset);
        }
    }

    @Override
    public boolean cholesky(int n, SplitComplex a, int aOffset) {
        return plain.cholesky(n, a, aOffset);
    }

    @Override
    public void invertLower(int n, SplitComplex l, int lOffset) {
        plain.invertLower(n, l, lOffset);
    }

    @Override
    public void adjointTimesLower(int n, SplitComplex x, int xOffset, SplitComplex g, int gOffset) {
        plain.adjointTimesLower(n, x, xOffset, g, gOffset);
    }

    @Override
    public double solveTridiagonal(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            SplitComplex x,
            int xOffset,
            SplitComplex z,
            int zOffset) {
        // About four operations per number.
        if (cols < lanes() || 4L * n * cols < scalarBelow) {
            return plain.solveTridiagonal(
                    n, cols, inversePivots, multipliers, x, xOffset, z, zOffset);
        }
        return wide
                ? Tridiagonal512.solve(n, cols, inversePivots, multipliers, x, xOffset, z, zOffset)
                : Tridiagonal256.solve(n, cols, inversePivots, multipliers, x, xOffset, z, zOffset);
    }
}
