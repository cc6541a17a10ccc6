package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.beamforge.model.scenario.PathLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherCommandsTest {
    @TempDir private Path directory;

    private final FakeApplication application = new FakeApplication();

    private CommandRun run(String... args) {
        return CommandRun.of(application, args);
    }

    @Test
    void generatePassesEveryOption() {
        Path out = directory.resolve("g.json");
        CommandRun run =
                run(
                        ("generate --users 4 --antennas 8 --stations 2 --power-dbm 33.5 --noise-dbm"
                                        + " -85 --radar-noise-dbm -95 --crb 0.005 --radar-snr-db -3"
                                        + " --snapshots 64 --rician-db 6 --reference-gain-db -31"
                                        + " --path-loss-exponent 2.2 --radar-path-loss-exponent 3"
                                        + " --path-loss power --layout random --width-m 300"
                                        + " --height-m 250 --seed 12 --out "
                                        + out)
                                .split(" "));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 base stations, 3 users, 2 antennas, seed 12");
        assertThat(application.calls).containsExactly("generate 12", "save " + out);
        ScenarioOptions expected = new ScenarioOptions();
        expected.users = 4;
        expected.antennas = 8;
        expected.stations = 2;
        expected.powerDbm = 33.5;
        expected.noiseDbm = -85.0;
        expected.radarNoiseDbm = -95.0;
        expected.crb = 0.005;
        expected.radarSnrDb = -3.0;
        expected.snapshots = 64;
        expected.ricianDb = 6.0;
        expected.referenceGainDb = -31.0;
        expected.pathLossExponent = 2.2;
        expected.radarPathLossExponent = 3.0;
        expected.pathLoss = PathLoss.POWER;
        expected.layout = "random";
        expected.widthM = 300.0;
        expected.heightM = 250.0;
        assertThat(application.scenario.orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(expected);
    }

    @Test
    void convertReadsAndWrites() {
        Path out = directory.resolve("b.npz");
        CommandRun run = run("convert", "a.json", out.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(application.calls).containsExactly("load a.json", "save " + out);
    }

    @Test
    void backendsSaysWhatRunsAndWhyTheRestDoesNot() {
        CommandRun run = run("backends");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().toList())
                .containsExactly(
                        "name      usable  device / why not",
                        "java      yes     CPU, plain kernels",
                        "cuda      no      libcuda.so.1 not found");
    }

    @Test
    void versionNamesProgramJavaAndKernels() {
        CommandRun run = run("--version");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(3)
                .anyMatch(l -> l.startsWith("beamforge "))
                .anyMatch(l -> l.startsWith("java " + System.getProperty("java.version")))
                .anyMatch(l -> l.equals("kernels fake-64"));
    }

    @Test
    void helpListsTheCommandsAndTheExitStatuses() {
        CommandRun run = run("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("solve", "generate", "convert", "backends", "130", "infeasible");
    }

    @ParameterizedTest
    @ValueSource(strings = {"solve", "generate", "convert", "backends"})
    void everyCommandHasHelpWithoutEscapeCodes(String command) {
        CommandRun run = run(command, "--help");
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: beamforge " + command).doesNotContain("\u001b");
        assertThat(run.err()).isEmpty();
        // options are explained, every line of the help fits the width
        List<String> lines = Arrays.asList(run.out().split("\\R"));
        assertThat(lines).allMatch(l -> l.length() <= 100);
    }
}
