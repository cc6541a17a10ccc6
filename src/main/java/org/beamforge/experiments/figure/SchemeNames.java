package org.beamforge.experiments.figure;

import java.util.Optional;

/** What schemes are called in legends. */
final class SchemeNames {
    private static final String PAPER_RATES = "+paper-rates";

    private SchemeNames() {}

    static String of(String scheme, Optional<String> llm) {
        if (scheme.endsWith(PAPER_RATES)) {
            String plain = scheme.substring(0, scheme.length() - PAPER_RATES.length());
            return of(plain, llm) + ", printed rate matrix";
        }
        return switch (scheme) {
            case "joint" -> "joint optimum";
            case "exact" -> "exact in AO";
            case "brute-force" -> "brute force in AO";
            case "game" -> "game (convex only)";
            case "gale-shapley" -> "deferred acceptance";
            case "llm" -> llm.map(text -> "LLM (" + text + ")").orElse("LLM");
            case "beamforming-only" -> "beamforming only";
            default -> scheme;
        };
    }
}
