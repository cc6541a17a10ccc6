package org.beamforge.llm;

import java.util.OptionalDouble;

/**
 * What questioning models has cost so far.
 *
 * @param questions questions asked, unanswered ones included
 * @param promptTokens as billed, where servers said so
 * @param completionTokens as billed, where servers said so
 * @param seconds sum of the answer times, also of parallel ones
 * @param cost at the prices of the profile, in their currency; empty if a price is not given
 */
public record LlmUsage(
        int questions,
        long promptTokens,
        long completionTokens,
        double seconds,
        OptionalDouble cost) {}
