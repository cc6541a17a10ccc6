package org.beamforge.llm.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationProposal;
import org.beamforge.association.AssociationRequest;
import org.beamforge.association.LlmReport;
import org.beamforge.association.NoAssociationException;
import org.beamforge.association.RateMatrix;
import org.beamforge.llm.Answers;
import org.beamforge.llm.LlmAssociation;
import org.beamforge.llm.LlmSetup;
import org.beamforge.llm.StubModel;
import org.beamforge.llm.profile.LlmProfile;
import org.beamforge.llm.profile.ProfileFormat;
import org.beamforge.llm.wire.Api;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was recorded plays back exactly, with the server gone. */
class ReplayTest {
    private static final RateMatrix RATES =
            RateMatrix.of(new double[][] {{8, 3, 2, 1}, {1, 2, 1, 7}, {2, 2.5, 3, 0.5}});
    private static final RateMatrix OTHER_RATES =
            RateMatrix.of(new double[][] {{8, 3, 2, 1}, {1, 2, 1, 7}, {2, 2.5, 3, 0.6}});
    private static final String KEY = "sk-recorded-123456789";

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("run.jsonl");
    }

    /** A conventional association that does not depend on the rates. */
    private record Fixed() implements AssociationMethod {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public AssociationProposal propose(AssociationRequest request) {
            Association association = Association.of(3, 0, 1, 2, 0);
            return new AssociationProposal(
                    association, request.rates().sumRate(association), false);
        }
    }

    private record Outcome(List<AssociationProposal> proposals, LlmReport report) {}

    private static LlmProfile profile(String url, int samples) {
        return ProfileFormat.read(
                "test",
                Answers.json(
                        """
                        {"format": "beamforge-llm/1", "samples": %d, "models": [
                          {"baseUrl": "%s", "model": "a", "temperature": 0.5},
                          {"baseUrl": "%s", "model": "b", "structure": "text"}],
                         "client": {"maxRetries": 0, "totalSeconds": 5}, "history": 2}"""
                                .formatted(samples, url, url)));
    }

    private static Outcome solve(LlmSetup setup) {
        LlmAssociation llm = setup.association(Optional.of(new Fixed()), note -> {});
        List<AssociationProposal> proposals = new ArrayList<>();
        for (RateMatrix rates : List.of(RATES, OTHER_RATES, RATES)) {
            proposals.add(llm.propose(AssociationRequest.of(rates)));
        }
        return new Outcome(proposals, llm.report());
    }

    private Outcome record(int samples) {
        int[] count = {0};
        String[] answers = {
            "[0 1 0;1 0 0;0 0 1;1 0 0]",
            "[1 0 0;1 0 0;0 0 1;0 1 0]",
            "sorry",
            "[1 1 1]",
            "[1 0 0;0 0 1;0 0 1;0 1 0]"
        };
        try (StubModel model =
                        StubModel.behaving(
                                prompt -> {
                                    synchronized (count) {
                                        count[0]++;
                                        return count[0] % 7 == 6
                                                ? Answers.status(503, "{\"error\":\"busy\"}")
                                                : Answers.ok(Api.OPENAI, answers[count[0] % 5]);
                                    }
                                });
                LlmSetup setup =
                        LlmSetup.online(
                                profile(model.url(), samples),
                                Map.of("OPENAI_API_KEY", KEY),
                                Optional.of(file),
                                false)) {
            return solve(setup);
        }
    }

    private LlmSetup replay() {
        ReplayTransport replay = ReplayTransport.read(file);
        return LlmSetup.replay(
                ProfileFormat.read("recorded", replay.settings()), replay, Optional.empty(), false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aReplayIsExact(int samples) {
        Outcome recorded = record(samples);

        try (LlmSetup setup = replay()) {
            Outcome replayed = solve(setup);

            assertThat(replayed).isEqualTo(recorded);
        }
    }

    /** A repair shows the broken answer, so the record must hold every character of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\\ud83d half a character", "\\u2028\\u202e\\u0000\\u00e9\\ud83d\\ude00"})
    void repairsOfStrangeAnswersAreReplayedExactly(String escapes) {
        List<String> notes = new ArrayList<>();
        Outcome recorded;
        int[] next = {0};
        String[] answers = {
            "[0 1 0;1 0 0;0 0 1;1 0 0]",
            "[1 1 0] ESCAPES",
            "[1 1 0] ESCAPES",
            "[1 0 0;0 0 1;0 0 1;0 1 0]"
        };
        try (StubModel model =
                        StubModel.behaving(
                                prompt ->
                                        Answers.ok(
                                                Answers.body(
                                                                Api.OPENAI,
                                                                answers[Math.min(next[0]++, 3)])
                                                        .replace("ESCAPES", escapes)));
                LlmSetup setup =
                        LlmSetup.online(one(model.url()), Map.of(), Optional.of(file), false)) {
            recorded = solveOnce(setup, notes);
            assertThat(model.prompts().get(2)).contains("\n> [1 1 0]");
        }
        assertThat(notes).hasSize(1);
        assertThat(notes.get(0)).startsWith("llm: asking a; the prompt has about");
        notes.clear();

        try (LlmSetup setup = replay()) {
            assertThat(solveOnce(setup, notes)).isEqualTo(recorded);
        }

        assertThat(notes).hasSize(1);
        assertThat(notes.get(0))
                .startsWith("llm: replaying a from " + file + "; the prompt has about");
    }

    private static LlmProfile one(String url) {
        return ProfileFormat.read(
                "test",
                Answers.json(
                        """
                        {"format": "beamforge-llm/1",
                         "models": [{"baseUrl": "%s", "model": "a", "structure": "text"}],
                         "client": {"maxRetries": 0, "totalSeconds": 5}}"""
                                .formatted(url)));
    }

    private static Outcome solveOnce(LlmSetup setup, List<String> notes) {
        LlmAssociation llm = setup.association(Optional.empty(), notes::add);
        return new Outcome(List.of(llm.propose(AssociationRequest.of(RATES))), llm.report());
    }

    @Test
    void aTranscriptHasWhatAReaderNeedsAndNoKey() throws IOException {
        Outcome recorded = record(1);

        List<String> lines = Files.readAllLines(file);

        assertThat(lines).hasSize(1 + recorded.report().rounds().size());
        assertThat(String.join("", lines)).doesNotContain(KEY).doesNotContain("Bearer");
        JsonNode header = Answers.json(lines.get(0));
        assertThat(header.path("format").asText()).isEqualTo("beamforge-llm-transcript/1");
        assertThat(header.at("/settings/history").asInt()).isEqualTo(2);
        JsonNode line =
                lines.stream()
                        .map(Answers::json)
                        .filter(l -> l.path("valid").asBoolean())
                        .findFirst()
                        .orElseThrow();
        assertThat(line.at("/request/messages/0/content").asText()).contains("SINR = [");
        assertThat(line.at("/response/choices/0/message/content").asText()).startsWith("[");
        assertThat(line.path("promptTokens").asInt()).isEqualTo(100);
        assertThat(line.path("seconds").asDouble()).isPositive();
        assertThat(line.path("sumRate").asDouble()).isPositive();
        assertThat(line.path("verdict").asText()).startsWith("valid");
    }

    @Test
    void aMissIsAnErrorAndNoFallbackHidesIt() {
        record(1);
        RateMatrix unknown = RateMatrix.of(new double[][] {{1, 2}, {2, 1}});

        try (LlmSetup setup = replay()) {
            LlmAssociation llm = setup.association(Optional.of(new Fixed()), note -> {});

            assertThatThrownBy(() -> llm.propose(AssociationRequest.of(unknown)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("run.jsonl: no recorded answer for this question to a")
                    .hasMessageContaining("Maybe the instance");
        }
    }

    @Test
    void aSecondSolveFromTheSameRecordIsAMissToo() {
        record(1);

        try (LlmSetup setup = replay()) {
            solve(setup);

            assertThatThrownBy(() -> solve(setup))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no further recorded answer");
        }
    }

    private static LlmProfile one(String url, Path templates) {
        return ProfileFormat.read(
                "test",
                Answers.json(
                        """
                        {"format": "beamforge-llm/1", "models": [{"baseUrl": "%s", "model": "a"}],
                         "patience": 1, "rounds": 1%s}"""
                                .formatted(
                                        url,
                                        templates == null
                                                ? ""
                                                : ", \"templates\": \"" + templates + "\"")));
    }

    private static Association ask(LlmSetup setup, String scope) {
        return setup.association(scope, Optional.empty(), note -> {})
                .propose(AssociationRequest.of(RATES))
                .association();
    }

    /** The same question in two solves, which got different answers. */
    @Test
    void everySolveGetsItsOwnAnswersInAnyOrder() {
        Association first;
        Association second;
        try (StubModel model =
                        StubModel.saying("[0 1 0;1 0 0;0 0 1;1 0 0]", "[1 0 0;1 0 0;0 0 1;0 1 0]");
                LlmSetup setup =
                        LlmSetup.online(
                                one(model.url(), null), Map.of(), Optional.of(file), false)) {
            first = ask(setup, "first");
            second = ask(setup, "second");
        }
        assertThat(first).isNotEqualTo(second);

        try (LlmSetup setup = replay()) {
            assertThat(ask(setup, "second")).isEqualTo(second);
            assertThat(ask(setup, "first")).isEqualTo(first);
            assertThatThrownBy(() -> ask(setup, "third"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no recorded answer for this question to a in third");
        }
    }

    @Test
    void aKilledRunIsContinuedAndWhatItDidTwiceCountsOnce() throws IOException {
        Association done;
        Association again;
        try (StubModel model =
                StubModel.saying(
                        "[0 1 0;1 0 0;0 0 1;1 0 0]",
                        "[1 0 0;1 0 0;0 0 1;0 1 0]",
                        "[1 0 0;0 0 1;0 0 1;0 1 0]")) {
            LlmProfile profile = one(model.url(), null);
            try (LlmSetup setup = LlmSetup.online(profile, Map.of(), Optional.of(file), false)) {
                done = ask(setup, "done");
                ask(setup, "half done");
            }
            Files.writeString(file, "{\"key\":\"cut o", StandardOpenOption.APPEND);
            try (LlmSetup setup = LlmSetup.online(profile, Map.of(), Optional.of(file), true)) {
                again = ask(setup, "half done");
            }
        }

        try (LlmSetup setup = replay()) {
            assertThat(ask(setup, "half done")).isEqualTo(again);
            assertThat(ask(setup, "done")).isEqualTo(done);
        }
        assertThatThrownBy(
                        () ->
                                LlmSetup.online(
                                        profile("http://localhost:1/v1", 1),
                                        Map.of(),
                                        Optional.of(file),
                                        true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("of a run with other settings");
    }

    @Test
    void transcriptsOfShardsMayBePutTogetherIfTheirSettingsAgree() throws IOException {
        record(1);
        String shard = Files.readString(file);
        Files.writeString(file, shard + shard);
        try (LlmSetup setup = replay()) {
            solve(setup);
        }

        String other = shard.replaceFirst("\"history\":2", "\"history\":3");
        Files.writeString(file, shard + other);
        assertThatThrownBy(() -> ReplayTransport.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a run with other settings");
    }

    @Test
    void ownPromptTemplatesAreInTheTranscript() throws IOException {
        Path templates = Files.createDirectory(folder.resolve("prompts"));
        Path task = templates.resolve("task.txt");
        Files.writeString(task, "Do your best for {{users}} users.");
        try (StubModel model = StubModel.saying("[0 1 0;1 0 0;0 0 1;1 0 0]");
                LlmSetup setup =
                        LlmSetup.online(
                                one(model.url(), templates), Map.of(), Optional.of(file), false)) {
            ask(setup, "");
            assertThat(model.prompts().get(0)).contains("Do your best for 4 users.");
        }
        Files.delete(task);

        try (LlmSetup setup = replay()) {
            assertThat(ask(setup, "")).isEqualTo(Association.of(3, 1, 0, 2, 0));
        }
    }

    @RepeatedTest(5)
    void theSameModelAtTwoPlacesKeepsItsAnswersApart() {
        Outcome recorded;
        try (StubModel near = StubModel.saying("[0 1 0;1 0 0;0 0 1;1 0 0]");
                StubModel far = StubModel.saying("[1 0 0;1 0 0;0 0 1;0 1 0]", "sorry");
                LlmSetup setup =
                        LlmSetup.online(
                                ProfileFormat.read(
                                        "test",
                                        Answers.json(
                                                """
                                                {"format": "beamforge-llm/1", "models": [
                                                  {"baseUrl": "%s", "model": "a"},
                                                  {"baseUrl": "%s", "model": "a"}]}"""
                                                        .formatted(near.url(), far.url()))),
                                Map.of(),
                                Optional.of(file),
                                false)) {
            recorded = solve(setup);
        }

        try (LlmSetup setup = replay()) {
            assertThat(solve(setup)).isEqualTo(recorded);
        }
    }

    @Test
    void aHopelessRunReplaysAsHopeless() {
        try (StubModel model = StubModel.saying("no");
                LlmSetup setup =
                        LlmSetup.online(
                                profile(model.url(), 1), Map.of(), Optional.of(file), false)) {
            LlmAssociation llm = setup.association(Optional.empty(), note -> {});
            assertThatThrownBy(() -> llm.propose(AssociationRequest.of(RATES)))
                    .isInstanceOf(NoAssociationException.class);
        }
        try (LlmSetup setup = replay()) {
            LlmAssociation llm = setup.association(Optional.empty(), note -> {});
            assertThatThrownBy(() -> llm.propose(AssociationRequest.of(RATES)))
                    .isInstanceOf(NoAssociationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{\"format\":\"other/1\"}",
                "{\"format\":\"beamforge-llm-transcript/1\"}",
                "{\"format\":\"beamforge-llm-transcript/1\",\"settings\":{}}\n{\"key\":\"x\"}",
                "{\"format\":\"beamforge-llm-transcript/1\",\"settings\":{}}\n{\"key\":\"x\",\"api\":\"openai\",\"respo"
            })
    void damagedTranscriptsAreNamed(String content) throws IOException {
        Files.writeString(file, content);

        assertThatThrownBy(() -> ReplayTransport.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("run.jsonl");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() {
        assertThatThrownBy(() -> ReplayTransport.read(folder.resolve("none")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(
                        () ->
                                TranscriptWriter.create(
                                        folder.resolve("no/such/folder"),
                                        Transcripts.MAPPER.createObjectNode()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be written");
    }
}
