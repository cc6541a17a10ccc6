package org.beamforge.llm.prompt;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beamforge.association.RateMatrix;
import org.beamforge.model.Association;

/**
 * Fills the templates for one rate matrix: the question of Algorithm 1, its self-enhancement, and
 * the repair of an answer that broke a constraint.
 */
public final class PromptBuilder {
    private final PromptTemplates templates;
    private final RateMatrix rates;
    private final Map<String, Object> scenario;

    /**
     * @param json whether the answer is asked for as a JSON object
     */
    public PromptBuilder(PromptTemplates templates, RateMatrix rates, boolean json) {
        this.templates = templates;
        this.rates = rates;
        scenario =
                Map.of(
                        "stations", rates.stations(),
                        "users", rates.users(),
                        "bandwidth", 1,
                        "sinr", MatrixText.sinr(rates),
                        "example", MatrixText.example(rates.stations()),
                        "jsonExample", MatrixText.jsonExample(rates.stations()),
                        "json", json);
    }

    /** An earlier answer and its objective of (P2), bit/s/Hz. */
    public record Scored(Association association, double sumRate) {}

    /** The first question. */
    public String generation() {
        return templates.generation(scenario);
    }

    /**
     * Shows the best answer and asks for a better one.
     *
     * @param history further answers to show, from worse to better; may be empty
     */
    public String selfEnhancement(Scored best, List<Scored> history) {
        Map<String, Object> values = new HashMap<>(scenario);
        values.put("oldMatrix", MatrixText.of(best.association()));
        values.put("oldSumRate", rate(best.sumRate()));
        values.put("hasHistory", !history.isEmpty());
        values.put(
                "history",
                history.stream()
                        .map(
                                scored ->
                                        Map.of(
                                                "sumRate",
                                                rate(scored.sumRate()),
                                                "matrix",
                                                MatrixText.of(scored.association())))
                        .toList());
        return templates.selfEnhancement(values);
    }

    /**
     * Shows the last answer, tells which constraints it broke, and asks again.
     *
     * @param answer text of the answer, untrusted and of any length; its end is quoted
     * @param violations what is wrong with it
     * @param best the best valid answer so far, if there is one
     */
    public String repair(String answer, List<String> violations, Optional<Scored> best) {
        Quotation quotation = Quotation.of(answer, rates.users(), rates.stations());
        Map<String, Object> values = new HashMap<>(scenario);
        values.put("hasBrokenAnswer", !quotation.lines().isEmpty());
        values.put("brokenAnswer", quotation.lines());
        values.put("shortened", quotation.shortened());
        values.put("violations", violations);
        values.put("hasBest", best.isPresent());
        values.put("bestMatrix", best.map(b -> MatrixText.of(b.association())).orElse(""));
        values.put("bestSumRate", best.map(b -> rate(b.sumRate())).orElse(""));
        return templates.repair(values);
    }

    private static String rate(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
