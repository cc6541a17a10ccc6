package org.beamforge.llm.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beamforge.llm.CpuTime;
import org.beamforge.model.Association;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerParserCorpusTest {
    record Case(
            String name, int users, int stations, String answer, JsonNode valid, JsonNode invalid) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> corpus() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream stream =
                AnswerParserCorpusTest.class.getResourceAsStream("/llm/answers.yaml")) {
            for (JsonNode node : new YAMLMapper().readTree(stream)) {
                cases.add(
                        new Case(
                                node.get("name").asText(),
                                node.get("users").asInt(),
                                node.get("stations").asInt(),
                                node.get("answer").asText(),
                                node.path("valid"),
                                node.path("invalid")));
            }
        }
        return cases;
    }

    @Test
    void corpusIsLargeEnough() throws IOException {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void judgesAnswer(Case c) {
        Verdict verdict = new AnswerParser(c.users(), c.stations()).parse(c.answer());

        if (c.invalid().isMissingNode()) {
            int[] expected =
                    IntStream.range(0, c.valid().size())
                            .map(i -> c.valid().get(i).asInt())
                            .toArray();
            assertThat(verdict.association())
                    .as(verdict.summary())
                    .contains(Association.of(c.stations(), expected));
        } else {
            assertThat(verdict.isValid()).isFalse();
            assertThat(verdict.summary()).contains(c.invalid().asText());
        }
    }

    static Stream<String> hostile() {
        return Stream.of(
                "[".repeat(1_000_000),
                "[0 0 1;".repeat(200_000),
                "(".repeat(500_000) + ")".repeat(500_000),
                "0 ".repeat(1_000_000),
                "0 0 1\n".repeat(300_000),
                "[0 0 1]".repeat(200_000),
                "1".repeat(2_000_000),
                "\\begin{bmatrix}".repeat(100_000),
                "\\begin{" + "a".repeat(1_000_000),
                "|".repeat(1_000_000),
                "-".repeat(1_000_000),
                "a:".repeat(1_000_000),
                "=:|>".repeat(400_000) + "0 0 1",
                "\n".repeat(1_000_000),
                "<think>".repeat(300_000),
                "</think>".repeat(300_000),
                ("#" + " 0 0 1").repeat(200_000),
                "(a".repeat(400_000),
                "\ud800".repeat(500_000),
                "0 0 1;1 0 0;0 1 0;1 0 0;".repeat(80_000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileTextIsRefusedInLinearTime(String text) {
        AnswerParser parser = new AnswerParser(4, 3);
        parser.parse(text);
        double start = CpuTime.now();

        Verdict verdict = parser.parse(text);

        assertThat(verdict.isValid()).isFalse();
        assertThat(CpuTime.now() - start).isLessThan(0.5);
    }

    @Test
    void largestNetworkIsReadAtOnce() {
        int users = 1000;
        int stations = 20;
        int[] expected = IntStream.range(0, users).map(i -> i * 7 % stations).toArray();
        StringBuilder text = new StringBuilder("Here it is: [");
        for (int i = 0; i < users; i++) {
            for (int k = 0; k < stations; k++) {
                text.append(k == expected[i] ? "1 " : "0 ");
            }
            text.append(';');
        }
        assertThat(new AnswerParser(users, stations).parse(text + "]").association())
                .contains(Association.of(stations, expected));
    }
}
