package org.beamforge.llm.profile;

import org.beamforge.model.InvalidInputException;

/**
 * How the model is questioned in each step 1 of Algorithm 3.
 *
 * @param samples independent conversations per model, in parallel; the best valid answer wins;
 *     default 1
 * @param rounds most questions per conversation, first one and repairs included; default 5
 * @param patience valid answers in a row without improvement that end a conversation; default 2
 * @param repairs times in a row that a model is told what is wrong and asked again; default 2
 * @param history earlier answers shown with their values, beside the best (OPRO); default 0 as in
 *     the paper
 * @param deadlineSeconds limit on a step, all questions together; default 1800 s
 * @param tokenBudget most tokens for a whole solve, prompts and answers of all conversations;
 *     default unlimited (Long.MAX_VALUE)
 * @param fallbackWhen when the conventional association stands in; default whenever it is better
 */
public record LlmSettings(
        int samples,
        int rounds,
        int patience,
        int repairs,
        int history,
        double deadlineSeconds,
        long tokenBudget,
        FallbackWhen fallbackWhen) {
    public LlmSettings {
        range("samples", samples, 1, 64);
        range("rounds", rounds, 1, 1000);
        range("patience", patience, 1, 1000);
        range("repairs", repairs, 0, 1000);
        range("history", history, 0, 100);
        range("deadlineSeconds", deadlineSeconds, 1e-3, 1e8);
        range("tokenBudget", (double) tokenBudget, 1, (double) Long.MAX_VALUE);
    }

    public static LlmSettings defaults() {
        return new LlmSettings(1, 5, 2, 2, 0, 1800, Long.MAX_VALUE, FallbackWhen.WORSE);
    }

    /** These settings with another limit on questions. */
    public LlmSettings withRounds(int value) {
        return new LlmSettings(
                samples,
                value,
                patience,
                repairs,
                history,
                deadlineSeconds,
                tokenBudget,
                fallbackWhen);
    }

    private static void range(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new InvalidInputException(
                    "llm: %s: expected %s..%s, found %s".formatted(name, least, most, value));
        }
    }
}
