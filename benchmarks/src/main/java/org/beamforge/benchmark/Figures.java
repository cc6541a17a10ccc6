package org.beamforge.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What follows from the measurements: ratios, rates and growth. */
final class Figures {
    static final int M = 24;
    static final int N = 10;
    private static final int[] COMPRESSED_SIZES = {64, 512, 4096};
    static final int BATCH = 1000;

    /** Batches of so many run with a problem per vector lane. */
    static final int MANY = 100;

    private final Map<String, Measurement> measurements;

    Figures(Map<String, Measurement> measurements) {
        this.measurements = measurements;
    }

    boolean has(String id) {
        return measurements.containsKey(id);
    }

    Measurement get(String id) {
        Measurement measured = measurements.get(id);
        if (measured == null) {
            throw new IllegalArgumentException("not measured: " + id);
        }
        return measured;
    }

    /** CPU time per unit, microseconds. */
    double cpu(String id) {
        return get(id).cpuMicros();
    }

    /** One iteration of mm-admm at M = 24, N = 10, engine java, one problem; microseconds. */
    double step(String dimension) {
        return cpu(Ids.mmAdmm(dimension, "java", M, N, 1));
    }

    /** The same per problem of a batch of 1,000. */
    double batchStep(String dimension) {
        return cpu(Ids.mmAdmm(dimension, "java", M, N, BATCH));
    }

    /** Our interior-point method on one thread at M = 24, N = 10; microseconds of CPU time. */
    double interiorPoint() {
        return cpu(Ids.interiorPoint(M, N, 1));
    }

    /**
     * The fastest interior-point baseline at M = 24, N = 10, whatever it uses: CPU time on one
     * thread, wall clock on more.
     */
    Measurement bestBaseline() {
        String ours = "interior-point/M=%d/N=%d/".formatted(M, N);
        Measurement best = get(Ids.interiorPoint(M, N, 1));
        for (Measurement other : measurements.values()) {
            boolean same = other.id().startsWith(ours) || other.id().equals(Ids.cvxopt(M, N));
            if (same && time(other) < time(best)) {
                best = other;
            }
        }
        return best;
    }

    /** Microseconds: CPU time if one thread did all of it, else wall clock. */
    static double time(Measurement measured) {
        boolean parallel =
                measured.id().contains("threads=") && !measured.id().endsWith("threads=1");
        return parallel ? measured.wallMicros() : measured.cpuMicros();
    }

    GrowthFit fullGrowth() {
        return growth("full", Suite.SIZES);
    }

    /** From M = 64 on; only where {@link #hasLarge}. */
    GrowthFit largeGrowth() {
        return growth("full", from64());
    }

    /** Whether the sizes beyond the grid are there, which the quick set has not. */
    boolean hasLarge() {
        return Arrays.stream(from64()).allMatch(m -> has(Ids.mmAdmm("full", "java", m, N, 1)));
    }

    private static int[] from64() {
        return IntStream.concat(IntStream.of(64), IntStream.of(Suite.LARGE)).toArray();
    }

    /** From M = 64 on, all that is measured. */
    GrowthFit compressedGrowth() {
        return growth(
                "compressed",
                Arrays.stream(from64())
                        .filter(m -> has(Ids.mmAdmm("compressed", "java", m, N, 1)))
                        .toArray());
    }

    /**
     * Time of nd4j over that of java, the smallest first, where both do the same: in batches of
     * 1,000 they differ in the iterations per run.
     */
    List<Map.Entry<String, Double>> nd4jOverJava() {
        return measurements.keySet().stream()
                .filter(id -> id.startsWith("mm-admm/") && id.contains("/nd4j/"))
                .filter(id -> !id.endsWith("/B=" + BATCH))
                .filter(id -> has(id.replace("/nd4j/", "/java/")))
                .map(id -> Map.entry(id, cpu(id) / cpu(id.replace("/nd4j/", "/java/"))))
                .sorted(Map.Entry.comparingByValue())
                .toList();
    }

    GrowthFit compressionGrowth() {
        double[] times = new double[COMPRESSED_SIZES.length];
        double[] sizes = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            sizes[i] = COMPRESSED_SIZES[i];
            times[i] = cpu(Ids.compression(COMPRESSED_SIZES[i], N));
        }
        return GrowthFit.of(sizes, times);
    }

    private GrowthFit growth(String dimension, int[] antennas) {
        double[] times = new double[antennas.length];
        double[] sizes = new double[antennas.length];
        for (int i = 0; i < times.length; i++) {
            sizes[i] = antennas[i];
            times[i] = cpu(Ids.mmAdmm(dimension, "java", antennas[i], N, 1));
        }
        return GrowthFit.of(sizes, times);
    }

    /**
     * Complex product rate of an engine's batched products, real GFlop/s on one thread: both
     * products of one shape, in the batch size that suits the engine best.
     */
    double productRate(String engine, int[] shape) {
        double best = 0;
        double flops = 8.0 * 2 * shape[0] * shape[1] * shape[2];
        for (int batch : new int[] {8, 128}) {
            String id = Ids.product(engine, shape[0], shape[1], shape[2], batch);
            if (has(id)) {
                best = Math.max(best, flops / cpu(id) * 1e-3);
            }
        }
        if (best == 0) {
            throw new IllegalArgumentException("no product rate of " + engine);
        }
        return best;
    }

    /** Whether batches of 1,000 and the product rate of their shape are measured. */
    boolean hasShare(String dimension, String engine, int m) {
        Work work = work(dimension, m);
        return has(Ids.mmAdmm(dimension, engine, m, N, BATCH))
                && has(Ids.product(engine, work.r(), work.p(), work.cols(), 128));
    }

    /** What of the products an engine does itself; the others are left to the JVM's kernels. */
    double ownShare(String dimension, String engine, int m) {
        Work work = work(dimension, m);
        return engine.equals("java") ? 1 : work.engineFlops() / productFlops(work, engine, BATCH);
    }

    /** Flops in products of an iteration; lanes multiply by the zeros of H only with ND4J. */
    static double productFlops(Work work, String engine, int batch) {
        boolean lanes = batch >= MANY;
        return work.productFlops(lanes, lanes && engine.equals("java"));
    }

    /** Products of an iteration over its whole time, real GFlop/s on one thread. */
    double iterationRate(String dimension, String engine, int m, int batch) {
        return productFlops(work(dimension, m), engine, batch)
                / cpu(Ids.mmAdmm(dimension, engine, m, N, batch))
                * 1e-3;
    }

    /** Share of the product rate that all arithmetic of batches of 1,000 problems reaches. */
    double arithmeticShare(String dimension, String engine, int m) {
        Work work = work(dimension, m);
        double products = productFlops(work, engine, BATCH);
        return productShare(dimension, engine, m) * (products + work.otherFlops()) / products;
    }

    static Work work(String dimension, int m) {
        return new Work(dimension.equals("full") ? m : Math.min(m, N + 3), N);
    }

    /** Share of the product rate that the products of batches of 1,000 problems reach. */
    double productShare(String dimension, String engine, int m) {
        Work work = work(dimension, m);
        int[] shape = {work.r(), work.p(), work.cols()};
        return iterationRate(dimension, engine, m, BATCH) / productRate(engine, shape);
    }

    /** Solves per second on one core. */
    double solvesPerSecond(int users, int starts) {
        return 1e6 / cpu(Ids.exactFp(users, starts));
    }

    /** The ratios that a later run is held against. */
    List<Ratio> ratios() {
        List<Ratio> ratios = new ArrayList<>();
        ratios.add(
                new Ratio(
                        "interior point / MM step, full dimension, M=24 N=10",
                        interiorPoint() / step("full"),
                        true));
        ratios.add(
                new Ratio(
                        "interior point / MM step, compressed, M=24 N=10",
                        interiorPoint() / step("compressed"),
                        true));
        ratios.add(
                new Ratio(
                        "interior point / MM step, compressed, M=24 N=10, B=1000",
                        interiorPoint() / batchStep("compressed"),
                        true));
        ratios.add(
                new Ratio(
                        "iteration in full dimension, M=64 / M=8",
                        cpu(Ids.mmAdmm("full", "java", 64, N, 1))
                                / cpu(Ids.mmAdmm("full", "java", 8, N, 1)),
                        false));
        ratios.add(
                new Ratio(
                        "compressed iteration, M=4096 / M=64",
                        cpu(Ids.mmAdmm("compressed", "java", 4096, N, 1))
                                / cpu(Ids.mmAdmm("compressed", "java", 64, N, 1)),
                        false));
        ratios.add(
                new Ratio(
                        "compression / compressed iteration, M=512",
                        cpu(Ids.compression(512, N))
                                / cpu(Ids.mmAdmm("compressed", "java", 512, N, 1)),
                        false));
        for (String engine : List.of("java", "nd4j")) {
            for (String dimension : List.of("full", "compressed")) {
                ratios.add(
                        new Ratio(
                                "share of the product rate, %s, %s, M=24 B=1000"
                                        .formatted(engine, dimension),
                                productShare(dimension, engine, M),
                                true));
            }
        }
        for (String dimension : List.of("full", "compressed")) {
            ratios.add(
                    new Ratio(
                            "per problem, B=1000 / B=1, java, %s, M=24".formatted(dimension),
                            cpu(Ids.mmAdmm(dimension, "java", M, N, BATCH))
                                    / cpu(Ids.mmAdmm(dimension, "java", M, N, 1)),
                            false));
        }
        ratios.add(
                new Ratio(
                        "share of the product rate, java, full, M=64 B=1000",
                        productShare("full", "java", 64),
                        true));
        ratios.add(
                new Ratio(
                        "nd4j / java, full, M=24 B=1000",
                        cpu(Ids.mmAdmm("full", "nd4j", M, N, BATCH))
                                / cpu(Ids.mmAdmm("full", "java", M, N, BATCH)),
                        false));
        for (int users : new int[] {4, 8}) {
            ratios.add(
                    new Ratio(
                            "exact-fp solve, %d users / compressed MM step".formatted(users),
                            cpu(Ids.exactFp(users, 1)) / step("compressed"),
                            false));
        }
        ratios.add(
                new Ratio(
                        "mm-admm / exact-fp, time to 0.1 %, N=10",
                        cpu(Ids.target("mm-admm", M, N)) / cpu(Ids.target("exact-fp", M, N)),
                        false));
        return ratios;
    }
}
