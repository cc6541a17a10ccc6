package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad usage: status 2, one message that names the value, and no work done. */
class BadUsageTest {
    private final FakeApplication application = new FakeApplication();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    ""                                      | a command is missing
                    slove                                   | Maybe solve
                    --frobnicate                            | Unknown option: '--frobnicate'
                    solve --assocation game                 | Maybe --association
                    solve --json=maybe                      | --json
                    solve --gap x                           | expected a finite number, found 'x'
                    solve --gap NaN                         | expected a finite number, found 'NaN'
                    solve --gap Infinity                    | expected a finite number, found 'Infinity'
                    solve --gap 1d                          | expected a finite number, found '1d'
                    solve --gap 2                           | gap: expected 0.0..1.0, found 2.0
                    solve --gap                             | --gap
                    solve --starts 0                        | starts: expected
                    solve --starts 1.5                      | '1.5' is not an int
                    solve --threads -1                      | threads: expected
                    solve --time-limit -1                   | timeLimitSeconds: expected
                    solve --tolerance 0                     | tolerance: expected
                    solve --seed one                        | 'one' is not a long
                    solve --seed 1 --seed 2                 | --seed
                    solve --solver simplex                  | expected one of exact-fp, mm-admm, found 'simplex'
                    solve --backend gpu                     | expected one of auto, java, nd4j, cuda, found 'gpu'
                    solve --rates good                      | expected one of paper, potential, found 'good'
                    solve --association best                | found 'best'
                    solve --association fixed               | found 'fixed'
                    solve --association fixed:              | found ''
                    solve --association fixed:0,,1          | found ''
                    solve --association fixed:0,a,1         | found 'a'
                    solve --association fixed:0,1           | expected 3 entries (one base station per user), found 2
                    solve --association fixed:0,1,2         | expected a base station 0..1, found 2
                    solve --association fixed:0,1,-1        | expected a base station 0..1, found -1
                    solve --association fixed:0,0,0         | base station 1 has no user
                    solve --association llm                 | no LLM is configured
                    solve a.json b.json                     | b.json
                    solve a.json --users 4                  | INSTANCE a.json
                    solve a.json --out a.json               | also the file of INSTANCE
                    solve --out s.json --trace s.json       | also the file of --out
                    solve --out no/such/dir/s.json          | no directory
                    solve --trace no/such/dir/t.csv         | no directory
                    generate                                | --out
                    generate --out no/such/dir/a.json       | no directory
                    generate --users many --out a.json      | 'many' is not an int
                    generate --path-loss loud --out a.json  | expected one of amplitude, power, found 'loud'
                    convert                                 | IN
                    convert a.json                          | OUT
                    convert a.json ./a.json                 | also the file of IN
                    convert a.json b.npz c.mat              | c.mat
                    backends --all                          | Unknown option: '--all'
                    """)
    void oneMessageAndStatusTwo(String line, String expected) {
        CommandRun run =
                CommandRun.of(application, line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(expected).doesNotContain("\tat ");
        assertThat(run.err().lines().filter(l -> l.startsWith("error: "))).hasSize(1);
        assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(3);
        assertThat(application.calls).doesNotContain("solve").noneMatch(c -> c.startsWith("save"));
    }

    @Test
    void directoryAsOutputFile(@TempDir Path directory) {
        CommandRun run = CommandRun.of(application, "solve", "--out", directory.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(directory + " is a directory");
        assertThat(application.calls).isEmpty();
    }

    @Test
    void checkingAnOutputFileDoesNotTouchIt(@TempDir Path directory) throws Exception {
        Path old = Files.writeString(directory.resolve("old.json"), "old");
        OutputFile.requireWritable("--out", old);
        OutputFile.requireWritable("--out", directory.resolve("new.json"));
        assertThat(old).hasContent("old");
        assertThat(directory.resolve("new.json")).doesNotExist();
    }
}
