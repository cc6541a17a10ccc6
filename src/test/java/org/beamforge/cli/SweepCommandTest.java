package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beamforge.testing.Signals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps as users run them, in processes that are killed, starved and started twice. */
@DisabledOnOs(OS.WINDOWS)
class SweepCommandTest {
    private static final long SEED = 20261122;
    private static final int KILLS = 20;
    private static final String CONFIG =
            """
            format: beamforge-sweep/1
            base: {users: 4}
            vary: {antennas: [12, 14]}
            schemes: [joint, game, beamforming-only]
            draws: DRAWS
            """;

    @TempDir private Path directory;
    private Path config = Path.of("none");

    @BeforeEach
    void writeConfig() throws IOException {
        config = configOf(60);
    }

    private Path configOf(int draws) throws IOException {
        return Files.writeString(
                directory.resolve("config-" + draws + ".yaml"),
                CONFIG.replace("DRAWS", Integer.toString(draws)));
    }

    private static CommandRun run(Object... args) {
        String[] line = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            line[i] = args[i].toString();
        }
        return CommandRun.of(new BeamforgeApplication(), line);
    }

    private ChildProcess start(Path out, String... more) throws IOException {
        return start(List.of(), out, more);
    }

    private ChildProcess start(List<String> before, Path out, String... more) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        ChildProcess.java(),
                        "-XX:-UsePerfData",
                        "-cp",
                        ChildProcess.classpath(),
                        Main.class.getName(),
                        "sweep",
                        config.toString(),
                        "--out",
                        out.toString(),
                        "--threads",
                        "2"));
        command.addAll(List.of(more));
        return ChildProcess.start(directory, directory, Map.of(), command);
    }

    private static long size(Path out) throws IOException {
        Path file = out.resolve("shard-0-of-1.jsonl");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Waits until the file has grown by so much, so that kills hit all phases of the work. */
    private static void awaitGrowth(ChildProcess child, Path out, long bytes)
            throws IOException, InterruptedException {
        long target = size(out) + bytes;
        while (size(out) < target && child.alive()) {
            Thread.sleep(1);
        }
    }

    private String results(Path out) throws IOException {
        CommandRun merge = run("merge", out);
        assertThat(merge.status()).as(merge.err()).isZero();
        return Files.readString(out.resolve("results.csv"));
    }

    @Test
    void killedAtTwentyMomentsItLosesNothingAndCountsNothingTwice() throws Exception {
        Path reference = directory.resolve("reference");
        assertThat(run("sweep", config, "--out", reference, "--quiet").status()).isZero();
        Random random = new Random(SEED);
        Path out = directory.resolve("killed");
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildProcess child = start(out, "--resume")) {
                awaitGrowth(child, out, random.nextInt(4000));
                child.signal("KILL");
                assertThat(child.await()).as("seed %d, kill %d", SEED, kill).isEqualTo(128 + 9);
            }
        }
        CommandRun rest = run("sweep", config, "--out", out, "--resume");
        assertThat(rest.status()).as("seed %d: %s", SEED, rest.err()).isZero();
        assertThat(results(out)).as("seed %d", SEED).isEqualTo(results(reference));
    }

    @Test
    void anInterruptedRunKeepsItsResults() throws Exception {
        Signals.assumeInterruptsArrive();
        Path out = directory.resolve("interrupted");
        config = configOf(2000);
        try (ChildProcess child = start(out)) {
            awaitGrowth(child, out, 3000);
            child.signal("INT");
            assertThat(child.await()).isEqualTo(130);
            assertThat(child.err()).contains("results are kept in").contains("--resume");
        }
        long lines = Files.readAllLines(out.resolve("shard-0-of-1.jsonl")).size() - 1;
        assertThat(lines).isPositive();
        CommandRun merge = run("merge", out);
        assertThat(merge.status()).isEqualTo(7);
        assertThat(merge.err()).contains("shard 0/1: %d of 12000".formatted(12000 - lines));
    }

    @Test
    void aSecondProcessOnTheSameFileIsRefused() throws Exception {
        Path out = directory.resolve("twice");
        config = configOf(2000);
        try (ChildProcess first = start(out)) {
            awaitGrowth(first, out, 2000);
            CommandRun second = run("sweep", config, "--out", out, "--resume");
            assertThat(second.status()).isEqualTo(2);
            assertThat(second.err()).contains("another process is writing to it");
        }
    }

    @Test
    void aFullDiskIsOneMessageAndLosesNothing() throws Exception {
        Path out = directory.resolve("full");
        // a limit on the size of files stands in for a full disk: 16 blocks of 512 or 1024 bytes
        try (ChildProcess child =
                start(List.of("sh", "-c", "ulimit -f 16; exec \"$@\"", "sh"), out)) {
            assertThat(child.await()).isEqualTo(2);
            assertThat(child.err().lines().filter(l -> l.startsWith("error:")))
                    .singleElement()
                    .asString()
                    .contains("shard-0-of-1.jsonl: cannot append a result")
                    .contains("what was written before is kept");
        }
        assertThat(size(out)).isPositive();
        Path reference = directory.resolve("reference");
        assertThat(run("sweep", config, "--out", reference, "--quiet").status()).isZero();
        CommandRun rest = run("sweep", config, "--out", out, "--resume");
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.err()).doesNotContain("torn").doesNotContain(" 0 done by");
        assertThat(results(out)).isEqualTo(results(reference));
    }

    /** A file system of 64 KiB that only the child sees; what it holds in the end is copied out. */
    @Test
    void aFullFileSystemIsOneMessageAndLosesNothing() throws Exception {
        assumeMounts();
        Path out = Files.createDirectory(directory.resolve("small"));
        Path saved = directory.resolve("saved");
        String script =
                "mount -t tmpfs -o size=64k none '%s' && { \"$@\"; status=$?; cp -r '%s' '%s'; exit $status; }"
                        .formatted(out, out, saved);
        config = configOf(400);
        try (ChildProcess child = start(inNamespace(script), out)) {
            assertThat(child.await()).as(child.err()).isEqualTo(2);
            assertThat(child.err().lines().filter(l -> l.startsWith("error:")))
                    .singleElement()
                    .asString()
                    .contains("shard-0-of-1.jsonl: cannot append a result: no space left")
                    .contains("what was written before is kept");
        }
        // whole lines of results and nothing torn
        byte[] kept = Files.readAllBytes(saved.resolve("shard-0-of-1.jsonl"));
        assertThat(kept).hasSizeGreaterThan(50_000).endsWith((byte) '\n');
        CommandRun merge = run("merge", saved);
        assertThat(merge.status()).isEqualTo(7);
        long lines = new String(kept, StandardCharsets.UTF_8).lines().count() - 1;
        assertThat(merge.err()).contains("%d of 2400 jobs are missing".formatted(2400 - lines));
    }

    @Test
    void aReadOnlyFileSystemIsNamed() throws Exception {
        assumeMounts();
        Path out = Files.createDirectory(directory.resolve("locked"));
        String script = "mount -t tmpfs -o ro none '%s' && exec \"$@\"".formatted(out);
        try (ChildProcess child = start(inNamespace(script), out)) {
            assertThat(child.await()).isEqualTo(2);
            assertThat(child.err().lines().filter(l -> l.startsWith("error:")))
                    .singleElement()
                    .asString()
                    .contains("shard-0-of-1.jsonl")
                    .contains("read-only file system");
        }
        assertThat(out).isEmptyDirectory();
    }

    /** A directory without the right to write; the super-user gives up the right to ignore it. */
    @Test
    void aReadOnlyDirectoryIsNamed() throws Exception {
        Path out = Files.createDirectory(directory.resolve("locked"));
        assumeTrue(out.toFile().setWritable(false), "SKIPPED: cannot protect directories here");
        List<String> before = List.of();
        if (Files.isWritable(out)) {
            before = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
            assumeTrue(works(before), "SKIPPED: this user may write everywhere, and no setpriv");
        }
        try (ChildProcess child = start(before, out)) {
            assertThat(child.await()).isEqualTo(2);
            assertThat(child.err()).contains("shard-0-of-1.jsonl").contains("no permission");
        }
        assertThat(out).isEmptyDirectory();
    }

    private static List<String> inNamespace(String script) {
        return List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh");
    }

    /** Containers and hardened systems may forbid it. */
    private void assumeMounts() throws Exception {
        String script = "mount -t tmpfs -o size=64k none '%s' && exec \"$@\"".formatted(directory);
        assumeTrue(works(inNamespace(script)), "SKIPPED: no file systems can be mounted here");
    }

    private boolean works(List<String> before) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add("true");
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Test
    void anEditedConfigurationIsRefused() throws IOException {
        config = configOf(1);
        Path out = directory.resolve("edited");
        CommandRun first = run("sweep", config, "--out", out);
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out()).contains("6 jobs: 6 solved");
        assertThat(first.err()).contains("seed 1").contains("6 of 6 jobs, 0 infeasible");
        Files.writeString(config, CONFIG.replace("DRAWS", "2"));
        CommandRun second = run("sweep", config, "--out", out, "--resume");
        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("draws: 1 there, 2 now");
    }

    @Test
    void badUsageIsToldAsSuch() {
        assertThat(run("sweep", config).status()).isEqualTo(2);
        assertThat(run("sweep", directory.resolve("no.yaml"), "--out", directory).err())
                .contains("no.yaml: expected to read this file, found no such file");
        CommandRun shard = run("sweep", config, "--out", directory, "--shard", "3/3");
        assertThat(shard.status()).isEqualTo(2);
        assertThat(shard.err()).contains("expected i/n with 0 <= i < n");
        assertThat(run("merge", directory.resolve("none")).status()).isEqualTo(2);
        assertThat(run("merge", directory).status()).isEqualTo(7);
    }
}
