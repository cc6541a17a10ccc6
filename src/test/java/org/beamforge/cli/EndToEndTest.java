package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.beamforge.testing.SolutionCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line over the real library, in this process. */
class EndToEndTest {
    private static final Path INSTANCES = Path.of("src", "test", "resources", "instances");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    private static CommandRun run(String... args) {
        return CommandRun.of(new BeamforgeApplication(), args);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private JsonNode tree(String name) throws IOException {
        return JSON.readTree(directory.resolve(name).toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-k1n1m16", "allserved-k1n6m32", "dense-k3n5m8", "paper-draw5"})
    void solvesEveryShippedInstance(String name) throws Exception {
        Path instance = INSTANCES.resolve(name + ".json");
        CommandRun run =
                run(
                        "solve",
                        instance.toString(),
                        "--json",
                        "--out",
                        file("s.json"),
                        "--trace",
                        file("t.csv"));
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode printed = JSON.readTree(run.out());
        assertThat(printed).isEqualTo(tree("s.json"));
        assertThat(printed.get("format").asText()).isEqualTo("isac-solution/1");
        assertThat(printed.get("status").asText()).isEqualTo("SOLVED");
        SolutionCheck.require(JSON.readTree(instance.toFile()), printed);
        assertThat(run.err()).contains("certified optimal", "rigorous bound", "margins");

        try (CSVParser csv =
                CSVParser.parse(
                        directory.resolve("t.csv"),
                        StandardCharsets.UTF_8,
                        CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
            assertThat(csv.getHeaderNames())
                    .startsWith("stage", "station", "iteration", "sum_rate", "bound");
            List<CSVRecord> rows = csv.getRecords();
            assertThat(rows).hasSameSizeAs(printed.get("trace"));
            for (int i = 0; i < rows.size(); i++) {
                JsonNode row = printed.get("trace").get(i);
                assertThat(rows.get(i).get("stage")).isEqualTo(row.get("stage").asText());
                assertThat(Double.parseDouble(rows.get(i).get("sum_rate")))
                        .isEqualTo(row.get("sumRate").doubleValue());
            }
        }
    }

    @Test
    void theInfeasibleInstanceIsRefusedWithItsReason() {
        CommandRun run =
                run(
                        "solve",
                        INSTANCES.resolve("infeasible-k2n4m8.json").toString(),
                        "--json",
                        "--out",
                        file("s.json"));
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("infeasible:", "BS 1 needs ", "x its power budget", "(27b)", "Maybe")
                .doesNotContain("\tat ");
        assertThat(directory.resolve("s.json")).doesNotExist();
    }

    @Test
    void aTinyTimeLimitGivesAFeasibleSolutionAndStatusFour() throws Exception {
        Path instance = INSTANCES.resolve("paper-draw5.json");
        CommandRun run =
                run("solve", instance.toString(), "--time-limit", "0", "--out", file("s.json"));
        assertThat(run.status()).as(run.err()).isEqualTo(4);
        assertThat(run.out())
                .contains("feasible, but stopped at the time limit", "search not closed");
        assertThat(tree("s.json").get("status").asText()).isEqualTo("TIME_LIMIT");
        SolutionCheck.require(JSON.readTree(instance.toFile()), tree("s.json"));
    }

    @ParameterizedTest
    @CsvSource({"nd4j", "cuda"})
    void anEngineThatCannotRunIsAnErrorWithItsReason(String backend) {
        CommandRun run =
                run(
                        "solve",
                        INSTANCES.resolve("single-k1n1m16.json").toString(),
                        "--backend",
                        backend);
        assertThat(run.status()).isEqualTo(5);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("backend " + backend + " cannot be used: ", "Maybe --backend auto")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "joint, 1, --no-prune",
        "joint, 2, --full-dimension",
        "exact, 3, --rates=paper",
        "brute-force, 4, --starts=1",
        "game, 5, --threads=1",
        "gale-shapley, 6, --rates=paper",
        "beamforming-only, 7, --quiet"
    })
    void generateThenSolve(String scheme, int seed, String option) throws Exception {
        String network = file("n.json");
        CommandRun generated =
                run(
                        "generate",
                        "--users",
                        "6",
                        "--antennas",
                        "12",
                        "--seed",
                        Integer.toString(seed),
                        "--out",
                        network);
        assertThat(generated.status()).as(generated.err()).isZero();
        CommandRun solved =
                run("solve", network, "--association", scheme, option, "--out", file("s.json"));
        assertThat(solved.status()).as(solved.err()).isZero();
        SolutionCheck.require(tree("n.json"), tree("s.json"));
        assertThat(tree("s.json").get("scheme").asText()).isEqualTo(scheme);

        // The same network drawn by solve itself.
        CommandRun drawn =
                run(
                        "solve",
                        "--users",
                        "6",
                        "--antennas",
                        "12",
                        "--seed",
                        Integer.toString(seed),
                        "--association",
                        scheme,
                        option,
                        "--json");
        assertThat(JSON.readTree(drawn.out()).get("association"))
                .isEqualTo(tree("s.json").get("association"));
    }

    @Test
    void conversionsLoseNothing() throws Exception {
        run("generate", "--users", "5", "--antennas", "6", "--out", file("a.json"));
        String[] chain = {"a.json", "b.npz", "c.mat", "d.json", "e.mat", "f.npz", "g.json"};
        for (int i = 1; i < chain.length; i++) {
            CommandRun run = run("convert", file(chain[i - 1]), file(chain[i]));
            assertThat(run.status()).as(run.err()).isZero();
        }
        // .npz and .mat have no place for positions (docs/formats.md)
        com.fasterxml.jackson.databind.node.ObjectNode first =
                (com.fasterxml.jackson.databind.node.ObjectNode) tree("a.json");
        first.remove("positions");
        com.fasterxml.jackson.databind.node.ObjectNode last =
                (com.fasterxml.jackson.databind.node.ObjectNode) tree("g.json");
        last.remove("positions");
        assertThat(last).isEqualTo(first);
        CommandRun npz = run("solve", file("f.npz"), "--json", "--quiet");
        CommandRun json = run("solve", file("a.json"), "--json", "--quiet");
        assertThat(JSON.readTree(npz.out()).get("sumRate"))
                .isEqualTo(JSON.readTree(json.out()).get("sumRate"));
    }

    /** Common random numbers: a channel does not depend on how much else is drawn. */
    @Test
    void channelsDoNotChangeWithTheSizeOfTheNetwork() throws Exception {
        run("generate", "--users", "4", "--antennas", "6", "--seed", "9", "--out", file("a.json"));
        run(
                "generate",
                "--users",
                "8",
                "--antennas",
                "6",
                "--seed",
                "9",
                "--power-dbm",
                "20",
                "--crb",
                "0.3",
                "--out",
                file("b.json"));
        JsonNode small = tree("a.json").get("baseStations");
        JsonNode large = tree("b.json").get("baseStations");
        for (int k = 0; k < 3; k++) {
            for (String part : List.of("re", "im")) {
                for (int i = 0; i < 4; i++) {
                    assertThat(large.get(k).get("channels").get(part).get(i))
                            .isEqualTo(small.get(k).get("channels").get(part).get(i));
                }
            }
        }
        run("generate", "--users", "4", "--antennas", "12", "--seed", "9", "--out", file("c.json"));
        run("generate", "--users", "4", "--antennas", "6", "--seed", "8", "--out", file("d.json"));
        assertThat(tree("d.json").get("baseStations")).isNotEqualTo(small);
        assertThat(tree("c.json").get("antennas").intValue()).isEqualTo(12);
    }

    @Test
    void backendsAreListedWithReasons() {
        CommandRun run = run("backends");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().filter(l -> l.startsWith("java"))).hasSize(1);
        assertThat(run.out()).contains("nd4j", "cuda");
    }

    @Test
    void equalRunsGiveEqualSolutions() throws Exception {
        for (String name : List.of("a.json", "b.json")) {
            run("solve", "--users", "5", "--antennas", "12", "--quiet", "--out", file(name));
        }
        assertThat(tree("a.json").get("baseStations"))
                .isEqualTo(tree("b.json").get("baseStations"));
    }
}
