package org.beamforge.cli;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationMethods;
import org.beamforge.experiments.sweep.LlmScheme;
import org.beamforge.llm.LlmSetup;
import org.beamforge.llm.profile.FallbackKind;
import org.beamforge.llm.profile.ModelProfile;
import org.jspecify.annotations.Nullable;

/** The models behind the scheme {@code llm} of a figure or a sweep, open while it runs. */
final class LlmSchemes implements AutoCloseable {
    private final @Nullable LlmSetup setup;
    private final Console console;
    private final boolean quiet;

    /** Many solves say the same; once is enough. */
    private final Set<String> announced = ConcurrentHashMap.newKeySet();

    private LlmSchemes(@Nullable LlmSetup setup, Console console, boolean quiet) {
        this.setup = setup;
        this.console = console;
        this.quiet = quiet;
    }

    /** Opens what the flags name; without any of them there is no scheme. */
    static LlmSchemes open(LlmOptions options, Console console, boolean quiet, boolean resume) {
        return new LlmSchemes(
                options.configured() ? options.open(System.getenv(), resume) : null,
                console,
                quiet);
    }

    /** The scheme, one method per solve. */
    Optional<LlmScheme> scheme() {
        if (setup == null) {
            return Optional.empty();
        }
        LlmSetup models = setup;
        String names =
                models.profile().models().stream()
                        .map(ModelProfile::model)
                        .collect(Collectors.joining(", "));
        FallbackKind fallback = models.profile().fallback();
        // A curve that another method may have drawn must say so.
        String description =
                fallback == FallbackKind.NONE ? names : names + "; else " + fallback.label();
        return Optional.of(
                new LlmScheme(
                        description,
                        solve -> models.association(solve, fallback(models), this::announce)));
    }

    /** The conventional method that stands in for the models, if any may. */
    static Optional<AssociationMethod> fallback(LlmSetup setup) {
        return switch (setup.profile().fallback()) {
            case EXACT -> Optional.of(AssociationMethods.byName("exact"));
            case GAME -> Optional.of(AssociationMethods.byName("game"));
            case NONE -> Optional.empty();
        };
    }

    private void announce(String note) {
        if (!quiet && announced.add(note)) {
            console.err().println(note);
        }
    }

    @Override
    public void close() {
        if (setup != null) {
            setup.close();
        }
    }
}
