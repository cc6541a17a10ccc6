package org.beamforge.metrics;

import org.beamforge.model.Beamformer;
import org.beamforge.model.EstimationTarget;

/** Cramer-Rao bound (22) of the direction of arrival phi of the estimation target. */
public final class CramerRaoBound {
    private CramerRaoBound() {}

    /** rad^2; +infinity where the echo carries no information about phi. */
    public static double of(FisherInformation information) {
        double angle = information.angleInformation();
        return angle == 0 ? Double.POSITIVE_INFINITY : 1 / angle;
    }

    /**
     * rad^2; +infinity where the echo carries no information about phi (no power, one antenna).
     *
     * @param snapshots L
     * @param radarNoisePowerW sigma_r^2, W
     * @param beamformer W, M rows, sqrt(W)
     */
    public static double of(
            EstimationTarget target,
            int snapshots,
            double radarNoisePowerW,
            Beamformer beamformer) {
        return of(FisherInformation.of(target, snapshots, radarNoisePowerW, beamformer));
    }
}
