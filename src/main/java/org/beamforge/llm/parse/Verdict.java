package org.beamforge.llm.parse;

import java.util.List;
import java.util.Optional;
import org.beamforge.model.Association;

/**
 * What an answer is worth.
 *
 * @param association the association, if the answer held a valid one
 * @param violations what is wrong with it, in words the model can act on; empty if valid
 */
public record Verdict(Optional<Association> association, List<String> violations) {
    public Verdict {
        violations = List.copyOf(violations);
    }

    static Verdict valid(Association association) {
        return new Verdict(Optional.of(association), List.of());
    }

    static Verdict invalid(List<String> violations) {
        return new Verdict(Optional.empty(), violations);
    }

    public boolean isValid() {
        return association.isPresent();
    }

    /** One line. */
    public String summary() {
        return isValid() ? "valid" : String.join("; ", violations);
    }
}
