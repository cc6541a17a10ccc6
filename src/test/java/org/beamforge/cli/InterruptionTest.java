package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.beamforge.llm.StubModel;
import org.beamforge.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals to a real process: partial results are kept. */
@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
    @TempDir private Path directory;

    private ChildProcess start(String behaviour) throws IOException, InterruptedException {
        Path running = directory.resolve("running");
        ChildProcess child =
                ChildProcess.start(
                        directory,
                        directory,
                        Map.of(),
                        List.of(
                                ChildProcess.java(),
                                "-cp",
                                ChildProcess.classpath(),
                                SlowMain.class.getName(),
                                running.toString(),
                                behaviour,
                                "solve",
                                "--out",
                                "s.json",
                                "--trace",
                                "t.csv"));
        while (!Files.exists(running)) {
            assertThat(child.alive()).as(child.err()).isTrue();
            Thread.sleep(5);
        }
        return child;
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void bestSolutionSoFarIsWritten(String signal, int status) throws Exception {
        if (signal.equals("INT")) {
            Signals.assumeInterruptsArrive();
        }
        try (ChildProcess child = start("keeps")) {
            child.signal(signal);
            assertThat(child.await()).as(child.err()).isEqualTo(status);
            assertThat(child.out()).contains("interrupted; this is the best solution");
            assertThat(directory.resolve("s.json")).hasContent("solution CANCELLED");
            assertThat(directory.resolve("t.csv")).hasContent("iterations 25 closed");
        }
    }

    /** A model that was interrupted has not failed, whichever command asked it. */
    @ParameterizedTest
    @CsvSource({
        "solve --association llm, interrupted before a first solution was found",
        "figure 3 --schemes llm, interrupted before a first solution was found",
        "figure 9 --schemes llm --points 0.01 --draws 2, interrupted: 0 of 2 results are kept"
    })
    void aModelInterruptedBeforeItsFirstAnswerHasNotFailed(String command, String said)
            throws Exception {
        try (StubModel model =
                StubModel.behaving(
                        prompt ->
                                new MockResponse.Builder()
                                        .headersDelay(60, TimeUnit.SECONDS)
                                        .build())) {
            List<String> line =
                    new ArrayList<>(
                            List.of(
                                    ChildProcess.java(),
                                    "-cp",
                                    ChildProcess.classpath(),
                                    Main.class.getName()));
            line.addAll(List.of(command.split(" ")));
            line.addAll(List.of("--llm-base-url", model.url(), "--llm-model", "stub"));
            line.addAll(List.of("--llm-fallback", "none"));
            try (ChildProcess child =
                    ChildProcess.start(directory, directory, Map.of(), List.copyOf(line))) {
                while (model.prompts().isEmpty()) {
                    assertThat(child.alive()).as(child.err()).isTrue();
                    Thread.sleep(5);
                }
                child.signal("TERM");
                assertThat(child.await()).as(child.err()).isEqualTo(143);
                assertThat(child.err()).contains(said).doesNotContain("no fallback", "\tat ");
            }
        }
    }

    @Test
    void nothingFoundYetIsSaid() throws Exception {
        try (ChildProcess child = start("fails")) {
            child.signal("TERM");
            assertThat(child.await()).isEqualTo(143);
            assertThat(child.err())
                    .contains("interrupted before a first solution was found")
                    .doesNotContain("\tat ");
            assertThat(directory.resolve("s.json")).doesNotExist();
        }
    }

    @Test
    void aSolverThatDoesNotListenIsNotWaitedForEver() throws Exception {
        try (ChildProcess child = start("hangs")) {
            long before = System.nanoTime();
            child.signal("TERM");
            assertThat(child.await()).isEqualTo(143);
            double seconds = (System.nanoTime() - before) * 1e-9;
            assertThat(seconds).isBetween(4.5, 30.0);
            assertThat(child.err()).contains("did not stop within 5 s");
            assertThat(directory.resolve("t.csv")).hasContent("iterations 25");
        }
    }
}
