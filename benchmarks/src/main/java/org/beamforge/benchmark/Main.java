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
            case "quick" -> quickWithCvxopt();
            case "full" -> {
                quickWithCvxopt();
                rest(Store.read(JSON));
            }
            case "rest" -> rest(Store.read(JSON));
            case "check" -> check();
            case "report" -> write(Store.read(JSON));
            case "memory" -> MemoryGrowth.print(System.out);
            case "cvxopt" -> cvxopt();
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

    /** Written before CVXOPT is asked, so that its failure loses nothing. */
    private static void quickWithCvxopt()
            throws IOException, InterruptedException, RunnerException {
        write(quick());
        cvxopt(Figures.N, 3, Figures.M);
    }

    /** Adds what of CVXOPT is missing; beyond these sizes a solve takes ten minutes and more. */
    private static void cvxopt() throws IOException, InterruptedException {
        for (int users : Suite.USERS) {
            cvxopt(users, 3, 8, 16, 24);
            cvxopt(users, 1, 32, 48);
        }
    }

    private static Store quick() throws IOException, InterruptedException, RunnerException {
        Conditions conditions = Conditions.now("quick");
        return store(conditions, suite("quick", conditions.loadBefore(), sofar -> {}).quick());
    }

    /** Adds the other sizes; what they give is kept group by group, because they take long. */
    private static void rest(Store quick)
            throws IOException, InterruptedException, RunnerException {
        Conditions conditions = quick.conditions().continued(Conditions.now("rest"));
        try {
            suite(
                            "rest",
                            Conditions.currentLoad(),
                            sofar -> write(store(conditions.ofSet("rest"), sofar)))
                    .rest(byId(quick));
        } finally {
            cvxopt();
        }
        Store all = Store.read(JSON);
        Conditions complete = conditions.ofSet("full").finished();
        write(new Store(complete, all.ratios(), all.measurements()));
    }

    private static Suite suite(String set, double load, Consumer<Map<String, Measurement>> keep)
            throws IOException {
        Path logs = LOGS.resolve(set);
        System.err.printf("bench: load average %.2f; JMH writes to %s%n", load, logs);
        Files.createDirectories(logs);
        return new Suite(logs.resolve("jmh"), System.err, keep);
    }

    private static Store store(Conditions begun, Map<String, Measurement> measurements) {
        return new Store(
                begun.finished(),
                new Figures(measurements).ratios(),
                new ArrayList<>(measurements.values()));
    }

    /** Adds one size after the other to the stored figures. */
    private static void cvxopt(int users, int repetitions, int... antennas)
            throws IOException, InterruptedException {
        Optional<Cvxopt> found = Cvxopt.find(SCRIPT);
        if (found.isEmpty()) {
            System.err.println(
                    "CVXOPT: not measured, no python3 with the module cvxopt\n"
                            + "Maybe install the package python3-cvxopt.");
            return;
        }
        for (int m : antennas) {
            Store store = Store.read(JSON);
            Map<String, Measurement> measurements = byId(store);
            if (!measurements.containsKey(Ids.cvxopt(m, users))) {
                Measurement one = found.get().measure(m, users, repetitions);
                measurements.put(one.id(), one);
                List<Measurement> all = new ArrayList<>(measurements.values());
                write(new Store(store.conditions(), store.ratios(), all));
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
