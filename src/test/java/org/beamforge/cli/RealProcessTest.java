package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamforge.testing.Signals;
import org.beamforge.testing.SolutionCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real program in its own virtual machine. */
@DisabledOnOs(OS.WINDOWS)
class RealProcessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path INSTANCES =
            Path.of("src", "test", "resources", "instances").toAbsolutePath();

    @TempDir private Path directory;

    private ChildProcess start(List<String> flags, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(flags);
        command.addAll(List.of("-cp", ChildProcess.classpath(), Main.class.getName()));
        command.addAll(List.of(args));
        return ChildProcess.start(directory, directory, Map.of(), command);
    }

    private static final List<String> VECTOR = List.of("--add-modules", "jdk.incubator.vector");

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void interruptedInTheMiddleItWritesTheBestSolutionSoFar(String signal, int status)
            throws Exception {
        if (signal.equals("INT")) {
            Signals.assumeInterruptsArrive();
        }
        Path trace = directory.resolve("t.csv");
        // A table of 3 * 65,519 values: minutes of work.
        try (ChildProcess child =
                start(
                        VECTOR,
                        "solve",
                        "--users",
                        "16",
                        "--layout",
                        "random",
                        "--path-loss",
                        "power",
                        "--no-prune",
                        "--out",
                        "s.json",
                        "--trace",
                        "t.csv")) {
            while (!Files.exists(trace) || Files.readAllLines(trace).size() < 2) {
                assertThat(child.alive()).as(child.err()).isTrue();
                Thread.sleep(10);
            }
            child.signal(signal);
            assertThat(child.await()).as(child.err()).isEqualTo(status);
            assertThat(child.out())
                    .contains("interrupted; this is the best solution found until then")
                    .contains("search not closed: other partitions may reach");
        }
        JsonNode solution = JSON.readTree(directory.resolve("s.json").toFile());
        assertThat(solution.get("status").asText()).isEqualTo("CANCELLED");
        assertThat(solution.get("sumRate").doubleValue()).isPositive();
        CommandRun drawn =
                CommandRun.of(
                        new BeamforgeApplication(),
                        "generate",
                        "--users",
                        "16",
                        "--layout",
                        "random",
                        "--path-loss",
                        "power",
                        "--out",
                        directory.resolve("n.json").toString());
        assertThat(drawn.status()).isZero();
        SolutionCheck.require(JSON.readTree(directory.resolve("n.json").toFile()), solution);
    }

    /** Plain Java kernels where the incubator module is absent: the same answer. */
    @Test
    void worksWithoutTheVectorModule() throws Exception {
        String instance = INSTANCES.resolve("dense-k3n5m8.json").toString();
        double[] rates = new double[2];
        for (int i = 0; i < 2; i++) {
            try (ChildProcess child =
                    start(i == 0 ? List.of() : VECTOR, "solve", instance, "--json", "--quiet")) {
                assertThat(child.await()).as(child.err()).isZero();
                rates[i] = JSON.readTree(child.out()).get("sumRate").doubleValue();
            }
        }
        assertThat(rates[0]).isCloseTo(rates[1], within(1e-6 * rates[1]));
    }

    @Test
    void infeasibleIsStatusThree() throws Exception {
        String instance = INSTANCES.resolve("infeasible-k2n4m8.json").toString();
        try (ChildProcess child = start(VECTOR, "solve", instance)) {
            assertThat(child.await()).isEqualTo(3);
            assertThat(child.out()).isEmpty();
            assertThat(child.err()).contains("BS 1 needs ").doesNotContain("\tat ");
        }
    }
}
