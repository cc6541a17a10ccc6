package org.beamforge.solver.mmadmm;

import java.util.Random;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;

/**
 * An iterate of a small problem with everything of (53)-(59) both in closed form and written out.
 */
final class SurrogateFixture {
    final int m;
    final int n;
    final int cols;
    final double rho;
    final double radius;
    final boolean separate;
    final double[] c = new double[4];
    final SplitComplex wPlanes;
    final SplitComplex sensing;
    final SplitComplex y;
    final SensingMoments moments = new SensingMoments();
    final Surrogate surrogate = new Surrogate();

    /** vec(W_t). */
    final ZMatrixRMaj w;

    /** I (x) Theta_i. */
    final ZMatrixRMaj[] theta = new ZMatrixRMaj[3];

    /** I (x) d d^H. */
    final ZMatrixRMaj detection;

    SurrogateFixture(int m, int n, boolean separate, double norm, Random random) {
        this(m, n, separate, norm, random, false);
    }

    /**
     * @param coinciding whether both targets are in one direction, d = g
     */
    SurrogateFixture(
            int m, int n, boolean separate, double norm, Random random, boolean coinciding) {
        this.m = m;
        this.n = n;
        this.separate = separate;
        cols = n + m;
        rho = Math.pow(10, 3 * random.nextDouble() - 1);
        radius = separate ? Surrogate.DIAMETER : 0.05 + random.nextDouble();
        wPlanes = RandomBeamProblems.gaussian(m * cols, random);
        double size = Math.sqrt(RandomBeamProblems.power(wPlanes));
        for (int i = 0; i < m * cols; i++) {
            wPlanes.re()[i] *= norm / size;
            wPlanes.im()[i] *= norm / size;
        }
        sensing = RandomBeamProblems.sensing(m, random);
        for (int i = 0; coinciding && i < m; i++) {
            sensing.re()[i * 3] = sensing.re()[i * 3 + 1];
            sensing.im()[i * 3] = sensing.im()[i * 3 + 1];
        }
        ComplexKernels kernels = KernelProvider.plain();
        y = SplitComplex.allocate(3 * cols);
        kernels.multiplyAdjointLeft(3, cols, m, sensing, 0, wPlanes, 0, y, 0);
        moments.read(y, 0, cols);
        for (int i = 0; i < 4; i++) {
            c[i] = moments.s[i] + 0.3 * random.nextGaussian();
        }
        surrogate.build(moments, c, rho, radius, separate);

        ZMatrixRMaj v = Kronecker.matrix(m, 3, sensing);
        ZMatrixRMaj d = Kronecker.column(v, 0);
        ZMatrixRMaj g = Kronecker.column(v, 1);
        ZMatrixRMaj e = Kronecker.column(v, 2);
        ZMatrixRMaj gg = Kronecker.times(g, Kronecker.adjoint(g));
        ZMatrixRMaj ee = Kronecker.times(e, Kronecker.adjoint(e));
        ZMatrixRMaj eg = Kronecker.times(e, Kronecker.adjoint(g));
        CommonOps_ZDRM.scale(Math.sqrt(2), 0, eg);
        theta[0] = Kronecker.identityTimes(cols, Kronecker.plus(gg, 1, ee));
        theta[1] = Kronecker.identityTimes(cols, eg);
        theta[2] = Kronecker.identityTimes(cols, gg);
        detection = Kronecker.identityTimes(cols, Kronecker.times(d, Kronecker.adjoint(d)));
        w = Kronecker.vec(Kronecker.matrix(m, cols, wPlanes));
    }

    /** c_i as a complex number. */
    Complex_F64 target(int i) {
        return i == 1 ? new Complex_F64(c[1], c[2]) : new Complex_F64(i == 0 ? c[0] : c[3], 0);
    }

    /** f_i = w_t^H (I (x) Theta_i) w_t - c_i. */
    Complex_F64 residual(int i) {
        Complex_F64 s = Kronecker.inner(w, Kronecker.times(theta[i], w));
        return new Complex_F64(s.real - target(i).real, s.imaginary - target(i).imaginary);
    }

    /** sum_i f_i* Theta_i + f_i Theta_i^H over the chosen i. */
    ZMatrixRMaj curvature(int... which) {
        ZMatrixRMaj sum = new ZMatrixRMaj(w.numRows, w.numRows);
        for (int i : which) {
            Complex_F64 f = residual(i);
            sum = Kronecker.plus(sum, f.real, -f.imaginary, theta[i]);
            sum = Kronecker.plus(sum, f.real, f.imaginary, Kronecker.adjoint(theta[i]));
        }
        return sum;
    }

    /** 1/(2 rho) sum_i |x^H (I (x) Theta_i) x - c_i|^2, from its definition. */
    double penalty(ZMatrixRMaj x) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            Complex_F64 s = Kronecker.inner(x, Kronecker.times(theta[i], x));
            double re = s.real - target(i).real;
            double im = s.imaginary - target(i).imaginary;
            sum += re * re + im * im;
        }
        return sum / (2 * rho);
    }

    /** The rank-one directions u_k = {Theta_1, Theta_2, Theta_2^H, Theta_3} w_t. */
    ZMatrixRMaj[] directions() {
        return new ZMatrixRMaj[] {
            Kronecker.times(theta[0], w),
            Kronecker.times(theta[1], w),
            Kronecker.times(Kronecker.adjoint(theta[1]), w),
            Kronecker.times(theta[2], w)
        };
    }

    /** sigma I + sum_k s_k u_k u_k^H, written out. */
    ZMatrixRMaj hessian() {
        ZMatrixRMaj k = CommonOps_ZDRM.identity(w.numRows);
        CommonOps_ZDRM.scale(surrogate.sigma, 0, k);
        ZMatrixRMaj[] u = directions();
        for (int i = 0; i < Surrogate.TERMS; i++) {
            k =
                    Kronecker.plus(
                            k, surrogate.weight[i], Kronecker.times(u[i], Kronecker.adjoint(u[i])));
        }
        return k;
    }

    /** sum_ab Psi_ab v_a (x) y_b, the part of p that comes from the penalty, without sigma w_t. */
    ZMatrixRMaj psi() {
        ZMatrixRMaj v = Kronecker.matrix(m, 3, sensing);
        ZMatrixRMaj psi = new ZMatrixRMaj(3, 3);
        for (int i = 0; i < 9; i++) {
            psi.data[2 * i] = surrogate.psiRe[i];
            psi.data[2 * i + 1] = surrogate.psiIm[i];
        }
        return Kronecker.vec(
                Kronecker.times(v, Kronecker.times(psi, Kronecker.matrix(3, cols, y))));
    }

    /** The surrogate (58) at x: penalty + linear + quadratic part. */
    double surrogateAt(ZMatrixRMaj x) {
        ZMatrixRMaj v = Kronecker.plus(x, -1, w);
        ZMatrixRMaj gradient = Kronecker.times(curvature(0, 1, 2), w);
        return surrogate.penalty
                + 2 * Kronecker.inner(v, gradient).real / (2 * rho)
                + Kronecker.inner(v, Kronecker.times(hessian(), v)).real;
    }
}
