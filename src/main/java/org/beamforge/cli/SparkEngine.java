package org.beamforge.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.beamforge.BackendKind;
import org.beamforge.BackendUnavailableException;
import org.beamforge.experiments.sweep.SweepConfig;

/**
 * Starts the shards of a sweep as tasks of Apache Spark: spark-submit of an installed Spark
 * (SPARK_HOME), else of one that lies beside the program. Spark runs in a process of its own, so
 * that its libraries and ours never meet.
 */
final class SparkEngine {
    private static final String VECTOR = "--add-modules=jdk.incubator.vector";

    /** What Spark needs of the JDK; its own scripts and workers add these themselves. */
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.reflect",
                    "java.io",
                    "java.net",
                    "java.nio",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "sun.nio.ch",
                    "sun.nio.cs",
                    "sun.security.action",
                    "sun.util.calendar");

    private final EngineOptions options;

    SparkEngine(EngineOptions options) {
        this.options = options;
    }

    /**
     * Runs shards; each result file appears in {@code out} when its task is done.
     *
     * @param open the shards to run, not empty
     * @return the exit status of spark-submit
     */
    int run(
            Path configFile,
            SweepConfig config,
            Path out,
            int shards,
            List<Integer> open,
            int threads)
            throws IOException {
        List<Path> jars = jars(config.backend());
        Path home = jars.get(0).resolveSibling("spark");
        Path application = home.resolve("beamforge-spark.jar");
        if (!Files.exists(application)) {
            throw new BackendUnavailableException(
                    "engine spark is not built: expected %s\nMaybe run scripts/spark/build."
                            .formatted(application));
        }
        List<String> command = submit(home);
        add(command, "--master", options.master(), "--deploy-mode", "client");
        add(command, "--name", "beamforge", "--class", "org.beamforge.spark.ShardDriver");
        add(command, "--conf", "spark.executor.extraJavaOptions=" + VECTOR);
        add(command, "--conf", "spark.task.cpus=" + threads);
        // every result is stored and dropped when it arrives
        add(command, "--conf", "spark.driver.maxResultSize=0");
        add(
                command,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.ui.showConsoleProgress=false");
        if (options.master().startsWith("local")) {
            add(command, "--conf", "spark.driver.host=127.0.0.1");
            add(command, "--conf", "spark.driver.bindAddress=127.0.0.1");
        }
        for (String setting : options.settings()) {
            add(command, "--conf", setting);
        }
        add(command, "--files", join(jars.stream().map(Path::toString).toList()));
        add(command, application.toString());
        add(command, out.toString(), configFile.toString(), Integer.toString(shards));
        add(command, join(open.stream().map(String::valueOf).toList()), Integer.toString(threads));
        add(command, join(jars.stream().map(jar -> jar.getFileName().toString()).toList()));
        return run(command, home);
    }

    private static void add(List<String> command, String... words) {
        command.addAll(List.of(words));
    }

    private static String join(List<String> words) {
        return String.join(",", words);
    }

    private static List<String> submit(Path home) {
        String installed = System.getenv("SPARK_HOME");
        List<String> command = new ArrayList<>();
        if (installed != null) {
            add(command, Path.of(installed, "bin", "spark-submit").toString());
            add(command, "--driver-java-options", VECTOR);
            return command;
        }
        if (!Files.isDirectory(home.resolve("jars"))) {
            throw new BackendUnavailableException(
                    "engine spark: found neither SPARK_HOME nor %s\nMaybe set SPARK_HOME to a Spark for Java 17 (3.5 or newer)."
                            .formatted(home.resolve("jars")));
        }
        add(command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), VECTOR);
        for (String name : OPENED) {
            add(command, "--add-opens=java.base/" + name + "=ALL-UNNAMED");
        }
        add(
                command,
                "-cp",
                home.resolve("conf") + File.pathSeparator + home.resolve("jars") + "/*");
        add(command, "org.apache.spark.deploy.SparkSubmit");
        return command;
    }

    private static int run(List<String> command, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        // what Spark prints is no result; the launcher's filter is behind descriptor 2
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putIfAbsent("SPARK_HOME", home.toString());
        Process process = builder.start();
        Thread hook = new Thread(process::destroy, "spark-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
            return status;
        } catch (InterruptedException | IllegalStateException e) {
            Thread.currentThread().interrupt(); // the machine is going down; the hook ends Spark
            return ExitCode.INTERRUPTED;
        }
    }

    /**
     * The jars that this program runs from, its own first; those of the engine nd4j, which are nine
     * tenths of the size, only where they are used.
     */
    private static List<Path> jars(BackendKind backend) throws IOException {
        Set<Path> all = new LinkedHashSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (Files.isRegularFile(path)) {
                all.add(path);
                all.addAll(manifestPath(path));
            }
        }
        List<Path> jars =
                all.stream()
                        .filter(jar -> backend == BackendKind.ND4J || !nd4j(jar))
                        .sorted((a, b) -> Boolean.compare(own(b), own(a)))
                        .collect(Collectors.toList());
        if (jars.isEmpty() || !own(jars.get(0))) {
            throw new BackendUnavailableException(
                    "engine spark needs the program as jars, found classes\nMaybe start scripts/beamforge.");
        }
        return jars;
    }

    private static boolean own(Path jar) {
        return name(jar).startsWith("beamforge-");
    }

    private static boolean nd4j(Path jar) {
        return name(jar).matches("(nd4j|openblas|javacpp)-.*") || jar.getParent().endsWith("nd4j");
    }

    private static String name(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    private static List<Path> manifestPath(Path jar) throws IOException {
        List<Path> more = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String value =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String entry : value == null ? new String[0] : value.split(" ")) {
                Path path = jar.resolveSibling(entry).normalize();
                if (own(jar) && Files.isRegularFile(path)) {
                    more.add(path);
                }
            }
        }
        return more;
    }
}
