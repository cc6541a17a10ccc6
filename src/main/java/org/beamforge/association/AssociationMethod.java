package org.beamforge.association;

import java.util.Optional;

/**
 * Step 1 of Algorithm 3: proposes a user association from a rate matrix. Implemented by the
 * classical and exact methods here, and by an LLM elsewhere.
 */
public interface AssociationMethod {
    /** The name used on the command line, for example {@code game}. */
    String name();

    /** Proposes an association; it must be valid, but need not be better than the current one. */
    AssociationProposal propose(AssociationRequest request);

    /** What a language model did in all proposals so far; empty for methods that ask none. */
    default Optional<LlmReport> llmReport() {
        return Optional.empty();
    }
}
