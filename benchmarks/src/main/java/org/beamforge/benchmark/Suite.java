package org.beamforge.benchmark;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** The sets of benchmarks. */
final class Suite {
    /** Antennas of the grid that all of mm-admm, every engine and every batch, is measured on. */
    static final int[] SIZES = {8, 16, 24, 32, 48, 64};

    /** Users of the same. */
    static final int[] USERS = {10, 4};

    /** Antennas beyond the grid, one problem at a time. */
    static final int[] LARGE = {128, 256, 512, 1024, 2048, 4096};

    private static final int[] BATCHES = {1, 100, 1000};
    private static final String[] FEW_OR_MANY = {"8", "128"};
    private static final String[] MANY = {"128"};

    private final Jmh jmh;
    private final Consumer<Map<String, Measurement>> keep;
    private final PrintStream progress;
    private final Map<String, Measurement> measurements = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private boolean goesOn;

    /**
     * @param log where JMH writes, with a number for every group
     * @param keep gets all measurements so far after every group
     */
    Suite(Path log, PrintStream progress, Consumer<Map<String, Measurement>> keep) {
        this.keep = keep;
        jmh = new Jmh(log);
        this.progress = progress;
    }

    /** What the claims need; less than five minutes. Ids are those of {@link Ids}. */
    Map<String, Measurement> quick() throws RunnerException {
        mmAdmm("full", "java", 10, 1, Effort.TWICE, 8, 24, 64);
        mmAdmm("full", "java", 10, 1, Effort.BRIEF, SIZES);
        mmAdmm("compressed", "java", 10, 1, Effort.TWICE, 24, 64, 4096);
        mmAdmm("compressed", "java", 10, 1, Effort.BRIEF, 512);
        mmAdmm("full", "java", 10, 1000, Effort.TWICE, 24);
        mmAdmm("full", "java", 10, 1000, Effort.BRIEF, 64);
        mmAdmm("compressed", "java", 10, 1000, Effort.THRICE, 24);
        mmAdmm("full", "nd4j", 10, 1000, Effort.SLOW, 24);
        mmAdmm("compressed", "nd4j", 10, 1000, Effort.BRIEF, 24);
        run(
                "compression",
                Jmh.options(CompressionBenchmark.class, "compress", Effort.BRIEF)
                        .param("antennas", "64", "512", "4096"),
                p -> Ids.compression(number(p, "antennas"), number(p, "users")));
        products("java", Ids.COMPRESSED_24, Effort.THRICE);
        products("java", Ids.FULL_24, Effort.TWICE);
        products("java", Ids.FULL_64, Effort.TWICE);
        products("nd4j", Ids.COMPRESSED_24, Effort.BRIEF);
        products("nd4j", Ids.FULL_24, Effort.BRIEF);
        newton(10, 1, Effort.USUAL, 24);
        newton(10, Runtime.getRuntime().availableProcessors(), Effort.USUAL, 24);
        joptimizer(4, Effort.SLOW, 8);
        exactFp(1);
        target(10, 24);
        return measurements;
    }

    /**
     * All that {@link #quick()} has not, on top of what is known; what is known already is not
     * measured again, so a run that was stopped goes on. A group that fails does not keep the
     * others from being measured.
     *
     * @throws IllegalStateException at the end if a group failed
     */
    void rest(Map<String, Measurement> known) throws RunnerException {
        measurements.putAll(known);
        goesOn = true;
        products("nd4j", Ids.FULL_64, Effort.BRIEF);
        exactFp(3);
        for (int users : USERS) {
            for (String engine : List.of("java", "nd4j")) {
                for (String dimension : List.of("full", "compressed")) {
                    for (int batch : BATCHES) {
                        boolean alone = batch == 1 && engine.equals("java");
                        Effort effort = alone ? Effort.USUAL : Effort.BRIEF;
                        mmAdmm(dimension, engine, users, batch, effort, SIZES);
                    }
                }
                mmAdmm("full", engine, users, 1, 50, Effort.BRIEF, 128, 256, 512);
                for (int huge : new int[] {1024, 2048, 4096}) {
                    mmAdmm("full", engine, users, 1, 5, Effort.SLOW, huge);
                }
            }
            mmAdmm("compressed", "java", users, 1, Effort.USUAL, LARGE);
            target(users, SIZES);
            newton(users, 1, Effort.SLOW, 8, 16, 24, 32);
            newton(users, 1, Effort.ONCE, 48, 64);
            joptimizer(users, Effort.SLOW, 8, 16);
            joptimizer(users, Effort.ONCE, 24, 32); // beyond, a solve takes many minutes
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("failed: " + String.join("; ", failures));
        }
    }

    private void mmAdmm(
            String dimension, String engine, int users, int batch, Effort effort, int... antennas)
            throws RunnerException {
        // Fewer iterations per run where a run takes long anyway.
        int thousand = engine.equals("nd4j") ? 10 : dimension.equals("full") ? 20 : 50;
        mmAdmm(dimension, engine, users, batch, batch < 1000 ? 50 : thousand, effort, antennas);
    }

    private void mmAdmm(
            String dimension,
            String engine,
            int users,
            int batch,
            int iterations,
            Effort effort,
            int... antennas)
            throws RunnerException {
        String[] sizes = missing(m -> Ids.mmAdmm(dimension, engine, m, users, batch), antennas);
        if (sizes.length == 0) {
            return;
        }
        run(
                "mm-admm %s %s N=%d B=%d".formatted(dimension, engine, users, batch),
                Jmh.options(MmAdmmBenchmark.class, "iterate", effort)
                        .param("dimension", dimension)
                        .param("engine", engine)
                        .param("users", "" + users)
                        .param("batch", "" + batch)
                        .param("iterations", "" + iterations)
                        .param("antennas", sizes),
                p -> Ids.mmAdmm(dimension, engine, number(p, "antennas"), users, batch));
    }

    private void products(String engine, int[] shape, Effort effort) throws RunnerException {
        if (measurements.containsKey(Ids.product(engine, shape[0], shape[1], shape[2], 128))) {
            return;
        }
        run(
                "products " + engine,
                Jmh.options(ProductBenchmark.class, "both", effort)
                        .param("engine", engine)
                        // A few problems suit the caches, many what a call of ND4J costs.
                        .param("batch", engine.equals("java") ? FEW_OR_MANY : MANY)
                        .param("rows", "" + shape[0])
                        .param("inner", "" + shape[1])
                        .param("cols", "" + shape[2]),
                p -> Ids.product(engine, shape[0], shape[1], shape[2], number(p, "batch")));
    }

    private void newton(int users, int threads, Effort effort, int... antennas)
            throws RunnerException {
        String[] sizes = missing(m -> Ids.interiorPoint(m, users, threads), antennas);
        if (sizes.length > 0) {
            run(
                    "interior point N=%d threads=%d".formatted(users, threads),
                    Jmh.options(QcqpBenchmark.Newton.class, "solve", effort)
                            .param("users", "" + users)
                            .param("threads", "" + threads)
                            .param("antennas", sizes),
                    p -> Ids.interiorPoint(number(p, "antennas"), users, threads));
        }
    }

    private void joptimizer(int users, Effort effort, int... antennas) throws RunnerException {
        String[] sizes = missing(m -> Ids.joptimizer(m, users), antennas);
        if (sizes.length > 0) {
            run(
                    "joptimizer N=%d".formatted(users),
                    Jmh.options(QcqpBenchmark.Joptimizer.class, "solve", effort)
                            .param("users", "" + users)
                            .param("antennas", sizes),
                    p -> Ids.joptimizer(number(p, "antennas"), users));
        }
    }

    private void exactFp(int starts) throws RunnerException {
        if (!measurements.containsKey(Ids.exactFp(4, starts))) {
            run(
                    "exact-fp starts=%d".formatted(starts),
                    Jmh.options(ExactFpBenchmark.class, "solve", Effort.BRIEF)
                            .param("starts", "" + starts),
                    p -> Ids.exactFp(number(p, "users"), starts));
        }
    }

    private void target(int users, int... antennas) throws RunnerException {
        String[] sizes = missing(m -> Ids.target("mm-admm", m, users), antennas);
        if (sizes.length > 0) {
            run(
                    "time to 0.1 %% N=%d".formatted(users),
                    Jmh.options(TargetBenchmark.class, "reach", Effort.SLOW)
                            .param("users", "" + users)
                            .param("antennas", sizes),
                    p -> Ids.target(p.get("solver"), number(p, "antennas"), users));
        }
    }

    /** The sizes among these of which nothing is known. */
    private String[] missing(IntFunction<String> id, int... antennas) {
        return Arrays.stream(antennas)
                .filter(m -> !measurements.containsKey(id.apply(m)))
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }

    private void run(
            String what, ChainedOptionsBuilder options, Function<Map<String, String>, String> id)
            throws RunnerException {
        long start = System.nanoTime();
        List<Measurement> measured;
        try {
            measured = jmh.run(options, id);
        } catch (RunnerException e) {
            if (!goesOn) {
                throw e;
            }
            failures.add(what + ": " + e.getMessage());
            progress.printf("%-40s failed: %s%n", what, e.getMessage());
            return;
        }
        measured.forEach(one -> measurements.put(one.id(), one));
        keep.accept(measurements);
        progress.printf(
                "%-40s %3d measured in %4.0f s%n",
                what, measured.size(), (System.nanoTime() - start) * 1e-9);
    }

    private static int number(Map<String, String> parameters, String key) {
        return Integer.parseInt(parameters.get(key));
    }
}
