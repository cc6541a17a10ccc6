package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.llm.StubModel;
import org.beamforge.testing.SolutionCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code solve --association llm} against a server on loopback that answers like a model. */
class SolveLlmTest {
    private static final Path INSTANCE =
            Path.of("src", "test", "resources", "instances", "dense-k3n5m8.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The exact association of the instance: users to base stations 2, 0, 2, 1, 2. */
    private static final String BEST = "[0 0 1;1 0 0;0 0 1;0 1 0;0 0 1]";

    private static final String POOR = "[1 0 0;0 1 0;0 0 1;0 0 1;0 0 1]";
    private static final String INVALID = "[1 0 0;1 0 0;1 0 0;1 0 0;1 0 0]";

    @TempDir private Path directory;

    private static CommandRun solve(String url, String... more) {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "solve",
                                INSTANCE.toString(),
                                "--json",
                                "--association",
                                "llm",
                                "--llm-base-url",
                                url,
                                "--llm-model",
                                "stub",
                                "--llm-timeout",
                                "5"));
        args.addAll(List.of(more));
        return CommandRun.of(new BeamforgeApplication(), args.toArray(String[]::new));
    }

    private static JsonNode solution(CommandRun run) throws Exception {
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode solution = JSON.readTree(run.out());
        SolutionCheck.require(JSON.readTree(INSTANCE.toFile()), solution);
        return solution;
    }

    private static double exact() throws Exception {
        CommandRun run =
                CommandRun.of(
                        new BeamforgeApplication(),
                        "solve",
                        INSTANCE.toString(),
                        "--association",
                        "exact",
                        "--json");
        return JSON.readTree(run.out()).get("sumRate").asDouble();
    }

    @Test
    void aGoodModelDecides() throws Exception {
        try (StubModel model = StubModel.saying(BEST)) {
            CommandRun run = solve(model.url(), "--llm-fallback", "none");
            JsonNode solution = solution(run);
            assertThat(solution.get("association").toString()).isEqualTo("[2,0,2,1,2]");
            assertThat(solution.at("/llm/fallbackUsed").asBoolean(true)).isFalse();
            assertThat(solution.at("/llm/rounds/0/valid").asBoolean()).isTrue();
            assertThat(run.err()).contains("round", "verdict", "stub");
        }
    }

    @Test
    void anImprovingAndARepairedModelEndAtTheirBest() throws Exception {
        try (StubModel model = StubModel.saying(POOR, INVALID, BEST)) {
            JsonNode solution = solution(solve(model.url(), "--llm-fallback", "none"));
            assertThat(solution.get("association").toString()).isEqualTo("[2,0,2,1,2]");
            assertThat(solution.at("/llm/rounds/1/valid").asBoolean(true)).isFalse();
            assertThat(solution.at("/llm/rounds/1/sumRate").isNull()).isTrue();
        }
    }

    @Test
    void aHopelessOrDeadModelIsNoWorseThanItsFallback() throws Exception {
        double exact = exact();
        try (StubModel model = StubModel.saying("I cannot help with that.")) {
            CommandRun run = solve(model.url());
            JsonNode solution = solution(run);
            assertThat(solution.get("sumRate").asDouble()).isGreaterThanOrEqualTo(exact - 1e-9);
            assertThat(solution.at("/llm/fallbackUsed").asBoolean()).isTrue();
            assertThat(run.err()).contains("fallback");
        }
        JsonNode dead = solution(solve("http://127.0.0.1:9/v1"));
        assertThat(dead.get("sumRate").asDouble()).isGreaterThanOrEqualTo(exact - 1e-9);
    }

    @Test
    void withoutAnswerAndFallbackTheStatusIsSix() {
        try (StubModel model = StubModel.saying(INVALID)) {
            CommandRun run = solve(model.url(), "--llm-fallback", "none");
            assertThat(run.status()).isEqualTo(6);
            assertThat(run.err()).contains("no valid association").doesNotContain("\tat ");
        }
    }

    @Test
    void aRecordedRunIsReplayedWithoutANetwork() throws Exception {
        String record = directory.resolve("t.jsonl").toString();
        JsonNode live;
        try (StubModel model = StubModel.saying(POOR, BEST)) {
            live = solution(solve(model.url(), "--llm-fallback", "none", "--llm-record", record));
        }
        CommandRun again =
                CommandRun.of(
                        new BeamforgeApplication(),
                        "solve",
                        INSTANCE.toString(),
                        "--json",
                        "--association",
                        "llm",
                        "--llm-replay",
                        record);
        JsonNode replayed = solution(again);
        assertThat(replayed.get("association")).isEqualTo(live.get("association"));
        assertThat(replayed.get("sumRate")).isEqualTo(live.get("sumRate"));
        assertThat(replayed.at("/llm/rounds").size()).isEqualTo(live.at("/llm/rounds").size());
    }
}
