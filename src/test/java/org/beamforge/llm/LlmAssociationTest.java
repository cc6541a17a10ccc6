package org.beamforge.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationProposal;
import org.beamforge.association.AssociationRequest;
import org.beamforge.association.LlmReport;
import org.beamforge.association.NoAssociationException;
import org.beamforge.association.RateMatrix;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.parse.AnswerParser;
import org.beamforge.llm.profile.FallbackWhen;
import org.beamforge.llm.profile.LlmSettings;
import org.beamforge.llm.prompt.PromptBuilder;
import org.beamforge.llm.prompt.PromptTemplates;
import org.beamforge.llm.prompt.TokenEstimate;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.ClientSettings;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.LlmClient;
import org.beamforge.llm.wire.Structure;
import org.beamforge.model.Association;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Algorithm 1 against servers that answer like models: good, improving, hopeless, dead. */
class LlmAssociationTest {
    /** Base station 0 is for user 0, base station 1 for user 3; 2 takes the rest. */
    private static final RateMatrix RATES =
            RateMatrix.of(
                    new double[][] {
                        {8.0, 3.0, 2.0, 1.0},
                        {1.0, 2.0, 1.0, 7.0},
                        {2.0, 2.5, 3.0, 0.5}
                    });

    private static final String OPTIMUM = "[1 0 0;0 0 1;0 0 1;0 1 0]";
    private static final String GOOD = "[1 0 0;1 0 0;0 0 1;0 1 0]";
    private static final String POOR = "[0 1 0;1 0 0;0 0 1;1 0 0]";
    private static final String INVALID = "[1 0 0;1 1 0;0 0 0;0 1 0]";
    private static final double OPTIMUM_RATE = 8 + 7 + (2.5 + 3) / 2;
    private static final double GOOD_RATE = (8.0 + 3.0) / 2 + 7 + 3;
    private static final double POOR_RATE = (3.0 + 1.0) / 2 + 1 + 3;
    private static final double BEST_RATE =
            new BruteForce(true).propose(AssociationRequest.of(RATES)).objective();
    private static final double WORST_RATE =
            new BruteForce(false).propose(AssociationRequest.of(RATES)).objective();

    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final LlmClient client =
            new LlmClient(new ClientSettings(1, 1, 2, 1, 0.01, 1 << 20, 8));

    @AfterEach
    void close() {
        client.close();
    }

    private static LlmSettings settings() {
        return new LlmSettings(1, 5, 2, 2, 0, 30, Long.MAX_VALUE, FallbackWhen.WORSE);
    }

    private static Endpoint endpoint(StubModel model, String name) {
        return Endpoint.of(Api.OPENAI, model.url(), name, Optional.empty())
                .withStructure(Structure.TEXT);
    }

    private LlmAssociation llm(
            LlmSettings settings, Optional<AssociationMethod> fallback, Endpoint... endpoints) {
        return new LlmAssociation(
                "",
                List.of(endpoints),
                settings,
                PromptTemplates.builtIn(),
                client,
                Optional.empty(),
                fallback,
                notes::add);
    }

    private LlmAssociation alone(StubModel model) {
        return llm(settings(), Optional.empty(), endpoint(model, "stub"));
    }

    private static AssociationRequest request() {
        return AssociationRequest.of(RATES);
    }

    @Test
    void theOptimumOfTheExampleIsKnown() {
        assertThat(BEST_RATE).isCloseTo(OPTIMUM_RATE, within(1e-12));
    }

    @Test
    void aGoodModelIsAskedUntilItDoesNotImprove() {
        try (StubModel model = StubModel.saying(OPTIMUM)) {
            LlmAssociation llm = alone(model);

            AssociationProposal proposal = llm.propose(request());

            assertThat(proposal.association()).isEqualTo(Association.of(3, 0, 2, 2, 1));
            assertThat(proposal.objective()).isCloseTo(OPTIMUM_RATE, within(1e-12));
            assertThat(llm.report().rounds()).hasSize(3);
            assertThat(llm.report().fallbackUsed()).isFalse();
            assertThat(llm.llmReport()).contains(llm.report());
            LlmReport.Round round = llm.report().rounds().get(0);
            assertThat(round.model()).isEqualTo("stub");
            assertThat(round.valid()).isTrue();
            assertThat(round.sumRate()).isCloseTo(OPTIMUM_RATE, within(1e-12));
            assertThat(round.promptTokens()).isEqualTo(100);
            assertThat(round.completionTokens()).isEqualTo(20);
            assertThat(round.seconds()).isPositive();
            assertThat(round.verdict()).isEqualTo("valid");
            assertThat(notes).anySatisfy(n -> assertThat(n).contains("tokens").contains("stub"));
        }
    }

    @Test
    void anImprovingModelIsShownItsBestAnswer() {
        try (StubModel model = StubModel.saying(POOR, GOOD, OPTIMUM)) {
            LlmAssociation llm = alone(model);

            assertThat(llm.propose(request()).objective()).isCloseTo(OPTIMUM_RATE, within(1e-12));

            assertThat(llm.report().rounds())
                    .extracting(LlmReport.Round::sumRate)
                    .containsExactly(
                            POOR_RATE, GOOD_RATE, OPTIMUM_RATE, OPTIMUM_RATE, OPTIMUM_RATE);
            assertThat(model.prompts().get(0)).doesNotContain("Self-enhancement");
            assertThat(model.prompts().get(1)).contains(POOR).contains("6.0000 bit/s/Hz");
            assertThat(model.prompts().get(2)).contains(GOOD).doesNotContain(POOR);
        }
    }

    @Test
    void aWorseAnswerNeverReplacesABetterOne() {
        try (StubModel model = StubModel.saying(GOOD, POOR, POOR)) {
            LlmAssociation llm = alone(model);

            assertThat(llm.propose(request()).objective()).isCloseTo(GOOD_RATE, within(1e-12));

            assertThat(llm.report().rounds().get(1).verdict())
                    .isEqualTo("valid, -9.5000 against the best");
        }
    }

    @Test
    void anInvalidAnswerIsSentBackWithTheReason() {
        try (StubModel model = StubModel.saying(INVALID, "no idea", OPTIMUM)) {
            LlmAssociation llm = alone(model);

            assertThat(llm.propose(request()).objective()).isCloseTo(OPTIMUM_RATE, within(1e-12));

            assertThat(model.prompts().get(1))
                    .contains("user 2 has 2 base stations instead of one (row 2)")
                    .contains("user 3 has 0 base stations")
                    .contains("\n> " + INVALID + "\n")
                    .doesNotContain("best association matrix so far");
            assertThat(model.prompts().get(2))
                    .contains("found none")
                    .contains("\n> no idea\n")
                    .doesNotContain(INVALID);
            assertThat(llm.report().rounds())
                    .extracting(LlmReport.Round::valid)
                    .startsWith(false, false, true);
            assertThat(llm.report().rounds().get(0).sumRate()).isNaN();
        }
    }

    @Test
    void anInvalidAnswerAfterValidOnesIsSentBackWithTheBestOfThem() {
        try (StubModel model = StubModel.saying(GOOD, POOR, INVALID, OPTIMUM)) {
            assertThat(alone(model).propose(request()).objective())
                    .isCloseTo(OPTIMUM_RATE, within(1e-12));

            assertThat(model.prompts().get(3))
                    .containsSubsequence(
                            "> " + INVALID,
                            "user 2 has 2 base stations",
                            "a sum rate of 15.5000 bit/s/Hz:\n" + GOOD)
                    .doesNotContain(POOR);
        }
    }

    /** The token budget counts the quotation: with it the repair no longer fits by one token. */
    @Test
    void theQuotedAnswerCountsAsTokens() {
        String rambling = INVALID + " 1 or 0?".repeat(60);
        PromptBuilder prompts = new PromptBuilder(PromptTemplates.builtIn(), RATES, false);
        List<String> violations = new AnswerParser(4, 3).parse(rambling).violations();
        int needed = TokenEstimate.of(prompts.repair(rambling, violations, Optional.empty()));
        assertThat(needed)
                .isGreaterThan(
                        200 + TokenEstimate.of(prompts.repair("", violations, Optional.empty())));
        for (int missing = 0; missing <= 1; missing++) {
            try (StubModel model = StubModel.saying(rambling)) {
                // The server bills 120 for the first exchange.
                LlmSettings thrifty =
                        new LlmSettings(
                                1, 2, 2, 1, 0, 30, 120 + needed - missing, FallbackWhen.WORSE);
                LlmAssociation llm =
                        llm(thrifty, Optional.of(new BruteForce(true)), endpoint(model, "stub"));

                llm.propose(request());

                assertThat(model.prompts()).hasSize(2 - missing);
            }
        }
    }

    @Test
    void aHopelessModelFallsBackAndSaysSo() {
        try (StubModel model = StubModel.saying("I would rather talk about something else.")) {
            LlmAssociation llm =
                    llm(settings(), Optional.of(new BruteForce(true)), endpoint(model, "stub"));

            AssociationProposal proposal = llm.propose(request());

            assertThat(proposal.objective()).isCloseTo(BEST_RATE, within(1e-12));
            assertThat(proposal.optimal()).isTrue();
            assertThat(llm.report().fallbackUsed()).isTrue();
            assertThat(model.prompts()).hasSize(3);
            assertThat(notes)
                    .anySatisfy(n -> assertThat(n).contains("comes from the fallback brute"));
        }
    }

    @Test
    void aHopelessModelWithoutFallbackIsAnError() {
        try (StubModel model = StubModel.saying(INVALID)) {
            LlmAssociation llm = alone(model);

            assertThatThrownBy(() -> llm.propose(request()))
                    .isInstanceOf(NoAssociationException.class)
                    .hasMessageContaining("no valid association came from stub in 3 questions");
            assertThat(llm.report().rounds()).hasSize(3);
        }
    }

    @Test
    void aDeadModelFallsBackAndIsNotAskedAgain() {
        StubModel model = StubModel.saying(OPTIMUM);
        Endpoint gone = endpoint(model, "gone");
        model.close();
        LlmAssociation llm = llm(settings(), Optional.of(new BruteForce(true)), gone);

        assertThat(llm.propose(request()).objective()).isCloseTo(BEST_RATE, within(1e-12));
        assertThat(llm.propose(changed()).association()).isNotNull();

        assertThat(llm.report().rounds())
                .singleElement()
                .satisfies(r -> assertThat(r.verdict()).startsWith("no answer: "));
        assertThat(llm.report().fallbackUsed()).isTrue();
        assertThat(notes).anySatisfy(n -> assertThat(n).contains("cannot be reached"));
    }

    private static AssociationRequest changed() {
        return AssociationRequest.of(
                RateMatrix.of(new double[][] {{1, 2, 3, 4}, {4, 3, 2, 1}, {2, 2, 2, 2}}));
    }

    @Test
    void aHangingModelEndsAtItsLimit() {
        try (StubModel model =
                StubModel.behaving(
                        prompt ->
                                new MockResponse.Builder()
                                        .headersDelay(20, TimeUnit.SECONDS)
                                        .body("{}")
                                        .build())) {
            LlmSettings hurried =
                    new LlmSettings(1, 5, 2, 2, 0, 0.4, Long.MAX_VALUE, FallbackWhen.WORSE);
            LlmAssociation llm =
                    llm(hurried, Optional.of(new BruteForce(true)), endpoint(model, "stub"));
            long start = System.nanoTime();

            assertThat(llm.propose(request()).objective()).isCloseTo(BEST_RATE, within(1e-12));

            assertThat((System.nanoTime() - start) * 1e-9).isLessThan(1.9);
        }
    }

    @Test
    void theFallbackIsAFloor() {
        try (StubModel model = StubModel.saying(POOR)) {
            LlmAssociation llm =
                    llm(settings(), Optional.of(new BruteForce(true)), endpoint(model, "stub"));

            assertThat(llm.propose(request()).objective()).isCloseTo(BEST_RATE, within(1e-12));

            assertThat(llm.report().fallbackUsed()).isTrue();
            assertThat(notes).anySatisfy(n -> assertThat(n).contains("below the fallback brute"));
        }
    }

    @Test
    void aFallbackForMissingAnswersLeavesPoorOnesAlone() {
        try (StubModel model = StubModel.saying(POOR)) {
            LlmSettings lenient =
                    new LlmSettings(1, 5, 2, 2, 0, 30, Long.MAX_VALUE, FallbackWhen.MISSING);
            LlmAssociation llm =
                    llm(lenient, Optional.of(new BruteForce(true)), endpoint(model, "stub"));

            assertThat(llm.propose(request()).objective()).isCloseTo(POOR_RATE, within(1e-12));

            assertThat(llm.report().fallbackUsed()).isFalse();
        }
    }

    @Test
    void aWorseFallbackIsNotUsed() {
        try (StubModel model = StubModel.saying(POOR)) {
            LlmAssociation llm =
                    llm(settings(), Optional.of(new BruteForce(false)), endpoint(model, "stub"));

            assertThat(llm.propose(request()).objective()).isCloseTo(POOR_RATE, within(1e-12));

            assertThat(WORST_RATE).isLessThan(POOR_RATE);
            assertThat(llm.report().fallbackUsed()).isFalse();
        }
    }

    @Test
    void theAssociationInForceIsNeverMadeWorse() {
        try (StubModel model = StubModel.saying(POOR)) {
            Association current = Association.of(3, 0, 2, 2, 1);

            AssociationProposal proposal =
                    alone(model)
                            .propose(
                                    new AssociationRequest(
                                            RATES, Optional.of(current), 17, Cancellation.none()));

            assertThat(proposal.association()).isEqualTo(current);
            assertThat(notes).anySatisfy(n -> assertThat(n).contains("kept that"));
        }
    }

    @Test
    void equalRatesAreNotAskedTwice() {
        try (StubModel model = StubModel.saying(OPTIMUM)) {
            LlmAssociation llm = alone(model);
            llm.propose(request());
            int asked = model.prompts().size();

            assertThat(llm.propose(request()).objective()).isCloseTo(OPTIMUM_RATE, within(1e-12));
            assertThat(model.prompts()).hasSize(asked);

            llm.propose(changed());
            assertThat(model.prompts()).hasSizeGreaterThan(asked);
        }
    }

    @Test
    void oneBaseStationNeedsNoModel() {
        try (StubModel model = StubModel.saying(OPTIMUM)) {
            AssociationProposal proposal =
                    alone(model)
                            .propose(
                                    AssociationRequest.of(
                                            RateMatrix.of(new double[][] {{1, 2, 3}})));

            assertThat(proposal.objective()).isEqualTo(2);
            assertThat(proposal.optimal()).isTrue();
            assertThat(model.prompts()).isEmpty();
        }
    }

    @Test
    void roundsAreLimited() {
        try (StubModel model = StubModel.saying(POOR, GOOD, OPTIMUM)) {
            LlmAssociation llm =
                    llm(settings().withRounds(2), Optional.empty(), endpoint(model, "stub"));

            assertThat(llm.propose(request()).objective()).isCloseTo(GOOD_RATE, within(1e-12));
            assertThat(model.prompts()).hasSize(2);
        }
    }

    @Test
    void tokensAreLimited() {
        try (StubModel model = StubModel.saying(POOR, GOOD, OPTIMUM)) {
            LlmSettings thrifty = new LlmSettings(1, 5, 2, 2, 0, 30, 700, FallbackWhen.WORSE);
            LlmAssociation llm = llm(thrifty, Optional.empty(), endpoint(model, "stub"));

            llm.propose(request());

            // The prompts have about 520 tokens; the server bills 120 for each exchange.
            assertThat(model.prompts()).hasSize(2);
            assertThat(notes).anySatisfy(n -> assertThat(n).contains("token budget"));
        }
    }

    @Test
    void historyIsShownFromWorseToBetter() {
        try (StubModel model = StubModel.saying(POOR, GOOD, OPTIMUM)) {
            LlmSettings opro =
                    new LlmSettings(1, 5, 2, 2, 2, 30, Long.MAX_VALUE, FallbackWhen.WORSE);

            llm(opro, Optional.empty(), endpoint(model, "stub")).propose(request());

            assertThat(model.prompts().get(1)).doesNotContain("best matrices found so far");
            assertThat(model.prompts().get(3))
                    .containsSubsequence(
                            OPTIMUM, "17.7500", "best matrices", "6.0000", POOR, "15.5000", GOOD);
        }
    }

    @Test
    void severalModelsAndSamplesAreAskedAndTheBestValidAnswerWins() {
        try (StubModel good = StubModel.saying(GOOD);
                StubModel bad = StubModel.saying(INVALID);
                StubModel best = StubModel.saying(OPTIMUM)) {
            LlmSettings twice =
                    new LlmSettings(2, 5, 2, 2, 0, 30, Long.MAX_VALUE, FallbackWhen.WORSE);
            LlmAssociation llm =
                    llm(
                            twice,
                            Optional.empty(),
                            endpoint(good, "good"),
                            endpoint(bad, "bad"),
                            endpoint(best, "best"));

            assertThat(llm.propose(request()).objective()).isCloseTo(OPTIMUM_RATE, within(1e-12));

            assertThat(llm.report().rounds())
                    .extracting(LlmReport.Round::model)
                    .containsExactly(
                            "good", "good", "good", "good", "good", "good", "bad", "bad", "bad",
                            "bad", "bad", "bad", "best", "best", "best", "best", "best", "best");
        }
    }

    @Test
    void usageIsAddedUpAndPriced() {
        try (StubModel model = StubModel.saying(OPTIMUM)) {
            Endpoint plain = endpoint(model, "stub");
            Endpoint priced =
                    new Endpoint(
                            plain.api(),
                            plain.baseUrl(),
                            plain.model(),
                            plain.key(),
                            Map.of(),
                            plain.body(),
                            OptionalDouble.empty(),
                            OptionalInt.empty(),
                            Structure.TEXT,
                            OptionalDouble.of(10),
                            OptionalDouble.of(50));
            LlmAssociation llm = llm(settings(), Optional.empty(), priced);
            llm.propose(request());

            LlmUsage usage = llm.usage();

            assertThat(usage.questions()).isEqualTo(3);
            assertThat(usage.promptTokens()).isEqualTo(300);
            assertThat(usage.completionTokens()).isEqualTo(60);
            assertThat(usage.cost().orElseThrow()).isCloseTo(0.006, within(1e-12));
            assertThat(RoundTable.of(llm.report(), usage))
                    .contains("1.7750e+01")
                    .contains("3 questions, 300 + 60 tokens")
                    .contains("cost 0.0060")
                    .doesNotContain("fallback");
        }
    }

    @Test
    void aCancelledStepKeepsWhatThereIs() {
        try (StubModel model = StubModel.saying(OPTIMUM)) {
            Cancellation cancelled = Cancellation.none();
            cancelled.cancel();
            Association current = Association.of(3, 0, 1, 2, 0);

            AssociationProposal proposal =
                    alone(model)
                            .propose(
                                    new AssociationRequest(
                                            RATES, Optional.of(current), 1, cancelled));

            assertThat(proposal.association()).isEqualTo(current);
            assertThat(model.prompts()).isEmpty();
        }
    }

    @Test
    void aStepCancelledBeforeAnyAnswerSaysThatItWasStopped() {
        try (StubModel model = StubModel.saying(OPTIMUM)) {
            Cancellation cancelled = Cancellation.none();
            cancelled.cancel();

            assertThatThrownBy(
                            () ->
                                    alone(model)
                                            .propose(
                                                    new AssociationRequest(
                                                            RATES,
                                                            Optional.empty(),
                                                            Double.NaN,
                                                            cancelled)))
                    .isInstanceOf(NoAssociationException.class)
                    .hasMessageContaining("stopped before a valid association came from stub");
        }
    }

    @Test
    void refusalsAndCutAnswersAreNamed() {
        String refused =
                "{\"choices\":[{\"message\":{\"refusal\":\"I must\\ud83d not\"},\"finish_reason\":\"stop\"}]}";
        String cut =
                "{\"choices\":[{\"message\":{\"content\":\"[1 0\"},\"finish_reason\":\"length\"}]}";
        int[] count = {0};
        try (StubModel model =
                StubModel.behaving(prompt -> Answers.ok(count[0]++ == 0 ? refused : cut))) {
            LlmAssociation llm =
                    llm(settings(), Optional.of(new BruteForce(true)), endpoint(model, "stub"));

            llm.propose(request());

            assertThat(llm.report().rounds().get(0).verdict())
                    .isEqualTo("the model refused (I must? not)");
            assertThat(llm.report().rounds().get(1).verdict()).contains("cut at the output limit");
            assertThat(llm.report().rounds().get(1).promptTokens()).isEqualTo(-1);
        }
    }
}
