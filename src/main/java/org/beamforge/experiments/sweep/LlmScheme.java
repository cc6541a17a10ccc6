package org.beamforge.experiments.sweep;

import java.util.function.Supplier;
import org.beamforge.association.AssociationMethod;

/**
 * What the scheme {@code llm} runs on.
 *
 * @param description model and service, for headers and legends; results of different descriptions
 *     are never mixed
 * @param methods makes the method for one solve; called from several threads
 */
public record LlmScheme(String description, Supplier<AssociationMethod> methods) {}
