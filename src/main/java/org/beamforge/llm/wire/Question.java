package org.beamforge.llm.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.beamforge.llm.wire.LlmException.Kind;
import org.jspecify.annotations.Nullable;

/** One question on its way: attempts, adaptations to what the server refuses, waits, deadline. */
final class Question implements Callback {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final String AGENT = "beamforge";

    private final LlmClient client;
    private final Endpoint endpoint;
    private final ChatRequest request;
    private final WireFormat format;
    private final CompletableFuture<Exchange> future = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();

    private Features features;
    private ObjectNode body = Json.object();
    private int attempts;
    private int failures;
    private long ownNanos;
    private volatile @Nullable Call call;
    private volatile @Nullable Future<?> deadline;
    private volatile @Nullable Future<?> wait;

    Question(LlmClient client, Endpoint endpoint, ChatRequest request) {
        this.client = client;
        this.endpoint = endpoint;
        this.request = request;
        format = endpoint.api().format();
        features = client.features(endpoint);
    }

    CompletableFuture<Exchange> future() {
        return future;
    }

    void start() {
        // Whatever ends the future, cancellation by the caller included, frees what is held.
        CompletableFuture<Exchange> unused =
                future.whenComplete((exchange, failure) -> release(failure != null));
        try {
            deadline =
                    client.timer()
                            .schedule(
                                    this::expire,
                                    LlmClient.millis(client.settings().totalSeconds()),
                                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            fail(Kind.CANCELLED, "the client is closed");
            return;
        }
        attempt();
    }

    private void release(boolean failed) {
        Future<?> timeout = deadline;
        if (timeout != null) {
            timeout.cancel(false);
        }
        Future<?> pause = wait;
        if (pause != null) {
            pause.cancel(false);
        }
        Call open = call;
        if (failed && open != null) {
            open.cancel();
        }
    }

    private void expire() {
        fail(
                Kind.TIMEOUT,
                "no answer within %s s (%d attempts)"
                        .formatted(client.settings().totalSeconds(), attempts));
    }

    private void attempt() {
        long begin = System.nanoTime();
        if (future.isDone()) {
            return;
        }
        body = format.body(endpoint, request, features);
        Headers.Builder headers = new Headers.Builder();
        headers.set("User-Agent", AGENT);
        headers.set("Accept", "application/json");
        format.addHeaders(headers, endpoint);
        for (Map.Entry<String, Secret> extra : endpoint.headers().entrySet()) {
            headers.set(extra.getKey(), extra.getValue().reveal());
        }
        Call next =
                client.http()
                        .newCall(
                                new Request.Builder()
                                        .url(format.url(endpoint))
                                        .headers(headers.build())
                                        .post(RequestBody.create(Json.bytes(body), JSON))
                                        .build());
        next.timeout()
                .timeout(
                        LlmClient.millis(
                                Math.min(client.settings().callSeconds(), remainingSeconds())),
                        TimeUnit.MILLISECONDS);
        attempts++;
        call = next;
        ownNanos += System.nanoTime() - begin;
        next.enqueue(this);
        if (future.isDone()) {
            // Cancelled in between: release() may have seen the call before.
            next.cancel();
        }
    }

    private double remainingSeconds() {
        double spent = (System.nanoTime() - startNanos) * 1e-9;
        return Math.max(client.settings().totalSeconds() - spent, 1e-3);
    }

    @Override
    public void onFailure(Call failed, IOException e) {
        guarded(() -> connectionFailed(e));
    }

    @Override
    public void onResponse(Call answered, Response response) {
        guarded(
                () -> {
                    try (response) {
                        answered(response);
                    } catch (IOException e) {
                        connectionFailed(e);
                    }
                });
    }

    /** A defect of ours must end the future, or the caller waits for ever. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    private void connectionFailed(IOException e) {
        boolean timeout = e instanceof InterruptedIOException;
        String text =
                e.getMessage() == null
                        ? e.getClass().getSimpleName()
                        : (e instanceof UnknownHostException ? "unknown host " : "")
                                + e.getMessage();
        String hint = hint(e);
        retryOrFail(
                timeout ? Kind.TIMEOUT : Kind.NETWORK,
                (timeout ? "the server is too slow: " : "cannot be reached: ")
                        + endpoint.removeSecrets(text)
                        + "\n"
                        + (timeout ? "Maybe allow more time with --llm-timeout." : hint),
                null);
    }

    private String hint(IOException e) {
        if (e instanceof SSLException) {
            return "Maybe the certificate's authority is not known here"
                    + " (-Djavax.net.ssl.trustStore), or the server speaks http only.";
        }
        return Loopback.is(endpoint.baseUrl().host())
                ? "Maybe the local server is not running."
                : "Maybe the network needs a proxy (-Dhttps.proxyHost), or the base URL is wrong.";
    }

    private void answered(Response response) throws IOException {
        byte[] bytes;
        try {
            bytes = BodyReader.read(response, client.settings().maxResponseBytes());
        } catch (BodyReader.TooLargeException e) {
            fail(
                    Kind.TOO_LARGE,
                    "the response is larger than %d bytes"
                            .formatted(client.settings().maxResponseBytes()));
            return;
        }
        long begin = System.nanoTime();
        int status = response.code();
        String text = BodyReader.text(bytes);
        if (status >= 300 && status < 400) {
            fail(Kind.REDIRECTED, Advice.redirect(response.headers().get("Location"), endpoint));
        } else if (status == 200) {
            understand(text, response.headers().get("Content-Type"), begin);
        } else {
            refused(status, text, response.headers());
        }
    }

    private void refused(int status, String text, Headers headers) {
        if (status == 400 || status == 422) {
            Optional<Features> less =
                    format.adapt(
                            text.toLowerCase(java.util.Locale.ROOT), endpoint, request, features);
            if (less.isPresent()) {
                features = less.get();
                client.learn(endpoint, features);
                attempt();
                return;
            }
        }
        String message = Advice.status(status, text, endpoint);
        if (RetryPolicy.retryable(status, headers.get("x-should-retry"))) {
            retryOrFail(Advice.kind(status), message, headers);
        } else {
            fail(Advice.kind(status), message);
        }
    }

    private void understand(String text, @Nullable String contentType, long begin) {
        if (!text.stripLeading().startsWith("{")) {
            fail(
                    Kind.MALFORMED,
                    "expected JSON, found %s%nMaybe the base URL points to a web page or a proxy's login."
                            .formatted(contentType == null ? "no content type" : contentType));
            return;
        }
        JsonNode json;
        try {
            json = endpoint.removeSecretsFrom(Json.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            retryOrFail(
                    Kind.MALFORMED,
                    "the response is not complete JSON (%d characters)".formatted(text.length()),
                    null);
            return;
        }
        if (json.path("error").isObject()) {
            // Some gateways report a failure of the model behind them with status 200.
            int code = json.path("error").path("code").asInt(0);
            String message = Advice.status(code, text, endpoint);
            if (RetryPolicy.retryable(code, null)) {
                retryOrFail(Advice.kind(code), message, null);
            } else {
                fail(Advice.kind(code), message);
            }
            return;
        }
        ChatReply reply = format.parse(json);
        long now = System.nanoTime();
        future.complete(
                new Exchange(
                        body,
                        json,
                        reply,
                        attempts,
                        (now - startNanos) * 1e-9,
                        (ownNanos + now - begin) * 1e-9));
    }

    private void retryOrFail(Kind kind, String message, @Nullable Headers headers) {
        failures++;
        if (future.isDone()) {
            return;
        }
        if (failures > client.settings().maxRetries()) {
            fail(kind, failures > 1 ? message(failures, message) : message);
            return;
        }
        double seconds =
                client.retries()
                        .waitSeconds(
                                failures,
                                name -> headers == null || name == null ? null : headers.get(name),
                                Instant.now());
        if (seconds >= remainingSeconds()) {
            fail(
                    kind,
                    "%s%nThe next attempt was due in %.1f s, after the deadline."
                            .formatted(message, seconds));
            return;
        }
        try {
            wait =
                    client.timer()
                            .schedule(
                                    () -> guarded(this::attempt),
                                    LlmClient.millis(seconds),
                                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            fail(Kind.CANCELLED, "the client is closed");
        }
    }

    private static String message(int failures, String message) {
        return "after " + failures + " attempts: " + message;
    }

    private void fail(Kind kind, String message) {
        future.completeExceptionally(
                new LlmException(
                        kind, endpoint.model() + " at " + endpoint.place() + ": " + message));
    }
}
