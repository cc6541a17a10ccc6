package org.beamforge.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.beamforge.kernel.KernelProvider;

/**
 * Where and when a run took place.
 *
 * @param set quick or full
 * @param date of the start, UTC
 * @param commit of the tree, with {@code -dirty} if it had changes; "unknown" outside git
 * @param cpu model
 * @param processors that the virtual machine may use
 * @param jvm name and version
 * @param kernels the complex kernels
 * @param loadBefore load average of the last minute at the start, negative if unknown
 * @param loadAfter the same at the end
 */
record Conditions(
        String set,
        String date,
        String commit,
        String cpu,
        int processors,
        String jvm,
        String kernels,
        double loadBefore,
        double loadAfter) {

    static Conditions now(String set) throws IOException, InterruptedException {
        return new Conditions(
                set,
                LocalDate.now(ZoneOffset.UTC).toString(),
                describeCommit(),
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                KernelProvider.description(),
                currentLoad(),
                -1);
    }

    Conditions ofSet(String name) {
        return new Conditions(
                name, date, commit, cpu, processors, jvm, kernels, loadBefore, loadAfter);
    }

    /**
     * The same when more is measured under other conditions.
     *
     * @throws IllegalStateException if they are of another machine or JVM
     */
    Conditions continued(Conditions other) {
        if (!other.cpu.equals(cpu)
                || other.processors != processors
                || !other.jvm.equals(jvm)
                || !other.kernels.equals(kernels)) {
            throw new IllegalStateException(
                    "the stored figures are of %s, %s, %s; this is %s, %s, %s"
                            .formatted(cpu, jvm, kernels, other.cpu, other.jvm, other.kernels));
        }
        boolean known = List.of(commit.split(", other sizes |, ")).contains(other.commit);
        String separator = commit.contains(", other sizes ") ? ", " : ", other sizes ";
        return new Conditions(
                set,
                date,
                known ? commit : commit + separator + other.commit,
                cpu,
                processors,
                jvm,
                kernels,
                loadBefore,
                loadAfter);
    }

    Conditions finished() {
        return new Conditions(
                set, date, commit, cpu, processors, jvm, kernels, loadBefore, currentLoad());
    }

    static double currentLoad() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return Math.round(100 * load) / 100.0;
    }

    private static String describeCommit() throws InterruptedException {
        try {
            String commit = git("describe", "--always", "--abbrev=10");
            // Runs write into docs.
            return git("status", "--porcelain", "--", ".", ":!docs").isEmpty()
                    ? commit
                    : commit + "-dirty";
        } catch (IOException e) {
            return "unknown"; // no git
        }
    }

    private static String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("git " + arguments[0] + " failed");
        }
        return text.strip();
    }

    private static String cpuModel() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
