package org.beamforge.model.scenario;

import java.util.Objects;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;

/**
 * What to generate. Build with {@link #builder()}; immutable; the defaults are the paper scenario.
 *
 * @param users N, communication users; default 10
 * @param antennas M, antennas per base station; default 24
 * @param stations K, base stations; default 3. A given layout offers so many, a random one any
 *     number
 * @param maxPowerDbm P_t, power budget of each base station, dBm; default 32
 * @param userNoiseDbm sigma_i^2, noise power at every user, dBm; default -90
 * @param radarNoiseDbm sigma_r^2, noise power at the radar receivers, dBm; default -90
 * @param snapshots L, radar snapshots; default 1024
 * @param minRadarSnrDb Gamma_t of (27a), dB; default 7
 * @param maxCrbRad2 eps of (27b), rad^2; default 0.01
 * @param ricianFactorDb kappa of (4), dB; default 3
 * @param referenceGainDb beta_0 of channels and of the radar path, gain at 1 m, dB; default -30
 * @param pathLossExponent exponent of the channels; default 2.4
 * @param pathLoss whether beta_0 d^-n is an amplitude (default) or a power gain
 * @param radarPathLossExponent exponent of the radar path, always a power gain: beta~ = sqrt(beta_0
 *     d^-n); default 3.5
 * @param layout where things stand; default {@link Layout#paper()}
 * @param seed seed of the fading and of drawn positions; default 1
 */
public record ScenarioSettings(
        int users,
        int antennas,
        int stations,
        double maxPowerDbm,
        double userNoiseDbm,
        double radarNoiseDbm,
        int snapshots,
        double minRadarSnrDb,
        double maxCrbRad2,
        double ricianFactorDb,
        double referenceGainDb,
        double pathLossExponent,
        PathLoss pathLoss,
        double radarPathLossExponent,
        LayoutSource layout,
        long seed) {

    /** Levels beyond this are typing errors and would overflow further on. */
    private static final double MAX_DECIBELS = 300;

    /**
     * @throws InvalidInputException if a value is out of range; names the field
     */
    public ScenarioSettings {
        Objects.requireNonNull(pathLoss, "pathLoss");
        Objects.requireNonNull(layout, "layout");
        Check.atLeast("scenario: users", users, 1);
        Check.atLeast("scenario: antennas", antennas, 1);
        Check.atLeast("scenario: stations", stations, 1);
        Check.coefficients("scenario", stations, users, antennas);
        Check.atLeast("scenario: snapshots", snapshots, 1);
        if (users < stations) {
            throw new InvalidInputException(
                    "scenario: users: %d users cannot give each of %d base stations one (27d)"
                            .formatted(users, stations));
        }
        level("maxPowerDbm", maxPowerDbm);
        level("userNoiseDbm", userNoiseDbm);
        level("radarNoiseDbm", radarNoiseDbm);
        level("minRadarSnrDb", minRadarSnrDb);
        level("ricianFactorDb", ricianFactorDb);
        level("referenceGainDb", referenceGainDb);
        Check.positive("scenario: maxCrbRad2", maxCrbRad2);
        exponent("pathLossExponent", pathLossExponent);
        exponent("radarPathLossExponent", radarPathLossExponent);
        if (layout instanceof Layout given && stations > given.stations().size()) {
            throw new InvalidInputException(
                    "scenario: stations: the layout has %d base stations, found %d%nMaybe use a random layout."
                            .formatted(given.stations().size(), stations));
        }
    }

    private static void level(String name, double value) {
        if (!(Math.abs(value) <= MAX_DECIBELS)) {
            throw new InvalidInputException(
                    "scenario: %s: expected %s..%s dB, found %s"
                            .formatted(name, -MAX_DECIBELS, MAX_DECIBELS, value));
        }
    }

    private static void exponent(String name, double value) {
        if (!(value >= 0 && value <= 10)) {
            throw new InvalidInputException(
                    "scenario: %s: expected 0..10, found %s".formatted(name, value));
        }
    }

    /** The paper scenario. */
    public static ScenarioSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        return builder()
                .users(users)
                .antennas(antennas)
                .stations(stations)
                .maxPowerDbm(maxPowerDbm)
                .userNoiseDbm(userNoiseDbm)
                .radarNoiseDbm(radarNoiseDbm)
                .snapshots(snapshots)
                .minRadarSnrDb(minRadarSnrDb)
                .maxCrbRad2(maxCrbRad2)
                .ricianFactorDb(ricianFactorDb)
                .referenceGainDb(referenceGainDb)
                .pathLossExponent(pathLossExponent)
                .pathLoss(pathLoss)
                .radarPathLossExponent(radarPathLossExponent)
                .layout(layout)
                .seed(seed);
    }

    /** Collects settings; every one has a default. */
    public static final class Builder {
        private int users = 10;
        private int antennas = 24;
        private int stations = 3;
        private double maxPowerDbm = 32;
        private double userNoiseDbm = -90;
        private double radarNoiseDbm = -90;
        private int snapshots = 1024;
        private double minRadarSnrDb = 7;
        private double maxCrbRad2 = 0.01;
        private double ricianFactorDb = 3;
        private double referenceGainDb = -30;
        private double pathLossExponent = 2.4;
        private PathLoss pathLoss = PathLoss.AMPLITUDE;
        private double radarPathLossExponent = 3.5;
        private LayoutSource layout = Layout.paper();
        private long seed = 1;

        private Builder() {}

        public Builder users(int value) {
            users = value;
            return this;
        }

        public Builder antennas(int value) {
            antennas = value;
            return this;
        }

        public Builder stations(int value) {
            stations = value;
            return this;
        }

        public Builder maxPowerDbm(double value) {
            maxPowerDbm = value;
            return this;
        }

        public Builder userNoiseDbm(double value) {
            userNoiseDbm = value;
            return this;
        }

        public Builder radarNoiseDbm(double value) {
            radarNoiseDbm = value;
            return this;
        }

        public Builder snapshots(int value) {
            snapshots = value;
            return this;
        }

        public Builder minRadarSnrDb(double value) {
            minRadarSnrDb = value;
            return this;
        }

        public Builder maxCrbRad2(double value) {
            maxCrbRad2 = value;
            return this;
        }

        public Builder ricianFactorDb(double value) {
            ricianFactorDb = value;
            return this;
        }

        public Builder referenceGainDb(double value) {
            referenceGainDb = value;
            return this;
        }

        public Builder pathLossExponent(double value) {
            pathLossExponent = value;
            return this;
        }

        public Builder pathLoss(PathLoss value) {
            pathLoss = value;
            return this;
        }

        public Builder radarPathLossExponent(double value) {
            radarPathLossExponent = value;
            return this;
        }

        public Builder layout(LayoutSource value) {
            layout = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * @throws InvalidInputException if a value is out of range; names the field
         */
        public ScenarioSettings build() {
            return new ScenarioSettings(
                    users,
                    antennas,
                    stations,
                    maxPowerDbm,
                    userNoiseDbm,
                    radarNoiseDbm,
                    snapshots,
                    minRadarSnrDb,
                    maxCrbRad2,
                    ricianFactorDb,
                    referenceGainDb,
                    pathLossExponent,
                    pathLoss,
                    radarPathLossExponent,
                    layout,
                    seed);
        }
    }
}
