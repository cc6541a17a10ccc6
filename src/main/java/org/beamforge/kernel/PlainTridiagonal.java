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
        double sum = 0;
        int j = 0;
        for (; j + 1 < cols; j += 2) {
            sum += columns(n, cols, inversePivots, multipliers, x.re(), x0 + j, z.re(), z0 + j);
            sum += columns(n, cols, inversePivots, multipliers, x.im(), x0 + j, z.im(), z0 + j);
        }
        if (j < cols) {
            sum += column(n, cols, inversePivots, multipliers, x.re(), x0 + j, z.re(), z0 + j);
            sum += column(n, cols, inversePivots, multipliers, x.im(), x0 + j, z.im(), z0 + j);
        }
        return sum;
    }

    /** Two columns, whose recurrences run side by side. */
    private static double columns(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            double[] x,
            int x0,
            double[] z,
            int z0) {
        double a = 0;
        double b = 0;
        double factor = 0;
        for (int i = 0; i < n; i++) {
            a = x[x0 + i * cols] - factor * a;
            b = x[x0 + i * cols + 1] - factor * b;
            z[z0 + i * cols] = a;
            z[z0 + i * cols + 1] = b;
            factor = i + 1 < n ? multipliers[i] : 0;
        }
        a = 0;
        b = 0;
        factor = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = n - 1; i >= 0; i--) {
            double inverse = inversePivots[i];
            a = z[z0 + i * cols] * inverse - factor * a;
            b = z[z0 + i * cols + 1] * inverse - factor * b;
            z[z0 + i * cols] = a;
            z[z0 + i * cols + 1] = b;
            squaresA += a * a;
            squaresB += b * b;
            factor = i > 0 ? multipliers[i - 1] : 0;
        }
        return squaresA + squaresB;
    }

    private static double column(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            double[] x,
            int x0,
            double[] z,
            int z0) {
        double a = 0;
        double factor = 0;
        for (int i = 0; i < n; i++) {
            a = x[x0 + i * cols] - factor * a;
            z[z0 + i * cols] = a;
            factor = i + 1 < n ? multipliers[i] : 0;
        }
        a = 0;
        factor = 0;
        double squares = 0;
        for (int i = n - 1; i >= 0; i--) {
            a = z[z0 + i * cols] * inversePivots[i] - factor * a;
            z[z0 + i * cols] = a;
            squares += a * a;
            factor = i > 0 ? multipliers[i - 1] : 0;
        }
        return squares;
    }
}
