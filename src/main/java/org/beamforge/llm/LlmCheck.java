package org.beamforge.llm;

import java.util.Locale;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.parse.AnswerParser;
import org.beamforge.llm.parse.Verdict;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.ChatReply;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmException;
import org.beamforge.llm.wire.LlmTransport;
import org.beamforge.llm.wire.Structure;

/** Tries a model with one tiny question. */
public final class LlmCheck {
    private static final String PROMPT =
            "This is a test. Two users, two base stations: user 1 is served by base station 1, user"
                    + " 2 by base station 2. Answer only with the association matrix [1 0;0 1]%s.";
    private static final int LONGEST_QUOTE = 200;

    private LlmCheck() {}

    /**
     * How it went.
     *
     * @param model the model asked
     * @param usable whether the answer was the matrix
     * @param text some lines: where the question went, whether with a key, and what to fix
     */
    public record Result(String model, boolean usable, String text) {}

    /** Asks and explains; never throws for what a server does. */
    public static Result of(Endpoint endpoint, LlmTransport transport) {
        String head =
                "%s (%s at %s, %s)"
                        .formatted(
                                endpoint.model(),
                                endpoint.api().label(),
                                endpoint.place(),
                                endpoint.key().isPresent() ? "with key" : "without key");
        if (endpoint.key().isEmpty() && endpoint.headers().isEmpty() && vendors(endpoint)) {
            return new Result(
                    endpoint.model(),
                    false,
                    "%s%n  not asked: this service needs a key%n  Maybe set %s, or BEAMFORGE_LLM_KEY."
                            .formatted(head, endpoint.api().keyVariable()));
        }
        boolean json = endpoint.structure() != Structure.TEXT;
        ChatRequest request =
                new ChatRequest(
                        PROMPT.formatted(
                                json
                                        ? ", as JSON {\"reasoning\": \"\", \"association\":"
                                                + " [[1,0],[0,1]]}"
                                        : ""),
                        json,
                        0);
        try {
            return judge(endpoint, head, transport.ask(endpoint, request, Cancellation.none()));
        } catch (LlmException e) {
            return new Result(
                    endpoint.model(),
                    false,
                    head + "\n  no answer: " + e.getMessage().replace("\n", "\n  "));
        }
    }

    private static boolean vendors(Endpoint endpoint) {
        return Endpoint.parseUrl(endpoint.api().defaultBaseUrl())
                .host()
                .equals(endpoint.baseUrl().host());
    }

    private static Result judge(Endpoint endpoint, String head, Exchange exchange) {
        ChatReply reply = exchange.reply();
        Verdict verdict = new AnswerParser(2, 2).parse(reply.text());
        boolean usable = verdict.association().map(a -> a.stationOf(0) == 0).orElse(false);
        StringBuilder text = new StringBuilder(head);
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n  answered in %.2f s after %d request%s, %s + %s tokens",
                        exchange.seconds(),
                        exchange.attempts(),
                        exchange.attempts() == 1 ? "" : "s",
                        tokens(reply.promptTokens()),
                        tokens(reply.completionTokens())));
        if (usable) {
            text.append(String.format("%n  usable: the answer is the matrix asked for"));
        } else if (verdict.isValid()) {
            text.append(
                    String.format(
                            "%n  doubtful: a valid matrix, but not the one asked for%n"
                                    + "  Maybe the model is too small for the task."));
        } else {
            text.append(
                    String.format(
                            "%n  not usable: %s (%s)%n  it said: %s%n  %s",
                            verdict.summary(),
                            reply.finish().name().toLowerCase(Locale.ROOT),
                            quote(reply.text().isBlank() ? reply.detail() : reply.text()),
                            hint(endpoint, reply)));
        }
        return new Result(endpoint.model(), usable, text.toString());
    }

    private static String hint(Endpoint endpoint, ChatReply reply) {
        return switch (reply.finish()) {
            case LENGTH -> "Maybe raise maxOutputTokens in the profile: reasoning counts, too.";
            case REFUSED -> "Maybe another model, or rephrase the prompt templates.";
            case EMPTY ->
                    endpoint.api() == Api.OPENAI
                            ? "Maybe the server put everything into a reasoning field; raise"
                                    + " maxOutputTokens."
                            : "Maybe raise maxOutputTokens in the profile.";
            case COMPLETE -> "Maybe the model is too small, or structure: text suits it better.";
        };
    }

    private static String quote(String text) {
        String clean = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return clean.length() <= LONGEST_QUOTE ? clean : clean.substring(0, LONGEST_QUOTE) + " ...";
    }

    private static String tokens(int count) {
        return count < 0 ? "?" : Integer.toString(count);
    }
}
