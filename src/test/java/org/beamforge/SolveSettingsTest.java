package org.beamforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.beamforge.SolveSettings.Builder;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;

class SolveSettingsTest {
    @Test
    void messagesNameTheSettingAndTheValueAndPrintIntegersAsIntegers() {
        Map<UnaryOperator<Builder>, String> wrong =
                Map.ofEntries(
                        Map.entry(b -> b.starts(0), "settings: starts: expected 1..64, found 0"),
                        Map.entry(b -> b.starts(65), "settings: starts: expected 1..64, found 65"),
                        Map.entry(
                                b -> b.threads(-1),
                                "settings: threads: expected 0..4096, found -1"),
                        Map.entry(
                                b -> b.maxAlternations(0),
                                "settings: maxAlternations: expected 1..10000, found 0"),
                        Map.entry(b -> b.gap(-0.5), "settings: gap: expected 0.0..1.0, found -0.5"),
                        Map.entry(
                                b -> b.gap(Double.NaN),
                                "settings: gap: expected 0.0..1.0, found NaN"),
                        Map.entry(
                                b -> b.timeLimitSeconds(-1),
                                "settings: timeLimitSeconds: expected 0.0..Infinity, found -1.0"),
                        Map.entry(
                                b -> b.timeLimitSeconds(Double.NaN),
                                "settings: timeLimitSeconds: expected 0.0..Infinity, found NaN"),
                        Map.entry(
                                b -> b.tolerance(0),
                                "settings: tolerance: expected 1.0E-9..0.01, found 0.0"),
                        Map.entry(
                                b -> b.scheme(Scheme.FIXED),
                                "settings: scheme fixed needs an association"),
                        Map.entry(
                                b -> b.scheme(Scheme.LLM),
                                "settings: scheme llm needs a configured LLM method"));
        wrong.forEach(
                (change, message) ->
                        assertThatThrownBy(() -> change.apply(SolveSettings.builder()).build())
                                .isInstanceOf(InvalidInputException.class)
                                .hasMessage(message));
    }

    @Test
    void limitsThemselvesAreAllowed() {
        SolveSettings settings =
                SolveSettings.builder()
                        .starts(64)
                        .threads(4096)
                        .maxAlternations(1)
                        .gap(1)
                        .timeLimitSeconds(Double.POSITIVE_INFINITY)
                        .tolerance(1e-9)
                        .build();
        assertThat(settings.effectiveThreads()).isEqualTo(4096);
        assertThat(SolveSettings.defaults().effectiveThreads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
