package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.PathLoss;
import org.beamforge.model.scenario.RandomLayout;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

class ScenarioOptionsTest {
    /** Nothing but the options. */
    @Command
    private static final class Holder {
        @CommandLine.Mixin final ScenarioOptions scenario = new ScenarioOptions();
    }

    @Test
    void nothingGivenIsThePaperScenario() {
        assertThat(new ScenarioOptions().settings(5))
                .isEqualTo(ScenarioSettings.builder().seed(5).build());
    }

    @Test
    void everyOptionReachesItsSetting() {
        ScenarioOptions options = new ScenarioOptions();
        options.users = 4;
        options.antennas = 8;
        options.stations = 2;
        options.powerDbm = 33.5;
        options.noiseDbm = -85.0;
        options.radarNoiseDbm = -95.0;
        options.crb = 0.005;
        options.radarSnrDb = -3.0;
        options.snapshots = 64;
        options.ricianDb = 6.0;
        options.referenceGainDb = -31.0;
        options.pathLossExponent = 2.2;
        options.radarPathLossExponent = 3.0;
        options.pathLoss = PathLoss.POWER;
        options.layout = "random";
        options.widthM = 300.0;
        assertThat(options.settings(12))
                .isEqualTo(
                        new ScenarioSettings(
                                4,
                                8,
                                2,
                                33.5,
                                -85,
                                -95,
                                64,
                                -3,
                                0.005,
                                6,
                                -31,
                                2.2,
                                PathLoss.POWER,
                                3,
                                RandomLayout.of(300, 200),
                                12));
    }

    @Test
    void noiseOfTheRadarFollowsThatOfTheUsers() {
        ScenarioOptions options = new ScenarioOptions();
        options.noiseDbm = -85.0;
        assertThat(options.settings(1).radarNoiseDbm()).isEqualTo(-85);
    }

    @Test
    void defaultsInTheHelpAreTheTrueOnes() {
        ScenarioSettings paper = ScenarioSettings.defaults();
        CommandLine line = new CommandLine(new Holder());
        assertDefault(line, "--users", paper.users());
        assertDefault(line, "--antennas", paper.antennas());
        assertDefault(line, "--stations", paper.stations());
        assertDefault(line, "--power-dbm", paper.maxPowerDbm());
        assertDefault(line, "--noise-dbm", paper.userNoiseDbm());
        assertDefault(line, "--noise-dbm", paper.radarNoiseDbm());
        assertDefault(line, "--crb", paper.maxCrbRad2());
        assertDefault(line, "--radar-snr-db", paper.minRadarSnrDb());
        assertDefault(line, "--snapshots", paper.snapshots());
        assertDefault(line, "--rician-db", paper.ricianFactorDb());
        assertDefault(line, "--reference-gain-db", paper.referenceGainDb());
        assertDefault(line, "--path-loss-exponent", paper.pathLossExponent());
        assertDefault(line, "--radar-path-loss-exponent", paper.radarPathLossExponent());
    }

    private static void assertDefault(CommandLine line, String name, double value) {
        OptionSpec option = line.getCommandSpec().findOption(name);
        String help = String.join(" ", option.description());
        String said = help.replaceAll(".*\\(default: ([-0-9.]+)\\)", "$1");
        assertThat(Double.parseDouble(said)).as(name).isEqualTo(value);
    }

    @Test
    void extentWithoutARandomLayoutIsRefused() {
        ScenarioOptions options = new ScenarioOptions();
        options.heightM = 100.0;
        assertThatThrownBy(() -> options.settings(1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--layout random");
    }

    @Test
    void aLayoutFileThatIsNotThereIsNamed(@TempDir Path directory) {
        ScenarioOptions options = new ScenarioOptions();
        options.layout = directory.resolve("grid.json").toString();
        assertThatThrownBy(() -> options.settings(1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected paper, random or a layout file")
                .hasMessageContaining("grid.json");
    }
}
