package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script, with the classes of this test run so that it builds nothing. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path SCRIPT = Path.of("scripts", "beamforge").toAbsolutePath();

    @TempDir private Path directory;

    private record Run(int status, String out, String err) {}

    private Run run(Path script, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>();
        all.put("BEAMFORGE_CLASSPATH", ChildProcess.classpath());
        all.put("JAVA_HOME", System.getProperty("java.home"));
        all.put("BEAMFORGE_JAVA_OPTS", "");
        all.putAll(environment);
        List<String> command =
                Stream.concat(Stream.of(script.toString()), Stream.of(args)).toList();
        try (ChildProcess child = ChildProcess.start(directory, directory, all, command)) {
            int status = child.await();
            return new Run(status, child.out(), child.err());
        }
    }

    @Test
    void worksFromAnotherDirectoryAndSaysNothingOfIncubators() throws Exception {
        Run run = run(SCRIPT, Map.of(), "--version");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("beamforge ").contains("\njava ").contains("\nkernels ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void worksThroughAChainOfLinks() throws Exception {
        Path first = Files.createSymbolicLink(directory.resolve("first link"), SCRIPT);
        Path second = Files.createSymbolicLink(directory.resolve("second"), first.getFileName());
        Run run = run(second, Map.of(), "backends");
        Files.delete(second);
        Files.delete(first);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("java      yes");
    }

    @Test
    void exitStatusAndMessagesPassThrough() throws Exception {
        Run run = run(SCRIPT, Map.of(), "solve", "--gap", "a b");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: ").contains("'a b'").doesNotContain("WARNING");
    }

    @Test
    void optionsReachTheVirtualMachineAndItsComplaintsTheUser() throws Exception {
        Run run = run(SCRIPT, Map.of("BEAMFORGE_JAVA_OPTS", "-Xmx128m -Xnonsense"), "--version");
        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains("-Xnonsense");
        assertThat(run(SCRIPT, Map.of("BEAMFORGE_JAVA_OPTS", "-XX:+UseG1GC"), "backends").status())
                .isZero();
    }

    @Test
    void wrongJavaHomeIsNamed() throws Exception {
        Run run = run(SCRIPT, Map.of("JAVA_HOME", directory.toString()), "--version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("JAVA_HOME is " + directory);
    }

    @Test
    void oldJavaIsRefused() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("old").resolve("bin"));
        Files.writeString(
                directory.resolve("old").resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 0\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Run run = run(SCRIPT, Map.of("JAVA_HOME", bin.getParent().toString()), "--version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("Java 17 or newer is needed").contains("is version 8");
    }

    /** Starts at the same time build once, also when a dead process left its lock behind. */
    @Test
    void concurrentStartsBuildOnce() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Path copy =
                Files.copy(
                        SCRIPT,
                        Files.createDirectories(tree.resolve("scripts")).resolve("beamforge"));
        Files.writeString(tree.resolve("pom.xml"), "");
        Files.createDirectories(tree.resolve("src").resolve("main"));
        Path bin = Files.createDirectories(directory.resolve("jdk").resolve("bin"));
        Files.writeString(directory.resolve("jdk").resolve("release"), "JAVA_VERSION=\"17\"\n");
        Path builds = directory.resolve("builds");
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 0\n");
        Path maven =
                Files.writeString(
                        bin.resolve("mvn"),
                        "#!/bin/sh\necho built >>'%s'\nsleep 0.5\nmkdir -p target/lib\n"
                                        .formatted(builds)
                                + ": >target/beamforge-1.jar\n");
        for (Path file : List.of(copy, java, maven)) {
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createSymbolicLink(
                Files.createDirectories(tree.resolve("target")).resolve("launcher.pid"),
                Path.of(Long.toString(dead.pid())));
        Map<String, String> environment =
                Map.of(
                        "BEAMFORGE_CLASSPATH",
                        "",
                        "BEAMFORGE_JAVA_OPTS",
                        "",
                        "JAVA_HOME",
                        bin.getParent().toString(),
                        "PATH",
                        bin + ":" + System.getenv("PATH"));
        List<ChildProcess> starts = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                starts.add(
                        ChildProcess.start(
                                directory, directory, environment, List.of(copy.toString())));
            }
            for (ChildProcess start : starts) {
                assertThat(start.await()).as(start.err()).isZero();
            }
        } finally {
            starts.forEach(ChildProcess::close);
        }
        assertThat(builds).hasContent("built");
        assertThat(Files.isSymbolicLink(tree.resolve("target").resolve("launcher.pid"))).isFalse();
    }

    @Test
    void releaseLayoutNeedsNoMaven() throws Exception {
        // the script in a tree without a pom: the jar beside it is looked for, nothing is built
        Path scripts = Files.createDirectories(directory.resolve("release").resolve("bin"));
        Path copy = Files.copy(SCRIPT, scripts.resolve("beamforge"));
        assertThat(copy.toFile().setExecutable(true)).isTrue();
        Run run = run(copy, Map.of("BEAMFORGE_CLASSPATH", ""), "--version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("neither pom.xml nor lib/beamforge-*.jar");
    }
}
