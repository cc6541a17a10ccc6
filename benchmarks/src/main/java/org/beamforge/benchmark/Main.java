package org.beamforge.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;

/**
 * {@code quick} or {@code full} measure and write docs/benchmarks.md and .json; {@code check}
 * measures the quick set and compares; {@code report} writes the page again from the stored
 * figures. Runs in the root of the source tree.
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
            case "quick", "full" -> write(measure(mode));
            case "check" -> check();
            case "report" -> write(Store.read(JSON));
            default -> {
                System.err.println("bench: expected quick, full, check or report");
                System.exit(2);
            }
        }
    }

    private static void write(Store store) throws IOException {
        Map<String, Measurement> measurements = new TreeMap<>();
        store.measurements().forEach(one -> measurements.put(one.id(), one));
        store.write(JSON);
        Files.writeString(PAGE, new Report(store.conditions(), new Figures(measurements)).text());
        System.err.println("written: " + PAGE + ", " + JSON);
    }

    /** The quick set and, for the set full, the rest, which may take long: the first is kept. */
    private static Store measure(String set)
            throws IOException, InterruptedException, RunnerException {
        Conditions conditions = Conditions.now("quick");
        System.err.printf(
                "bench %s: load average %.2f; JMH writes to %s%n",
                set, conditions.loadBefore(), LOGS);
        Files.createDirectories(LOGS);
        Suite suite = new Suite(LOGS.resolve("jmh"), System.err);
        Map<String, Measurement> measurements = suite.quick();
        if (Cvxopt.installed()) {
            for (int m : new int[] {8, 16, 24}) {
                Measurement one = new Cvxopt(SCRIPT).measure(m, Figures.N, 3);
                measurements.put(one.id(), one);
            }
        } else {
            System.err.println(
                    "CVXOPT: not measured, python3 has no module cvxopt\n"
                            + "Maybe install the package python3-cvxopt.");
        }
        Store quick = store(conditions, measurements);
        if (!set.equals("full")) {
            return quick;
        }
        write(quick);
        suite.rest();
        return store(conditions.ofSet("full"), measurements);
    }

    private static Store store(Conditions begun, Map<String, Measurement> measurements) {
        return new Store(
                begun.finished(),
                new Figures(measurements).ratios(),
                new ArrayList<>(measurements.values()));
    }

    private static void check() throws IOException, InterruptedException, RunnerException {
        Store stored = Store.read(JSON);
        Store now = measure("quick");
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
