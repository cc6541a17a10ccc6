package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.EstimationTarget;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;

/**
 * The metrics as printed, from the M x M covariance and the full matrices G and dG/dphi, with any
 * phase reference of the array. Slow, and independent of the code it checks.
 */
final class CovarianceReference {
    private CovarianceReference() {}

    static ZMatrixRMaj matrix(ComplexMatrix a) {
        ZMatrixRMaj z = new ZMatrixRMaj(a.rows(), a.cols());
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.cols(); j++) {
                z.set(i, j, a.re(i, j), a.im(i, j));
            }
        }
        return z;
    }

    /** [W_c, W_r]. */
    static ZMatrixRMaj stacked(Beamformer beamformer) {
        ComplexMatrix wc = beamformer.communication();
        ComplexMatrix wr = beamformer.radar();
        ZMatrixRMaj w = new ZMatrixRMaj(wc.rows(), wc.cols() + wr.cols());
        for (int m = 0; m < wc.rows(); m++) {
            for (int n = 0; n < wc.cols(); n++) {
                w.set(m, n, wc.re(m, n), wc.im(m, n));
            }
            for (int n = 0; n < wr.cols(); n++) {
                w.set(m, wc.cols() + n, wr.re(m, n), wr.im(m, n));
            }
        }
        return w;
    }

    /** R = W W^H. */
    static ZMatrixRMaj covariance(Beamformer beamformer) {
        ZMatrixRMaj w = stacked(beamformer);
        return product(w, hermitian(w));
    }

    /** gain exp(j pi (m - reference) cos phi)/sqrt(M). */
    static ZMatrixRMaj response(int antennas, double angle, double gain, double reference) {
        ZMatrixRMaj g = new ZMatrixRMaj(antennas, 1);
        for (int m = 0; m < antennas; m++) {
            double phase = Math.PI * (m - reference) * Math.cos(angle);
            double scale = gain / Math.sqrt(antennas);
            g.set(m, 0, scale * Math.cos(phase), scale * Math.sin(phase));
        }
        return g;
    }

    /** d/dphi of {@link #response}. */
    static ZMatrixRMaj responseDerivative(
            int antennas, double angle, double gain, double reference) {
        ZMatrixRMaj g = response(antennas, angle, gain, reference);
        ZMatrixRMaj d = new ZMatrixRMaj(antennas, 1);
        for (int m = 0; m < antennas; m++) {
            double factor = -Math.PI * (m - reference) * Math.sin(angle);
            d.set(m, 0, -factor * g.getImag(m, 0), factor * g.getReal(m, 0));
        }
        return d;
    }

    /** J (21) from the traces over G, G' and R. */
    static double[][] fisher(
            EstimationTarget target,
            int snapshots,
            double noise,
            ZMatrixRMaj covariance,
            double reference) {
        int antennas = covariance.numRows;
        ZMatrixRMaj g = response(antennas, target.angleRad(), target.pathGain(), reference);
        ZMatrixRMaj dg =
                responseDerivative(antennas, target.angleRad(), target.pathGain(), reference);
        ZMatrixRMaj big = product(g, hermitian(g));
        ZMatrixRMaj slope = sum(product(dg, hermitian(g)), product(g, hermitian(dg)));
        double c = 2.0 * snapshots / noise;
        Complex alpha = target.rcsAmplitude();
        double j11 = c * alpha.abs2() * trace(product(hermitian(slope), slope, covariance)).real;
        Complex_F64 t = trace(product(hermitian(slope), big, covariance));
        // alpha^* t
        double re = alpha.re() * t.real + alpha.im() * t.imaginary;
        double im = alpha.re() * t.imaginary - alpha.im() * t.real;
        double j22 = c * trace(product(hermitian(big), big, covariance)).real;
        return new double[][] {{j11, c * re, -c * im}, {c * re, j22, 0}, {-c * im, 0, j22}};
    }

    /** (22) with the inverse of the lower block written out. */
    static double crb(double[][] j) {
        double cross = (j[0][1] * j[0][1] + j[0][2] * j[0][2]) / j[1][1];
        return 1 / (j[0][0] - cross);
    }

    /** x^H R x. */
    static double quadratic(ZMatrixRMaj x, ZMatrixRMaj covariance) {
        return trace(product(hermitian(x), covariance, x)).real;
    }

    static ZMatrixRMaj hermitian(ZMatrixRMaj a) {
        return CommonOps_ZDRM.transposeConjugate(a, null);
    }

    static ZMatrixRMaj product(ZMatrixRMaj first, ZMatrixRMaj... others) {
        ZMatrixRMaj result = first;
        for (ZMatrixRMaj other : others) {
            ZMatrixRMaj next = new ZMatrixRMaj(result.numRows, other.numCols);
            CommonOps_ZDRM.mult(result, other, next);
            result = next;
        }
        return result;
    }

    static ZMatrixRMaj sum(ZMatrixRMaj a, ZMatrixRMaj b) {
        ZMatrixRMaj c = new ZMatrixRMaj(a.numRows, a.numCols);
        CommonOps_ZDRM.add(a, b, c);
        return c;
    }

    static Complex_F64 trace(ZMatrixRMaj a) {
        return CommonOps_ZDRM.trace(a, new Complex_F64());
    }
}
