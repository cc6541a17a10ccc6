package org.beamforge.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products in register tiles of 2 rows x one 512-bit vector (8 columns).
 *
 * <p>A tile keeps the four real products of a complex one in separate sums, eight vectors in all:
 * no negation inside the loop, one code for A and A^H, and enough independent sums to hide the
 * latency of the fused multiply-add. With four rows the method outgrows the inlining budget of C2
 * on JDK 17. Twin of {@link Tiles256}; species must be compile-time constants, so the two cannot
 * share code.
 */
final class Tiles512 {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_512;
    private static final int LANES = 8;
    private static final int ROWS = 2;

    private Tiles512() {}

    /**
     * Columns [{@code from}, {@code to}) of C = op(A) B, a multiple of 8 of them. op(A)_ip is at
     * {@code a0 + i * aRow + p * aStep}, its imaginary part times {@code sign} (1 or -1); B: [k,
     * n], C: [m, n].
     */
    static void columns(
            int m,
            int n,
            int k,
            double[] ar,
            double[] ai,
            int a0,
            int aRow,
            int aStep,
            double sign,
            double[] br,
            double[] bi,
            int b0,
            double[] cr,
            double[] ci,
            int c0,
            int from,
            int to) {
        int rest = m % ROWS;
        for (int i = 0; i + ROWS <= m; i += ROWS) {
            int a = a0 + i * aRow;
            int c = c0 + i * n;
            for (int j = from; j < to; j += LANES) {
                rows2(k, n, ar, ai, a, aRow, aStep, sign, br, bi, b0 + j, cr, ci, c + j);
            }
        }

        for (int i = m - rest; i < m; i++) {
            int a = a0 + i * aRow;
            int c = c0 + i * n;
            for (int j = from; j < to; j += LANES) {
                row(k, n, ar, ai, a, aStep, sign, br, bi, b0 + j, cr, ci, c + j);
            }
        }
    }

    private static void rows2(
            int k,
            int n,
            double[] ar,
            double[] ai,
            int a0,
            int aRow,
            int aStep,
            double sign,
            double[] br,
            double[] bi,
            int b0,
            double[] cr,
            double[] ci,
            int c0) {
        DoubleVector rr0 = DoubleVector.zero(S);
        DoubleVector ii0 = DoubleVector.zero(S);
        DoubleVector ri0 = DoubleVector.zero(S);
        DoubleVector ir0 = DoubleVector.zero(S);
        DoubleVector rr1 = DoubleVector.zero(S);
        DoubleVector ii1 = DoubleVector.zero(S);
        DoubleVector ri1 = DoubleVector.zero(S);
        DoubleVector ir1 = DoubleVector.zero(S);
        int y = b0;
        int x0 = a0;
        int x1 = a0 + aRow;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = DoubleVector.fromArray(S, br, y);
            DoubleVector yi = DoubleVector.fromArray(S, bi, y);
            DoubleVector xr = DoubleVector.broadcast(S, ar[x0]);
            DoubleVector xi = DoubleVector.broadcast(S, ai[x0]);
            rr0 = xr.fma(yr, rr0);
            ii0 = xi.fma(yi, ii0);
            ri0 = xr.fma(yi, ri0);
            ir0 = xi.fma(yr, ir0);
            xr = DoubleVector.broadcast(S, ar[x1]);
            xi = DoubleVector.broadcast(S, ai[x1]);
            rr1 = xr.fma(yr, rr1);
            ii1 = xi.fma(yi, ii1);
            ri1 = xr.fma(yi, ri1);
            ir1 = xi.fma(yr, ir1);
            x0 += aStep;
            x1 += aStep;
            y += n;
        }
        DoubleVector plus = DoubleVector.broadcast(S, sign);
        DoubleVector minus = DoubleVector.broadcast(S, -sign);
        minus.fma(ii0, rr0).intoArray(cr, c0);
        plus.fma(ir0, ri0).intoArray(ci, c0);
        minus.fma(ii1, rr1).intoArray(cr, c0 + n);
        plus.fma(ir1, ri1).intoArray(ci, c0 + n);
    }

    private static void row(
            int k,
            int n,
            double[] ar,
            double[] ai,
            int a0,
            int aStep,
            double sign,
            double[] br,
            double[] bi,
            int b0,
            double[] cr,
            double[] ci,
            int c0) {
        DoubleVector rr0 = DoubleVector.zero(S);
        DoubleVector ii0 = DoubleVector.zero(S);
        DoubleVector ri0 = DoubleVector.zero(S);
        DoubleVector ir0 = DoubleVector.zero(S);
        int y = b0;
        int x0 = a0;
        for (int p = 0; p < k; p++) {
            DoubleVector yr = DoubleVector.fromArray(S, br, y);
            DoubleVector yi = DoubleVector.fromArray(S, bi, y);
            DoubleVector xr = DoubleVector.broadcast(S, ar[x0]);
            DoubleVector xi = DoubleVector.broadcast(S, ai[x0]);
            rr0 = xr.fma(yr, rr0);
            ii0 = xi.fma(yi, ii0);
            ri0 = xr.fma(yi, ri0);
            ir0 = xi.fma(yr, ir0);
            x0 += aStep;
            y += n;
        }
        DoubleVector plus = DoubleVector.broadcast(S, sign);
        DoubleVector minus = DoubleVector.broadcast(S, -sign);
        minus.fma(ii0, rr0).intoArray(cr, c0);
        plus.fma(ir0, ri0).intoArray(ci, c0);
    }

    /** C = A A^H with A: [n, k], n at least 2. */
    static void gramOfRows(int n, int k, SplitComplex a, int a0, SplitComplex c, int c0) {
        for (int i = 0; i < n; i += 2) {
            int i0 = Math.min(i, n - 2);
            for (int j = 0; j <= i0; j += 2) {
                gramTile(k, a.re(), a.im(), a0 + i0 * k, a0 + j * k, c.re(), c.im(), c0, n, i0, j);
            }
            if (i0 < i) {
                // n is odd and rows n-2, n-1 are one tile: its own pair was not among the j above.
                gramTile(
                        k, a.re(), a.im(), a0 + i0 * k, a0 + i0 * k, c.re(), c.im(), c0, n, i0, i0);
            }
        }
    }

    private static void gramTile(
            int k,
            double[] ar,
            double[] ai,
            int rowI,
            int rowJ,
            double[] cr,
            double[] ci,
            int c0,
            int n,
            int i,
            int j) {
        DoubleVector re00 = DoubleVector.zero(S);
        DoubleVector up00 = DoubleVector.zero(S);
        DoubleVector down00 = DoubleVector.zero(S);
        DoubleVector re01 = DoubleVector.zero(S);
        DoubleVector up01 = DoubleVector.zero(S);
        DoubleVector down01 = DoubleVector.zero(S);
        DoubleVector re10 = DoubleVector.zero(S);
        DoubleVector up10 = DoubleVector.zero(S);
        DoubleVector down10 = DoubleVector.zero(S);
        DoubleVector re11 = DoubleVector.zero(S);
        DoubleVector up11 = DoubleVector.zero(S);
        DoubleVector down11 = DoubleVector.zero(S);
        int vectors = k - k % LANES;
        for (int p = 0; p < vectors; p += LANES) {
            DoubleVector xr = DoubleVector.fromArray(S, ar, rowI + p);
            DoubleVector xi = DoubleVector.fromArray(S, ai, rowI + p);
            DoubleVector ur = DoubleVector.fromArray(S, ar, rowI + k + p);
            DoubleVector ui = DoubleVector.fromArray(S, ai, rowI + k + p);
            DoubleVector yr = DoubleVector.fromArray(S, ar, rowJ + p);
            DoubleVector yi = DoubleVector.fromArray(S, ai, rowJ + p);
            DoubleVector vr = DoubleVector.fromArray(S, ar, rowJ + k + p);
            DoubleVector vi = DoubleVector.fromArray(S, ai, rowJ + k + p);
            re00 = xr.fma(yr, re00);
            up00 = xi.fma(yr, up00);
            down00 = xr.fma(yi, down00);
            re01 = xr.fma(vr, re01);
            up01 = xi.fma(vr, up01);
            down01 = xr.fma(vi, down01);
            re10 = ur.fma(yr, re10);
            up10 = ui.fma(yr, up10);
            down10 = ur.fma(yi, down10);
            re11 = ur.fma(vr, re11);
            up11 = ui.fma(vr, up11);
            down11 = ur.fma(vi, down11);
            re00 = xi.fma(yi, re00);
            re01 = xi.fma(vi, re01);
            re10 = ui.fma(yi, re10);
            re11 = ui.fma(vi, re11);
        }
        double r00 = re00.reduceLanes(VectorOperators.ADD);
        double i00 = up00.sub(down00).reduceLanes(VectorOperators.ADD);
        double r01 = re01.reduceLanes(VectorOperators.ADD);
        double i01 = up01.sub(down01).reduceLanes(VectorOperators.ADD);
        double r10 = re10.reduceLanes(VectorOperators.ADD);
        double i10 = up10.sub(down10).reduceLanes(VectorOperators.ADD);
        double r11 = re11.reduceLanes(VectorOperators.ADD);
        double i11 = up11.sub(down11).reduceLanes(VectorOperators.ADD);
        for (int p = vectors; p < k; p++) {
            double xr = ar[rowI + p];
            double xi = ai[rowI + p];
            double ur = ar[rowI + k + p];
            double ui = ai[rowI + k + p];
            double yr = ar[rowJ + p];
            double yi = ai[rowJ + p];
            double vr = ar[rowJ + k + p];
            double vi = ai[rowJ + k + p];
            r00 += xr * yr + xi * yi;
            i00 += xi * yr - xr * yi;
            r01 += xr * vr + xi * vi;
            i01 += xi * vr - xr * vi;
            r10 += ur * yr + ui * yi;
            i10 += ui * yr - ur * yi;
            r11 += ur * vr + ui * vi;
            i11 += ui * vr - ur * vi;
        }
        PlainProducts.hermitian(cr, ci, c0, n, i, j, r00, i00);
        // On a diagonal tile (i, i+1) is the mirror image of (i+1, i) up to rounding: keep one.
        if (i != j) {
            PlainProducts.hermitian(cr, ci, c0, n, i, j + 1, r01, i01);
        }
        PlainProducts.hermitian(cr, ci, c0, n, i + 1, j, r10, i10);
        PlainProducts.hermitian(cr, ci, c0, n, i + 1, j + 1, r11, i11);
    }
}
