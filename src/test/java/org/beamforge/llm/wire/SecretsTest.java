package org.beamforge.llm.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.Answers;
import org.beamforge.llm.transcript.TranscriptWriter;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key goes into one request header and nowhere else, whatever the server does. */
class SecretsTest extends WireTestBase {
    private static final String HEADER_KEY = "team-secret-987654321";

    /** Servers that give the key back wherever they can. */
    private static List<MockResponse> gossips(Api api) {
        return List.of(
                Answers.ok(api, "your key is " + KEY + " and " + HEADER_KEY),
                Answers.ok("{\"" + KEY + "\":{\"of " + HEADER_KEY + "\":1}}"),
                Answers.status(400, "{\"error\":{\"message\":\"bad key " + KEY + "\"}}"),
                Answers.status(401, "{\"error\":{\"message\":\"Incorrect key: " + KEY + "\"}}"),
                Answers.status(403, "plain text with " + KEY + " and " + HEADER_KEY),
                Answers.status(404, "<html>" + KEY + "</html>"),
                Answers.status(503, KEY, "x-should-retry", "false"),
                Answers.status(307, "", "Location", "http://other.invalid/?k=" + KEY),
                Answers.status(302, "", "Location", "http://" + KEY + ".invalid/"),
                Answers.ok("{\"error\":{\"code\":401,\"message\":\"" + KEY + "\"}}"),
                new MockResponse.Builder()
                        .setHeader("Content-Type", "text/html; key=" + "hidden")
                        .body("<p>" + KEY)
                        .build(),
                new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build());
    }

    private Endpoint confidential(Api api) {
        Endpoint plain = endpoint(api);
        return new Endpoint(
                api,
                plain.baseUrl(),
                "tiny",
                plain.key(),
                Map.of("X-Auth", Secret.ofHeader("X-Auth", HEADER_KEY, false)),
                Json.object(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Structure.SCHEMA,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void keysAppearInNoLogTranscriptOrException(Api api, @TempDir Path folder) throws Exception {
        // The HTTP library repeats a request on a broken pooled connection; nobody answers that.
        use(new ClientSettings(2, 1, 10, 0, 0.02, 1 << 20, 4));
        Path file = folder.resolve("transcript.jsonl");
        StringWriter seen = new StringWriter();
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        Handler handler = collect(log);
        Logger root = Logger.getLogger("");
        Logger http = Logger.getLogger("okhttp3");
        Level before = http.getLevel();
        root.addHandler(handler);
        http.setLevel(Level.ALL);
        Endpoint endpoint = confidential(api);
        int answers = 0;
        int failures = 0;
        try (TranscriptWriter transcript = TranscriptWriter.create(file, Json.object())) {
            for (MockResponse gossip : gossips(api)) {
                enqueue(gossip);
                try {
                    Exchange exchange = client.ask(endpoint, QUESTION, Cancellation.none());
                    transcript.answered(
                            endpoint, QUESTION, exchange, Double.NaN, exchange.reply().text());
                    seen.append(exchange.toString());
                    answers++;
                } catch (LlmException e) {
                    e.printStackTrace(new PrintWriter(seen, true));
                    transcript.failed(endpoint, QUESTION, e, 0.1);
                    failures++;
                }
            }
        } finally {
            root.removeHandler(handler);
            http.setLevel(before);
        }

        assertThat(answers).isEqualTo(2);
        assertThat(failures).isEqualTo(gossips(api).size() - 2);
        assertThat(request().getHeaders().get("X-Auth")).isEqualTo(HEADER_KEY);
        seen.append(endpoint.toString()).append(endpoint.key().toString());
        seen.append(Files.readString(file)).append(String.join("\n", log));
        assertThat(seen.toString()).contains("[key removed]");
        assertThat(seen.toString()).doesNotContain(KEY).doesNotContain(HEADER_KEY);
    }

    private static Handler collect(List<String> log) {
        SimpleFormatter formatter = new SimpleFormatter();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        log.add(formatter.format(record));
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        handler.setLevel(Level.ALL);
        return handler;
    }

    @Test
    void anEscapedKeyIsMaskedToo() {
        enqueue(
                Answers.ok(
                        "{\"choices\":[{\"message\":{\"content\":\"\\u0073k-test-0123456789abcdef\"}}]}"));

        Exchange exchange = ask(Api.OPENAI);

        assertThat(exchange.reply().text()).isEqualTo("[key removed]");
        assertThat(exchange.responseBody().toString()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errors\":[\"no: Sk\\/Test+0123==\"]}",
                "{\"Sk\\u002fTest+0123==\":\"no\"}",
                "{\"title\":\"\\u0053k/Test+0123==\"}",
                "no: SK/TEST+0123=="
            })
    void aKeyInAnUnknownErrorFormatIsMaskedHoweverItIsWritten(String body) {
        Endpoint endpoint =
                Endpoint.of(
                        Api.OPENAI,
                        server.url("/v1").toString(),
                        "tiny",
                        Optional.of(Secret.of("test", "Sk/Test+0123==")));
        enqueue(Answers.status(401, body));

        assertThatThrownBy(() -> client.ask(endpoint, QUESTION, Cancellation.none()))
                .hasMessageContaining("[key removed]")
                .hasMessageNotContainingAny("est+0123", "EST+0123");
    }

    @Test
    void aRedirectToAHostNamedAfterTheKeyDoesNotShowIt() {
        Endpoint endpoint =
                Endpoint.of(
                        Api.OPENAI,
                        server.url("/v1").toString(),
                        "tiny",
                        Optional.of(Secret.of("test", "Sk-Test-0123")));
        enqueue(Answers.status(302, "", "Location", "https://Sk-Test-0123.invalid/"));

        assertThatThrownBy(() -> client.ask(endpoint, QUESTION, Cancellation.none()))
                .hasMessageContaining("redirects to https://[key removed].invalid")
                .hasMessageNotContaining("est-0123");
    }

    @Test
    void aStatusLineWithTheKeyIsNotRepeated() {
        MockResponse garbage = new MockResponse.Builder().status("NOHTTP " + KEY).build();
        enqueue(garbage, garbage, garbage);

        assertThatThrownBy(() -> ask(Api.OPENAI))
                .hasMessageContaining("NOHTTP [key removed]")
                .hasMessageNotContaining(KEY);
    }

    /** Whatever else fails to mask a key, the transcript does not hold it. */
    @Test
    void theTranscriptMasksKeysByItself(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("t.jsonl");
        try (TranscriptWriter writer = TranscriptWriter.create(file, Json.object())) {
            writer.failed(
                    endpoint(Api.OPENAI),
                    new ChatRequest("prompt " + KEY, false, 0, ""),
                    new LlmException(LlmException.Kind.NETWORK, "message " + KEY),
                    1);
        }

        assertThat(Files.readString(file))
                .contains("prompt [key removed]")
                .contains("message [key removed]")
                .doesNotContain(KEY);
    }

    @Test
    void theStandInKeysOfLocalServersDoNotSpoilTheirAnswers() {
        Endpoint endpoint =
                Endpoint.of(
                        Api.OPENAI,
                        server.url("/v1").toString(),
                        "tiny",
                        Optional.of(Secret.of("test", "token")));
        enqueue(Answers.ok(Api.OPENAI, "[1 0;0 1]"));

        Exchange exchange = client.ask(endpoint, QUESTION, Cancellation.none());

        assertThat(exchange.reply().promptTokens()).isEqualTo(100);
        assertThat(exchange.responseBody().at("/usage/prompt_tokens").asInt()).isEqualTo(100);
    }

    @Test
    void aKeyIsNoArgumentOfTheProcess() {
        ask200();

        assertThat(ProcessHandle.current().info().arguments().map(List::of).orElse(List.of()))
                .noneMatch(argument -> argument.contains(KEY));
        assertThat(System.getProperties().toString()).doesNotContain(KEY);
    }

    private void ask200() {
        enqueue(Answers.ok(Api.OPENAI, "[1 0;0 1]"));
        ask(Api.OPENAI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/v1",
                "http://10.0.0.1/v1",
                "http://localhost.example.com/v1",
                "http://127.0.0.1.example.com/v1",
                "http://0.0.0.0:8000/v1"
            })
    void noKeyOverPlainHttpExceptToLoopback(String url) {
        assertThatThrownBy(
                        () -> Endpoint.of(Api.OPENAI, url, "m", Optional.of(Secret.of("t", KEY))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("refused to send a key over plain http")
                .hasMessageNotContaining(KEY);
        assertThat(Endpoint.of(Api.OPENAI, url, "m", Optional.empty()).key()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/v1",
                "http://LOCALHOST/v1",
                "http://127.0.0.1/v1",
                "http://127.8.9.10/v1",
                "http://[::1]:8000/v1",
                "https://example.com/v1"
            })
    void keysMayGoToLoopbackAndHttps(String url) {
        assertThat(Endpoint.of(Api.OPENAI, url, "m", Optional.of(Secret.of("t", KEY))).key())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pa55word@example.com/v1",
                "https://example.com/v1?key=pa55word",
                "https://example.com/v1?API_KEY=pa55word",
                "ftp://pa55word",
                "pa55word"
            })
    void urlsWithKeysAreRefusedAndNotRepeated(String url) {
        Throwable refused =
                catchThrowable(() -> Endpoint.of(Api.GEMINI, url, "m", Optional.empty()));

        assertThat(refused)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageNotContaining("pa55word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "pa55 word", "pa55\nword", "pa55w\u00f6rd"})
    void unusableKeysAreRefusedAndNotRepeated(String key) {
        assertThatThrownBy(() -> Secret.of("BEAMFORGE_LLM_KEY", key))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("BEAMFORGE_LLM_KEY")
                .hasMessageNotContaining("pa55");
    }
}
