package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engines and plans of a sweep, as far as they go without a cluster. */
class SweepEngineTest {
    private static final String YAML =
            """
            format: beamforge-sweep/1
            base: {users: 4, antennas: 12}
            schemes: [SCHEME]
            draws: 6
            """;

    @TempDir private Path directory;
    private Path config = Path.of("none");

    @BeforeEach
    void writeConfig() throws IOException {
        config = configOf("game");
    }

    private Path configOf(String scheme) throws IOException {
        return Files.writeString(
                directory.resolve(scheme + ".yaml"), YAML.replace("SCHEME", scheme));
    }

    private static CommandRun run(Object... args) {
        String[] line = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            line[i] = args[i].toString();
        }
        return CommandRun.of(new BeamforgeApplication(), line);
    }

    @Test
    void shardsOfAnotherMachineMakeTheSameTable() throws IOException {
        Path whole = directory.resolve("whole");
        assertThat(run("sweep", config, "--out", whole, "--quiet").status()).isZero();
        Path out = Files.createDirectory(directory.resolve("out"));
        for (int i = 0; i < 2; i++) {
            Path scratch = Files.createDirectory(directory.resolve("scratch-" + i));
            Path file = ShardTask.run(config, scratch, i, 2, 1, () -> false);
            Files.copy(file, out.resolve(file.getFileName()));
        }
        assertThat(run("merge", out).status()).isZero();
        assertThat(out.resolve("results.csv")).hasSameBinaryContentAs(whole.resolve("results.csv"));
    }

    @Test
    void aShardThatIsNoLongerWantedStops() throws IOException {
        Path many =
                Files.writeString(
                        directory.resolve("many.yaml"),
                        YAML.replace("SCHEME", "joint").replace("draws: 6", "draws: 1000000"));
        AtomicInteger looks = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                ShardTask.run(
                                        many,
                                        directory.resolve("stopped"),
                                        0,
                                        1,
                                        1,
                                        () -> looks.incrementAndGet() > 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shard 0/1 was stopped");
    }

    @Test
    void sparkNeedsJarsAndSaysSo() {
        CommandRun run =
                run("sweep", config, "--out", directory.resolve("spark"), "--engine", "spark");
        assertThat(run.status()).as(run.err()).isEqualTo(5);
        assertThat(run.err()).contains("engine spark needs the program as jars");
    }

    @Test
    void sparkRunsNoLanguageModel() throws IOException {
        CommandRun run = run("sweep", configOf("llm"), "--out", directory, "--engine", "spark");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("llm cannot run on Spark");
    }

    @ParameterizedTest
    @CsvSource({
        "--engine=hadoop, '--engine: expected local or spark, found ''hadoop'''",
        "--master=yarn, need --engine spark",
        "--shards=3, need --engine spark",
    })
    void enginesThatAreNotMeantAreComplainedAbout(String option, String message) {
        CommandRun run = run("sweep", config, "--out", directory.resolve("no"), option);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"0, 80, 10", "0, 1, 1", "0, 1000000, 1000", "7, 80, 7", "100, 80, 80"})
    void thereIsNoEmptyShard(int asked, int draws, int expected) {
        EngineOptions options = new EngineOptions();
        new picocli.CommandLine(new Holder(options)).parseArgs("--shards", "" + asked);
        assertThat(options.shards(draws)).isEqualTo(expected);
    }

    @Test
    void fewerThanNoShardsAreRefused() {
        EngineOptions options = new EngineOptions();
        new picocli.CommandLine(new Holder(options)).parseArgs("--shards", "-1");
        assertThatThrownBy(() -> options.shards(10)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aPlanNamesTheShards() {
        assertThat(run("plan", config, "--pilot", "0").out()).isEqualTo("results   6\n");
        CommandRun run = run("plan", config, "--pilot", "0.001", "--minutes", "1e-9");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("draws     6 on 1 grid points")
                .contains("\nshards    6\n"); // as many as there are draws, and never more
        assertThat(run("plan", config, "--minutes", "0").err()).contains("--minutes: expected");
    }

    @picocli.CommandLine.Command
    private static final class Holder {
        @picocli.CommandLine.Mixin private final EngineOptions options;

        Holder(EngineOptions options) {
            this.options = options;
        }
    }
}
