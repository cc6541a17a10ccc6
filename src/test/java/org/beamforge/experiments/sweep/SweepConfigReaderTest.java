package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamforge.BackendKind;
import org.beamforge.Scheme;
import org.beamforge.SolverKind;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepConfigReaderTest {
    private static final String CONTRACT =
            """
            # the example of the format
            format: beamforge-sweep/1
            base:    {users: 6, antennas: 8, maxPowerDbm: 32, maxCrbRad2: 0.01, minRadarSnrDb: 7}
            vary:    {antennas: [8, 12, 16], maxPowerDbm: [32, 34]}   # full grid
            schemes: [joint, brute-force, game, beamforming-only]
            draws:   20
            seed:    1
            """;

    @Test
    void readsTheExampleOfTheFormat() {
        SweepConfig config = SweepConfigReader.parse(CONTRACT);
        assertThat(config.draws()).isEqualTo(20);
        assertThat(config.seed()).isEqualTo(1);
        assertThat(config.schemes())
                .extracting(SweepScheme::scheme)
                .containsExactly(
                        Scheme.JOINT, Scheme.BRUTE_FORCE, Scheme.GAME, Scheme.BEAMFORMING_ONLY);
        assertThat(config.vary())
                .isEqualTo(
                        Map.of(
                                GridParameter.ANTENNAS,
                                List.of(8.0, 12.0, 16.0),
                                GridParameter.MAX_POWER_DBM,
                                List.of(32.0, 34.0)));
        List<ScenarioSettings> points = config.points();
        assertThat(points).hasSize(6).allMatch(p -> p.users() == 6 && p.stations() == 3);
        assertThat(points)
                .extracting(ScenarioSettings::antennas)
                .containsExactly(8, 8, 12, 12, 16, 16);
        assertThat(points)
                .extracting(ScenarioSettings::maxPowerDbm)
                .containsExactly(32.0, 34.0, 32.0, 34.0, 32.0, 34.0);
        assertThat(points.get(0).userNoiseDbm()).isEqualTo(-90);
    }

    @Test
    void whatIsNotSaidIsAsInThePaper() {
        SweepConfig config =
                SweepConfigReader.parse("format: beamforge-sweep/1\nschemes: [game]\ndraws: 2\n");
        assertThat(config)
                .isEqualTo(
                        SweepConfig.paper(List.of(SweepScheme.of("game")), 2, 1)
                                .on(SolverKind.EXACT_FP, BackendKind.AUTO));
    }

    @Test
    void theCanonicalDocumentDescribesTheSameSweep() {
        SweepConfig config =
                SweepConfigReader.parse(
                        CONTRACT.replace("seed:    1", "seed: 9007199254740993")
                                + "starts: 5\nsolver: mm-admm\nbackend: java\n");
        assertThat(config.seed()).isEqualTo(9_007_199_254_740_993L);
        assertThat(SweepConfigReader.of(CheckedLine.node(config.canonical()))).isEqualTo(config);
    }

    @Test
    void aVariedParameterMayContradictTheBaseAlone() {
        SweepConfig config =
                SweepConfigReader.parse(
                        """
                        format: beamforge-sweep/1
                        base: {users: 3, layout: random}
                        vary: {stations: [4, 5], users: [5, 6]}
                        schemes: [joint]
                        draws: 1
                        """);
        assertThat(config.points()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    draws:   20       | drawz: 20                 | draws: missing
                    draws:   20       | {}draws: 20\\nfoo: 1      | foo: unknown key
                    users: 6          | userz: 6                  | base.userz: unknown key
                    draws:   20       | draws: 0                  | draws: must have a minimum value of 1, found 0
                    draws:   20       | draws: 2.5                | draws: number found, integer expected, found 2.5
                    users: 6          | users: six                | base.users: string found, integer expected, found "six"
                    [32, 34]          | [32, 32]                  | vary.maxPowerDbm: must have only unique items
                    [32, 34]          | []                        | vary.maxPowerDbm: must have at least 1 items
                    [32, 34]          | 32                        | vary.maxPowerDbm: integer found, array expected, found 32
                    beamforming-only] | bf]                       | schemes[3]: does not have a value in the enumeration
                    sweep/1           | sweep/2                   | format: must be the constant value
                    users: 6          | users: 2                  | base: scenario: users: 2 users cannot give each of 3
                    seed:    1        | seed: 1\\ndraws: 3        | line 8: no YAML: Duplicate field 'draws'
                    seed:    1        | seed: [1                  | no YAML:
                    """)
    void complaintsNameThePlaceAndTheValue(String old, String fresh, String message) {
        String text = CONTRACT.replace(old, fresh.replace("{}", "").replace("\\n", "\n"));
        assertThat(text).isNotEqualTo(CONTRACT);
        assertThatThrownBy(() -> SweepConfigReader.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyFileAndAMissingFileAreToldApart(@TempDir Path directory) {
        assertThatThrownBy(() -> SweepConfigReader.parse("# nothing\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found nothing");
        Path missing = directory.resolve("missing.yaml");
        assertThatThrownBy(() -> SweepConfigReader.read(missing))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("missing.yaml")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> SweepConfigReader.read(directory))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is a directory");
    }
}
