package org.beamforge.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioSettingsTest {
    @Test
    void everyFieldSurvivesTheBuilder() {
        ScenarioSettings s =
                new ScenarioSettings(
                        7,
                        5,
                        2,
                        33,
                        -91,
                        -92,
                        100,
                        6,
                        0.03,
                        4,
                        -31,
                        2.5,
                        PathLoss.POWER,
                        3.6,
                        RandomLayout.of(100, 120),
                        9);
        assertThat(s.toBuilder().build()).isEqualTo(s);
        assertThat(ScenarioSettings.builder().build()).isEqualTo(ScenarioSettings.defaults());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("users: expected at least 1, found 0", b -> b.users(0)),
                mistake("users: 2 users cannot give each of 3 base stations", b -> b.users(2)),
                mistake("antennas: expected at least 1, found -4", b -> b.antennas(-4)),
                mistake("channel coefficients", b -> b.users(100_000).antennas(100_000)),
                mistake("stations: the layout has 3 base stations, found 4", b -> b.stations(4)),
                mistake("stations: expected at least 1, found 0", b -> b.stations(0)),
                mistake("snapshots", b -> b.snapshots(0)),
                mistake("maxPowerDbm: expected", b -> b.maxPowerDbm(Double.NaN)),
                mistake("userNoiseDbm: expected", b -> b.userNoiseDbm(Double.NEGATIVE_INFINITY)),
                mistake("radarNoiseDbm: expected", b -> b.radarNoiseDbm(4000)),
                mistake("minRadarSnrDb: expected", b -> b.minRadarSnrDb(Double.NaN)),
                mistake("maxCrbRad2", b -> b.maxCrbRad2(0)),
                mistake("ricianFactorDb", b -> b.ricianFactorDb(301)),
                mistake("referenceGainDb", b -> b.referenceGainDb(-301)),
                mistake(
                        "pathLossExponent: expected 0..10, found -1.0",
                        b -> b.pathLossExponent(-1)),
                mistake("radarPathLossExponent", b -> b.radarPathLossExponent(Double.NaN)));
    }

    private static Arguments mistake(
            String message, UnaryOperator<ScenarioSettings.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void valuesOutOfRangeAreNamed(String message, UnaryOperator<ScenarioSettings.Builder> change) {
        assertThatThrownBy(() -> change.apply(ScenarioSettings.builder()).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("scenario: ")
                .hasMessageContaining(message);
    }

    @Test
    void randomLayoutsOfferAnyNumberOfStations() {
        Instance instance =
                ScenarioGenerator.generate(
                        ScenarioSettings.builder()
                                .layout(RandomLayout.of(400, 400))
                                .stations(7)
                                .users(12)
                                .antennas(4)
                                .build());
        assertThat(instance.stations()).isEqualTo(7);
        assertThat(instance.positions().orElseThrow().users()).hasSize(12);
    }

    @Test
    void aNetworkThatNoMemoryHoldsIsRefused() {
        ScenarioSettings.Builder huge = ScenarioSettings.builder().antennas(100_000_000);
        assertThatThrownBy(huge::build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "scenario: expected at most 8388608 channel coefficients K x N x M,"
                                + " found 3 x 10 x 100000000");
    }
}
