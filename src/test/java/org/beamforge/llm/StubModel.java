package org.beamforge.llm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.beamforge.llm.wire.Api;

/** A server on loopback that answers prompts like a model. */
public final class StubModel implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    private final List<String> prompts = Collections.synchronizedList(new ArrayList<>());

    private StubModel(Function<String, MockResponse> behaviour) {
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        String prompt =
                                Answers.json(request.getBody().utf8())
                                        .at("/messages/0/content")
                                        .asText();
                        prompts.add(prompt);
                        return behaviour.apply(prompt);
                    }
                });
        server.setServerSocketFactory(new PromptSockets());
        try {
            server.start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Answers every prompt with a text of its own. */
    public static StubModel saying(Function<String, String> answer) {
        return new StubModel(prompt -> Answers.ok(Api.OPENAI, answer.apply(prompt)));
    }

    public static StubModel behaving(Function<String, MockResponse> behaviour) {
        return new StubModel(behaviour);
    }

    /** Gives these answers in turn, the last one for ever. */
    public static StubModel saying(String... answers) {
        int[] next = {0};
        return saying(
                prompt -> {
                    synchronized (next) {
                        String answer = answers[Math.min(next[0], answers.length - 1)];
                        next[0]++;
                        return answer;
                    }
                });
    }

    public String url() {
        return server.url("/v1").toString();
    }

    /** The prompts that came, in order. */
    public List<String> prompts() {
        return List.copyOf(prompts);
    }

    @Override
    public void close() {
        server.close();
    }
}
