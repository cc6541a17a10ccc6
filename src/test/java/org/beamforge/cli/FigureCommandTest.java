package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.beamforge.llm.StubModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureCommandTest {
    private static final String SVG =
            "http://apache.org/xml/features/nonvalidating/load-external-dtd";

    @TempDir private Path directory;

    private static CommandRun run(Object... args) {
        String[] line = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            line[i] = args[i].toString();
        }
        return CommandRun.of(new BeamforgeApplication(), line);
    }

    /** Every figure has data and two pictures that hold something, and is redrawn to the byte. */
    @ParameterizedTest
    @CsvSource({
        "3, ''",
        "4, ''",
        "5, ''",
        "6, '10,11'",
        "7, '12,16'",
        "8, '32,33'",
        "9, '0.005,0.01'"
    })
    void makesDataAndPicturesAndRedrawsThem(int number, String points) throws Exception {
        String name = "figure-" + number;
        CommandRun made =
                points.isEmpty()
                        ? run("figure", number, "--draws", 2, "--out", directory, "--npz", "--mat")
                        : run(
                                "figure",
                                number,
                                "--draws",
                                2,
                                "--out",
                                directory,
                                "--npz",
                                "--mat",
                                "--points",
                                points);
        assertThat(made.status()).as(made.err()).isZero();
        for (String ending : new String[] {"csv", "png", "svg", "npz", "mat"}) {
            assertThat(directory.resolve(name + "." + ending)).isNotEmptyFile();
        }
        requirePicture(directory.resolve(name + ".png"));
        requireSvg(directory.resolve(name + ".svg"));
        Path again = directory.resolve("new/again");
        CommandRun plot = run("plot", directory.resolve(name), "--out", again);
        assertThat(plot.status()).as(plot.err()).isZero();
        for (String ending : new String[] {"csv", "png", "svg"}) {
            assertThat(again.resolve(name + "." + ending))
                    .hasSameBinaryContentAs(directory.resolve(name + "." + ending));
        }
    }

    private static void requirePicture(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertThat(colours).hasSizeGreaterThan(30);
        int white = 0xFFFFFFFF;
        for (int x = 0; x < image.getWidth(); x++) {
            assertThat(image.getRGB(x, 0)).as("nothing is cut off above").isEqualTo(white);
            assertThat(image.getRGB(x, image.getHeight() - 1))
                    .as("nothing is cut off below")
                    .isEqualTo(white);
        }
        for (int y = 0; y < image.getHeight(); y++) {
            assertThat(image.getRGB(0, y)).as("nothing is cut off left").isEqualTo(white);
            assertThat(image.getRGB(image.getWidth() - 1, y))
                    .as("nothing is cut off right")
                    .isEqualTo(white);
        }
    }

    private static void requireSvg(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(SVG, false);
        assertThat(
                        factory.newDocumentBuilder()
                                .parse(file.toFile())
                                .getDocumentElement()
                                .getTagName())
                .isEqualTo("svg");
        assertThat(Files.readString(file)).contains("<text");
    }

    @Test
    void theMeansAreThoseOfTheResults() throws IOException {
        CommandRun made =
                run(
                        "figure",
                        7,
                        "--draws",
                        3,
                        "--points",
                        "12",
                        "--schemes",
                        "game",
                        "--out",
                        directory);
        assertThat(made.status()).as(made.err()).isZero();
        List<String> rows = Files.readAllLines(directory.resolve("figure-7/results.csv"));
        double mean =
                rows.stream()
                        .skip(1)
                        .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[9]))
                        .average()
                        .orElseThrow();
        String[] line = Files.readAllLines(directory.resolve("figure-7.csv")).get(1).split(",", -1);
        // column 0 is the axis of the figure, also where it has one point
        assertThat(Files.readAllLines(directory.resolve("figure-7.csv")).get(0))
                .startsWith("antennas,panel,scheme,");
        assertThat(line[0]).isEqualTo("12");
        assertThat(line[2]).isEqualTo("game");
        assertThat(Double.parseDouble(line[5]))
                .isCloseTo(mean, org.assertj.core.api.Assertions.within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"3, --points, 12", "4, --points, 12", "3, --shard, 0/2", "4, --shard, 0/2"})
    void beampatternsHaveNeitherPointsNorShards(int number, String option, String value) {
        CommandRun run = run("figure", number, "--out", directory, option, value);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(option + ": figure " + number + " shows one draw");
        assertThat(directory).isEmptyDirectory();
    }

    /** A task of a job array makes its shard, and there is one draw only. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void inAJobArrayTheFirstTaskMakesTheBeampatterns(int task) throws Exception {
        Path out = Files.createDirectory(directory.resolve("out"));
        List<String> command =
                List.of(
                        ChildProcess.java(),
                        "-XX:-UsePerfData",
                        "-cp",
                        ChildProcess.classpath(),
                        Main.class.getName(),
                        "figure",
                        "3",
                        "--out",
                        out.toString());
        Map<String, String> array =
                Map.of(
                        "SLURM_ARRAY_TASK_ID",
                        Integer.toString(task + 1),
                        "SLURM_ARRAY_TASK_MIN",
                        "1",
                        "SLURM_ARRAY_TASK_COUNT",
                        "2");
        try (ChildProcess child = ChildProcess.start(directory, directory, array, command)) {
            assertThat(child.await()).as(child.err()).isZero();
            if (task == 0) {
                assertThat(out.resolve("figure-3.png")).isNotEmptyFile();
            } else {
                assertThat(child.out()).contains("nothing to do for shard 1/2");
                assertThat(out).isEmptyDirectory();
            }
        }
    }

    @Test
    void axesAreLogarithmicOnRequestAndWhereLossesSpanDecades() throws IOException {
        CommandRun made =
                run(
                        "figure",
                        7,
                        "--draws",
                        3,
                        "--points",
                        "12,14",
                        "--schemes",
                        "joint,brute-force,game,beamforming-only",
                        "--out",
                        directory);
        assertThat(made.status()).as(made.err()).isZero();
        String plain = Files.readString(directory.resolve("figure-7.svg"));
        assertThat(plain)
                .contains("Loss to the joint optimum on the same draws")
                .contains("corrected by another scheme")
                .contains("mean loss (bit/s/Hz)");
        Path results = directory.resolve("figure-7");
        assertThat(run("plot", results, "--y-scale", "log", "--x-scale", "log").status()).isZero();
        assertThat(Files.readString(directory.resolve("figure-7.svg"))).isNotEqualTo(plain);
        assertThat(run("plot", results).status()).isZero();
        assertThat(Files.readString(directory.resolve("figure-7.svg"))).isEqualTo(plain);
        assertThat(run("plot", results, "--x-scale", "cubic").err())
                .contains("expected one of auto, linear, log, found 'cubic'");
        assertThat(run("figure", 8, "--points", "0,30", "--x-scale", "log").err())
                .contains("--x-scale log: expected positive points, found [0.0, 30.0]");
        CommandRun beams = run("figure", 3, "--out", directory, "--y-scale", "log");
        assertThat(beams.status()).isEqualTo(2);
        assertThat(beams.err()).contains("--y-scale: figure 3 has maps and polar cuts");
    }

    @Test
    void theDataOfBeampatternsHasNullsAsDeepAsTheyAre() throws IOException {
        CommandRun made = run("figure", 3, "--out", directory);
        assertThat(made.status()).as(made.err()).isZero();
        List<String> rows = Files.readAllLines(directory.resolve("figure-3.csv"));
        double[] gains =
                rows.stream()
                        .skip(1)
                        .flatMap(row -> Arrays.stream(row.split(",")).skip(1))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
        assertThat(Arrays.stream(gains).min().orElseThrow()).isLessThan(-25);
        assertThat(Arrays.stream(gains).distinct().count()).isEqualTo(gains.length);
    }

    @Test
    void infeasibleDrawsAreCountedInTheDataOfTheConvergenceFigure() throws IOException {
        Path config = directory.resolve("config.yaml");
        Files.writeString(
                config,
                """
                format: beamforge-sweep/1
                base: {users: 4, antennas: 4}
                schemes: [joint, game]
                draws: 2
                """);
        Path results = directory.resolve("figure-5");
        assertThat(run("sweep", config, "--out", results, "--quiet").status()).isZero();
        assertThat(run("plot", results).status()).isZero();
        List<String> rows = Files.readAllLines(directory.resolve("figure-5.csv"));
        assertThat(rows.get(0)).startsWith("iteration,scheme,draws,infeasible,meanSumRate,");
        assertThat(rows.get(1)).startsWith("1,joint,0,2,,");
        assertThat(Files.readString(directory.resolve("figure-5.svg")))
                .contains("Infeasible draws, left out of the means: 2");
    }

    @Test
    void infeasibleDrawsAreCountedInTheData() throws IOException {
        CommandRun made =
                run(
                        "figure",
                        7,
                        "--draws",
                        2,
                        "--points",
                        "4,12",
                        "--schemes",
                        "game",
                        "--out",
                        directory);
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out()).contains("infeasible draws at antennas = 4: 2");
        assertThat(Files.readAllLines(directory.resolve("figure-7.csv")).get(1))
                .isEqualTo("4,,game,0,2,,,,,,,,0,0,,");
        assertThat(Files.readString(directory.resolve("figure-7.csv"))).doesNotContain("fallback");
        assertThat(Files.readString(directory.resolve("figure-7/results.csv")))
                .doesNotContain("fallback");
        assertThat(Files.readString(directory.resolve("figure-7.svg")))
                .contains("Infeasible draws, left out of the means: 2 at 4")
                .contains("No LLM was configured");
    }

    /** An answer that depends on when it was asked for, as a real model's. */
    private static StubModel moody() {
        AtomicInteger count = new AtomicInteger();
        return StubModel.saying(prompt -> matrix(prompt, count.incrementAndGet()));
    }

    /** A valid association of the size that a prompt asks for. */
    private static String matrix(String prompt, int shift) {
        Matcher size = Pattern.compile("(\\d+) rows of (\\d+)").matcher(prompt);
        assertThat(size.find()).isTrue();
        int users = Integer.parseInt(size.group(1));
        int stations = Integer.parseInt(size.group(2));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            String[] row = new String[stations];
            Arrays.fill(row, "0");
            row[(i * (1 + shift % 2) + shift) % stations] = "1";
            rows.add(String.join(" ", row));
        }
        return "[" + String.join(";", rows) + "]";
    }

    private CommandRun llmFigure(String out, Object... more) {
        List<Object> args =
                new ArrayList<>(
                        List.of(
                                "figure",
                                9,
                                "--draws",
                                2,
                                "--points",
                                "0.005,0.01",
                                "--schemes",
                                "llm,game",
                                "--out",
                                directory.resolve(out)));
        args.addAll(List.of(more));
        CommandRun run = run(args.toArray());
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    @Test
    void aRecordedLlmCurveIsReplayedToTheByteAcrossShardsAndThreads() throws IOException {
        Path record = directory.resolve("record.jsonl");
        try (StubModel model = moody()) {
            llmFigure(
                    "live",
                    "--llm-base-url",
                    model.url(),
                    "--llm-model",
                    "stub",
                    "--llm-fallback",
                    "none",
                    "--llm-rounds",
                    "3",
                    "--llm-record",
                    record,
                    "--threads",
                    2);
        }
        llmFigure("one", "--llm-replay", record, "--threads", 1);
        llmFigure("shards", "--llm-replay", record, "--shard", "1/2", "--threads", 1);
        llmFigure("shards", "--llm-replay", record, "--shard", "0/2", "--threads", 2);
        run("merge", directory.resolve("shards/figure-9"));

        for (String file : List.of("results.csv", "convergence.csv", "run.json")) {
            byte[] live = Files.readAllBytes(directory.resolve("live/figure-9").resolve(file));
            assertThat(directory.resolve("one/figure-9").resolve(file)).hasBinaryContent(live);
            assertThat(directory.resolve("shards/figure-9").resolve(file)).hasBinaryContent(live);
        }
        for (String ending : List.of("csv", "png", "svg")) {
            assertThat(directory.resolve("one/figure-9." + ending))
                    .hasSameBinaryContentAs(directory.resolve("live/figure-9." + ending));
        }
        assertThat(Files.readString(directory.resolve("live/figure-9.svg")))
                .contains("LLM (stub)")
                .contains("no fallback stood in for the model on any draw")
                .doesNotContain("No LLM was configured");
    }

    /** The first of four solves gets no valid answer. */
    @Test
    void fallbacksAreCountedInTheDataTheSummaryAndTheNote() throws IOException {
        Path profile = directory.resolve("profile.yaml");
        AtomicInteger count = new AtomicInteger();
        try (StubModel model =
                StubModel.saying(
                        prompt ->
                                count.getAndIncrement() == 0
                                        ? "I cannot help with that."
                                        : matrix(prompt, 1))) {
            Files.writeString(
                    profile,
                    """
                    format: beamforge-llm/1
                    models: [{baseUrl: "%s", model: stub, structure: text}]
                    rounds: 1
                    fallback: game
                    fallbackWhen: missing
                    """
                            .formatted(model.url()));
            CommandRun run = llmFigure("count", "--llm-profile", profile, "--threads", 1);
            assertThat(run.out())
                    .contains("fallback stood in for llm at maxCrbRad2 = 0.005: 1 of 2 draws")
                    .doesNotContain("for llm at maxCrbRad2 = 0.01:");
        }
        List<String> results = Files.readAllLines(directory.resolve("count/figure-9/results.csv"));
        assertThat(results.get(0)).endsWith(",association,fallback");
        assertThat(results.subList(1, results.size()))
                .extracting(row -> row.split(",", -1)[0] + row.substring(row.lastIndexOf(',')))
                .containsExactly(
                        "llm,true",
                        "llm,false",
                        "game,",
                        "game,",
                        "llm,false",
                        "llm,false",
                        "game,",
                        "game,");
        List<String> means = Files.readAllLines(directory.resolve("count/figure-9.csv"));
        assertThat(means.get(0)).endsWith(",largestGap,fallback");
        assertThat(means.subList(1, means.size()))
                .extracting(row -> row.split(",", -1)[2] + row.substring(row.lastIndexOf(',')))
                .containsExactly("llm,1", "game,", "llm,0", "game,");
        assertThat(Files.readString(directory.resolve("count/figure-9.svg")))
                .contains("draws where the fallback stood in: 1 of 2 at 0.005")
                .doesNotContain("at 0.01");
    }

    @Test
    void fallbacksAreCountedInTheConvergenceFigureToo() throws IOException {
        try (StubModel model = StubModel.saying("I cannot help with that.")) {
            CommandRun run =
                    run(
                            "figure",
                            5,
                            "--draws",
                            2,
                            "--schemes",
                            "llm,game",
                            "--llm-base-url",
                            model.url(),
                            "--llm-model",
                            "stub",
                            "--out",
                            directory);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("fallback stood in for llm at the only point: 2 of 2");
        }
        List<String> rows = Files.readAllLines(directory.resolve("figure-5.csv"));
        assertThat(rows.get(0)).endsWith(",ended,fallback");
        assertThat(rows).filteredOn(row -> row.contains(",llm,")).allMatch(r -> r.endsWith(",2"));
        assertThat(rows).filteredOn(row -> row.contains(",game,")).allMatch(r -> r.endsWith(","));
        assertThat(Files.readString(directory.resolve("figure-5.svg")))
                .contains("draws where the fallback stood in: 2 of 2");
    }

    @Test
    void anLlmCurveThatAnotherMethodMayHaveDrawnSaysSo() throws IOException {
        try (StubModel model = StubModel.saying("I cannot help with that.")) {
            llmFigure(
                    "stand-in",
                    "--llm-base-url",
                    model.url(),
                    "--llm-model",
                    "stub",
                    "--llm-rounds",
                    "1",
                    "--llm-fallback",
                    "game");
        }
        assertThat(Files.readString(directory.resolve("stand-in/figure-9.svg")))
                .contains("LLM (stub; else game)");
    }

    @Test
    void badUsageIsToldAsSuch() {
        assertThat(run("figure", 2, "--out", directory).err())
                .contains("figure: expected 3 to 9, found 2");
        assertThat(run("figure", 6, "--schemes", "magic", "--out", directory).err())
                .contains("found 'magic'");
        assertThat(run("figure", 6, "--points", "10.5", "--out", directory).err())
                .contains("users: expected whole numbers, found 10.5");
        assertThat(run("figure", 5, "--points", "10", "--out", directory).status()).isEqualTo(2);
        CommandRun plot = run("plot", directory);
        assertThat(plot.status()).isEqualTo(2);
        assertThat(plot.err()).contains("results.csv: no such file").contains("beamforge merge");
    }
}
