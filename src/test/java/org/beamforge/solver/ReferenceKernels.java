package org.beamforge.solver;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_ZDRM;

/** Kernels on EJML: another order of operations, to see that no result hangs on the provider. */
public final class ReferenceKernels implements ComplexKernels {
    @Override
    public String name() {
        return "ejml";
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
        put(Dense.product(get(m, k, a, aOffset), get(k, n, b, bOffset)), c, cOffset);
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
        put(Dense.product(Dense.adjoint(get(k, m, a, aOffset)), get(k, n, b, bOffset)), c, cOffset);
    }

    @Override
    public void gramOfRows(int n, int k, SplitComplex a, int aOffset, SplitComplex c, int cOffset) {
        ZMatrixRMaj x = get(n, k, a, aOffset);
        put(Dense.product(x, Dense.adjoint(x)), c, cOffset);
    }

    @Override
    public boolean cholesky(int n, SplitComplex a, int aOffset) {
        ZMatrixRMaj x = get(n, n, a, aOffset);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                x.set(i, j, x.getReal(j, i), -x.getImag(j, i));
            }
        }
        var decomposition = DecompositionFactory_ZDRM.chol(n, true);
        if (!decomposition.decompose(x)) {
            return false;
        }
        put(decomposition.getT(null), a, aOffset);
        return true;
    }

    @Override
    public void invertLower(int n, SplitComplex l, int lOffset) {
        ZMatrixRMaj x = get(n, n, l, lOffset);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                x.set(i, j, 0, 0);
            }
        }
        put(Dense.inverse(x), l, lOffset);
    }

    @Override
    public void adjointTimesLower(int n, SplitComplex x, int xOffset, SplitComplex g, int gOffset) {
        ZMatrixRMaj lower = get(n, n, x, xOffset);
        put(Dense.product(Dense.adjoint(lower), lower), g, gOffset);
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
        ZMatrixRMaj lower = new ZMatrixRMaj(n, n);
        ZMatrixRMaj scaled = new ZMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            double pivot = 1 / inversePivots[i];
            lower.set(i, i, 1, 0);
            scaled.set(i, i, pivot, 0);
            if (i > 0) {
                lower.set(i, i - 1, multipliers[i - 1], 0);
                scaled.set(i, i - 1, multipliers[i - 1] / inversePivots[i - 1], 0);
            }
        }
        ZMatrixRMaj system = Dense.product(scaled, Dense.adjoint(lower));
        ZMatrixRMaj out = Dense.product(Dense.inverse(system), get(n, cols, x, xOffset));
        put(out, z, zOffset);
        double sum = 0;
        for (double number : out.data) {
            sum += number * number;
        }
        return sum;
    }

    private static ZMatrixRMaj get(int rows, int cols, SplitComplex z, int offset) {
        ZMatrixRMaj out = new ZMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            out.data[2 * i] = z.re()[offset + i];
            out.data[2 * i + 1] = z.im()[offset + i];
        }
        return out;
    }

    private static void put(ZMatrixRMaj from, SplitComplex to, int offset) {
        for (int i = 0; i < from.numRows * from.numCols; i++) {
            to.re()[offset + i] = from.data[2 * i];
            to.im()[offset + i] = from.data[2 * i + 1];
        }
    }
}
