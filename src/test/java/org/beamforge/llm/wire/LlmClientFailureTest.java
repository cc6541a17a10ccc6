package org.beamforge.llm.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.Answers;
import org.beamforge.llm.wire.LlmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that goes wrong between here and a model. */
class LlmClientFailureTest extends WireTestBase {
    private static final MockResponse GOOD = Answers.ok(Api.OPENAI, "[1 0;0 1]");

    static Stream<List<String>> retryAfterForms() {
        return Stream.of(
                List.of("retry-after-ms", "5"),
                List.of("retry-after", "0"),
                List.of("retry-after", "0.01"),
                List.of("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
                List.of("retry-after", "nonsense"),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("retryAfterForms")
    void rateLimitIsWaitedOut(List<String> header) {
        enqueue(Answers.status(429, "{}", header.toArray(String[]::new)), GOOD);

        assertThat(ask(Api.OPENAI).attempts()).isEqualTo(2);
    }

    @Test
    void retryAfterIsObeyed() {
        use(new ClientSettings(2, 5, 10, 2, 5, 1 << 20, 4));
        enqueue(Answers.status(429, "{}", "retry-after", "0.4"), GOOD);

        assertThat(ask(Api.OPENAI).seconds()).isBetween(0.4, 4.0);
    }

    @Test
    void aWaitBeyondTheDeadlineIsNotBegun() {
        use(new ClientSettings(2, 2, 2, 2, 60, 1 << 20, 4));
        enqueue(Answers.status(429, "{}", "retry-after", "30"));
        long start = System.nanoTime();

        LlmException failure = failure(Api.OPENAI);

        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure).hasMessageContaining("due in 30.0 s, after the deadline");
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(1.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 529})
    void passingTroubleIsRetried(int status) {
        enqueue(Answers.status(status, "{}"), Answers.status(status, "{}"), GOOD);

        assertThat(ask(Api.OPENAI).reply().text()).isEqualTo("[1 0;0 1]");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void retriesEnd() {
        for (int i = 0; i < 3; i++) {
            enqueue(Answers.status(503, "{\"error\":{\"message\":\"warming up\"}}"));
        }

        LlmException failure = failure(Api.OPENAI);

        assertThat(failure.kind()).isEqualTo(Kind.SERVER);
        assertThat(failure)
                .hasMessageContaining("after 3 attempts")
                .hasMessageContaining("warming up");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void theServerMayForbidARetry() {
        enqueue(Answers.status(503, "{}", "x-should-retry", "false"));

        assertThat(failure(Api.OPENAI).kind()).isEqualTo(Kind.SERVER);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void theServerMayAskForARetry() {
        enqueue(Answers.status(400, "{}", "x-should-retry", "true"), GOOD);

        assertThat(ask(Api.OPENAI).attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400, BAD_REQUEST, status 400",
        "401, UNAUTHORIZED, Maybe the key is wrong",
        "403, FORBIDDEN, may not use this model",
        "404, NOT_FOUND, should end in /v1",
        "413, BAD_REQUEST, status 413"
    })
    void lastingTroubleIsExplainedAtOnce(int status, Kind kind, String advice) {
        enqueue(Answers.status(status, "{\"error\":{\"message\":\"said so\"}}"));

        LlmException failure = failure(Api.OPENAI);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(advice).hasMessageContaining("said so");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aMissingKeyIsNamed() {
        enqueue(Answers.status(401, "{}"));
        Endpoint keyless =
                Endpoint.of(Api.ANTHROPIC, server.url("/").toString(), "tiny", Optional.empty());

        assertThatThrownBy(() -> client.ask(keyless, QUESTION, Cancellation.none()))
                .hasMessageContaining("set ANTHROPIC_API_KEY or BEAMFORGE_LLM_KEY");
    }

    @Test
    void slowHeadersRunIntoTheCallLimit() {
        use(new ClientSettings(2, 0.3, 5, 0, 0.02, 1 << 20, 4));
        enqueue(new MockResponse.Builder().headersDelay(3, TimeUnit.SECONDS).body("{}").build());

        LlmException failure = failure(Api.OPENAI);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageContaining("--llm-timeout");
    }

    @Test
    void slowBodyRunsIntoTheCallLimit() {
        use(new ClientSettings(2, 0.3, 5, 0, 0.02, 1 << 20, 4));
        enqueue(
                new MockResponse.Builder()
                        .body(Answers.body(Api.OPENAI, "x".repeat(1000)))
                        .throttleBody(10, 50, TimeUnit.MILLISECONDS)
                        .build());

        assertThat(failure(Api.OPENAI).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void theTotalLimitCoversRetries() {
        use(new ClientSettings(2, 0.3, 0.8, 20, 0.02, 1 << 20, 4));
        for (int i = 0; i < 20; i++) {
            enqueue(
                    new MockResponse.Builder()
                            .headersDelay(5, TimeUnit.SECONDS)
                            .body("{}")
                            .build());
        }
        long start = System.nanoTime();

        assertThat(failure(Api.OPENAI).kind()).isEqualTo(Kind.TIMEOUT);

        assertThat((System.nanoTime() - start) * 1e-9).isBetween(0.3, 3.0);
    }

    @Test
    void aSlowAnswerWithinTheLimitsIsFine() {
        enqueue(
                new MockResponse.Builder()
                        .headersDelay(200, TimeUnit.MILLISECONDS)
                        .bodyDelay(200, TimeUnit.MILLISECONDS)
                        .body(Answers.body(Api.OPENAI, "[1 0;0 1]"))
                        .build());

        assertThat(ask(Api.OPENAI).seconds()).isGreaterThan(0.35);
    }

    @Test
    void aBrokenConnectionIsRetried() {
        enqueue(
                new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build(),
                new MockResponse.Builder()
                        .body(Answers.body(Api.OPENAI, "x".repeat(100_000)))
                        .onResponseBody(new SocketEffect.CloseSocket())
                        .build(),
                GOOD);

        assertThat(ask(Api.OPENAI).reply().text()).isEqualTo("[1 0;0 1]");
    }

    @Test
    void aDeadServerIsNamed() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Endpoint dead =
                Endpoint.of(
                        Api.OPENAI, "http://127.0.0.1:" + port + "/v1", "tiny", Optional.empty());

        LlmException failure =
                catchThrowableOfType(
                        LlmException.class, () -> client.ask(dead, QUESTION, Cancellation.none()));

        assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        assertThat(failure)
                .hasMessageContaining(":" + port)
                .hasMessageContaining("after 3 attempts")
                .hasMessageContaining("local server is not running");
    }

    @Test
    void tlsTroubleIsNamed() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerInPlainText(plain), "plain-http");
            server.setDaemon(true);
            server.start();
            Endpoint https =
                    Endpoint.of(
                            Api.OPENAI,
                            "https://127.0.0.1:" + plain.getLocalPort() + "/v1",
                            "tiny",
                            Optional.empty());

            assertThatThrownBy(() -> client.ask(https, QUESTION, Cancellation.none()))
                    .isInstanceOf(LlmException.class)
                    .hasMessageContaining("javax.net.ssl.trustStore")
                    .hasMessageContaining("http only");
        }
    }

    /** At once: a server that waits for the end of a line waits for ever for most TLS greetings. */
    private static void answerInPlainText(ServerSocket plain) {
        while (!plain.isClosed()) {
            try (Socket socket = plain.accept()) {
                socket.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The client hung up; the next one may come.
            }
        }
    }

    @Test
    void truncatedJsonIsRetriedThenNamed() {
        enqueue(Answers.ok("{\"choices\": [{\"mess"), GOOD);
        assertThat(ask(Api.OPENAI).attempts()).isEqualTo(2);

        for (int i = 0; i < 3; i++) {
            enqueue(Answers.ok("{\"choices\": [{\"mess"));
        }
        LlmException failure = failure(Api.OPENAI);
        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failure).hasMessageContaining("not complete JSON (19 characters)");
    }

    @Test
    void aHugeBodyIsCutOff() {
        enqueue(Answers.ok(Answers.body(Api.OPENAI, "x".repeat(2 << 20))));

        LlmException failure = failure(Api.OPENAI);

        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failure).hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void anEndlessBodyIsCutOff() {
        enqueue(
                new MockResponse.Builder()
                        .chunkedBody(new Buffer().write(new byte[16 << 20]), 1 << 16)
                        .build());

        assertThat(failure(Api.OPENAI).kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void aWebPageIsNamed() {
        enqueue(
                new MockResponse.Builder()
                        .setHeader("Content-Type", "text/html")
                        .body("<html>Log in</html>")
                        .build());

        LlmException failure = failure(Api.OPENAI);

        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failure).hasMessageContaining("expected JSON, found text/html");
    }

    @Test
    void anErrorWithStatus200IsAnError() {
        enqueue(Answers.ok("{\"error\":{\"code\":503,\"message\":\"model is loading\"}}"), GOOD);
        assertThat(ask(Api.OPENAI).attempts()).isEqualTo(2);

        enqueue(Answers.ok("{\"error\":{\"code\":401,\"message\":\"who are you\"}}"));
        assertThat(failure(Api.OPENAI)).hasMessageContaining("who are you");
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                enqueue(
                        Answers.status(
                                status, "", "Location", other.url("/v1?stolen=1").toString()));

                LlmException failure = failure(Api.OPENAI);

                assertThat(failure.kind()).isEqualTo(Kind.REDIRECTED);
                assertThat(failure)
                        .hasMessageContaining("redirects to http://")
                        .hasMessageContaining("key must not follow")
                        .hasMessageNotContainingAny("stolen");
            }
            assertThat(other.getRequestCount()).isZero();
        }
        assertThat(server.getRequestCount()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void refusedStructureIsDroppedAndRemembered(Api api) {
        String refusal =
                switch (api) {
                    case OPENAI -> "Unsupported parameter: response_format json_schema";
                    case ANTHROPIC -> "output_config.format: not supported for this model";
                    case GEMINI -> "Unknown name \\\"responseSchema\\\" at 'generation_config'";
                };
        enqueue(
                Answers.status(400, "{\"error\":{\"message\":\"" + refusal + "\"}}"),
                Answers.ok(api, "[1 0;0 1]"),
                Answers.ok(api, "[1 0;0 1]"));

        assertThat(ask(api).attempts()).isEqualTo(2);
        assertThat(ask(api).attempts()).isEqualTo(1);

        assertThat(request().getBody().utf8()).containsIgnoringCase("schema");
        assertThat(request().getBody().utf8()).doesNotContainIgnoringCase("schema");
        assertThat(request().getBody().utf8()).doesNotContainIgnoringCase("schema");
    }

    @Test
    void structureFallsBackInTwoSteps() {
        enqueue(
                Answers.status(400, "{\"error\":\"json_schema is not supported\"}"),
                Answers.status(400, "{\"error\":\"json_object is not supported\"}"),
                GOOD);

        assertThat(ask(Api.OPENAI).attempts()).isEqualTo(3);

        assertThat(request().getBody().utf8()).contains("json_schema");
        assertThat(request().getBody().utf8()).contains("json_object");
        assertThat(request().getBody().utf8()).doesNotContain("response_format");
    }

    private Endpoint tuned() {
        Endpoint plain = endpoint(Api.OPENAI);
        return new Endpoint(
                plain.api(),
                plain.baseUrl(),
                plain.model(),
                plain.key(),
                Map.of(),
                Json.object().put("top_k", 3),
                OptionalDouble.of(0.5),
                OptionalInt.of(99),
                Structure.TEXT,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "Unsupported value: 'temperature' does not support 0.5, temperature",
        "Unrecognized request argument supplied: max_completion_tokens, max_completion_tokens",
        "top_k: Extra inputs are not permitted, top_k"
    })
    void aRefusedParameterIsLeftOut(String message, String parameter) {
        enqueue(Answers.status(400, "{\"error\":{\"message\":\"" + message + "\"}}"), GOOD);

        assertThat(client.ask(tuned(), QUESTION, Cancellation.none()).attempts()).isEqualTo(2);

        assertThat(request().getBody().utf8()).contains(parameter);
        assertThat(request().getBody().utf8()).doesNotContain(parameter);
    }

    @Test
    void theOldNameOfTheLimitIsTried() {
        enqueue(Answers.status(422, "{\"detail\":\"max_completion_tokens: extra field\"}"), GOOD);

        client.ask(tuned(), QUESTION, Cancellation.none());

        request();
        assertThat(request().getBody().utf8()).contains("\"max_tokens\":99");
    }

    @Test
    void aServerThatRefusesEverythingGetsNoEndlessQuestions() {
        for (int i = 0; i < 20; i++) {
            enqueue(
                    Answers.status(
                            400,
                            "{\"error\":\"temperature top_k max_tokens max_completion_tokens\"}"));
        }

        assertThatThrownBy(() -> client.ask(tuned(), QUESTION, Cancellation.none()))
                .isInstanceOf(LlmException.class);
        // Each of the three is dropped, the limit under both of its names.
        assertThat(server.getRequestCount()).isEqualTo(5);
    }

    @Test
    void cancellationEndsAWaitingCallWithinASecond() throws Exception {
        enqueue(new MockResponse.Builder().headersDelay(20, TimeUnit.SECONDS).body("{}").build());
        Cancellation cancellation = Cancellation.none();
        CompletableFuture<Throwable> outcome =
                CompletableFuture.supplyAsync(
                        () ->
                                catchThrowableOfType(
                                        LlmException.class,
                                        () ->
                                                client.ask(
                                                        endpoint(Api.OPENAI),
                                                        QUESTION,
                                                        cancellation)));
        request();
        long start = System.nanoTime();

        cancellation.cancel();

        assertThat(outcome.get(5, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        LlmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(1);
    }

    @Test
    void cancellationEndsAPauseWithinASecond() {
        use(new ClientSettings(2, 5, 60, 2, 60, 1 << 20, 4));
        enqueue(Answers.status(429, "{}", "retry-after", "30"));
        Cancellation soon = Cancellation.none().withTimeLimit(0.2);
        long start = System.nanoTime();

        assertThatThrownBy(() -> client.ask(endpoint(Api.OPENAI), QUESTION, soon))
                .isInstanceOfSatisfying(
                        LlmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(1.2);
    }

    @Test
    void aClosedClientSaysSo() {
        client.close();

        assertThat(failure(Api.OPENAI).kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void theProxyOfTheJvmIsUsed() throws Exception {
        String host = System.getProperty("http.proxyHost");
        String port = System.getProperty("http.proxyPort");
        System.setProperty("http.proxyHost", "localhost");
        System.setProperty("http.proxyPort", Integer.toString(server.getPort()));
        try {
            enqueue(GOOD);
            Endpoint remote =
                    Endpoint.of(Api.OPENAI, "http://model.invalid/v1", "tiny", Optional.empty());

            client.ask(remote, QUESTION, Cancellation.none());

            assertThat(request().getRequestLine())
                    .startsWith("POST http://model.invalid/v1/chat/completions ");
        } finally {
            restore("http.proxyHost", host);
            restore("http.proxyPort", port);
        }
    }

    private static void restore(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }
}
