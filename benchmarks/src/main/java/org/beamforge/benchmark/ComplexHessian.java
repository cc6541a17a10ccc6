package org.beamforge.benchmark;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.LAPACKE_zpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_zpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_zhemv;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * K as a complex Hermitian matrix, [m, m], factored by zpotrf: half the operations of the real
 * embedding. Vectors interleave real and imaginary parts.
 */
final class ComplexHessian implements Hessian {
    private final int m;
    private final DoublePointer k;
    private final DoublePointer factor;
    private final DoublePointer x;
    private final DoublePointer y;
    private final DoublePointer one = new DoublePointer(1.0, 0.0);
    private final DoublePointer zero = new DoublePointer(0.0, 0.0);

    ComplexHessian(DenseQcqp qcqp) {
        m = qcqp.size();
        k = new DoublePointer(2L * m * m);
        factor = new DoublePointer(2L * m * m);
        x = new DoublePointer(2L * m);
        y = new DoublePointer(2L * m);
        double[] column = new double[2 * m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < m; i++) {
                column[2 * i] = qcqp.kRe()[i + j * m];
                column[2 * i + 1] = qcqp.kIm()[i + j * m];
            }
            k.position(2L * j * m).put(column, 0, column.length);
        }
        k.position(0);
    }

    @Override
    public double[] pack(double[] re, double[] im) {
        double[] out = new double[2 * m];
        for (int i = 0; i < m; i++) {
            out[2 * i] = re[i];
            out[2 * i + 1] = im[i];
        }
        return out;
    }

    @Override
    public double[][] unpack(double[] z) {
        double[][] out = new double[2][m];
        for (int i = 0; i < m; i++) {
            out[0][i] = z[2 * i];
            out[1][i] = z[2 * i + 1];
        }
        return out;
    }

    @Override
    public double[] times(double[] z) {
        x.put(z, 0, z.length);
        cblas_zhemv(CblasColMajor, CblasLower, m, one, k, m, x, 1, zero, y, 1);
        double[] out = new double[2 * m];
        y.get(out, 0, out.length);
        return out;
    }

    @Override
    public void factor(double shift) {
        Pointer.memcpy(factor, k, 16L * m * m);
        for (long i = 0; i < m; i++) {
            long at = 2 * (i * m + i);
            factor.put(at, factor.get(at) + shift);
        }
        int failed = LAPACKE_zpotrf(LAPACK_COL_MAJOR, (byte) 'L', m, factor, m);
        if (failed != 0) {
            throw new ArithmeticException("zpotrf returned " + failed);
        }
    }

    @Override
    public double[] solve(double[] z) {
        x.put(z, 0, z.length);
        LAPACKE_zpotrs(LAPACK_COL_MAJOR, (byte) 'L', m, 1, factor, m, x, m);
        double[] out = new double[2 * m];
        x.get(out, 0, out.length);
        return out;
    }

    @Override
    public double factorFlops() {
        return 4.0 / 3 * m * m * m;
    }

    @Override
    public void close() {
        k.close();
        factor.close();
        x.close();
        y.close();
        one.close();
        zero.close();
    }
}
