package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamforge.AutoProbeMain;
import org.beamforge.cli.Main;
import org.beamforge.gpucheck.GpuCheck;
import org.beamforge.testing.Signals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java side of the engine, JCuda included, against a stand-in for the driver's library whose
 * launches run the numerical core on the CPU. It shows that memory, parameters and results are laid
 * out right, and how failures are reported; it shows nothing about a GPU.
 */
class FakeDriverTest {
    private static final String RELEASED = "fake driver: 0 objects not released";

    @TempDir Path temporary;

    private Path driver = Path.of("");

    @BeforeEach
    void needsACompilerAndLinux() {
        assumeTrue(
                NativeProgram.compiler().isPresent(),
                "no C++ compiler here: the CUDA engine is not tested against the fake driver");
        assumeTrue(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "the CUDA engine is for Linux on x86-64");
        driver = NativeProgram.fakeDriver(NativeProgram.compiler().orElseThrow());
    }

    private record Said(List<String> lines, String errors) {
        List<String> of(String kind) {
            return lines.stream()
                    .filter(line -> line.startsWith(kind + " "))
                    .map(line -> line.substring(kind.length() + 1))
                    .toList();
        }
    }

    private Said run(Map<String, String> environment, String... arguments) {
        return run(environment, 0, CudaProbeMain.class.getName(), arguments);
    }

    private Said run(
            Map<String, String> environment, int status, String main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-Dbeamforge.kernels=plain",
                                main));
        command.addAll(List.of(arguments));
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LD_LIBRARY_PATH", driver.getParent().toString());
        builder.environment().put("FAKE_CUDA_REPORT", "1");
        builder.environment().putAll(environment);
        try {
            Process process =
                    builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends in time").isTrue();
            String errors = Files.readString(err, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(errors).isEqualTo(status);
            Files.delete(err);
            Said said = new Said(Files.readAllLines(out, StandardCharsets.UTF_8), errors);
            Files.delete(out);
            return said;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsTheContract() throws IOException {
        Said said = run(Map.of(), "contract");
        assertThat(said.of("usable")).containsExactly("true");
        assertThat(said.of("device"))
                .containsExactly(
                        "Fake device (device 0, sm_90, 1 multiprocessors, driver CUDA 12.6)");
        assertThat(said.of("fault")).isEmpty();
        assertThat(said.of("promise")).hasSizeGreaterThan(6).allMatch(p -> p.startsWith("true"));
        assertThat(said.errors()).contains(RELEASED);
        try (var left = Files.list(temporary)) {
            assertThat(left).as("nothing stays in the temporary directory").isEmpty();
        }
    }

    @Test
    void severalDevicesShareABatchAndAgree() {
        List<String> one = run(Map.of(), "values").of("rate");
        Said three = run(Map.of("FAKE_CUDA_DEVICES", "3"), "values");
        Said chosen = run(Map.of("FAKE_CUDA_DEVICES", "3"), "values", "2");
        assertThat(one).hasSize(150);
        assertThat(three.of("rate")).isEqualTo(one);
        assertThat(chosen.of("rate")).isEqualTo(one);
        assertThat(three.of("heard")).containsOnly("1").hasSize(150);
        assertThat(three.of("engine").get(0)).contains("device 0").contains("device 2");
        assertThat(chosen.of("engine").get(0)).contains("device 2").doesNotContain("device 0");
        assertThat(three.errors()).contains(RELEASED);
    }

    @Test
    void arraysAgreeWithTheirDefinitions() {
        Said said = run(Map.of(), "arrays");
        assertThat(said.of("checked")).containsExactly("3 shapes");
        assertThat(said.of("subspace")).containsExactly("compared");
        assertThat(said.of("fault")).isEmpty();
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void littleSharedMemorySendsTheStateToGlobalMemory() {
        List<String> expected = run(Map.of(), "values").of("rate");
        Said little = run(Map.of("FAKE_CUDA_SHARED", "6000"), "values");
        assertThat(little.of("rate")).isEqualTo(expected);
    }

    @Test
    void runningOutOfMemoryHalvesTheBatch() {
        List<String> expected = run(Map.of(), "values").of("rate");
        // Enough for the self-test, far too little for 150 problems at once, while the driver says
        // that there is plenty.
        Said said =
                run(
                        Map.of("FAKE_CUDA_MEMORY", "100000", "FAKE_CUDA_OVERSTATE", "1000000000"),
                        "values");
        assertThat(said.of("failure")).isEmpty();
        assertThat(said.of("rate")).isEqualTo(expected);
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void mmAdmmKeepsTheContract() {
        Said said = run(Map.of(), "admm-contract");
        assertThat(said.of("fault")).isEmpty();
        assertThat(said.of("promise")).hasSizeGreaterThan(5).allMatch(p -> p.startsWith("true"));
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void mmAdmmFindsWhatTheJavaEngineFinds() {
        Said said = run(Map.of(), "admm");
        assertThat(said.of("failure")).isEmpty();
        List<String> rates = said.of("rate");
        assertThat(rates).hasSize(12);
        for (int i = 0; i < rates.size(); i++) {
            double java = Double.longBitsToDouble(Long.parseLong(said.of("java").get(i)));
            double cuda = Double.longBitsToDouble(Long.parseLong(rates.get(i)));
            assertThat(cuda).as("problem %d", i).isCloseTo(java, within(1e-7 * java));
        }
        assertThat(said.of("counted")).containsOnly("true");
        assertThat(said.errors()).contains(RELEASED);
        // Two devices, hardly any shared memory, and memory for a few starts at a time.
        Said otherwise =
                run(
                        Map.of(
                                "FAKE_CUDA_DEVICES", "2",
                                "FAKE_CUDA_SHARED", "60000",
                                "FAKE_CUDA_MEMORY", "1500000",
                                "FAKE_CUDA_OVERSTATE", "1000000000"),
                        "admm");
        assertThat(otherwise.of("failure")).isEmpty();
        assertThat(otherwise.of("engine").get(0)).contains("device 0").contains("device 1");
        assertThat(otherwise.of("rate")).isEqualTo(rates);
        assertThat(otherwise.errors()).contains(RELEASED);
    }

    @Test
    void mmAdmmIsNotUsedOnADeviceThatComputesItWrongly() {
        Said said = run(Map.of("FAKE_CUDA_WRONG", "2"), "admm");
        assertThat(said.of("usable")).containsExactly("true");
        assertThat(said.of("failure").get(0)).contains("the self-test of mm-admm found");
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void littleSharedMemorySendsTheTilesOfFullDimensionToGlobalMemory() {
        List<String> expected = run(Map.of(), "admm").of("rate");
        Said little = run(Map.of("FAKE_CUDA_SHARED", "6000"), "admm");
        assertThat(little.of("failure")).isEmpty();
        assertThat(little.of("rate")).isEqualTo(expected);
        assertThat(little.errors()).contains(RELEASED);
    }

    /** p = 133: the tiles of W need 106 kB, more than the 99 kB of shared memory that there are. */
    @Test
    void fullDimensionHasNoLimitOnUsers() {
        Said said = run(Map.of(), "admm-wide", "130", "150", "12");
        assertThat(said.of("failure")).isEmpty();
        double java = Double.parseDouble(said.of("java").get(0));
        double cuda = Double.parseDouble(said.of("last").get(0));
        assertThat(java).isGreaterThan(0.1);
        assertThat(cuda).isCloseTo(java, within(1e-8 * java));
        assertThat(said.errors()).contains(RELEASED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cuInit",
                "cuDevicePrimaryCtxRetain",
                "cuModuleLoadData",
                "cuMemAlloc",
                "cuMemAllocHost",
                "cuEventCreate",
                "cuLaunchKernel",
                "cuMemcpyDtoHAsync"
            })
    void everyFailureIsOneLineThatNamesTheCallAndReleasesAll(String call) {
        Said said = run(Map.of("FAKE_CUDA_FAIL", call), "values");
        assertThat(said.of("usable")).containsExactly("false");
        assertThat(said.of("reason").get(0)).contains(call).contains("CUDA_ERROR_ILLEGAL_ADDRESS");
        assertThat(said.of("again")).isEqualTo(said.of("reason"));
        assertThat(said.errors()).contains(RELEASED);
        if (call.equals("cuLaunchKernel")) {
            assertThat(said.of("reason").get(0))
                    .contains("beamforge_exact_fp")
                    .containsPattern("\\d+ problems");
        }
    }

    @Test
    void aDeviceThatComputesWronglyIsNotUsed() {
        Said said = run(Map.of("FAKE_CUDA_WRONG", "1"), "values");
        assertThat(said.of("usable")).containsExactly("false");
        assertThat(said.of("reason").get(0)).contains("the self-test found");
    }

    @Test
    void anOldDeviceIsNotUsed() {
        Said said = run(Map.of("FAKE_CUDA_CAPABILITY", "61"), "values");
        assertThat(said.of("reason").get(0)).contains("7.5 or newer is needed");
    }

    @Test
    void noDeviceIsSaidSo() {
        Said said = run(Map.of("FAKE_CUDA_DEVICES", "0"), "values");
        assertThat(said.of("reason").get(0)).contains("no device");
    }

    @Test
    void aDeviceNumberThatDoesNotExistIsRefused() {
        Said said = run(Map.of(), "values", "1");
        assertThat(said.of("failure").get(0)).startsWith("no device 1: the driver shows 1");
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void devicesThatCudaVisibleDevicesHidesDoNotCount() {
        Map<String, String> environment =
                Map.of("FAKE_CUDA_DEVICES", "3", "CUDA_VISIBLE_DEVICES", "2,0");
        Said said = run(environment, "values");
        assertThat(said.of("engine").get(0)).contains("device 1").doesNotContain("device 2");
        Said hidden = run(environment, "values", "2");
        assertThat(hidden.of("failure").get(0)).startsWith("no device 2: the driver shows 2");
        assertThat(String.join(" ", hidden.lines()))
                .contains("Maybe CUDA_VISIBLE_DEVICES hides it");
        Said none = run(Map.of("CUDA_VISIBLE_DEVICES", ""), "values");
        assertThat(none.of("reason").get(0)).contains("CUDA_VISIBLE_DEVICES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exact-fp", "mm-admm"})
    void theCommandLineSolvesWithIt(String solver) throws IOException {
        Path solution = temporary.resolve("solution.json");
        String[] solve = {
            "solve",
            "src/test/resources/instances/dense-k3n5m8.json",
            "--solver",
            solver,
            "--backend",
            "cuda",
            "--association",
            "gale-shapley",
            solver.equals("mm-admm") ? "--full-dimension" : "--quiet",
            "--device",
            "1",
            "--out",
            solution.toString()
        };
        Said said = run(Map.of("FAKE_CUDA_DEVICES", "2"), 0, Main.class.getName(), solve);
        assertThat(Files.readString(solution, StandardCharsets.UTF_8))
                .contains("\"cuda\"")
                .contains(solver);
        assertThat(said.errors()).contains(RELEASED);
        Files.delete(solution);
        Said refused = run(Map.of(), 5, Main.class.getName(), solve);
        assertThat(refused.errors()).contains("no device 1: the driver shows 1");
    }

    @Test
    void aDeviceThatCannotBeUsedDoesNotStandInTheWayOfTheOthers() {
        Map<String, String> environment = Map.of("FAKE_CUDA_DEVICES", "3", "FAKE_CUDA_OLD", "1");
        Said said = run(environment, "values");
        assertThat(said.of("engine").get(0))
                .contains("device 0")
                .contains("device 2")
                .doesNotContain("device 1");
        assertThat(said.of("rate")).hasSize(150);
        Said named = run(environment, "values", "1");
        assertThat(named.of("failure").get(0)).contains("7.5 or newer is needed");
        assertThat(named.errors()).contains(RELEASED);
    }

    private String sweep(Path config, Path out, int threads, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "sweep",
                                config.toString(),
                                "--out",
                                out.toString(),
                                "--threads",
                                Integer.toString(threads),
                                "--quiet"));
        arguments.addAll(List.of(more));
        return run(Map.of(), 0, Main.class.getName(), arguments.toArray(String[]::new)).errors();
    }

    @Test
    void aSweepStartsTheDeviceOnceAndItsBytesDependOnTheConfigurationOnly() throws IOException {
        String grid =
                "{format: beamforge-sweep/1, base: {users: 4, antennas: 8}, schemes: [joint, game], draws: 6, backend: %s}";
        Path cuda = Files.writeString(temporary.resolve("cuda.yaml"), grid.formatted("cuda"));
        Path auto = Files.writeString(temporary.resolve("auto.yaml"), grid.formatted("auto"));
        Path java = Files.writeString(temporary.resolve("java.yaml"), grid.formatted("java"));
        Path one = temporary.resolve("one");
        Path two = temporary.resolve("two");
        // the probe, then the sweep
        assertThat(sweep(cuda, one, 1)).contains(RELEASED).contains("2 starts of a device");
        sweep(cuda, two, 2, "--shard", "1/2");
        sweep(cuda, two, 2, "--shard", "0/2");
        run(Map.of(), 0, Main.class.getName(), "merge", two.toString());
        for (String name : List.of("results.csv", "run.json")) {
            assertThat(two.resolve(name)).hasSameTextualContentAs(one.resolve(name));
        }
        // auto leaves the GPU alone, so that a machine without one has the same bytes
        Path byAuto = temporary.resolve("by-auto");
        Path byJava = temporary.resolve("by-java");
        assertThat(sweep(auto, byAuto, 1)).as("not even loaded").doesNotContain("fake driver");
        sweep(java, byJava, 1);
        assertThat(byAuto.resolve("results.csv"))
                .hasSameTextualContentAs(byJava.resolve("results.csv"));
        // and engines do not mix
        Said mixed =
                run(
                        Map.of(),
                        2,
                        Main.class.getName(),
                        "sweep",
                        auto.toString(),
                        "--out",
                        one.toString(),
                        "--resume");
        assertThat(mixed.errors()).contains("backend: cuda there, auto now");
        // without a driver, by name, it is an error and leaves no file
        Path never = temporary.resolve("never");
        run(
                Map.of("LD_LIBRARY_PATH", temporary.toString()),
                5,
                Main.class.getName(),
                "sweep",
                cuda.toString(),
                "--out",
                never.toString());
        assertThat(never).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsTheWorkAndReleasesEverything(String signal, int status)
            throws IOException, InterruptedException {
        if (signal.equals("INT")) {
            Signals.assumeInterruptsArrive();
        }
        Path err = temporary.resolve("stopped");
        Path solution = temporary.resolve("solution.json");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "solve",
                                "--backend",
                                "cuda",
                                "--no-prune",
                                "--users",
                                "14", // 49,107 values, which no CPU finds in the time below
                                "--out",
                                solution.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile());
        builder.environment().put("LD_LIBRARY_PATH", driver.getParent().toString());
        builder.environment().put("FAKE_CUDA_REPORT", "1");
        builder.environment().put("FAKE_CUDA_MEMORY", "4000000"); // many short launches
        Process process = builder.start();
        try {
            long began = System.nanoTime();
            while (!Files.readString(err, StandardCharsets.UTF_8).contains("engine: cuda")) {
                assertThat(process.isAlive()).isTrue();
                assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(60));
                Thread.sleep(20);
            }
            Thread.sleep(300); // in the middle of the work
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(err, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(said).isEqualTo(status);
            assertThat(said).contains(RELEASED);
            assertThat(Files.readString(solution, StandardCharsets.UTF_8)).contains("CANCELLED");
        } finally {
            process.destroyForcibly();
        }
    }

    private Said auto(Map<String, String> environment, String... arguments) {
        return run(environment, 0, AutoProbeMain.class.getName(), arguments);
    }

    @Test
    void autoTakesTheGpuThatIsFasterAndItsResultsAreTheSame() {
        Said slow = auto(Map.of("LD_LIBRARY_PATH", temporary.toString()));
        Said cuda = auto(Map.of());
        assertThat(slow.of("line").get(0)).startsWith("auto: java, ");
        assertThat(cuda.of("line").get(0))
                .matches(
                        "auto: cuda, [0-9,]+ problems/s against [0-9,]+ on the CPU, measured on 60 problems");
        assertThat(cuda.of("backend")).containsExactly("cuda");
        assertThat(cuda.of("rate")).hasSize(60);
        for (int i = 0; i < 60; i++) {
            double java = Double.parseDouble(slow.of("rate").get(i));
            assertThat(Double.parseDouble(cuda.of("rate").get(i)))
                    .as("problem %d", i)
                    .isCloseTo(java, within(1e-8 * java));
        }
        assertThat(cuda.errors()).contains(RELEASED);
    }

    @Test
    void autoFallsBackWithOneLine() {
        Said wrong = auto(Map.of("FAKE_CUDA_WRONG", "1"));
        assertThat(wrong.of("line")).hasSize(1);
        assertThat(wrong.of("line").get(0))
                .startsWith("auto: java, cuda cannot be used: ")
                .contains("the self-test found");
        assertThat(wrong.of("backend")).containsExactly("java");
        assertThat(wrong.of("rate")).hasSize(60);
        assertThat(wrong.errors()).contains(RELEASED);
        Said broken = auto(Map.of("FAKE_CUDA_FAIL", "cuModuleLoadData"));
        assertThat(broken.of("line").get(0)).contains("cuModuleLoadData failed");
        assertThat(broken.of("rate")).isEqualTo(wrong.of("rate"));
        Said none = auto(Map.of("CUDA_VISIBLE_DEVICES", ""));
        assertThat(none.of("line").get(0)).contains("the driver shows no device");
    }

    @Test
    void autoLoadsNothingOfCudaForLittleWork() throws IOException {
        Path loaded = temporary.resolve("loaded");
        Map<String, String> log = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
        Said small = auto(log, "small");
        assertThat(small.of("line")).isEmpty();
        assertThat(small.of("backend")).containsExactly("java");
        assertThat(Files.readString(loaded, StandardCharsets.UTF_8))
                .contains("org.beamforge.AutoSolver")
                .doesNotContain("jcuda");
        auto(log);
        assertThat(Files.readString(loaded, StandardCharsets.UTF_8))
                .as("what the test would see")
                .contains("jcuda");
    }

    @Test
    void theGpuCheckRunsToItsEnd() throws IOException {
        Path report = temporary.resolve("report.md");
        Said said =
                run(
                        Map.of(),
                        0,
                        GpuCheck.class.getName(),
                        "--stress",
                        "40",
                        "--quick",
                        "yes",
                        "--out",
                        report.toString());
        assertThat(Files.readString(report, StandardCharsets.UTF_8))
                .contains("Rooflines of device 0")
                .contains("Contract of solvers: exact-fp")
                .contains("Contract of solvers: mm-admm")
                .contains("beamforge_exact_fp, |S| = 16: ")
                .contains("beamforge_mm_admm, n = 10")
                .contains("beamforge_mm_admm_step and _carry, n = 32")
                .contains("beamforge_gram: ")
                .contains("beamforge_basis: ")
                .contains("beamforge_expand: ")
                .contains("% of copy")
                .contains("- auto: ")
                .contains("- PASS: the contract of solvers, exact-fp; measured: 8 of 8")
                .contains("- PASS: the contract of solvers, mm-admm")
                .contains("- PASS: 40 random problems: all feasible")
                .contains("- PASS: the share of copy bandwidth and FP64 rate is stated")
                .contains("measured: 6 of 6 kernels")
                .contains("- not judged: exact-fp at |S| = 4: at least 100,000 solves/s")
                .contains("- not judged: exact-fp at |S| = 4: at least 50x two CPU cores")
                .contains("- not judged: mm-admm at M = 1024, N = 32, full dimension")
                .contains("- not judged: full value table for N = 15, K = 3 (98,301 values)")
                .contains("- PASS: its sum rate is the CPU's")
                .contains("- PASS: Gram matrices, and vectors expanded from their bases")
                .contains("- PASS: copy and multiply-add")
                .contains("- not judged: the share of beamforge_mm_admm_carry_global")
                .contains("Result: PASSED")
                .doesNotContain("NaN");
        assertThat(said.errors()).contains(RELEASED);
    }

    /** A solver that cannot even be opened takes nothing else with it. */
    @Test
    void theGpuCheckReportsWhatBreaksOff() throws IOException {
        Path report = temporary.resolve("report.md");
        Said said =
                run(
                        Map.of("FAKE_CUDA_WRONG", "2"),
                        1,
                        GpuCheck.class.getName(),
                        "--stress",
                        "40",
                        "--only-stress",
                        "yes",
                        "--out",
                        report.toString());
        assertThat(Files.readString(report, StandardCharsets.UTF_8))
                .contains("- FAIL: mm-admm runs to its end; measured: ")
                .contains("the self-test of mm-admm found")
                .contains("- PASS: Gram matrices, and vectors expanded from their bases")
                .contains("- PASS: 40 random problems: all feasible")
                .contains("Result: FAILED")
                .doesNotContain("Result: PASSED");
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void rooflinesAreMeasured() {
        Said said = run(Map.of(), "roofline");
        assertThat(said.of("roofline")).containsExactly("true true");
        assertThat(said.errors()).contains(RELEASED);
    }

    @Test
    void aFileThatIsNoDriverIsSaidSo() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("broken"));
        Files.writeString(directory.resolve("libcuda.so.1"), "not a library");
        Said said = run(Map.of("LD_LIBRARY_PATH", directory.toString()), "values");
        assertThat(said.of("usable")).containsExactly("false");
        assertThat(said.of("reason").get(0)).startsWith("the driver does not load");
        assertThat(said.of("again")).isEqualTo(said.of("reason"));
    }
}
