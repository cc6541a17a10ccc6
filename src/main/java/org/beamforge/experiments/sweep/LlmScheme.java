package org.beamforge.experiments.sweep;

import java.util.function.Function;
import org.beamforge.association.AssociationMethod;

/**
 * What the scheme {@code llm} runs on.
 *
 * @param description model and service, for headers and legends; results of different descriptions
 *     are never mixed
 * @param methods makes the method for one solve, given a name that tells it from the other solves
 *     of a sweep and is the same in every shard; called from several threads
 */
public record LlmScheme(String description, Function<String, AssociationMethod> methods) {}
