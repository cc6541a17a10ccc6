package org.beamforge.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.beamforge.solver.mmadmm.MemoryGrowth;
import org.openjdk.jmh.runner.RunnerException;

/**
 * {@code quick} or {@code full} measure and write docs/benchmarks.md and .json, {@code rest} what
 * full adds to quick; {@code check} measures the quick set and compares; {@code report} writes the
 * page again from the stored figures, {@code memory} prints what the loop takes of it. Runs in the
 * root of the source tree.
 */
public final class Main {
    private static final Path JSON = Path.of("docs", "benchmarks.json");
    private static final Path PAGE = Path.of("docs", "benchmarks.md");
    private static final Path SCRIPT =
            Path.of("benchmarks", "src", "main", "python", "cvxopt_qcqp.py");
    private static final Path LOGS = Path.of("benchmarks", "target", "logs");

    private Main() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, RunnerException {
        Locale.setDefault(Locale.ROOT);
        String mode = arguments.length == 1 ? arguments[0] : "";
        switch (mode) {
            case "quick" -> write(quick());
            case "full" -> {
                write(quick());
                rest(Store.read(JSON));
            }
            case "rest" -> rest(Store.read(JSON));
            case "check" -> check();
            case "report" -> write(Store.read(JSON));
            case "memory" -> MemoryGrowth.print(System.out);
            case "cvxopt" -> write(withCvxopt(Store.read(JSON)));
            default -> {
                System.err.println(
                        "bench: expected quick, full, rest, check, report, cvxopt or memory");
                System.exit(2);
            }
        }
    }

    private static void write(Store store) {
        Figures figures = new Figures(byId(store));
        try {
            new Store(store.conditions(), figures.ratios(), store.measurements()).write(JSON);
            Files.writeString(PAGE, new Report(store.conditions(), figures).text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.err.println("written: " + PAGE + ", " + JSON);
    }

    private static Map<String, Measurement> byId(Store store) {
        Map<String, Measurement> measurements = new TreeMap<>();
        store.measurements().forEach(one -> measurements.put(one.id(), one));
        return measurements;
    }

    /** The stored figures with those of CVXOPT that they lack. */
    private static Store withCvxopt(Store store) throws IOException, InterruptedException {
        Map<String, Measurement> measurements = byId(store);
        for (int users : Suite.USERS) {
            cvxopt(measurements, users, 3, 8, 16, 24);
            cvxopt(measurements, users, 1, 32, 48);
        }
        return new Store(
                store.conditions(), store.ratios(), new ArrayList<>(measurements.values()));
    }

    private static Store quick() throws IOException, InterruptedException, RunnerException {
        Conditions conditions = Conditions.now("quick");
        Map<String, Measurement> measurements = suite(conditions.loadBefore(), sofar -> {}).quick();
        cvxopt(measurements, Figures.N, 3, Figures.M);
        return store(conditions, measurements);
    }

    /** Adds the other sizes; what they give is kept group by group, because they take long. */
    private static void rest(Store quick)
            throws IOException, InterruptedException, RunnerException {
        Conditions conditions = quick.conditions().completed();
        suite(Conditions.currentLoad(), sofar -> write(store(conditions, sofar))).rest(byId(quick));
        write(withCvxopt(Store.read(JSON)));
    }

    private static Suite suite(double load, Consumer<Map<String, Measurement>> keep)
            throws IOException {
        System.err.printf("bench: load average %.2f; JMH writes to %s%n", load, LOGS);
        Files.createDirectories(LOGS);
        return new Suite(LOGS.resolve("jmh"), System.err, keep);
    }

    private static Store store(Conditions begun, Map<String, Measurement> measurements) {
        return new Store(
                begun.finished(),
                new Figures(measurements).ratios(),
                new ArrayList<>(measurements.values()));
    }

    private static void cvxopt(
            Map<String, Measurement> measurements, int users, int repetitions, int... antennas)
            throws IOException, InterruptedException {
        Optional<Cvxopt> found = Cvxopt.find(SCRIPT);
        if (found.isEmpty()) {
            System.err.println(
                    "CVXOPT: not measured, no python3 with the module cvxopt\n"
                            + "Maybe install the package python3-cvxopt.");
            return;
        }
        for (int m : antennas) {
            if (!measurements.containsKey(Ids.cvxopt(m, users))) {
                Measurement one = found.get().measure(m, users, repetitions);
                measurements.put(one.id(), one);
            }
        }
    }

    private static void check() throws IOException, InterruptedException, RunnerException {
        Store stored = Store.read(JSON);
        Store now = quick();
        now.write(LOGS.resolve("check.json"));
        Comparison.missing(stored.ratios(), now.ratios())
                .forEach(id -> System.err.println("not measured any more: " + id));
        List<String> lines = Comparison.regressions(stored.ratios(), now.ratios());
        lines.forEach(System.err::println);
        System.err.printf(
                "bench check: %d of %d ratios regressed by more than %.0fx against %s%n",
                lines.size(), stored.ratios().size(), Comparison.ALLOWED, JSON);
        if (!lines.isEmpty() || !Comparison.missing(stored.ratios(), now.ratios()).isEmpty()) {
            System.exit(1);
        }
    }
}
