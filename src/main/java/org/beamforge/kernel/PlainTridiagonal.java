package org.beamforge.kernel;

/** Scalar solution of a factorised tridiagonal system. */
final class PlainTridiagonal {
    private PlainTridiagonal() {}

    /** See {@link ComplexKernels#solveTridiagonal}. */
    static double solve(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            SplitComplex x,
            int x0,
            SplitComplex z,
            int z0) {
        double[] xr = x.re();
        double[] xi = x.im();
        double[] zr = z.re();
        double[] zi = z.im();
        double sum = 0;
        int j = 0;
        for (; j + 1 < cols; j += 2) {
            sum += two(n, cols, inversePivots, multipliers, xr, xi, x0 + j, zr, zi, z0 + j);
        }
        if (j < cols) {
            sum += one(n, cols, inversePivots, multipliers, xr, xi, x0 + j, zr, zi, z0 + j);
        }
        return sum;
    }

    /** Two columns in both planes, whose recurrences run side by side. */
    private static double two(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            double[] xr,
            double[] xi,
            int x0,
            double[] zr,
            double[] zi,
            int z0) {
        double a = xr[x0];
        double b = xi[x0];
        double c = xr[x0 + 1];
        double d = xi[x0 + 1];
        zr[z0] = a;
        zi[z0] = b;
        zr[z0 + 1] = c;
        zi[z0 + 1] = d;
        int x = x0;
        int z = z0;
        for (int i = 1; i < n; i++) {
            x += cols;
            z += cols;
            double factor = multipliers[i - 1];
            a = xr[x] - factor * a;
            b = xi[x] - factor * b;
            c = xr[x + 1] - factor * c;
            d = xi[x + 1] - factor * d;
            zr[z] = a;
            zi[z] = b;
            zr[z + 1] = c;
            zi[z + 1] = d;
        }
        double last = inversePivots[n - 1];
        a *= last;
        b *= last;
        c *= last;
        d *= last;
        zr[z] = a;
        zi[z] = b;
        zr[z + 1] = c;
        zi[z + 1] = d;
        double aa = a * a;
        double bb = b * b;
        double cc = c * c;
        double dd = d * d;
        for (int i = n - 2; i >= 0; i--) {
            z -= cols;
            double factor = multipliers[i];
            double inverse = inversePivots[i];
            a = zr[z] * inverse - factor * a;
            b = zi[z] * inverse - factor * b;
            c = zr[z + 1] * inverse - factor * c;
            d = zi[z + 1] * inverse - factor * d;
            zr[z] = a;
            zi[z] = b;
            zr[z + 1] = c;
            zi[z + 1] = d;
            aa += a * a;
            bb += b * b;
            cc += c * c;
            dd += d * d;
        }
        return aa + bb + (cc + dd);
    }

    /** The last column of an odd number. */
    private static double one(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            double[] xr,
            double[] xi,
            int x0,
            double[] zr,
            double[] zi,
            int z0) {
        double a = xr[x0];
        double b = xi[x0];
        zr[z0] = a;
        zi[z0] = b;
        int x = x0;
        int z = z0;
        for (int i = 1; i < n; i++) {
            x += cols;
            z += cols;
            double factor = multipliers[i - 1];
            a = xr[x] - factor * a;
            b = xi[x] - factor * b;
            zr[z] = a;
            zi[z] = b;
        }
        double last = inversePivots[n - 1];
        a *= last;
        b *= last;
        zr[z] = a;
        zi[z] = b;
        double aa = a * a;
        double bb = b * b;
        for (int i = n - 2; i >= 0; i--) {
            z -= cols;
            double factor = multipliers[i];
            double inverse = inversePivots[i];
            a = zr[z] * inverse - factor * a;
            b = zi[z] * inverse - factor * b;
            zr[z] = a;
            zi[z] = b;
            aa += a * a;
            bb += b * b;
        }
        return aa + bb;
    }
}
