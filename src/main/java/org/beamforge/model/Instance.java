package org.beamforge.model;

import java.util.List;
import java.util.Optional;

/**
 * One ISAC network, everything the solvers need to know (format isac-instance/1).
 *
 * @param antennas M, antennas per base station
 * @param users N
 * @param maxPowerW P_t, power budget of each base station, W
 * @param userNoisePowerW sigma_i^2, noise power at every user, W
 * @param radarNoisePowerW sigma_r^2, noise power at the radar receivers, W
 * @param snapshots L, radar snapshots
 * @param minRadarSnrDb Gamma_t of (27a), dB
 * @param maxCrbRad2 eps of (27b), rad^2
 * @param baseStations the K base stations
 * @param positions where things stand, for plots
 */
public record Instance(
        int antennas,
        int users,
        double maxPowerW,
        double userNoisePowerW,
        double radarNoisePowerW,
        int snapshots,
        double minRadarSnrDb,
        double maxCrbRad2,
        List<BaseStation> baseStations,
        Optional<Positions> positions) {

    public Instance {
        Check.atLeast("antennas", antennas, 1);
        Check.atLeast("users", users, 1);
        Check.positive("maxPowerW", maxPowerW);
        Check.positive("userNoisePowerW", userNoisePowerW);
        Check.positive("radarNoisePowerW", radarNoisePowerW);
        Check.atLeast("snapshots", snapshots, 1);
        Check.finite("minRadarSnrDb", minRadarSnrDb);
        Check.positive("maxCrbRad2", maxCrbRad2);
        baseStations = List.copyOf(baseStations);
        Check.atLeast("baseStations", baseStations.size(), 1);
        if (users < baseStations.size()) {
            throw new InvalidInputException(
                    "users: "
                            + users
                            + " users cannot give each of "
                            + baseStations.size()
                            + " base stations one (27d)");
        }
        for (int k = 0; k < baseStations.size(); k++) {
            ComplexMatrix h = baseStations.get(k).channels();
            String place = "baseStations[" + k + "].channels";
            if (h.rows() != users || h.cols() != antennas) {
                throw new InvalidInputException(
                        "%s: expected %d x %d (users x antennas), found %d x %d"
                                .formatted(place, users, antennas, h.rows(), h.cols()));
            }
            for (int i = 0; i < users; i++) {
                for (int m = 0; m < antennas; m++) {
                    // no place is spelt out unless it is needed: there may be millions
                    if (!Double.isFinite(h.re(i, m)) || !Double.isFinite(h.im(i, m))) {
                        Check.finite(place + ".re[" + i + "][" + m + "]", h.re(i, m));
                        Check.finite(place + ".im[" + i + "][" + m + "]", h.im(i, m));
                    }
                }
            }
        }
    }

    /** K, the number of base stations. */
    public int stations() {
        return baseStations.size();
    }
}
