package org.beamforge.kernel;

/**
 * Scalar triangular kernels in 2x2 blocks, for matrices with leading dimension {@code ld}.
 *
 * <p>At the sizes of the Newton loop (4 to 16) latency decides: square root and reciprocal of a
 * pivot are taken side by side, and a block gives eight independent sums.
 */
final class PlainTriangles {
    private PlainTriangles() {}

    /** See {@link ComplexKernels#cholesky}. */
    static boolean cholesky(int n, double[] re, double[] im, int a0, int ld) {
        int j = 0;
        for (; j + 1 < n; j += 2) {
            int y = a0 + j * ld;
            int v = y + ld;
            // The 2x2 diagonal block minus the columns already done.
            double d00 = re[y + j];
            double r10 = re[v + j];
            double i10 = im[v + j];
            double d11 = re[v + j + 1];
            for (int p = 0; p < j; p++) {
                double yr = re[y + p];
                double yi = im[y + p];
                double vr = re[v + p];
                double vi = im[v + p];
                d00 -= yr * yr + yi * yi;
                r10 -= vr * yr + vi * yi;
                i10 -= vi * yr - vr * yi;
                d11 -= vr * vr + vi * vi;
            }
            if (!isPivot(d00)) {
                return false;
            }
            double reciprocal = 1 / d00;
            d11 -= (r10 * r10 + i10 * i10) * reciprocal;
            if (!isPivot(d11)) {
                return false;
            }
            double root0 = Math.sqrt(d00);
            double inverse0 = root0 * reciprocal;
            double root1 = Math.sqrt(d11);
            double inverse1 = root1 * (1 / d11);
            r10 *= inverse0;
            i10 *= inverse0;
            re[y + j] = root0;
            im[y + j] = 0;
            re[v + j] = r10;
            im[v + j] = i10;
            re[v + j + 1] = root1;
            im[v + j + 1] = 0;
            int i = j + 2;
            for (; i + 1 < n; i += 2) {
                choleskyBlock(re, im, a0 + i * ld, y, ld, j, r10, i10, inverse0, inverse1);
            }
            if (i < n) {
                choleskyRow(re, im, a0 + i * ld, y, ld, j, r10, i10, inverse0, inverse1);
            }
        }
        if (j < n) {
            int y = a0 + j * ld;
            double pivot = re[y + j];
            for (int p = 0; p < j; p++) {
                pivot -= re[y + p] * re[y + p] + im[y + p] * im[y + p];
            }
            if (!isPivot(pivot)) {
                return false;
            }
            re[y + j] = Math.sqrt(pivot);
            im[y + j] = 0;
        }
        return true;
    }

    /** Positive, finite and with a finite reciprocal; NaN is none. */
    static boolean isPivot(double value) {
        return value >= Double.MIN_NORMAL && value <= Double.MAX_VALUE;
    }

    /** Rows at {@code x}, {@code x + ld} of L in columns j, j+1, whose rows start at {@code y}. */
    private static void choleskyBlock(
            double[] re,
            double[] im,
            int x,
            int y,
            int ld,
            int j,
            double r10,
            double i10,
            double inverse0,
            double inverse1) {
        int u = x + ld;
        int v = y + ld;
        double r00 = re[x + j];
        double i00 = im[x + j];
        double r01 = re[x + j + 1];
        double i01 = im[x + j + 1];
        double s00 = re[u + j];
        double t00 = im[u + j];
        double s01 = re[u + j + 1];
        double t01 = im[u + j + 1];
        for (int p = 0; p < j; p++) {
            double xr = re[x + p];
            double xi = im[x + p];
            double ur = re[u + p];
            double ui = im[u + p];
            double yr = re[y + p];
            double yi = im[y + p];
            double vr = re[v + p];
            double vi = im[v + p];
            r00 -= xr * yr + xi * yi;
            i00 -= xi * yr - xr * yi;
            r01 -= xr * vr + xi * vi;
            i01 -= xi * vr - xr * vi;
            s00 -= ur * yr + ui * yi;
            t00 -= ui * yr - ur * yi;
            s01 -= ur * vr + ui * vi;
            t01 -= ui * vr - ur * vi;
        }
        r00 *= inverse0;
        i00 *= inverse0;
        s00 *= inverse0;
        t00 *= inverse0;
        re[x + j] = r00;
        im[x + j] = i00;
        re[x + j + 1] = (r01 - (r00 * r10 + i00 * i10)) * inverse1;
        im[x + j + 1] = (i01 - (i00 * r10 - r00 * i10)) * inverse1;
        re[u + j] = s00;
        im[u + j] = t00;
        re[u + j + 1] = (s01 - (s00 * r10 + t00 * i10)) * inverse1;
        im[u + j + 1] = (t01 - (t00 * r10 - s00 * i10)) * inverse1;
    }

    private static void choleskyRow(
            double[] re,
            double[] im,
            int x,
            int y,
            int ld,
            int j,
            double r10,
            double i10,
            double inverse0,
            double inverse1) {
        int v = y + ld;
        double r00 = re[x + j];
        double i00 = im[x + j];
        double r01 = re[x + j + 1];
        double i01 = im[x + j + 1];
        for (int p = 0; p < j; p++) {
            double xr = re[x + p];
            double xi = im[x + p];
            double yr = re[y + p];
            double yi = im[y + p];
            double vr = re[v + p];
            double vi = im[v + p];
            r00 -= xr * yr + xi * yi;
            i00 -= xi * yr - xr * yi;
            r01 -= xr * vr + xi * vi;
            i01 -= xi * vr - xr * vi;
        }
        r00 *= inverse0;
        i00 *= inverse0;
        re[x + j] = r00;
        im[x + j] = i00;
        re[x + j + 1] = (r01 - (r00 * r10 + i00 * i10)) * inverse1;
        im[x + j + 1] = (i01 - (i00 * r10 - r00 * i10)) * inverse1;
    }

    /**
     * See {@link ComplexKernels#invertLower}; the diagonal is real.
     *
     * <p>Rows i, i+1 of X = L^-1 come from the rows above: X_ij = -(1/L_ii) sum_{j<=p<i} L_ip X_pj.
     * L_ij is needed for the columns up to j only, so going through them upwards may overwrite it.
     */
    static void invertLower(int n, double[] re, double[] im, int l0, int ld) {
        int i = 0;
        for (; i + 1 < n; i += 2) {
            int x = l0 + i * ld;
            int u = x + ld;
            double inverse0 = 1 / re[x + i];
            double inverse1 = 1 / re[u + i + 1];
            double r10 = re[u + i];
            double i10 = im[u + i];
            for (int j = 0; j < i; j += 2) {
                inverseBlock(re, im, x, l0 + j, ld, i, j, r10, i10, inverse0, inverse1);
            }
            double scale = -inverse0 * inverse1;
            re[x + i] = inverse0;
            im[x + i] = 0;
            re[u + i] = r10 * scale;
            im[u + i] = i10 * scale;
            re[u + i + 1] = inverse1;
            im[u + i + 1] = 0;
        }
        if (i < n) {
            int x = l0 + i * ld;
            double inverse = 1 / re[x + i];
            for (int j = 0; j < i; j += 2) {
                inverseRow(re, im, x, l0 + j, ld, i, j, inverse);
            }
            re[x + i] = inverse;
            im[x + i] = 0;
        }
    }

    private static void inverseBlock(
            double[] re,
            double[] im,
            int x,
            int column,
            int ld,
            int i,
            int j,
            double r10,
            double i10,
            double inverse0,
            double inverse1) {
        int u = x + ld;
        // p = j: row j of X ends at column j.
        int y = column + j * ld;
        double hr = re[y];
        double hi = im[y];
        double r00 = re[x + j] * hr - im[x + j] * hi;
        double i00 = re[x + j] * hi + im[x + j] * hr;
        double s00 = re[u + j] * hr - im[u + j] * hi;
        double t00 = re[u + j] * hi + im[u + j] * hr;
        double r01 = 0;
        double i01 = 0;
        double s01 = 0;
        double t01 = 0;
        for (int p = j + 1; p < i; p++) {
            y += ld;
            double xr = re[x + p];
            double xi = im[x + p];
            double ur = re[u + p];
            double ui = im[u + p];
            double yr = re[y];
            double yi = im[y];
            double vr = re[y + 1];
            double vi = im[y + 1];
            r00 += xr * yr - xi * yi;
            i00 += xr * yi + xi * yr;
            r01 += xr * vr - xi * vi;
            i01 += xr * vi + xi * vr;
            s00 += ur * yr - ui * yi;
            t00 += ur * yi + ui * yr;
            s01 += ur * vr - ui * vi;
            t01 += ur * vi + ui * vr;
        }
        r00 *= -inverse0;
        i00 *= -inverse0;
        r01 *= -inverse0;
        i01 *= -inverse0;
        re[x + j] = r00;
        im[x + j] = i00;
        re[x + j + 1] = r01;
        im[x + j + 1] = i01;
        re[u + j] = -inverse1 * (s00 + (r10 * r00 - i10 * i00));
        im[u + j] = -inverse1 * (t00 + (r10 * i00 + i10 * r00));
        re[u + j + 1] = -inverse1 * (s01 + (r10 * r01 - i10 * i01));
        im[u + j + 1] = -inverse1 * (t01 + (r10 * i01 + i10 * r01));
    }

    private static void inverseRow(
            double[] re, double[] im, int x, int column, int ld, int i, int j, double inverse) {
        int y = column + j * ld;
        double r00 = re[x + j] * re[y] - im[x + j] * im[y];
        double i00 = re[x + j] * im[y] + im[x + j] * re[y];
        double r01 = 0;
        double i01 = 0;
        for (int p = j + 1; p < i; p++) {
            y += ld;
            double xr = re[x + p];
            double xi = im[x + p];
            r00 += xr * re[y] - xi * im[y];
            i00 += xr * im[y] + xi * re[y];
            r01 += xr * re[y + 1] - xi * im[y + 1];
            i01 += xr * im[y + 1] + xi * re[y + 1];
        }
        re[x + j] = -inverse * r00;
        im[x + j] = -inverse * i00;
        re[x + j + 1] = -inverse * r01;
        im[x + j + 1] = -inverse * i01;
    }

    /** See {@link ComplexKernels#adjointTimesLower}. */
    static void adjointTimesLower(
            int n, double[] xr, double[] xi, int x0, double[] gr, double[] gi, int g0) {
        int i = 0;
        for (; i + 1 < n; i += 2) {
            for (int j = 0; j < i; j += 2) {
                adjointBlock(n, xr, xi, x0, gr, gi, g0, i, j);
            }
            adjointDiagonal(n, xr, xi, x0, gr, gi, g0, i);
        }
        if (i < n) {
            // The last row has one term.
            int row = x0 + i * n;
            double hr = xr[row + i];
            double hi = -xi[row + i];
            for (int j = 0; j <= i; j++) {
                double re = hr * xr[row + j] - hi * xi[row + j];
                double im = hr * xi[row + j] + hi * xr[row + j];
                PlainProducts.hermitian(gr, gi, g0, n, i, j, re, im);
            }
        }
    }

    private static void adjointBlock(
            int n,
            double[] xr,
            double[] xi,
            int x0,
            double[] gr,
            double[] gi,
            int g0,
            int i,
            int j) {
        // p = i: row i of X ends at column i.
        int x = x0 + i * n + i;
        int y = x0 + i * n + j;
        double hr = xr[x];
        double hi = xi[x];
        double r00 = hr * xr[y] + hi * xi[y];
        double i00 = hr * xi[y] - hi * xr[y];
        double r01 = hr * xr[y + 1] + hi * xi[y + 1];
        double i01 = hr * xi[y + 1] - hi * xr[y + 1];
        double r10 = 0;
        double i10 = 0;
        double r11 = 0;
        double i11 = 0;
        for (int p = i + 1; p < n; p++) {
            x += n;
            y += n;
            double ar = xr[x];
            double ai = xi[x];
            double br = xr[x + 1];
            double bi = xi[x + 1];
            double cr = xr[y];
            double ci = xi[y];
            double dr = xr[y + 1];
            double di = xi[y + 1];
            r00 += ar * cr + ai * ci;
            i00 += ar * ci - ai * cr;
            r01 += ar * dr + ai * di;
            i01 += ar * di - ai * dr;
            r10 += br * cr + bi * ci;
            i10 += br * ci - bi * cr;
            r11 += br * dr + bi * di;
            i11 += br * di - bi * dr;
        }
        int lower = g0 + i * n + j;
        int upper = g0 + j * n + i;
        gr[lower] = r00;
        gi[lower] = i00;
        gr[lower + 1] = r01;
        gi[lower + 1] = i01;
        gr[lower + n] = r10;
        gi[lower + n] = i10;
        gr[lower + n + 1] = r11;
        gi[lower + n + 1] = i11;
        gr[upper] = r00;
        gi[upper] = -i00;
        gr[upper + 1] = r10;
        gi[upper + 1] = -i10;
        gr[upper + n] = r01;
        gi[upper + n] = -i01;
        gr[upper + n + 1] = r11;
        gi[upper + n + 1] = -i11;
    }

    private static void adjointDiagonal(
            int n, double[] xr, double[] xi, int x0, double[] gr, double[] gi, int g0, int i) {
        int x = x0 + i * n + i;
        double d0 = xr[x] * xr[x] + xi[x] * xi[x];
        double re = 0;
        double im = 0;
        double d1 = 0;
        for (int p = i + 1; p < n; p++) {
            x += n;
            double ar = xr[x];
            double ai = xi[x];
            double br = xr[x + 1];
            double bi = xi[x + 1];
            d0 += ar * ar + ai * ai;
            re += br * ar + bi * ai;
            im += br * ai - bi * ar;
            d1 += br * br + bi * bi;
        }
        PlainProducts.hermitian(gr, gi, g0, n, i, i, d0, 0);
        PlainProducts.hermitian(gr, gi, g0, n, i + 1, i, re, im);
        PlainProducts.hermitian(gr, gi, g0, n, i + 1, i + 1, d1, 0);
    }
}
