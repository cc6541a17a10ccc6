package org.beamforge.llm.wire;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * The HTTP client. Thread-safe; one serves any number of models. Proxies and certificate
 * authorities follow the usual settings of the JVM. Close it: it owns threads and connections.
 */
public final class LlmClient implements LlmTransport {
    private static final int IDLE_SECONDS = 30;

    private final ClientSettings settings;
    private final OkHttpClient http;
    private final ScheduledThreadPoolExecutor timer;
    private final RetryPolicy retries;

    /** What each server has turned out to understand. */
    private final Map<ServedModel, Features> learned = new ConcurrentHashMap<>();

    private record ServedModel(Api api, String url, String model) {}

    public LlmClient(ClientSettings settings) {
        this.settings = settings;
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        1,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        daemons("beamforge-llm-http-"));
        Dispatcher dispatcher = new Dispatcher(workers);
        dispatcher.setMaxRequests(settings.concurrency());
        dispatcher.setMaxRequestsPerHost(settings.concurrency());
        http =
                new OkHttpClient.Builder()
                        .dispatcher(dispatcher)
                        .connectionPool(
                                new ConnectionPool(
                                        settings.concurrency(), IDLE_SECONDS, TimeUnit.SECONDS))
                        .connectTimeout(millis(settings.connectSeconds()), TimeUnit.MILLISECONDS)
                        // The call timeout is the one that counts: models may think in silence.
                        .readTimeout(0, TimeUnit.MILLISECONDS)
                        .writeTimeout(0, TimeUnit.MILLISECONDS)
                        // A key must not follow a redirect.
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .build();
        timer = new ScheduledThreadPoolExecutor(1, daemons("beamforge-llm-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        retries =
                new RetryPolicy(
                        settings.maxWaitSeconds(), () -> ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public CompletableFuture<Exchange> send(Endpoint endpoint, ChatRequest request) {
        Question question = new Question(this, endpoint, request);
        question.start();
        return question.future();
    }

    /** Connections open at the moment, busy and idle. */
    public int connectionCount() {
        return http.connectionPool().connectionCount();
    }

    @Override
    public void close() {
        http.dispatcher().cancelAll();
        timer.shutdownNow();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    ClientSettings settings() {
        return settings;
    }

    OkHttpClient http() {
        return http;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    RetryPolicy retries() {
        return retries;
    }

    Features features(Endpoint endpoint) {
        return Objects.requireNonNullElseGet(
                learned.get(served(endpoint)), () -> Features.all(endpoint.structure()));
    }

    void learn(Endpoint endpoint, Features features) {
        learned.put(served(endpoint), features);
    }

    private static ServedModel served(Endpoint endpoint) {
        return new ServedModel(endpoint.api(), endpoint.baseUrl().toString(), endpoint.model());
    }

    static long millis(double seconds) {
        return Math.max(1, Math.round(seconds * 1000));
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
