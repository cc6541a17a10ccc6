package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.beamforge.Beamforge;
import org.beamforge.Scheme;
import org.beamforge.SolveSettings;
import org.beamforge.association.ExactAssociation;
import org.beamforge.association.NoAssociationException;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepRunTest {
    @TempDir private static Path whole;
    private static String expected = "";

    @BeforeAll
    static void runWhole() throws IOException {
        SweepFixture.run(SweepFixture.config(), whole, Shard.WHOLE, 1);
        expected = SweepFixture.merged(whole);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "3,1", "3,2", "7,1", "7,2", "11,3"})
    void shardsAndThreadsDoNotShowInTheResults(int shards, int threads, @TempDir Path directory)
            throws IOException {
        for (int i = shards - 1; i >= 0; i--) {
            assertThat(
                            SweepFixture.run(
                                            SweepFixture.config(),
                                            directory,
                                            new Shard(i, shards),
                                            threads)
                                    .complete())
                    .isTrue();
        }
        assertThat(SweepFixture.merged(directory)).isEqualTo(expected);
    }

    @Test
    void aRowIsWhatTheLibraryGives() {
        SweepResults results = SweepResults.read(whole);
        for (ResultRow row : results.rows()) {
            if (!row.scheme().equals("game") || !row.feasible()) {
                continue;
            }
            double sumRate =
                    Beamforge.solve(
                                    ScenarioGenerator.generate(
                                            results.points().get(row.point()).toBuilder()
                                                    .seed(3 + row.draw())
                                                    .build()),
                                    SolveSettings.builder()
                                            .scheme(Scheme.GAME)
                                            .seed(3 + row.draw())
                                            .build())
                            .sumRate();
            assertThat(row.sumRate()).as("draw %d", row.draw()).isEqualTo(sumRate);
        }
    }

    @Test
    void infeasibleDrawsAreRowsWithoutFiguresAndAreCounted() throws IOException {
        SweepResults results = SweepResults.read(whole);
        assertThat(results.rows()).hasSize(24);
        assertThat(results.rows().subList(0, 12))
                .allMatch(row -> row.status() == SolveStatus.INFEASIBLE)
                .allMatch(row -> Double.isNaN(row.sumRate()));
        assertThat(results.rows().subList(12, 24))
                .allMatch(row -> row.status() == SolveStatus.SOLVED && row.sumRate() > 0);
        assertThat(results.summary().infeasible()).containsEntry("antennas = 4", 4).hasSize(1);
        assertThat(String.join("\n", results.summary().lines()))
                .contains("24 jobs: 12 solved, 12 infeasible");
        assertThat(Files.readAllLines(whole.resolve("results.csv")).get(1))
                .startsWith("joint,0,3,4,4,32,0.01,7,INFEASIBLE,,");
    }

    @Test
    void theJointOptimumIsNeverWorse() {
        SweepResults results = SweepResults.read(whole);
        for (int draw = 0; draw < 4; draw++) {
            double joint = results.rows(1, "joint").get(draw).sumRate();
            for (String other : new String[] {"game", "beamforming-only"}) {
                assertThat(results.rows(1, other).get(draw).sumRate())
                        .as("%s, draw %d", other, draw)
                        .isLessThanOrEqualTo(joint + JobSolver.CORRECTION_THRESHOLD);
            }
        }
    }

    @Test
    void mergeNamesWhatIsMissing(@TempDir Path directory) throws IOException {
        SweepFixture.run(SweepFixture.config(), directory, new Shard(0, 3), 1);
        SweepFixture.run(SweepFixture.config(), directory, new Shard(2, 3), 1);
        Path last = directory.resolve("shard-2-of-3.jsonl");
        String text = Files.readString(last);
        Files.writeString(last, text.substring(0, text.length() - 10));
        assertThatThrownBy(() -> SweepResults.read(directory))
                .isInstanceOf(MissingResultsException.class)
                .hasMessageContaining("shard 1/3: no results at all")
                .hasMessageContaining("shard 2/3: 1 of 6 jobs are missing")
                .hasMessageNotContaining("shard 0/3");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThatThrownBy(() -> SweepResults.read(empty))
                .isInstanceOf(MissingResultsException.class);
    }

    @Test
    void theLlmCurveNeedsAnLlmAndThenRuns(@TempDir Path directory) throws IOException {
        SweepConfig config =
                SweepConfigReader.parse(
                        SweepFixture.YAML
                                .replace("[joint, game, beamforming-only]", "[llm, exact]")
                                .replace("[4, 12]", "[12]"));
        assertThatThrownBy(() -> SweepFixture.run(config, directory, Shard.WHOLE, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("llm needs an LLM");
        LlmScheme stand = new LlmScheme("stand-in", solve -> new ExactAssociation());
        new SweepRun(
                        config,
                        Optional.of(stand),
                        Shard.WHOLE,
                        SweepFixture.VERSIONS,
                        Cancellation.none(),
                        SweepProgress.NONE)
                .run(directory, 1, false);
        SweepResults results = SweepResults.read(directory);
        assertThat(results.llm()).contains("stand-in");
        assertThat(results.rows(0, "llm"))
                .extracting(ResultRow::sumRate)
                .isEqualTo(results.rows(0, "exact").stream().map(ResultRow::sumRate).toList());
    }

    /** The names keep the recorded answers of solves apart; shards must agree on them. */
    @Test
    void everyLlmSolveHasANameOfItsOwnTheSameInEveryShard(@TempDir Path directory) {
        SweepConfig config =
                SweepConfigReader.parse(
                        SweepFixture.YAML.replace(
                                "[joint, game, beamforming-only]", "[llm, llm+paper-rates]"));
        List<String> whole = names(config, directory.resolve("whole"), Shard.WHOLE);
        List<String> shards = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            shards.addAll(names(config, directory.resolve("shard" + i), Shard.parse(i + "/2")));
        }
        assertThat(whole)
                .hasSize(2 * config.tasks())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(shards);
    }

    private static List<String> names(SweepConfig config, Path directory, Shard shard) {
        List<String> names = Collections.synchronizedList(new ArrayList<>());
        LlmScheme stand =
                new LlmScheme(
                        "stand-in",
                        solve -> {
                            names.add(solve);
                            return new ExactAssociation();
                        });
        new SweepRun(
                        config,
                        Optional.of(stand),
                        shard,
                        SweepFixture.VERSIONS,
                        Cancellation.none(),
                        SweepProgress.NONE)
                .run(directory, 2, false);
        return names;
    }

    @Test
    void anInterruptedModelHasNotFailed(@TempDir Path directory) {
        SweepConfig config =
                SweepConfigReader.parse(
                        SweepFixture.YAML
                                .replace("[joint, game, beamforming-only]", "[llm]")
                                .replace("[4, 12]", "[12]"));
        Cancellation cancellation = Cancellation.none();
        LlmScheme interrupted =
                new LlmScheme(
                        "stand-in",
                        solve -> {
                            cancellation.cancel();
                            throw new NoAssociationException("nothing came in time");
                        });
        SweepRun.Outcome outcome =
                new SweepRun(
                                config,
                                Optional.of(interrupted),
                                Shard.WHOLE,
                                SweepFixture.VERSIONS,
                                cancellation,
                                SweepProgress.NONE)
                        .run(directory, 1, false);
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.done()).isZero();
    }

    @Test
    void aCancelledRunKeepsWhatIsDoneAndContinues(@TempDir Path directory) throws IOException {
        Cancellation cancellation = Cancellation.none();
        SweepFixture.Counter counter =
                new SweepFixture.Counter() {
                    @Override
                    public void finished(ResultRow row) {
                        super.finished(row);
                        if (ran == 14) {
                            cancellation.cancel();
                        }
                    }
                };
        SweepRun.Outcome outcome =
                new SweepRun(
                                SweepFixture.config(),
                                Optional.empty(),
                                Shard.WHOLE,
                                SweepFixture.VERSIONS,
                                cancellation,
                                counter)
                        .run(directory, 1, false);
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.done()).isEqualTo(14);
        SweepFixture.resume(directory);
        assertThat(SweepFixture.merged(directory)).isEqualTo(expected);
    }
}
