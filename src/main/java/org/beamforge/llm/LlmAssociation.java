package org.beamforge.llm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationProposal;
import org.beamforge.association.AssociationRequest;
import org.beamforge.association.LlmReport;
import org.beamforge.association.NoAssociationException;
import org.beamforge.association.RateMatrix;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.profile.FallbackWhen;
import org.beamforge.llm.profile.LlmSettings;
import org.beamforge.llm.prompt.PromptBuilder;
import org.beamforge.llm.prompt.PromptBuilder.Scored;
import org.beamforge.llm.prompt.PromptTemplates;
import org.beamforge.llm.prompt.TokenEstimate;
import org.beamforge.llm.transcript.TranscriptWriter;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.LlmException.Kind;
import org.beamforge.llm.wire.LlmTransport;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Step 1 of Algorithm 3 by language models (Algorithm 1). Every answer is checked and valued by the
 * objective of (P2); a step returns the best of the valid answers, the association in force and,
 * where allowed, a conventional one, so the objective never falls (61). Make a new one for each
 * solve: it keeps the accounts of one. Not thread-safe.
 */
public final class LlmAssociation implements AssociationMethod {
    private static final double ROUNDING = 1e-12;

    private final LlmSettings settings;
    private final PromptTemplates templates;
    private final LlmTransport transport;
    private final Optional<AssociationMethod> fallback;
    private final Consumer<String> announce;
    private final List<Speaker> speakers = new ArrayList<>();

    private final List<LlmReport.Round> rounds = new ArrayList<>();
    private boolean fallbackUsed;
    private boolean everValid;
    private @Nullable RateMatrix answeredRates;
    private Optional<Scored> answered = Optional.empty();

    /**
     * @param scope names this solve in a transcript that holds several
     * @param endpoints the models, at least one; several answer in parallel
     * @param transport the client or a replay; stays open
     * @param transcript records every exchange; stays open
     * @param fallback the conventional association, or none
     * @param announce told in one or two lines what the user should know
     */
    public LlmAssociation(
            String scope,
            List<Endpoint> endpoints,
            LlmSettings settings,
            PromptTemplates templates,
            LlmTransport transport,
            Optional<TranscriptWriter> transcript,
            Optional<AssociationMethod> fallback,
            Consumer<String> announce) {
        if (endpoints.isEmpty()) {
            throw new InvalidInputException("llm: models: expected at least one, found none");
        }
        this.settings = settings;
        this.templates = templates;
        this.transport = transport;
        this.fallback = fallback;
        this.announce = new Announcer(announce);
        int conversations = endpoints.size() * settings.samples();
        Map<Served, Integer> samples = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            Served served = new Served(endpoint.api(), endpoint.model());
            for (int i = 0; i < settings.samples(); i++) {
                // The same model at two places must not share answers in a replay.
                int sample = samples.merge(served, 1, Integer::sum) - 1;
                speakers.add(
                        new Speaker(
                                endpoint,
                                sample,
                                scope,
                                transport,
                                transcript,
                                Math.max(1, settings.tokenBudget() / conversations),
                                this.announce));
            }
        }
    }

    private record Served(Api api, String model) {}

    /** Conversations run in parallel; what they announce comes one at a time. */
    private static final class Announcer implements Consumer<String> {
        private final Consumer<String> target;

        private Announcer(Consumer<String> target) {
            this.target = target;
        }

        @Override
        public synchronized void accept(String message) {
            target.accept(message);
        }
    }

    @Override
    public String name() {
        return "llm";
    }

    /**
     * @throws NoAssociationException if no valid answer ever came and no fallback is allowed; also
     *     where the step was cancelled before, which the request's cancellation tells
     * @throws InvalidInputException if a replay does not hold a question
     */
    @Override
    public AssociationProposal propose(AssociationRequest request) {
        RateMatrix rates = request.rates();
        if (rates.stations() == 1) {
            Association only = Association.of(1, new int[rates.users()]);
            announce.accept("llm: one base station serves everybody; no model was asked");
            return new AssociationProposal(only, rates.sumRate(only), true);
        }
        Optional<Scored> answer = answer(rates, request.cancellation());
        everValid |= answer.isPresent();
        Optional<Scored> current = request.current().map(a -> new Scored(a, rates.sumRate(a)));
        Optional<Scored> kept = better(answer, current);
        if (answer.isPresent() && !kept.equals(answer)) {
            announce.accept(
                    "llm: the best answer (%s bit/s/Hz) is below the association in force (%s); kept that"
                            .formatted(rate(answer.get()), rate(kept.get())));
        }
        boolean stop = request.cancellation().cancelled();
        if (fallback.isEmpty() || (stop && kept.isPresent())) {
            return withoutFallback(kept, stop);
        }
        if (answer.isPresent() && settings.fallbackWhen() == FallbackWhen.MISSING) {
            return proposal(kept.orElseThrow(), false);
        }
        return withFallback(fallback.get(), request, answer, kept);
    }

    private AssociationProposal withoutFallback(Optional<Scored> kept, boolean stop) {
        if (kept.isEmpty() && stop) {
            throw new NoAssociationException(
                    "llm: stopped before a valid association came from %s, and no fallback is allowed"
                            .formatted(models()));
        }
        if (kept.isEmpty() || !(everValid || stop)) {
            throw new NoAssociationException(
                    "llm: no valid association came from %s in %d questions, and no fallback is allowed%n"
                                    .formatted(models(), rounds.size())
                            + "Maybe run `beamforge llm check`, or allow --llm-fallback exact.");
        }
        return proposal(kept.get(), false);
    }

    private AssociationProposal withFallback(
            AssociationMethod method,
            AssociationRequest request,
            Optional<Scored> answer,
            Optional<Scored> kept) {
        AssociationProposal other = method.propose(request);
        double value = request.rates().sumRate(other.association());
        boolean better =
                kept.isEmpty() || value > kept.get().sumRate() + ROUNDING * Math.abs(value);
        if (better) {
            fallbackUsed = true;
            announce.accept(
                    answer.isEmpty()
                            ? "llm: no valid answer from %s; the association comes from the fallback %s (%s bit/s/Hz)"
                                    .formatted(models(), method.name(), rate(value))
                            : "llm: the best answer (%s bit/s/Hz) is below the fallback %s (%s); used that"
                                    .formatted(rate(answer.get()), method.name(), rate(value)));
            return new AssociationProposal(other.association(), value, other.optimal());
        }
        if (answer.isEmpty()) {
            announce.accept(
                    "llm: no valid answer from %s; the association in force is kept (fallback %s is no better)"
                            .formatted(models(), method.name()));
        }
        return proposal(kept.get(), other.optimal());
    }

    private static AssociationProposal proposal(Scored scored, boolean optimal) {
        return new AssociationProposal(scored.association(), scored.sumRate(), optimal);
    }

    /** The best valid answer under these rates; the models are not asked twice about the same. */
    private Optional<Scored> answer(RateMatrix rates, Cancellation cancellation) {
        RateMatrix before = answeredRates;
        if (before != null && equal(before, rates)) {
            announce.accept("llm: the rates are as in the last step; no model was asked again");
            return answered;
        }
        List<Conversation> conversations = new ArrayList<>();
        Cancellation limit = cancellation.withTimeLimit(settings.deadlineSeconds());
        for (Speaker speaker : speakers) {
            if (!speaker.gaveUp()) {
                PromptBuilder prompts = new PromptBuilder(templates, rates, speaker.wantsJson());
                if (rounds.isEmpty() && conversations.isEmpty()) {
                    announce.accept(
                            "llm: %s; the prompt has about %d tokens"
                                    .formatted(asking(), TokenEstimate.of(prompts.generation())));
                }
                conversations.add(new Conversation(speaker, settings, rates, prompts, limit));
            }
        }
        run(conversations);
        Optional<Scored> best = Optional.empty();
        for (Conversation conversation : conversations) {
            rounds.addAll(conversation.rounds());
            best = better(best, conversation.best());
        }
        for (Conversation conversation : conversations) {
            conversation
                    .failure()
                    .filter(failure -> failure.kind() == Kind.REPLAY_MISS)
                    .ifPresent(
                            failure -> {
                                throw new InvalidInputException(failure.getMessage());
                            });
        }
        boolean failed = conversations.stream().anyMatch(c -> c.failure().isPresent());
        if (best.isPresent() || !failed) {
            answeredRates = rates;
            answered = best;
        }
        return best;
    }

    private static void run(List<Conversation> conversations) {
        if (conversations.size() == 1) {
            conversations.get(0).run();
            return;
        }
        if (conversations.isEmpty()) {
            return;
        }
        ExecutorService workers =
                Executors.newFixedThreadPool(
                        conversations.size(),
                        task -> {
                            Thread thread = new Thread(task, "beamforge-llm-conversation");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Conversation conversation : conversations) {
                running.add(workers.submit(conversation::run));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a conversation failed", e.getCause());
        } finally {
            stop(workers);
        }
    }

    /** Interrupts what still runs and waits until its results may be read. */
    private static void stop(ExecutorService workers) {
        workers.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            while (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first unless the second is better. */
    private static Optional<Scored> better(Optional<Scored> first, Optional<Scored> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        return second.get().sumRate() > first.get().sumRate() ? second : first;
    }

    private static boolean equal(RateMatrix a, RateMatrix b) {
        if (a.stations() != b.stations() || a.users() != b.users()) {
            return false;
        }
        for (int k = 0; k < a.stations(); k++) {
            for (int i = 0; i < a.users(); i++) {
                if (a.rate(k, i) != b.rate(k, i)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Nobody should think that a replay has used the network or a subscription. */
    private String asking() {
        return transport
                .source()
                .map(file -> "replaying %s from %s".formatted(models(), file))
                .orElseGet(() -> "asking " + models());
    }

    private String models() {
        return String.join(", ", speakers.stream().map(Speaker::model).distinct().toList());
    }

    private static String rate(Scored scored) {
        return rate(scored.sumRate());
    }

    private static String rate(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** Rounds by step, then model and sample, then time. */
    public LlmReport report() {
        return new LlmReport(rounds, fallbackUsed);
    }

    @Override
    public Optional<LlmReport> llmReport() {
        return Optional.of(report());
    }

    /** What all steps have cost so far. */
    public LlmUsage usage() {
        LlmUsage sum = new LlmUsage(0, 0, 0, 0, OptionalDouble.of(0));
        for (Speaker speaker : speakers) {
            sum = speaker.addTo(sum);
        }
        return sum;
    }
}
