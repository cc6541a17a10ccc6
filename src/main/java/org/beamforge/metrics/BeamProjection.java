package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;

/**
 * The row x^H W over all N + R columns of a beamformer, communication columns first.
 *
 * <p>All metrics are functions of such rows, so the covariance W W^H of size M x M is never formed.
 *
 * @param re real parts, [N + R]
 * @param im imaginary parts, [N + R]
 */
record BeamProjection(double[] re, double[] im) {

    /**
     * x^H W, where x is one row of {@code vectors}.
     *
     * @param vectors any x M; a row is taken as the vector x (not conjugated)
     * @param row which one
     */
    static BeamProjection ofRow(ComplexMatrix vectors, int row, Beamformer beamformer) {
        int antennas = beamformer.communication().rows();
        return of(vectors.re(), vectors.im(), row * antennas, 1, beamformer);
    }

    /** scale x^H W for an M x 1 matrix x. */
    static BeamProjection ofColumn(ComplexMatrix column, double scale, Beamformer beamformer) {
        return of(column.re(), column.im(), 0, scale, beamformer);
    }

    private static BeamProjection of(
            double[] xr, double[] xi, int offset, double scale, Beamformer beamformer) {
        int users = beamformer.communication().cols();
        int columns = users + beamformer.radar().cols();
        double[] re = new double[columns];
        double[] im = new double[columns];
        accumulate(xr, xi, offset, scale, beamformer.communication(), re, im, 0);
        accumulate(xr, xi, offset, scale, beamformer.radar(), re, im, users);
        return new BeamProjection(re, im);
    }

    /** Adds scale x^H B to the entries from {@code at}; B: [M, c] is read row by row. */
    private static void accumulate(
            double[] xr,
            double[] xi,
            int offset,
            double scale,
            ComplexMatrix b,
            double[] re,
            double[] im,
            int at) {
        int columns = b.cols();
        double[] br = b.re();
        double[] bi = b.im();
        for (int m = 0; m < b.rows(); m++) {
            double cr = scale * xr[offset + m];
            double ci = -scale * xi[offset + m];
            int from = m * columns;
            for (int n = 0; n < columns; n++) {
                re[at + n] += cr * br[from + n] - ci * bi[from + n];
                im[at + n] += cr * bi[from + n] + ci * br[from + n];
            }
        }
    }

    int columns() {
        return re.length;
    }

    /** |(x^H W)_n|^2. */
    double abs2(int n) {
        return re[n] * re[n] + im[n] * im[n];
    }

    /** ||x^H W||^2 = x^H R x with R = W W^H. */
    double squaredNorm() {
        double sum = 0;
        for (int n = 0; n < re.length; n++) {
            sum += abs2(n);
        }
        return sum;
    }
}
