package org.beamforge.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/** Runs benchmarks by JMH, in JVMs of their own, and reads what their {@link Meter} says. */
final class Jmh {
    private final Path log;
    private int runs;

    /**
     * @param log where JMH writes, with a number for every run
     */
    Jmh(Path log) {
        this.log = log;
    }

    static ChainedOptionsBuilder options(Class<?> type, String method, Effort effort) {
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

    /**
     * Runs one benchmark with all its parameters.
     *
     * @param id name of a measurement by its parameters
     */
    List<Measurement> run(ChainedOptionsBuilder options, Function<Map<String, String>, String> id)
            throws RunnerException {
        Path file = log.resolveSibling(log.getFileName() + "." + runs++);
        Collection<RunResult> results = new Runner(options.output(file.toString()).build()).run();
        List<Measurement> measured = new ArrayList<>();
        for (RunResult result : results) {
            Map<String, String> parameters = new TreeMap<>();
            for (String key : result.getParams().getParamsKeys()) {
                parameters.put(key, result.getParams().getParam(key));
            }
            measured.add(read(id.apply(parameters), result));
        }
        return measured;
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
}
