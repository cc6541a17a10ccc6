package org.beamforge.llm.profile;

import java.util.List;
import java.util.Optional;
import org.beamforge.llm.wire.ClientSettings;

/**
 * Which models to ask and how; format beamforge-llm/1.
 *
 * @param models at least one
 * @param settings how they are questioned
 * @param client limits of the HTTP client
 * @param fallback what may stand in
 * @param templates folder of prompt templates that replace the built-in ones
 */
public record LlmProfile(
        List<ModelProfile> models,
        LlmSettings settings,
        ClientSettings client,
        FallbackKind fallback,
        Optional<String> templates) {
    public LlmProfile {
        models = List.copyOf(models);
    }
}
