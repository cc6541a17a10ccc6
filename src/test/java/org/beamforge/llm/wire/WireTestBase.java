package org.beamforge.llm.wire;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.beamforge.control.Cancellation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real client and a real server on loopback sockets. */
abstract class WireTestBase {
    static final String KEY = "sk-test-0123456789abcdef";
    static final ChatRequest QUESTION = new ChatRequest("Which matrix?", true, 0);

    final MockWebServer server = new MockWebServer();
    LlmClient client = new LlmClient(new ClientSettings(2, 5, 10, 2, 0.02, 1 << 20, 4));

    @BeforeEach
    void startServer() throws IOException {
        server.start();
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.close();
    }

    void use(ClientSettings settings) {
        client.close();
        client = new LlmClient(settings);
    }

    Endpoint endpoint(Api api) {
        String path = api == Api.OPENAI ? "/v1" : "";
        return Endpoint.of(
                api, server.url(path).toString(), "tiny", Optional.of(Secret.of("test", KEY)));
    }

    Exchange ask(Api api) {
        return client.ask(endpoint(api), QUESTION, Cancellation.none());
    }

    LlmException failure(Api api) {
        return catchThrowableOfType(LlmException.class, () -> ask(api));
    }

    void enqueue(MockResponse... responses) {
        for (MockResponse response : responses) {
            server.enqueue(response);
        }
    }

    RecordedRequest request() {
        try {
            RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("no request came");
            }
            return request;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
