package org.beamforge.llm.wire;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamforge.control.Cancellation;

/** Something that answers questions: a server, or a record of one. */
public interface LlmTransport extends AutoCloseable {
    /** How often a waiting thread looks at the cancellation, ms. */
    int POLL_MILLIS = 50;

    /**
     * Sends a question and returns at once. The future ends with an {@link Exchange} or with an
     * {@link LlmException}; cancelling it drops the connection.
     */
    CompletableFuture<Exchange> send(Endpoint endpoint, ChatRequest request);

    /** The file that answers in place of the models, if it is one. */
    default Optional<Path> source() {
        return Optional.empty();
    }

    @Override
    void close();

    /**
     * Sends a question and waits for the answer.
     *
     * @throws LlmException if none comes or the cancellation asks to stop
     */
    default Exchange ask(Endpoint endpoint, ChatRequest request, Cancellation cancellation) {
        CompletableFuture<Exchange> pending = send(endpoint, request);
        while (true) {
            try {
                return pending.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (cancellation.shouldStop()) {
                    pending.cancel(true);
                    throw cancellation.cancelled()
                            ? new LlmException(
                                    LlmException.Kind.CANCELLED, endpoint.model() + ": stopped")
                            : new LlmException(
                                    LlmException.Kind.TIMEOUT,
                                    endpoint.model()
                                            + ": no answer before the deadline of the step");
                }
            } catch (InterruptedException e) {
                pending.cancel(true);
                Thread.currentThread().interrupt();
                throw new LlmException(
                        LlmException.Kind.CANCELLED, endpoint.model() + ": interrupted");
            } catch (CancellationException e) {
                throw new LlmException(LlmException.Kind.CANCELLED, endpoint.model() + ": stopped");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof LlmException failure) {
                    throw failure;
                }
                throw new IllegalStateException("the client failed", e.getCause());
            }
        }
    }
}
