package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.Decibels;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.UniformLinearArray;

/** Radar SNR (18) of the detection target. */
public final class RadarSnr {
    /** Stands for no echo at all in decibels: files cannot hold an infinity. */
    private static final double LEAST_RATIO = 1e-300;

    private RadarSnr() {}

    /**
     * {@code Gamma = sigma_t^2 beta~^2 ||g^H W||^2 / sigma_r^2} with {@code g = beta~
     * a(phi)/sqrt(M)}, a ratio.
     *
     * @param beamformer W, M rows, sqrt(W)
     * @param radarNoisePowerW sigma_r^2, W
     */
    public static double of(
            DetectionTarget target, Beamformer beamformer, double radarNoisePowerW) {
        int antennas = beamformer.communication().rows();
        double power =
                BeamProjection.ofColumn(
                                UniformLinearArray.steering(antennas, target.angleRad()),
                                1 / Math.sqrt(antennas),
                                beamformer)
                        .squaredNorm();
        double gain2 = target.pathGain() * target.pathGain();
        return target.rcsPower() * gain2 * gain2 * power / radarNoisePowerW;
    }

    /** A radar SNR in dB; -3000 dB for no echo at all. */
    public static double toDb(double radarSnr) {
        return Decibels.fromRatio(Math.max(radarSnr, LEAST_RATIO));
    }
}
