package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardFileTest {
    private static final String NAME = "shard-0-of-1.jsonl";

    @TempDir private static Path whole;
    private static byte[] bytes = {};
    private static String expected = "";

    @TempDir private Path directory;

    @BeforeAll
    static void runWhole() throws IOException {
        SweepFixture.run(SweepFixture.config(), whole, Shard.WHOLE, 1);
        bytes = Files.readAllBytes(whole.resolve(NAME));
        expected = SweepFixture.merged(whole);
    }

    private static SweepHeader header(SweepConfig config) {
        return SweepHeader.of(config, Optional.empty(), Shard.WHOLE, SweepFixture.VERSIONS);
    }

    @Test
    void tearsAtAllKindsOfPlacesAreRepaired() throws IOException {
        Path file = directory.resolve(NAME);
        for (int length = 0; length < bytes.length; length++) {
            if (length % 17 != 0 && !besideLineEnd(length)) {
                continue;
            }
            Files.write(file, Arrays.copyOf(bytes, length));
            int lines = 0;
            int good = 0;
            for (int i = 0; i < length; i++) {
                if (bytes[i] == '\n') {
                    lines++;
                    good = i + 1;
                }
            }
            try (ShardFile shard = ShardFile.open(directory, header(SweepFixture.config()), true)) {
                assertThat(shard.earlier()).as("length %d", length).hasSize(Math.max(0, lines - 1));
                assertThat(shard.repaired()).as("length %d", length).isEqualTo(length > good);
            }
            assertThat(Files.readAllBytes(file))
                    .as("length %d", length)
                    .isEqualTo(Arrays.copyOf(bytes, lines == 0 ? firstLine() : good));
        }
    }

    private static boolean besideLineEnd(int length) {
        for (int i = Math.max(0, length - 2); i < Math.min(bytes.length, length + 2); i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private static int firstLine() {
        return new String(bytes, StandardCharsets.UTF_8).indexOf('\n') + 1;
    }

    @ParameterizedTest
    @CsvSource({"0", "200", "1500", "2500"})
    void aTornFileIsCompletedToTheSameResults(int length) throws IOException {
        Files.write(directory.resolve(NAME), Arrays.copyOf(bytes, length));
        SweepFixture.Counter counter = new SweepFixture.Counter();
        SweepFixture.run(SweepFixture.config(), directory, Shard.WHOLE, 2, true, counter);
        assertThat(counter.before + counter.ran).isEqualTo(24);
        assertThat(SweepFixture.merged(directory)).isEqualTo(expected);
    }

    @Test
    void everyFlippedByteOfALineIsNoticed() throws IOException {
        byte[] first = Arrays.copyOfRange(bytes, firstLine(), bytes.length);
        int end = new String(first, StandardCharsets.UTF_8).indexOf('\n');
        for (int i = 0; i < end; i++) {
            byte[] line = Arrays.copyOf(first, end);
            line[i] ^= 1;
            assertThat(CheckedLine.read(new String(line, StandardCharsets.ISO_8859_1)))
                    .as("byte %d", i)
                    .isEmpty();
        }
    }

    @Test
    void damageInTheMiddleIsNotTakenForATear() throws IOException {
        byte[] damaged = bytes.clone();
        damaged[firstLine() + 20] ^= 1;
        Files.write(directory.resolve(NAME), damaged);
        assertThatThrownBy(() -> SweepFixture.resume(directory))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(NAME + ": line 2: the checksum does not match")
                .hasMessageContaining("Maybe delete that line");
        List<String> lines = Files.readAllLines(directory.resolve(NAME));
        lines.remove(1);
        Files.write(directory.resolve(NAME), lines);
        SweepFixture.resume(directory);
        assertThat(SweepFixture.merged(directory)).isEqualTo(expected);
    }

    @Test
    void nothingRunsTwice() throws IOException {
        Files.write(directory.resolve(NAME), bytes);
        SweepFixture.Counter counter = new SweepFixture.Counter();
        SweepFixture.run(SweepFixture.config(), directory, Shard.WHOLE, 2, true, counter);
        assertThat(counter.ran).isZero();
        assertThat(Files.readAllBytes(directory.resolve(NAME))).isEqualTo(bytes);
    }

    @Test
    void resultsAreNotOverwrittenUnasked() throws IOException {
        Files.write(directory.resolve(NAME), bytes);
        assertThatThrownBy(() -> SweepFixture.run(SweepFixture.config(), directory, Shard.WHOLE, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds 24 results of an earlier run")
                .hasMessageContaining("--resume");
        assertThat(Files.readAllBytes(directory.resolve(NAME))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    draws: 4      | draws: 5          | draws: 4 there, 5 now
                    seed: 3       | seed: 4           | seed: 3 there, 4 now
                    [4, 12]       | [4, 13]           | vary.antennas: [4,12] there, [4,13] now
                    {users: 4}    | {users: 5}        | base.users: 4 there, 5 now
                    [joint, game, | [joint, exact,    | schemes: [joint,game,beamforming-only] there
                    seed: 3       | {}seed: 3\\nstarts: 4 | starts: 3 there, 4 now
                    """)
    void aChangedConfigurationIsRefusedByName(String old, String fresh, String message)
            throws IOException {
        Files.write(directory.resolve(NAME), bytes);
        SweepConfig changed =
                SweepConfigReader.parse(
                        SweepFixture.YAML.replace(
                                old, fresh.replace("{}", "").replace("\\n", "\n")));
        for (Shard shard : List.of(Shard.WHOLE, new Shard(1, 3))) {
            assertThatThrownBy(
                            () ->
                                    SweepFixture.run(
                                            changed, directory, shard, 1, true, SweepProgress.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(NAME)
                    .hasMessageContaining(message);
        }
        assertThat(Files.readAllBytes(directory.resolve(NAME))).isEqualTo(bytes);
    }

    @Test
    void anotherVersionAndAnotherSplitAreRefused() throws IOException {
        Files.write(directory.resolve(NAME), bytes);
        SweepHeader newer =
                SweepHeader.of(
                        SweepFixture.config(),
                        Optional.empty(),
                        Shard.WHOLE,
                        new Versions("1.2.4", "test"));
        assertThatThrownBy(() -> ShardFile.open(directory, newer, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("program: 1.2.3 there, 1.2.4 now");
        assertThatThrownBy(
                        () ->
                                SweepFixture.run(
                                        SweepFixture.config(), directory, new Shard(0, 3), 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("split into 1 parts");
    }

    @Test
    void twoWritersOfOneFileAreRefused() {
        SweepHeader header = header(SweepFixture.config());
        try (ShardFile first = ShardFile.open(directory, header, false)) {
            assertThat(first.earlier()).isEmpty();
            assertThatThrownBy(() -> ShardFile.open(directory, header, true))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("another process is writing to it");
        }
        ShardFile.open(directory, header, true).close();
    }

    @Test
    void aFileInTheWayOfTheDirectoryIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> SweepFixture.run(SweepFixture.config(), file, Shard.WHOLE, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected a directory to write to, found a file");
    }
}
