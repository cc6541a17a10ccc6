package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;

/**
 * The paper's matrices written out: w = vec(W) stacks the columns, so that (I (x) B) w = vec(B W).
 * Nothing here knows the closed forms.
 */
final class Kronecker {
    private Kronecker() {}

    static ZMatrixRMaj matrix(int rows, int cols, SplitComplex z) {
        ZMatrixRMaj m = new ZMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            m.data[2 * i] = z.re()[i];
            m.data[2 * i + 1] = z.im()[i];
        }
        return m;
    }

    static ZMatrixRMaj column(ZMatrixRMaj m, int col) {
        ZMatrixRMaj c = new ZMatrixRMaj(m.numRows, 1);
        for (int i = 0; i < m.numRows; i++) {
            c.set(i, 0, m.getReal(i, col), m.getImag(i, col));
        }
        return c;
    }

    static ZMatrixRMaj vec(ZMatrixRMaj w) {
        ZMatrixRMaj v = new ZMatrixRMaj(w.numRows * w.numCols, 1);
        for (int t = 0; t < w.numCols; t++) {
            for (int i = 0; i < w.numRows; i++) {
                v.set(t * w.numRows + i, 0, w.getReal(i, t), w.getImag(i, t));
            }
        }
        return v;
    }

    /** I_copies (x) B. */
    static ZMatrixRMaj identityTimes(int copies, ZMatrixRMaj b) {
        int r = b.numRows;
        ZMatrixRMaj k = new ZMatrixRMaj(copies * r, copies * r);
        for (int c = 0; c < copies; c++) {
            for (int i = 0; i < r; i++) {
                for (int j = 0; j < r; j++) {
                    k.set(c * r + i, c * r + j, b.getReal(i, j), b.getImag(i, j));
                }
            }
        }
        return k;
    }

    static ZMatrixRMaj times(ZMatrixRMaj a, ZMatrixRMaj b) {
        ZMatrixRMaj c = new ZMatrixRMaj(a.numRows, b.numCols);
        CommonOps_ZDRM.mult(a, b, c);
        return c;
    }

    static ZMatrixRMaj adjoint(ZMatrixRMaj a) {
        ZMatrixRMaj c = new ZMatrixRMaj(a.numCols, a.numRows);
        CommonOps_ZDRM.transposeConjugate(a, c);
        return c;
    }

    /** a + (re + j im) b. */
    static ZMatrixRMaj plus(ZMatrixRMaj a, double re, double im, ZMatrixRMaj b) {
        ZMatrixRMaj c = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            c.data[2 * i] += re * b.data[2 * i] - im * b.data[2 * i + 1];
            c.data[2 * i + 1] += re * b.data[2 * i + 1] + im * b.data[2 * i];
        }
        return c;
    }

    static ZMatrixRMaj plus(ZMatrixRMaj a, double factor, ZMatrixRMaj b) {
        return plus(a, factor, 0, b);
    }

    /** x^H y. */
    static Complex_F64 inner(ZMatrixRMaj x, ZMatrixRMaj y) {
        ZMatrixRMaj c = times(adjoint(x), y);
        return new Complex_F64(c.data[0], c.data[1]);
    }

    static double squaredNorm(ZMatrixRMaj x) {
        return inner(x, x).real;
    }

    static ZMatrixRMaj solve(ZMatrixRMaj a, ZMatrixRMaj b) {
        ZMatrixRMaj x = new ZMatrixRMaj(b.numRows, b.numCols);
        if (!CommonOps_ZDRM.solve(a, b, x)) {
            throw new ArithmeticException("singular");
        }
        return x;
    }

    /** Largest eigenvalue of a Hermitian matrix, by power iteration on A + shift I. */
    static double largestEigenvalue(ZMatrixRMaj a) {
        double shift = Math.sqrt(squaredNorm(vec(a)));
        ZMatrixRMaj b = plus(a, shift, CommonOps_ZDRM.identity(a.numRows));
        // Repeated squaring: B^(2^k) is dominated by the eigenvector of the largest eigenvalue.
        ZMatrixRMaj power = b.copy();
        for (int i = 0; i < 60; i++) {
            power = times(power, power);
            CommonOps_ZDRM.scale(1 / Math.sqrt(squaredNorm(vec(power))), 0, power);
        }
        int best = 0;
        for (int j = 1; j < a.numCols; j++) {
            if (squaredNorm(column(power, j)) > squaredNorm(column(power, best))) {
                best = j;
            }
        }
        ZMatrixRMaj v = column(power, best);
        return inner(v, times(a, v)).real / squaredNorm(v);
    }
}
