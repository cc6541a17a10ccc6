package org.beamforge.llm.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.beamforge.llm.CpuTime;
import org.beamforge.model.Association;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 100,000 mutated answers: no exception, nothing invalid accepted, every one in under 10 ms. */
class AnswerParserFuzzTest {
    private static final int MUTANTS_PER_SEED = 25_000;
    private static final String ALPHABET = "01 \n;,[](){}|&\\\".:=#-29eau\u0000\u00e9\ud83d";
    private static final double LONGEST_SECONDS = 10e-3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesMutants(long seed) throws IOException {
        List<AnswerParserCorpusTest.Case> corpus = AnswerParserCorpusTest.corpus();
        SplittableRandom random = new SplittableRandom(seed);
        int slow = 0;
        for (int i = 0; i < MUTANTS_PER_SEED; i++) {
            AnswerParserCorpusTest.Case base = corpus.get(random.nextInt(corpus.size()));
            String mutant = mutate(base.answer(), corpus, random);
            double start = CpuTime.now();
            Verdict verdict = new AnswerParser(base.users(), base.stations()).parse(mutant);
            double seconds = CpuTime.now() - start;
            if (seconds > LONGEST_SECONDS) {
                // Compilation and garbage collection hit a repetition only by chance.
                slow += repeatedlySlow(base, mutant) ? 1 : 0;
            }
            check(base, verdict, mutant);
        }
        assertThat(slow).as("answers that took over 10 ms").isZero();
    }

    private static boolean repeatedlySlow(AnswerParserCorpusTest.Case base, String mutant) {
        for (int i = 0; i < 3; i++) {
            double start = CpuTime.now();
            new AnswerParser(base.users(), base.stations()).parse(mutant);
            if (CpuTime.now() - start <= LONGEST_SECONDS) {
                return false;
            }
        }
        return true;
    }

    /** Independent of the parser: counts users per base station and looks for the rows. */
    private static void check(AnswerParserCorpusTest.Case base, Verdict verdict, String mutant) {
        if (!verdict.isValid()) {
            assertThat(verdict.violations()).as(mutant).isNotEmpty();
            return;
        }
        Association association = verdict.association().orElseThrow();
        assertThat(association.users()).as(mutant).isEqualTo(base.users());
        int[] served = new int[base.stations()];
        int ones = 0;
        for (int k : association.toArray()) {
            served[k]++;
        }
        for (int count : served) {
            assertThat(count).as(mutant).isPositive();
        }
        for (int i = 0; i < mutant.length(); i++) {
            ones += mutant.charAt(i) == '1' ? 1 : 0;
        }
        assertThat(ones).as(mutant).isGreaterThanOrEqualTo(base.users());
    }

    private static String mutate(
            String text, List<AnswerParserCorpusTest.Case> corpus, SplittableRandom random) {
        StringBuilder mutant = new StringBuilder(text);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int length = mutant.length();
            int at = random.nextInt(length + 1);
            char letter = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(7)) {
                case 0 -> mutant.insert(at, letter);
                case 1 -> mutant.delete(at, Math.min(length, at + 1 + random.nextInt(4)));
                case 2 -> {
                    if (at < length) {
                        mutant.setCharAt(at, letter);
                    }
                }
                case 3 -> mutant.setLength(at);
                case 4 -> mutant.insert(at, mutant.substring(random.nextInt(at + 1), at));
                case 5 -> mutant.insert(at, String.valueOf(letter).repeat(random.nextInt(300)));
                default -> mutant.append(corpus.get(random.nextInt(corpus.size())).answer());
            }
        }
        return mutant.toString();
    }
}
