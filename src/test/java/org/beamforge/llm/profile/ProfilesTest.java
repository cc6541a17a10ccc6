package org.beamforge.llm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Secret;
import org.beamforge.llm.wire.Structure;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {
    private static final Map<String, String> KEYS =
            Map.of(
                    "OPENAI_API_KEY", "openai-key-1",
                    "ANTHROPIC_API_KEY", "anthropic-key-2",
                    "GEMINI_API_KEY", "gemini-key-3");

    static List<String> names() {
        return Profiles.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void shippedProfilesAreUsable(String name) {
        ModelProfile model = Profiles.read(name).models().get(0);
        Endpoint endpoint = model.endpoint(KEYS);

        assertThat(endpoint.model()).isNotBlank();
        if (name.startsWith("paper-")) {
            assertThat(endpoint.baseUrl().isHttps()).isTrue();
            assertThat(endpoint.key())
                    .contains(Secret.of("test", KEYS.get(endpoint.api().keyVariable())));
            assertThat(endpoint.structure()).isEqualTo(Structure.TEXT);
        } else {
            assertThat(endpoint.baseUrl().host()).isEqualTo("localhost");
            assertThat(endpoint.key()).as("local servers get no vendor's key").isEmpty();
        }
    }

    @Test
    void everyFieldIsRead() {
        LlmProfile profile =
                Profiles.parse(
                        "p",
                        """
                        format: beamforge-llm/1
                        models:
                          - api: anthropic
                            baseUrl: https://gateway.example/v1
                            model: m
                            keyVariable: MY_KEY
                            headers: {X-Org: "${ORG}-x", anthropic-beta: b}
                            body: {thinking: {type: enabled}}
                            temperature: 0.7
                            maxOutputTokens: 1000
                            structure: json-object
                            price: {promptPerMillion: 3, completionPerMillion: 15}
                        samples: 2
                        rounds: 7
                        patience: 3
                        repairs: 4
                        history: 5
                        deadlineSeconds: 60
                        tokenBudget: 100000
                        fallback: game
                        fallbackWhen: missing
                        templates: prompts
                        client:
                          connectSeconds: 1
                          callSeconds: 2
                          totalSeconds: 3
                          maxRetries: 4
                          maxWaitSeconds: 5
                          maxResponseBytes: 6000
                          concurrency: 7
                        """);
        Endpoint endpoint =
                profile.models().get(0).endpoint(Map.of("MY_KEY", "secret-9", "ORG", "lab"));

        assertThat(endpoint.api()).isEqualTo(Api.ANTHROPIC);
        assertThat(endpoint.key()).contains(Secret.of("t", "secret-9"));
        assertThat(endpoint.headers().get("X-Org")).isEqualTo(Secret.of("t", "lab-x"));
        assertThat(endpoint.body().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(endpoint.temperature()).hasValue(0.7);
        assertThat(endpoint.maxOutputTokens()).hasValue(1000);
        assertThat(endpoint.structure()).isEqualTo(Structure.OBJECT);
        assertThat(endpoint.promptPrice()).hasValue(3);
        assertThat(endpoint.completionPrice()).hasValue(15);
        assertThat(profile.settings())
                .isEqualTo(new LlmSettings(2, 7, 3, 4, 5, 60, 100_000, FallbackWhen.MISSING));
        assertThat(profile.client().concurrency()).isEqualTo(7);
        assertThat(profile.client().maxResponseBytes()).isEqualTo(6000);
        assertThat(profile.fallback()).isEqualTo(FallbackKind.GAME);
        assertThat(profile.templates()).contains("prompts");

        LlmProfile again = ProfileFormat.read("again", ProfileFormat.write(profile));
        // A step's deadline does not shape the questions, so it is not part of a record.
        assertThat(again.settings())
                .isEqualTo(
                        new LlmSettings(
                                2,
                                7,
                                3,
                                4,
                                5,
                                LlmSettings.defaults().deadlineSeconds(),
                                100_000,
                                FallbackWhen.MISSING));
        assertThat(again.models().get(0).body()).isEqualTo(endpoint.body());
        assertThat(again.models().get(0).temperature()).hasValue(0.7);
        assertThat(again.models().get(0).promptPrice()).hasValue(3);
        assertThat(ProfileFormat.write(profile).toString())
                .doesNotContain("MY_KEY", "gateway", "X-Org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "nothing here!expected named fields",
                "{format: other}!format: expected beamforge-llm/1, found other",
                "{format: beamforge-llm/1}!models: missing",
                "{format: beamforge-llm/1, models: []}!1 to 64 models",
                "{format: beamforge-llm/1, models: [{model: m}], wat: 1}!unknown field wat",
                "{format: beamforge-llm/1, models: [{model: m, apiKey: x}]}!models[0]: unknown field apiKey",
                "{format: beamforge-llm/1, models: [{api: grpc}]}!models[0]: api: expected openai|anthropic|gemini, found grpc",
                "{format: beamforge-llm/1, models: [{model: 3}]}!model: expected a text",
                "{format: beamforge-llm/1, models: [{model: m}], rounds: many}!rounds: expected a whole number",
                "{format: beamforge-llm/1, models: [{model: m}], rounds: 0}!rounds: expected 1.0..1000.0, found 0",
                "{format: beamforge-llm/1, models: [{model: m}], fallback: magic}!expected exact|game|none, found magic",
                "{format: beamforge-llm/1, models: [{model: m}], client: {connectSeconds: -1}}!connectSeconds",
                "{format: beamforge-llm/1, models: [{model: m, temperature: 9}]}!temperature: expected 0..2",
                "{format: beamforge-llm/1, models: [{model: m, keyFile: a, keyVariable: B}]}!give one of",
                "{format: beamforge-llm/1, models: [{model: m, headers: {\"a b\": c}}]}!not a header name",
                "{a: 1, a: 2}!not well-formed YAML",
                "{unclosed!not well-formed YAML"
            })
    void mistakesAreNamedWithTheirPlace(String yaml, String message) {
        assertThatThrownBy(() -> Profiles.parse("p.yaml", yaml))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    static Stream<KeySource> missing() {
        return Stream.of(
                new KeySource(KeySource.Kind.VARIABLE, "NOT_SET"),
                new KeySource(KeySource.Kind.FILE, "no/such/file"));
    }

    @ParameterizedTest
    @MethodSource("missing")
    void keysThatWereAskedForMustBeThere(KeySource source) {
        assertThatThrownBy(() -> source.read(Api.OPENAI, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(source.name());
    }

    @Test
    void keysComeFromTheFirstPlaceThatHasOne(@TempDir Path folder) throws IOException {
        KeySource usual = KeySource.usual();
        assertThat(usual.read(Api.OPENAI, Map.of())).isEmpty();
        assertThat(usual.read(Api.OPENAI, Map.of("OPENAI_API_KEY", " "))).isEmpty();
        assertThat(usual.read(Api.GEMINI, KEYS)).contains(Secret.of("t", "gemini-key-3"));
        assertThat(
                        usual.read(
                                Api.GEMINI,
                                Map.of("BEAMFORGE_LLM_KEY", "own-1", "GEMINI_API_KEY", "g-2")))
                .contains(Secret.of("t", "own-1"));
        assertThat(KeySource.none().read(Api.OPENAI, KEYS)).isEmpty();
        Path file = folder.resolve("key");
        Files.writeString(file, "file-key-7\nsecond line");
        assertThat(new KeySource(KeySource.Kind.FILE, file.toString()).read(Api.OPENAI, Map.of()))
                .contains(Secret.of("t", "file-key-7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "headers: {X-Key: \"pa55word\", b: ]}",
                "headers:\n  X-Key: pa55word\n bad",
                "X-Key: pa55word: x",
                "X-Key: \"pa55word",
                "X-Key: 'pa55word' y",
                "X-Key: pa55word\n\ty: z",
                "headers: {X-Key: pa55word}"
            })
    void aMistakeBesideAKeyDoesNotShowIt(String yaml) {
        assertThatThrownBy(() -> Profiles.parse("p.yaml", yaml))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("p.yaml")
                .hasNoCause()
                .hasMessageNotContaining("pa55");
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        assertThatThrownBy(() -> Profiles.read("gpt5"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("ollama");
        assertThatThrownBy(() -> Profiles.read("none.yaml"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be read");
    }
}
