package org.beamforge.llm;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.prompt.TokenEstimate;
import org.beamforge.llm.transcript.TranscriptWriter;
import org.beamforge.llm.wire.ChatReply;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmException;
import org.beamforge.llm.wire.LlmException.Kind;
import org.beamforge.llm.wire.LlmTransport;
import org.beamforge.llm.wire.Structure;

/**
 * One sample of one model over a whole solve: its share of the token budget, its accounts, and
 * whether it is still worth asking. Used by one thread at a time.
 */
final class Speaker {
    /** Failures that will not go away during a solve. */
    private static final Set<Kind> LASTING =
            Set.of(
                    Kind.UNAUTHORIZED,
                    Kind.FORBIDDEN,
                    Kind.NOT_FOUND,
                    Kind.BAD_REQUEST,
                    Kind.REDIRECTED,
                    Kind.NETWORK);

    private static final int FAILURES_TO_GIVE_UP = 2;

    private final Endpoint endpoint;
    private final int sample;
    private final String scope;
    private final LlmTransport transport;
    private final Optional<TranscriptWriter> transcript;
    private final long tokenBudget;
    private final Consumer<String> announce;

    private int questions;
    private long promptTokens;
    private long completionTokens;
    private long budgetSpent;
    private double seconds;
    private int failures;
    private boolean gaveUp;
    private boolean transcriptBroken;

    Speaker(
            Endpoint endpoint,
            int sample,
            String scope,
            LlmTransport transport,
            Optional<TranscriptWriter> transcript,
            long tokenBudget,
            Consumer<String> announce) {
        this.endpoint = endpoint;
        this.sample = sample;
        this.scope = scope;
        this.transport = transport;
        this.transcript = transcript;
        this.tokenBudget = tokenBudget;
        this.announce = announce;
    }

    String model() {
        return endpoint.model();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean gaveUp() {
        return gaveUp;
    }

    boolean wantsJson() {
        return endpoint.structure() != Structure.TEXT;
    }

    ChatRequest request(String prompt) {
        return new ChatRequest(prompt, wantsJson(), sample, scope);
    }

    /** Whether a prompt of this length still fits into the token budget. */
    boolean mayAsk(int estimatedTokens) {
        if (tokenBudget - budgetSpent >= estimatedTokens) {
            return true;
        }
        announce.accept(
                "llm: the token budget of %s is used up (%d of %d)"
                        .formatted(model(), budgetSpent, tokenBudget));
        return false;
    }

    Exchange ask(ChatRequest request, Cancellation cancellation) {
        questions++;
        if (cancellation.shouldStop()) {
            throw new LlmException(
                    cancellation.cancelled() ? Kind.CANCELLED : Kind.TIMEOUT,
                    model() + ": not asked: the step is out of time");
        }
        return transport.ask(endpoint, request, cancellation);
    }

    void answered(ChatRequest request, Exchange exchange, double sumRate, String verdict) {
        failures = 0;
        ChatReply reply = exchange.reply();
        seconds += exchange.seconds();
        promptTokens += Math.max(reply.promptTokens(), 0);
        completionTokens += Math.max(reply.completionTokens(), 0);
        budgetSpent +=
                reply.promptTokens() >= 0
                        ? reply.promptTokens()
                        : TokenEstimate.of(request.prompt());
        budgetSpent +=
                reply.completionTokens() >= 0
                        ? reply.completionTokens()
                        : TokenEstimate.of(reply.text());
        record(writer -> writer.answered(endpoint, request, exchange, sumRate, verdict));
    }

    void failed(ChatRequest request, LlmException failure, double waited) {
        failures++;
        seconds += waited;
        gaveUp = LASTING.contains(failure.kind()) || failures >= FAILURES_TO_GIVE_UP;
        announce.accept("llm: " + failure.getMessage());
        record(writer -> writer.failed(endpoint, request, failure, waited));
    }

    /** A full disk must not cost the answers that were paid for: it is announced, once. */
    private void record(Consumer<TranscriptWriter> write) {
        if (transcript.isEmpty() || transcriptBroken) {
            return;
        }
        try {
            write.accept(transcript.get());
        } catch (UncheckedIOException e) {
            transcriptBroken = true;
            announce.accept("llm: " + e.getMessage() + "; the run goes on without it");
        }
    }

    /** Adds this speaker's accounts to others'. */
    LlmUsage addTo(LlmUsage sum) {
        java.util.OptionalDouble cost =
                sum.cost().isPresent()
                                && endpoint.promptPrice().isPresent()
                                && endpoint.completionPrice().isPresent()
                        ? java.util.OptionalDouble.of(
                                sum.cost().getAsDouble()
                                        + 1e-6
                                                * (promptTokens
                                                                * endpoint.promptPrice()
                                                                        .getAsDouble()
                                                        + completionTokens
                                                                * endpoint.completionPrice()
                                                                        .getAsDouble()))
                        : java.util.OptionalDouble.empty();
        return new LlmUsage(
                sum.questions() + questions,
                sum.promptTokens() + promptTokens,
                sum.completionTokens() + completionTokens,
                sum.seconds() + seconds,
                cost);
    }
}
