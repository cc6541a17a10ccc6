package org.beamforge.metrics;

import org.beamforge.model.Association;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Decibels;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;

/**
 * Everything one base station reaches, recomputed from its beamformer in the units of the instance.
 * A violation is relative and positive where the constraint is not met. NaN in the beamformer makes
 * everything NaN.
 *
 * @param rate (25), bit/s/Hz
 * @param sinr (8) of every user of the network at this base station, [N]
 * @param radarSnr Gamma (18), a ratio
 * @param radarSnrDb Gamma, dB; -3000 for no echo at all
 * @param detectionProbability P_D at the default false-alarm probability, 1
 * @param crbRad2 Cramer-Rao bound (22), rad^2, may be infinite
 * @param powerW tr(W W^H), W
 * @param radarSnrViolation 1 - Gamma/Gamma_t, (27a)
 * @param crbViolation CRB/eps - 1, (27b), may be infinite
 * @param powerViolation tr(W W^H)/P_t - 1, (27c)
 */
public record StationMetrics(
        double rate,
        double[] sinr,
        double radarSnr,
        double radarSnrDb,
        double detectionProbability,
        double crbRad2,
        double powerW,
        double radarSnrViolation,
        double crbViolation,
        double powerViolation) {

    /**
     * @param station k
     * @param association which users the base station serves
     * @param beamformer W, M x N and M x R, sqrt(W)
     * @throws InvalidInputException if sizes do not match the instance
     */
    public static StationMetrics of(
            Instance instance, int station, Association association, Beamformer beamformer) {
        requireSizes(instance, association, beamformer);
        BaseStation bs = instance.baseStations().get(station);
        double[] sinr = LinkMetrics.sinr(bs.channels(), beamformer, instance.userNoisePowerW());
        double radarSnr =
                RadarSnr.of(bs.detectionTarget(), beamformer, instance.radarNoisePowerW());
        double crb =
                CramerRaoBound.of(
                        bs.estimationTarget(),
                        instance.snapshots(),
                        instance.radarNoisePowerW(),
                        beamformer);
        double power = beamformer.power();
        return new StationMetrics(
                LinkMetrics.rate(sinr, association.usersOf(station)),
                sinr,
                radarSnr,
                RadarSnr.toDb(radarSnr),
                Double.isNaN(radarSnr) ? Double.NaN : DetectionProbability.of(radarSnr),
                crb,
                power,
                1 - radarSnr / Decibels.toRatio(instance.minRadarSnrDb()),
                crb / instance.maxCrbRad2() - 1,
                power / instance.maxPowerW() - 1);
    }

    /**
     * The largest of the three relative violations; at most 0 where all constraints are met, NaN if
     * one of them is.
     */
    public double maxViolation() {
        return Math.max(radarSnrViolation, Math.max(crbViolation, powerViolation));
    }

    private static void requireSizes(
            Instance instance, Association association, Beamformer beamformer) {
        if (association.users() != instance.users()
                || association.stations() != instance.stations()) {
            throw new InvalidInputException(
                    "association: expected %d users and %d base stations, found %d and %d"
                            .formatted(
                                    instance.users(),
                                    instance.stations(),
                                    association.users(),
                                    association.stations()));
        }
        ComplexMatrix communication = beamformer.communication();
        if (communication.rows() != instance.antennas()
                || communication.cols() != instance.users()) {
            throw new InvalidInputException(
                    "beamformer: expected %d x %d for communication (antennas x users), found %d x %d"
                            .formatted(
                                    instance.antennas(),
                                    instance.users(),
                                    communication.rows(),
                                    communication.cols()));
        }
    }
}
