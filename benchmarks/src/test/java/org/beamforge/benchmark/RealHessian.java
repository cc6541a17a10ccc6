package org.beamforge.benchmark;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dsymv;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * K as the real symmetric matrix [[Re K, -Im K], [Im K, Re K]]: [2 m, 2 m], factored by dpotrf.
 * Vectors hold the real parts, then the imaginary parts. A check on {@link ComplexHessian}; as a
 * baseline it would take twice the operations.
 */
final class RealHessian implements Hessian {
    private final int m;
    private final int order;
    private final DoublePointer k;
    private final DoublePointer factor;
    private final DoublePointer x;
    private final DoublePointer y;

    RealHessian(DenseQcqp qcqp) {
        m = qcqp.size();
        order = 2 * m;
        k = new DoublePointer((long) order * order);
        factor = new DoublePointer((long) order * order);
        x = new DoublePointer((long) order);
        y = new DoublePointer((long) order);
        double[] column = new double[order];
        for (int j = 0; j < order; j++) {
            qcqp.realColumn(j, column);
            k.position((long) j * order).put(column, 0, order);
        }
        k.position(0);
    }

    @Override
    public double[] pack(double[] re, double[] im) {
        double[] out = new double[order];
        System.arraycopy(re, 0, out, 0, m);
        System.arraycopy(im, 0, out, m, m);
        return out;
    }

    @Override
    public double[][] unpack(double[] z) {
        double[][] out = new double[2][m];
        System.arraycopy(z, 0, out[0], 0, m);
        System.arraycopy(z, m, out[1], 0, m);
        return out;
    }

    @Override
    public double[] times(double[] z) {
        x.put(z, 0, order);
        cblas_dsymv(CblasColMajor, CblasLower, order, 1, k, order, x, 1, 0, y, 1);
        double[] out = new double[order];
        y.get(out, 0, order);
        return out;
    }

    @Override
    public void factor(double shift) {
        Pointer.memcpy(factor, k, 8L * order * order);
        for (long i = 0; i < order; i++) {
            long at = i * order + i;
            factor.put(at, factor.get(at) + shift);
        }
        int failed = LAPACKE_dpotrf(LAPACK_COL_MAJOR, (byte) 'L', order, factor, order);
        if (failed != 0) {
            throw new ArithmeticException("dpotrf returned " + failed);
        }
    }

    @Override
    public double[] solve(double[] z) {
        x.put(z, 0, order);
        LAPACKE_dpotrs(LAPACK_COL_MAJOR, (byte) 'L', order, 1, factor, order, x, order);
        double[] out = new double[order];
        x.get(out, 0, order);
        return out;
    }

    @Override
    public double factorFlops() {
        return 1.0 / 3 * order * order * order;
    }

    @Override
    public void close() {
        k.close();
        factor.close();
        x.close();
        y.close();
    }
}
