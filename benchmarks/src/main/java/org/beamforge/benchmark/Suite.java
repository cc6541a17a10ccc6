package org.beamforge.benchmark;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The sets of benchmarks, and how they are run. */
final class Suite {
    /** Forks, and how long each measures. */
    private record Effort(int forks, int warmups, int iterations, int millis) {}

    private static final Effort USUAL = new Effort(1, 4, 5, 300);

    /** For figures whose ratio is a claim although they are taken at different times. */
    private static final Effort TWICE = new Effort(2, 4, 5, 300);

    /** For figures that no claim hangs on closely. */
    private static final Effort BRIEF = new Effort(1, 2, 3, 300);

    /** For what takes seconds per solve: a solve is longer than any warm-up. */
    private static final Effort SLOW = new Effort(1, 1, 2, 300);

    /** For what takes a minute per solve. */
    private static final Effort ONCE = new Effort(1, 0, 1, 300);

    private static final String[] BASELINE_SIZES = {"8", "16", "24"};
    private static final String[] SIZES = {"8", "16", "24", "32", "48", "64"};

    private final Path log;
    private final Consumer<Map<String, Measurement>> keep;
    private final PrintStream progress;
    private final Map<String, Measurement> measurements = new TreeMap<>();

    /**
     * @param log where JMH writes, with a number for every group
     * @param keep gets all measurements so far after every group
     */
    Suite(Path log, PrintStream progress, Consumer<Map<String, Measurement>> keep) {
        this.keep = keep;
        this.log = log;
        this.progress = progress;
    }

    /** What the claims need; about five minutes. Ids are those of {@link Ids}. */
    Map<String, Measurement> quick() throws RunnerException {
        mmAdmm("full dimension", mm("full", "java", "1").param("antennas", SIZES));
        mmAdmm(
                "compressed",
                mm("compressed", "java", "1").param("antennas", "24", "64", "512", "4096"));
        mmAdmm("nd4j", brief(mm("full", "nd4j", "1").param("antennas", "8", "24", "64")));
        mmAdmm("nd4j, compressed", brief(mm("compressed", "nd4j", "1")));
        mmAdmm("java, batches", mm("full", "java", "1000").param("antennas", "24", "64"));
        mmAdmm("java, compressed batches", mm("compressed", "java", "1000").forks(TWICE.forks()));
        mmAdmm("nd4j, batches", brief(mm("full", "nd4j", "1000").param("antennas", "24", "64")));
        mmAdmm("nd4j, compressed batches", brief(mm("compressed", "nd4j", "1000")));
        run(
                "compression",
                options(CompressionBenchmark.class, "compress", BRIEF)
                        .param("antennas", "64", "512", "4096"),
                p -> Ids.compression(number(p, "antennas"), number(p, "users")));
        for (int[] shape : Ids.PRODUCT_SHAPES) {
            run(
                    "products",
                    options(ProductBenchmark.class, "both", shape[0] == shape[1] ? TWICE : BRIEF)
                            .param("rows", "" + shape[0])
                            .param("inner", "" + shape[1])
                            .param("cols", "" + shape[2]),
                    p ->
                            Ids.product(
                                    p.get("engine"),
                                    number(p, "rows"),
                                    number(p, "inner"),
                                    number(p, "cols"),
                                    number(p, "batch")));
        }
        newton(usual(QcqpBenchmark.Newton.class, "solve").param("antennas", BASELINE_SIZES));
        newton(
                usual(QcqpBenchmark.Newton.class, "solve")
                        .param("threads", "" + Runtime.getRuntime().availableProcessors()));
        joptimizer(options(QcqpBenchmark.Joptimizer.class, "solve", SLOW));
        run(
                "exact-fp",
                options(ExactFpBenchmark.class, "solve", BRIEF),
                p -> Ids.exactFp(number(p, "users"), number(p, "starts")));
        run(
                "time to 0.1 %",
                options(TargetBenchmark.class, "reach", SLOW),
                p -> Ids.target(p.get("solver"), number(p, "antennas"), number(p, "users")));
        return measurements;
    }

    /** The other sizes, after {@link #quick()} or what it once measured. */
    void rest(Map<String, Measurement> known) throws RunnerException {
        measurements.putAll(known);
        for (String engine : List.of("java", "nd4j")) {
            mmAdmm(engine + ", up to M = 1024", large(engine, "128", "256", "512", "1024"));
        }
        newton(options(QcqpBenchmark.Newton.class, "solve", SLOW).param("antennas", "32", "48"));
        for (String engine : List.of("java", "nd4j")) {
            mmAdmm(
                    engine + ", N = 4",
                    mm("full", engine, "1").param("antennas", SIZES).param("users", "4"));
            mmAdmm(
                    engine + ", N = 4, compressed",
                    mm("compressed", engine, "1").param("users", "4"));
            mmAdmm(
                    engine + ", batches, N = 4",
                    mm("full", engine, "1000")
                            .param("antennas", "8", "24", "64")
                            .param("users", "4"));
        }
        newton(
                usual(QcqpBenchmark.Newton.class, "solve")
                        .param("antennas", "8", "16", "24", "32")
                        .param("users", "4"));
        mmAdmm("nd4j, further sizes", mm("full", "nd4j", "1").param("antennas", "16", "32", "48"));
        for (String engine : List.of("java", "nd4j")) {
            mmAdmm(
                    engine + ", batches of 100",
                    mm("full", engine, "100").param("antennas", "8", "24", "64"));
            mmAdmm(engine + ", compressed batches of 100", mm("compressed", engine, "100"));
            mmAdmm(
                    engine + ", further batches",
                    mm("full", engine, "1000").param("antennas", "8", "16", "32", "48"));
        }
        mmAdmm("java, up to M = 4096", large("java", "2048", "4096"));
        joptimizer(
                options(QcqpBenchmark.Joptimizer.class, "solve", ONCE)
                        .param("antennas", "8", "16", "24")
                        .param("users", "10"));
        newton(options(QcqpBenchmark.Newton.class, "solve", ONCE).param("antennas", "64"));
    }

    /** Fewer iterations per run where a run takes long anyway. */
    private ChainedOptionsBuilder mm(String dimension, String engine, String batch) {
        return usual(MmAdmmBenchmark.class, "iterate")
                .param("dimension", dimension)
                .param("engine", engine)
                .param("batch", batch)
                .param(
                        "iterations",
                        !batch.equals("1000")
                                ? "50"
                                : engine.equals("nd4j")
                                        ? "10"
                                        : dimension.equals("full") ? "20" : "50");
    }

    /** Where one iteration takes milliseconds; of few, because W no longer fits into a cache. */
    private static ChainedOptionsBuilder large(String engine, String... antennas) {
        return options(MmAdmmBenchmark.class, "iterate", SLOW)
                .param("dimension", "full")
                .param("engine", engine)
                .param("antennas", antennas)
                .param("iterations", "5");
    }

    private void mmAdmm(String what, ChainedOptionsBuilder options) throws RunnerException {
        run(
                "mm-admm, " + what,
                options,
                p ->
                        Ids.mmAdmm(
                                p.get("dimension"),
                                p.get("engine"),
                                number(p, "antennas"),
                                number(p, "users"),
                                number(p, "batch")));
    }

    private void newton(ChainedOptionsBuilder options) throws RunnerException {
        run(
                "interior point",
                options,
                p ->
                        Ids.interiorPoint(
                                number(p, "antennas"), number(p, "users"), number(p, "threads")));
    }

    private void joptimizer(ChainedOptionsBuilder options) throws RunnerException {
        run("joptimizer", options, p -> Ids.joptimizer(number(p, "antennas"), number(p, "users")));
    }

    private static ChainedOptionsBuilder brief(ChainedOptionsBuilder options) {
        return options.warmupIterations(BRIEF.warmups()).measurementIterations(BRIEF.iterations());
    }

    private ChainedOptionsBuilder usual(Class<?> type, String method) {
        return options(type, method, USUAL);
    }

    private static ChainedOptionsBuilder options(Class<?> type, String method, Effort effort) {
        String name = type.getCanonicalName().replace(".", "\\.") + "\\." + method + "$";
        return new OptionsBuilder()
                .include(name)
                .forks(effort.forks())
                .warmupIterations(effort.warmups())
                .warmupTime(TimeValue.milliseconds(effort.millis()))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.millis()))
                .timeout(TimeValue.minutes(30))
                .shouldFailOnError(true)
                .jvmArgs(
                        "--add-modules",
                        "jdk.incubator.vector",
                        // Compilers that other jobs hold up would leave measured code half
                        // compiled.
                        "-XX:-BackgroundCompilation",
                        "-Xmx6g",
                        "-XX:+UseSerialGC",
                        "-Dorg.bytedeco.javacpp.maxbytes=0",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    }

    private void run(
            String what, ChainedOptionsBuilder options, Function<Map<String, String>, String> id)
            throws RunnerException {
        long start = System.nanoTime();
        Path file = log.resolveSibling(log.getFileName() + "." + measurements.size());
        Collection<RunResult> results = new Runner(options.output(file.toString()).build()).run();
        for (RunResult result : results) {
            Map<String, String> parameters = new TreeMap<>();
            for (String key : result.getParams().getParamsKeys()) {
                parameters.put(key, result.getParams().getParam(key));
            }
            Measurement measured = read(id.apply(parameters), result);
            measurements.put(measured.id(), measured);
        }
        keep.accept(measurements);
        progress.printf(
                "%-34s %3d measured in %4.0f s%n",
                what, results.size(), (System.nanoTime() - start) * 1e-9);
    }

    private static Measurement read(String id, RunResult result) {
        List<Double> cpu = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        double items = 0;
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                Map<String, Result> counters = iteration.getSecondaryResults();
                double units = counters.get("units").getScore();
                cpu.add(counters.get("cpuNanos").getScore() / units * 1e-3);
                wall.add(counters.get("wallNanos").getScore() / units * 1e-3);
                items = counters.get("items").getScore() / units;
            }
        }
        double best = cpu.stream().mapToDouble(x -> x).min().orElseThrow();
        double worst = cpu.stream().mapToDouble(x -> x).max().orElseThrow();
        double bestWall = wall.stream().mapToDouble(x -> x).min().orElseThrow();
        return new Measurement(id, best, bestWall, worst / best, items);
    }

    private static int number(Map<String, String> parameters, String key) {
        return Integer.parseInt(parameters.get(key));
    }
}
