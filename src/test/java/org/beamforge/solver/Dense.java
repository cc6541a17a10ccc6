package org.beamforge.solver;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.ComplexMatrix;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;
import org.ejml.dense.row.factory.DecompositionFactory_ZDRM;

/** Dense complex algebra for oracles, on EJML: slow, allocating, independent of the kernels. */
public final class Dense {
    private Dense() {}

    public static ZMatrixRMaj of(int rows, int cols, SplitComplex z) {
        ZMatrixRMaj out = new ZMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            out.data[2 * i] = z.re()[i];
            out.data[2 * i + 1] = z.im()[i];
        }
        return out;
    }

    public static ZMatrixRMaj of(ComplexMatrix z) {
        return of(z.rows(), z.cols(), new SplitComplex(z.re(), z.im()));
    }

    public static SplitComplex split(ZMatrixRMaj z) {
        SplitComplex out = SplitComplex.allocate(z.numRows * z.numCols);
        for (int i = 0; i < out.length(); i++) {
            out.re()[i] = z.data[2 * i];
            out.im()[i] = z.data[2 * i + 1];
        }
        return out;
    }

    public static ZMatrixRMaj column(ZMatrixRMaj a, int col) {
        ZMatrixRMaj out = new ZMatrixRMaj(a.numRows, 1);
        for (int i = 0; i < a.numRows; i++) {
            out.set(i, 0, a.getReal(i, col), a.getImag(i, col));
        }
        return out;
    }

    public static ZMatrixRMaj adjoint(ZMatrixRMaj a) {
        return CommonOps_ZDRM.transposeConjugate(a, null);
    }

    public static ZMatrixRMaj product(ZMatrixRMaj first, ZMatrixRMaj... others) {
        ZMatrixRMaj out = first;
        for (ZMatrixRMaj factor : others) {
            ZMatrixRMaj next = new ZMatrixRMaj(out.numRows, factor.numCols);
            CommonOps_ZDRM.mult(out, factor, next);
            out = next;
        }
        return out;
    }

    /** a + scale b. */
    public static ZMatrixRMaj plus(ZMatrixRMaj a, double scale, ZMatrixRMaj b) {
        ZMatrixRMaj out = new ZMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < out.data.length; i++) {
            out.data[i] = a.data[i] + scale * b.data[i];
        }
        return out;
    }

    public static ZMatrixRMaj identity(int n) {
        return CommonOps_ZDRM.identity(n);
    }

    public static ZMatrixRMaj inverse(ZMatrixRMaj a) {
        ZMatrixRMaj out = new ZMatrixRMaj(a.numRows, a.numCols);
        if (!CommonOps_ZDRM.invert(a, out)) {
            throw new ArithmeticException("singular");
        }
        return out;
    }

    /** Re tr(A B). */
    public static double traceOfProduct(ZMatrixRMaj a, ZMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                sum += a.getReal(i, j) * b.getReal(j, i) - a.getImag(i, j) * b.getImag(j, i);
            }
        }
        return sum;
    }

    /** x^H A y for columns x and y. */
    public static Complex_F64 form(ZMatrixRMaj x, ZMatrixRMaj a, ZMatrixRMaj y) {
        ZMatrixRMaj z = product(adjoint(x), a, y);
        return new Complex_F64(z.getReal(0, 0), z.getImag(0, 0));
    }

    public static boolean positiveDefinite(ZMatrixRMaj a) {
        return DecompositionFactory_ZDRM.chol(a.numRows, true).decompose(a.copy());
    }

    /** log det of a positive definite matrix, from its LU factors. */
    public static double logDet(ZMatrixRMaj a) {
        Complex_F64 det = CommonOps_ZDRM.det(a);
        return Math.log(det.real);
    }

    /** Largest eigenvalue of a Hermitian matrix, by bisection on definiteness. */
    public static double largestEigenvalue(ZMatrixRMaj a) {
        double bound = 0;
        for (double x : a.data) {
            bound += Math.abs(x);
        }
        double low = -bound - 1e-300;
        double high = bound + 1e-300;
        for (int i = 0; i < 200 && high - low > 1e-14 * bound; i++) {
            double middle = 0.5 * (low + high);
            ZMatrixRMaj shifted = new ZMatrixRMaj(a.numRows, a.numCols);
            for (int p = 0; p < a.data.length; p++) {
                shifted.data[p] = -a.data[p];
            }
            for (int p = 0; p < a.numRows; p++) {
                shifted.data[2 * (p * a.numCols + p)] += middle;
            }
            if (positiveDefinite(shifted)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
