package org.beamforge.llm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.beamforge.association.LlmReport;
import org.beamforge.association.RateMatrix;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.parse.AnswerParser;
import org.beamforge.llm.parse.Verdict;
import org.beamforge.llm.profile.LlmSettings;
import org.beamforge.llm.prompt.PromptBuilder;
import org.beamforge.llm.prompt.PromptBuilder.Scored;
import org.beamforge.llm.prompt.TokenEstimate;
import org.beamforge.llm.wire.ChatReply;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmException;

/**
 * Algorithm 1 with one model: initial generation, then self-enhancement while it helps; an answer
 * that breaks a constraint is sent back with the reason and the best valid one so far.
 */
final class Conversation {
    /** Improvements below this, relative, are rounding. */
    private static final double LEAST_IMPROVEMENT = 1e-9;

    private final Speaker speaker;
    private final LlmSettings settings;
    private final RateMatrix rates;
    private final PromptBuilder prompts;
    private final AnswerParser parser;
    private final Cancellation cancellation;

    private final List<Scored> answers = new ArrayList<>();
    private final List<LlmReport.Round> rounds = new ArrayList<>();
    private Optional<Scored> best = Optional.empty();
    private Optional<LlmException> failure = Optional.empty();

    Conversation(
            Speaker speaker,
            LlmSettings settings,
            RateMatrix rates,
            PromptBuilder prompts,
            Cancellation cancellation) {
        this.speaker = speaker;
        this.settings = settings;
        this.rates = rates;
        this.prompts = prompts;
        this.cancellation = cancellation;
        parser = new AnswerParser(rates.users(), rates.stations());
    }

    /** Runs to the end; never throws for what a model or a server does. */
    void run() {
        String prompt = prompts.generation();
        int stale = 0;
        int broken = 0;
        for (int round = 1; round <= settings.rounds(); round++) {
            if (!speaker.mayAsk(TokenEstimate.of(prompt))) {
                return;
            }
            Optional<Answer> answer = question(prompt);
            if (answer.isEmpty()) {
                return;
            }
            Verdict verdict = answer.get().verdict();
            if (verdict.isValid()) {
                broken = 0;
                stale = improves() ? 0 : stale + 1;
                if (stale >= settings.patience()) {
                    return;
                }
                prompt = prompts.selfEnhancement(best.orElseThrow(), history());
            } else {
                broken++;
                if (broken > settings.repairs()) {
                    return;
                }
                prompt = prompts.repair(answer.get().text(), verdict.violations(), best);
            }
        }
    }

    private boolean improves() {
        Scored scored = answers.get(answers.size() - 1);
        double before = best.map(Scored::sumRate).orElse(Double.NEGATIVE_INFINITY);
        boolean better =
                best.isEmpty() || scored.sumRate() > before + LEAST_IMPROVEMENT * Math.abs(before);
        if (better) {
            best = Optional.of(scored);
        }
        return better;
    }

    /** Asks, judges, records; empty if no answer came. */
    private Optional<Answer> question(String prompt) {
        ChatRequest request = speaker.request(prompt);
        long start = System.nanoTime();
        Exchange exchange;
        try {
            exchange = speaker.ask(request, cancellation);
        } catch (LlmException e) {
            double seconds = e.seconds((System.nanoTime() - start) * 1e-9);
            speaker.failed(request, e, seconds);
            failure = Optional.of(e);
            rounds.add(
                    new LlmReport.Round(
                            speaker.model(),
                            false,
                            Double.NaN,
                            -1,
                            -1,
                            seconds,
                            "no answer: " + firstLine(e.getMessage())));
            return Optional.empty();
        }
        Verdict verdict = judge(exchange.reply());
        double sumRate = verdict.association().map(rates::sumRate).orElse(Double.NaN);
        String summary = summary(verdict, sumRate);
        verdict.association().ifPresent(a -> answers.add(new Scored(a, sumRate)));
        speaker.answered(request, exchange, sumRate, summary);
        rounds.add(
                new LlmReport.Round(
                        speaker.model(),
                        verdict.isValid(),
                        sumRate,
                        exchange.reply().promptTokens(),
                        exchange.reply().completionTokens(),
                        exchange.seconds(),
                        summary));
        return Optional.of(new Answer(exchange.reply().text(), verdict));
    }

    private record Answer(String text, Verdict verdict) {}

    /** A refusal or a missing answer is said as such; all else is for the parser to decide. */
    private Verdict judge(ChatReply reply) {
        Verdict verdict = parser.parse(reply.text());
        if (verdict.isValid()) {
            return verdict;
        }
        return switch (reply.finish()) {
            case REFUSED ->
                    new Verdict(
                            Optional.empty(),
                            List.of("the model refused (" + oneLine(reply.detail()) + ")"));
            case LENGTH ->
                    new Verdict(
                            Optional.empty(),
                            List.of(
                                    "the answer was cut at the output limit: "
                                            + verdict.summary()));
            default -> verdict;
        };
    }

    private String summary(Verdict verdict, double sumRate) {
        if (!verdict.isValid()) {
            return verdict.summary();
        }
        if (best.isEmpty()) {
            return "valid";
        }
        double change = sumRate - best.get().sumRate();
        return String.format(Locale.ROOT, "valid, %+.4f against the best", change);
    }

    /** The best earlier answers, each once, without the best itself, from worse to better. */
    private List<Scored> history() {
        List<Scored> shown =
                answers.stream()
                        .distinct()
                        .filter(scored -> !scored.equals(best.orElseThrow()))
                        .sorted(Comparator.comparingDouble(Scored::sumRate))
                        .toList();
        return shown.subList(Math.max(0, shown.size() - settings.history()), shown.size());
    }

    private static String firstLine(String text) {
        return whole(text.lines().findFirst().orElse(""));
    }

    private static String oneLine(String text) {
        String clean = whole(text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip());
        return clean.length() <= 120 ? clean : whole(clean.substring(0, 120)) + " ...";
    }

    /** Without halves of characters, which no file takes; what they kept apart stays apart. */
    private static String whole(String text) {
        return text.replaceAll("\\p{Cs}", "?");
    }

    Optional<Scored> best() {
        return best;
    }

    Optional<LlmException> failure() {
        return failure;
    }

    List<LlmReport.Round> rounds() {
        return rounds;
    }
}
