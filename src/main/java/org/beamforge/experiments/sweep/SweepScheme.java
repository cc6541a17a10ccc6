package org.beamforge.experiments.sweep;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.RateSource;
import org.beamforge.Scheme;
import org.beamforge.model.InvalidInputException;

/**
 * One curve: a scheme and, for the schemes of Algorithm 3, the rate matrix of its step 1.
 *
 * @param scheme how the association is found
 * @param rates where the rate matrix comes from; only the schemes of Algorithm 3 look at it
 */
public record SweepScheme(Scheme scheme, RateSource rates) {
    /** Marks a scheme that runs on the rate matrix as the paper prints it. */
    private static final String PAPER_SUFFIX = "+paper-rates";

    public SweepScheme {
        if (scheme == Scheme.FIXED || rates == RateSource.PAPER && !alternates(scheme)) {
            throw new InvalidInputException("scheme: %s cannot be swept".formatted(scheme.label()));
        }
    }

    private static boolean alternates(Scheme scheme) {
        return switch (scheme) {
            case EXACT, BRUTE_FORCE, GAME, GALE_SHAPLEY, LLM -> true;
            case JOINT, FIXED, BEAMFORMING_ONLY -> false;
        };
    }

    /** Whether it runs Algorithm 3. */
    public boolean alternates() {
        return alternates(scheme);
    }

    /** The name in configurations and result files, for example {@code game+paper-rates}. */
    public String label() {
        return scheme.label() + (rates == RateSource.PAPER ? PAPER_SUFFIX : "");
    }

    /** Every scheme that can be swept. */
    public static List<SweepScheme> all() {
        List<SweepScheme> all = new ArrayList<>();
        for (RateSource rates : List.of(RateSource.POTENTIAL, RateSource.PAPER)) {
            for (Scheme scheme : Scheme.values()) {
                if (scheme != Scheme.FIXED && (rates != RateSource.PAPER || alternates(scheme))) {
                    all.add(new SweepScheme(scheme, rates));
                }
            }
        }
        return List.copyOf(all);
    }

    /**
     * The scheme of that name.
     *
     * @throws InvalidInputException if there is none; names those that there are
     */
    public static SweepScheme of(String label) {
        for (SweepScheme scheme : all()) {
            if (scheme.label().equals(label)) {
                return scheme;
            }
        }
        throw new InvalidInputException(
                "scheme: expected one of %s, found '%s'"
                        .formatted(
                                String.join(", ", all().stream().map(SweepScheme::label).toList()),
                                label));
    }
}
