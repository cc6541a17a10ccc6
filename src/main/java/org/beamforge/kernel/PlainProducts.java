package org.beamforge.kernel;

/**
 * Scalar complex products in 2x2 register tiles.
 *
 * <p>A tile keeps eight sums in registers and reuses every loaded number twice; that is faster on
 * HotSpot than loops written for its auto-vectoriser, which pay for pre- and post-loops at these
 * sizes and depend on the JDK. No fused multiply-add: without hardware support {@code Math.fma} is
 * hundreds of times slower.
 */
final class PlainProducts {
    private PlainProducts() {}

    /**
     * C = op(A) B with op(A)_ip at {@code a0 + i * aRow + p * aStep}, its imaginary part times
     * {@code sign}; B: [k, n], C: [m, n].
     */
    static void product(
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
        int i = 0;
        for (; i + 1 < m; i += 2) {
            int rowA = a0 + i * aRow;
            int rowC = c0 + i * n;
            int j = 0;
            for (; j + 1 < n; j += 2) {
                tile(k, a, rowA, aRow, aStep, sign, b, b0 + j, n, c, rowC + j, n);
            }
            if (j < n) {
                column(k, a, rowA, aRow, aStep, sign, b, b0 + j, n, c, rowC + j, n);
            }
        }
        if (i < m) {
            int rowA = a0 + i * aRow;
            int rowC = c0 + i * n;
            for (int j = 0; j < n; j += 2) {
                // The last pair of an odd row is the last two columns again, or one column twice.
                int from = Math.max(0, Math.min(j, n - 2));
                row(k, a, rowA, aStep, sign, b, b0 + from, n, n > 1 ? 1 : 0, c, rowC + from);
            }
        }
    }

    private static void tile(
            int k,
            SplitComplex a,
            int a0,
            int aRow,
            int aStep,
            double sign,
            SplitComplex b,
            int b0,
            int bStep,
            SplitComplex c,
            int c0,
            int cRow) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double r00 = 0;
        double i00 = 0;
        double r01 = 0;
        double i01 = 0;
        double r10 = 0;
        double i10 = 0;
        double r11 = 0;
        double i11 = 0;
        int x = a0;
        int y = b0;
        for (int p = 0; p < k; p++) {
            double xr = ar[x];
            double xi = sign * ai[x];
            double ur = ar[x + aRow];
            double ui = sign * ai[x + aRow];
            double yr = br[y];
            double yi = bi[y];
            double vr = br[y + 1];
            double vi = bi[y + 1];
            r00 += xr * yr - xi * yi;
            i00 += xr * yi + xi * yr;
            r01 += xr * vr - xi * vi;
            i01 += xr * vi + xi * vr;
            r10 += ur * yr - ui * yi;
            i10 += ur * yi + ui * yr;
            r11 += ur * vr - ui * vi;
            i11 += ur * vi + ui * vr;
            x += aStep;
            y += bStep;
        }
        double[] cr = c.re();
        double[] ci = c.im();
        cr[c0] = r00;
        ci[c0] = i00;
        cr[c0 + 1] = r01;
        ci[c0 + 1] = i01;
        cr[c0 + cRow] = r10;
        ci[c0 + cRow] = i10;
        cr[c0 + cRow + 1] = r11;
        ci[c0 + cRow + 1] = i11;
    }

    /** Two rows of A, one column of B. */
    private static void column(
            int k,
            SplitComplex a,
            int a0,
            int aRow,
            int aStep,
            double sign,
            SplitComplex b,
            int b0,
            int bStep,
            SplitComplex c,
            int c0,
            int cRow) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double r0 = 0;
        double i0 = 0;
        double r1 = 0;
        double i1 = 0;
        int x = a0;
        int y = b0;
        for (int p = 0; p < k; p++) {
            double xi = sign * ai[x];
            double ui = sign * ai[x + aRow];
            double yr = br[y];
            double yi = bi[y];
            r0 += ar[x] * yr - xi * yi;
            i0 += ar[x] * yi + xi * yr;
            r1 += ar[x + aRow] * yr - ui * yi;
            i1 += ar[x + aRow] * yi + ui * yr;
            x += aStep;
            y += bStep;
        }
        double[] cr = c.re();
        double[] ci = c.im();
        cr[c0] = r0;
        ci[c0] = i0;
        cr[c0 + cRow] = r1;
        ci[c0 + cRow] = i1;
    }

    /** One row of A, the columns of B at {@code b0} and {@code b0 + next}. */
    private static void row(
            int k,
            SplitComplex a,
            int a0,
            int aStep,
            double sign,
            SplitComplex b,
            int b0,
            int bStep,
            int next,
            SplitComplex c,
            int c0) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double r0 = 0;
        double i0 = 0;
        double r1 = 0;
        double i1 = 0;
        int x = a0;
        int y = b0;
        for (int p = 0; p < k; p++) {
            double xr = ar[x];
            double xi = sign * ai[x];
            r0 += xr * br[y] - xi * bi[y];
            i0 += xr * bi[y] + xi * br[y];
            r1 += xr * br[y + next] - xi * bi[y + next];
            i1 += xr * bi[y + next] + xi * br[y + next];
            x += aStep;
            y += bStep;
        }
        double[] cr = c.re();
        double[] ci = c.im();
        cr[c0] = r0;
        ci[c0] = i0;
        cr[c0 + next] = r1;
        ci[c0 + next] = i1;
    }

    /** C = A A^H with A: [n, k]. */
    static void gramOfRows(int n, int k, SplitComplex a, int a0, SplitComplex c, int c0) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] cr = c.re();
        double[] ci = c.im();
        if (n == 1) {
            double sum = 0;
            for (int p = 0; p < k; p++) {
                sum += ar[a0 + p] * ar[a0 + p] + ai[a0 + p] * ai[a0 + p];
            }
            cr[c0] = sum;
            ci[c0] = 0;
            return;
        }
        for (int i = 0; i < n; i += 2) {
            int i0 = Math.min(i, n - 2);
            for (int j = 0; j <= i0; j += 2) {
                gramTile(k, ar, ai, a0 + i0 * k, a0 + j * k, cr, ci, c0, n, i0, j);
            }
            if (i0 < i) {
                // n is odd and rows n-2, n-1 are one tile: its own pair was not among the j above.
                gramTile(k, ar, ai, a0 + i0 * k, a0 + i0 * k, cr, ci, c0, n, i0, i0);
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
        double r00 = 0;
        double i00 = 0;
        double r01 = 0;
        double i01 = 0;
        double r10 = 0;
        double i10 = 0;
        double r11 = 0;
        double i11 = 0;
        for (int p = 0; p < k; p++) {
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
        hermitian(cr, ci, c0, n, i, j, r00, i00);
        // On a diagonal tile (i, i+1) is the mirror image of (i+1, i) up to rounding: keep one.
        if (i != j) {
            hermitian(cr, ci, c0, n, i, j + 1, r01, i01);
        }
        hermitian(cr, ci, c0, n, i + 1, j, r10, i10);
        hermitian(cr, ci, c0, n, i + 1, j + 1, r11, i11);
    }

    /** Writes entry (i, j) and its mirror image; the diagonal is exactly real. */
    static void hermitian(
            double[] cr, double[] ci, int c0, int n, int i, int j, double re, double im) {
        int lower = c0 + i * n + j;
        int upper = c0 + j * n + i;
        cr[lower] = re;
        cr[upper] = re;
        ci[upper] = -im;
        // Second, so that the diagonal ends as +0.
        ci[lower] = i == j ? 0 : im;
    }
}
