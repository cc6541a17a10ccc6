package org.beamforge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.Layout;
import org.beamforge.model.scenario.LayoutSource;
import org.beamforge.model.scenario.PathLoss;
import org.beamforge.model.scenario.RandomLayout;
import org.beamforge.model.scenario.ScenarioSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that describe a network to draw. What is not given keeps the value of the paper scenario,
 * so every field may be null.
 */
final class ScenarioOptions {
    private static final double DEFAULT_EXTENT_M = 200;

    @Option(names = "--users", paramLabel = "N", description = "users (default: 10)")
    @Nullable Integer users;

    @Option(
            names = "--antennas",
            paramLabel = "M",
            description = "antennas per base station (default: 24)")
    @Nullable Integer antennas;

    @Option(names = "--stations", paramLabel = "K", description = "base stations (default: 3)")
    @Nullable Integer stations;

    @Option(
            names = "--power-dbm",
            paramLabel = "P",
            description = "power budget of each base station, dBm (default: 32)")
    @Nullable Double powerDbm;

    @Option(
            names = "--noise-dbm",
            paramLabel = "S",
            description = "noise power at the users, dBm (default: -90)")
    @Nullable Double noiseDbm;

    @Option(
            names = "--radar-noise-dbm",
            paramLabel = "S",
            description = "noise power at the radar receivers, dBm (default: as --noise-dbm)")
    @Nullable Double radarNoiseDbm;

    @Option(
            names = "--crb",
            paramLabel = "E",
            description = "largest Cramer-Rao bound of the angle (27b), rad^2 (default: 0.01)")
    @Nullable Double crb;

    @Option(
            names = "--radar-snr-db",
            paramLabel = "G",
            description = "least radar SNR (27a), dB (default: 7)")
    @Nullable Double radarSnrDb;

    @Option(
            names = "--snapshots",
            paramLabel = "L",
            description = "radar snapshots (default: 1024)")
    @Nullable Integer snapshots;

    @Option(
            names = "--rician-db",
            paramLabel = "K",
            description = "Rician factor of the channels (4), dB (default: 3)")
    @Nullable Double ricianDb;

    @Option(
            names = "--reference-gain-db",
            paramLabel = "B",
            description = "path gain at 1 m, dB (default: -30)")
    @Nullable Double referenceGainDb;

    @Option(
            names = "--path-loss-exponent",
            paramLabel = "X",
            description = "exponent of the distance to users (default: 2.4)")
    @Nullable Double pathLossExponent;

    @Option(
            names = "--radar-path-loss-exponent",
            paramLabel = "X",
            description = "exponent of the distance to targets, a power gain (default: 3.5)")
    @Nullable Double radarPathLossExponent;

    @Option(
            names = "--path-loss",
            paramLabel = "READING",
            description =
                    "amplitude (as printed in (4)) or power: what the path loss multiplies"
                            + " (default: amplitude)")
    @Nullable PathLoss pathLoss;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description =
                    "where things stand: paper, random, or an isac-layout/1 file (default: paper)")
    @Nullable String layout;

    @Option(
            names = "--width-m",
            paramLabel = "X",
            description = "random layout: extent in x, m (default: 200)")
    @Nullable Double widthM;

    @Option(
            names = "--height-m",
            paramLabel = "Y",
            description = "random layout: extent in y, m (default: 200)")
    @Nullable Double heightM;

    /** The settings of the generator. */
    ScenarioSettings settings(long seed) {
        ScenarioSettings.Builder builder = ScenarioSettings.builder().seed(seed);
        set(users, builder::users);
        set(antennas, builder::antennas);
        set(stations, builder::stations);
        set(powerDbm, builder::maxPowerDbm);
        set(noiseDbm, builder::userNoiseDbm);
        set(radarNoiseDbm == null ? noiseDbm : radarNoiseDbm, builder::radarNoiseDbm);
        set(crb, builder::maxCrbRad2);
        set(radarSnrDb, builder::minRadarSnrDb);
        set(snapshots, builder::snapshots);
        set(ricianDb, builder::ricianFactorDb);
        set(referenceGainDb, builder::referenceGainDb);
        set(pathLossExponent, builder::pathLossExponent);
        set(radarPathLossExponent, builder::radarPathLossExponent);
        set(pathLoss, builder::pathLoss);
        return builder.layout(layout()).build();
    }

    private LayoutSource layout() {
        if ("random".equals(layout)) {
            return RandomLayout.of(
                    Objects.requireNonNullElse(widthM, DEFAULT_EXTENT_M),
                    Objects.requireNonNullElse(heightM, DEFAULT_EXTENT_M));
        }
        if (widthM != null || heightM != null) {
            throw new InvalidInputException(
                    "--width-m and --height-m describe a random layout\nMaybe add --layout random.");
        }
        if (layout == null || layout.equals("paper")) {
            return Layout.paper();
        }
        Path file = Path.of(layout);
        if (!Files.exists(file)) {
            throw new InvalidInputException(
                    "--layout: expected paper, random or a layout file, found '" + layout + "'");
        }
        return Layout.read(file);
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
