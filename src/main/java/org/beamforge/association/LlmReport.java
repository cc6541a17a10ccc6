package org.beamforge.association;

import java.util.List;

/**
 * What a language model did in step 1 of Algorithm 3; the {@code llm} object of isac-solution/1.
 *
 * @param rounds one entry per question asked, in the order of the answers
 * @param fallbackUsed whether the association of some step came from the conventional method
 */
public record LlmReport(List<Round> rounds, boolean fallbackUsed) {
    public LlmReport {
        rounds = List.copyOf(rounds);
    }

    /**
     * One question and its answer.
     *
     * @param model the model asked
     * @param valid whether the answer was an association that meets (27d)-(27f)
     * @param sumRate objective of (P2) at the answer, bit/s/Hz; NaN if it was not valid
     * @param promptTokens tokens of the question as billed; -1 if the server did not say
     * @param completionTokens tokens of the answer as billed; -1 if the server did not say
     * @param seconds from the question to the answer, waits and retries included
     * @param verdict one line: what was right or wrong with the answer
     */
    public record Round(
            String model,
            boolean valid,
            double sumRate,
            int promptTokens,
            int completionTokens,
            double seconds,
            String verdict) {}
}
