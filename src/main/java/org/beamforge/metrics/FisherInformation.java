package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.UniformLinearArray;

/**
 * The Fisher information (21), Appendix A, about (phi, Re alpha, Im alpha) in L snapshots of the
 * echo {@code Y = alpha G(phi) W S + noise} with G = g g^H, g = beta~ a(phi)/sqrt(M), S S^H = L I.
 *
 * <p>With R = W W^H and G' = dG/dphi it is
 *
 * <pre>
 * J_phi,phi     = (2L/sigma_r^2) |alpha|^2 tr(G' R G'^H)
 * J_phi,alpha   = (2L/sigma_r^2) Re{ alpha^* tr(G'^H G R) [1, j] }
 * J_alpha,alpha = (2L/sigma_r^2) tr(G R G^H) I_2
 * </pre>
 *
 * <p>The steering vector is centred, so g' is orthogonal to g and the traces are inner products of
 * the two rows g^H W and g'^H W: O(M (N + R)).
 */
public final class FisherInformation {
    private final double angle;
    private final double angleRe;
    private final double angleIm;
    private final double amplitude;
    private final double angleAlone;

    private FisherInformation(
            double angle, double angleRe, double angleIm, double amplitude, double angleAlone) {
        this.angle = angle;
        this.angleRe = angleRe;
        this.angleIm = angleIm;
        this.amplitude = amplitude;
        this.angleAlone = angleAlone;
    }

    /**
     * @param snapshots L
     * @param radarNoisePowerW sigma_r^2, W
     * @param beamformer W, M rows, sqrt(W)
     */
    public static FisherInformation of(
            EstimationTarget target,
            int snapshots,
            double radarNoisePowerW,
            Beamformer beamformer) {
        int antennas = beamformer.communication().rows();
        double phi = target.angleRad();
        double scale = 1 / Math.sqrt(antennas);
        BeamProjection u =
                BeamProjection.ofColumn(
                        UniformLinearArray.steering(antennas, phi), scale, beamformer);
        BeamProjection v =
                BeamProjection.ofColumn(
                        UniformLinearArray.steeringDerivative(antennas, phi), scale, beamformer);
        double slope = Math.PI * Math.sin(phi);
        // ||g'||^2 / ||g||^2
        double spread2 = slope * slope * ((double) antennas * antennas - 1) / 12;
        double gain2 = target.pathGain() * target.pathGain();
        double unit = 2.0 * snapshots / radarNoisePowerW * gain2 * gain2;
        Complex alpha = target.rcsAmplitude();

        // u v^H = g^H R g' / ||g||^2
        double crossRe = 0;
        double crossIm = 0;
        for (int n = 0; n < u.columns(); n++) {
            crossRe += u.re()[n] * v.re()[n] + u.im()[n] * v.im()[n];
            crossIm += u.im()[n] * v.re()[n] - u.re()[n] * v.im()[n];
        }
        double onTarget = u.squaredNorm();
        return new FisherInformation(
                unit * alpha.abs2() * (spread2 * onTarget + v.squaredNorm()),
                unit * (alpha.re() * crossRe + alpha.im() * crossIm),
                unit * (alpha.im() * crossRe - alpha.re() * crossIm),
                unit * onTarget,
                unit * alpha.abs2() * (spread2 * onTarget + orthogonalPart(v, u)));
    }

    /**
     * ||v||^2 - |v u^H|^2/||u||^2 as the squared norm of a residual, which neither cancels nor
     * turns negative where v is nearly parallel to u (one beam only, for example).
     */
    private static double orthogonalPart(BeamProjection v, BeamProjection u) {
        double largest = 0;
        for (int n = 0; n < u.columns(); n++) {
            largest = Math.max(largest, Math.max(Math.abs(u.re()[n]), Math.abs(u.im()[n])));
        }
        if (largest == 0) {
            return v.squaredNorm(); // alpha is not seen at all, so it disturbs nothing
        }
        double norm2 = 0; // of u/largest, which can neither overflow nor underflow
        double cr = 0;
        double ci = 0;
        for (int n = 0; n < u.columns(); n++) {
            double ur = u.re()[n] / largest;
            double ui = u.im()[n] / largest;
            norm2 += ur * ur + ui * ui;
            cr += v.re()[n] * ur + v.im()[n] * ui;
            ci += v.im()[n] * ur - v.re()[n] * ui;
        }
        cr /= norm2;
        ci /= norm2;
        double sum = 0;
        for (int n = 0; n < u.columns(); n++) {
            double ur = u.re()[n] / largest;
            double ui = u.im()[n] / largest;
            double re = v.re()[n] - (cr * ur - ci * ui);
            double im = v.im()[n] - (cr * ui + ci * ur);
            sum += re * re + im * im;
        }
        return sum;
    }

    /** J: [3, 3], symmetric; order phi (rad), Re alpha, Im alpha. */
    public double[][] matrix() {
        return new double[][] {
            {angle, angleRe, angleIm}, {angleRe, amplitude, 0}, {angleIm, 0, amplitude}
        };
    }

    /**
     * The information about phi that is left when alpha has to be estimated as well, 1/rad^2: the
     * Schur complement {@code J_phi,phi - J_phi,alpha J_alpha,alpha^-1 J_phi,alpha^T} of (22).
     * Where no power reaches the target the pseudo-inverse takes the place of the inverse.
     */
    public double angleInformation() {
        return angleAlone;
    }
}
