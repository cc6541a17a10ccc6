package org.beamforge.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.beamforge.association.RateMatrix;
import org.beamforge.llm.parse.AnswerParser;
import org.beamforge.llm.parse.Verdict;
import org.beamforge.llm.prompt.PromptBuilder;
import org.beamforge.llm.prompt.PromptTemplates;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.ChatRequest;
import org.beamforge.llm.wire.ClientSettings;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.Exchange;
import org.beamforge.llm.wire.LlmClient;
import org.junit.jupiter.api.Test;

/** 1,000 proposals in flight over 32 connections. */
class LlmLoadTest {
    private static final int PROPOSALS = 1000;
    private static final int CONNECTIONS = 32;
    private static final int USERS = 10;
    private static final int STATIONS = 3;
    private static final double MOST_OVERHEAD_SECONDS = 1e-3;
    private static final String ANSWER =
            "[0 0 1;1 0 0;0 1 0;1 0 0;0 0 1;1 0 0;0 1 0;1 0 0;0 0 1;1 0 0]";

    private static RateMatrix rates(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rates = new double[STATIONS][USERS];
        for (double[] row : rates) {
            Arrays.setAll(row, i -> 10 * random.nextDouble());
        }
        return RateMatrix.of(rates);
    }

    @Test
    void manyProposalsLeakNothingAndCostLittle() throws Exception {
        PromptSockets sockets = new PromptSockets();
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger busiest = new AtomicInteger();
        try (MockWebServer server = new MockWebServer()) {
            server.setServerSocketFactory(sockets);
            server.setDispatcher(
                    new Dispatcher() {
                        @Override
                        public MockResponse dispatch(RecordedRequest request)
                                throws InterruptedException {
                            busiest.accumulateAndGet(busy.incrementAndGet(), Math::max);
                            Thread.sleep(10);
                            busy.decrementAndGet();
                            return Answers.ok(Api.OPENAI, ANSWER);
                        }
                    });
            server.start();
            Endpoint endpoint =
                    Endpoint.of(Api.OPENAI, server.url("/v1").toString(), "stub", Optional.empty());
            double[] overhead = new double[PROPOSALS];
            try (LlmClient client =
                    new LlmClient(new ClientSettings(5, 60, 60, 0, 1, 1 << 20, CONNECTIONS))) {
                // The first pass is for the JVM to warm up, as in any run of more than a few calls.
                propose(client, endpoint, new double[PROPOSALS]);
                propose(client, endpoint, overhead);
                assertThat(client.connectionCount()).isBetween(1, CONNECTIONS);
            }
            Arrays.sort(overhead);

            Files.writeString(
                    Path.of("target", "llm-load.txt"),
                    String.format(
                            Locale.ROOT,
                            "our own time per proposal, %d in flight over %d connections:"
                                    + " median %.3f ms, 95th percentile %.3f ms%n",
                            PROPOSALS,
                            sockets.accepted().size(),
                            1e3 * overhead[PROPOSALS / 2],
                            1e3 * overhead[PROPOSALS * 95 / 100]));
            assertThat(overhead[PROPOSALS / 2])
                    .as("median of our own time per proposal, s")
                    .isLessThan(MOST_OVERHEAD_SECONDS);
            assertThat(server.getRequestCount()).isEqualTo(2 * PROPOSALS);
            assertThat(sockets.accepted()).hasSizeBetween(2, CONNECTIONS);
            assertThat(busiest.get()).isBetween(2, CONNECTIONS);
            awaitAllClosed(sockets.accepted());
        }
        awaitNoThreads();
    }

    /** All at once; adds up the time that is ours for each. */
    private static void propose(LlmClient client, Endpoint endpoint, double[] overhead)
            throws Exception {
        PromptTemplates templates = PromptTemplates.builtIn();
        List<CompletableFuture<Exchange>> pending = new ArrayList<>();
        for (int i = 0; i < overhead.length; i++) {
            RateMatrix rates = rates(i);
            long start = System.nanoTime();
            String prompt = new PromptBuilder(templates, rates, true).generation();
            overhead[i] = (System.nanoTime() - start) * 1e-9;
            pending.add(client.send(endpoint, new ChatRequest(prompt, true, 0)));
        }
        for (int i = 0; i < overhead.length; i++) {
            Exchange exchange = pending.get(i).get(60, TimeUnit.SECONDS);
            RateMatrix rates = rates(i);
            long start = System.nanoTime();
            Verdict verdict = new AnswerParser(USERS, STATIONS).parse(exchange.reply().text());
            double sumRate = rates.sumRate(verdict.association().orElseThrow());
            overhead[i] += exchange.overheadSeconds() + (System.nanoTime() - start) * 1e-9;
            assertThat(sumRate).isPositive();
        }
    }

    /** The client hangs up: the server reads the end of every stream. */
    private static void awaitAllClosed(List<Socket> accepted) throws InterruptedException {
        for (int i = 0; i < 300 && !accepted.stream().allMatch(Socket::isClosed); i++) {
            Thread.sleep(10);
        }
        assertThat(accepted).allMatch(Socket::isClosed);
    }

    private static void awaitNoThreads() throws InterruptedException {
        for (int i = 0; i < 300 && ours() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(ours()).as("threads left").isZero();
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("beamforge-llm"))
                .count();
    }
}
