package org.beamforge.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that describe a network to draw. What is not given keeps the value of the paper scenario,
 * so every field may be null.
 */
final class ScenarioOptions {
    /** How the path loss of (4) is read. */
    enum PathLossReading {
        /** beta multiplies the amplitude, as printed. */
        AMPLITUDE,
        /** beta is a power gain. */
        POWER
    }

    /** Where base stations, users and targets stand. */
    enum LayoutKind {
        /** The positions of the paper scenario; further users are drawn in the same area. */
        PAPER,
        /** Everything drawn from the seed. */
        RANDOM
    }

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
    @Nullable PathLossReading pathLoss;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "paper or random (default: paper)")
    @Nullable LayoutKind layout;
}
