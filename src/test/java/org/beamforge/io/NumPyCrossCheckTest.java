package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamforge.model.Instance;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * NumPy and SciPy read what we write and write what we read, bit for bit. Skipped where there is no
 * python3 with both.
 */
class NumPyCrossCheckTest {
    private static final Path SCRIPT = Path.of("src", "test", "resources", "io", "crosscheck.py");
    private static final Path DOCUMENT = Path.of("docs", "formats.md");
    private static final boolean PYTHON = run("-c", "import numpy, scipy.io").isEmpty();

    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, false",
        "1, 5, 1, true",
        "1, 2, 7, false",
        "2, 3, 4, true",
        "3, 10, 24, false"
    })
    void theyReadOurs(int stations, int users, int antennas, boolean positions) {
        assumePython();
        Instance instance = Samples.instance(stations, users, antennas, positions, 23);
        for (String extension : List.of(".json", ".npz", ".mat")) {
            InstanceFiles.write(instance, dir.resolve("x" + extension));
        }
        check("read", dir.toString(), "x");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 5, 1", "1, 2, 7", "2, 3, 4", "3, 10, 24"})
    void weReadTheirs(int stations, int users, int antennas) throws IOException {
        assumePython();
        Instance random = Samples.instance(stations, users, antennas, true, 29);
        Instance instance = // single precision and two-byte integers hold these numbers
                new Instance(
                        antennas,
                        users,
                        1.5,
                        0.1,
                        0.2,
                        1024,
                        7,
                        0.01,
                        random.baseStations(),
                        random.positions());
        InstanceFiles.write(instance, dir.resolve("x.json"));
        check("write", dir.toString(), "x");
        List<Path> variants = new ArrayList<>();
        try (var files = Files.newDirectoryStream(dir, "v*")) {
            files.forEach(variants::add);
        }
        assertThat(variants).hasSize(18);
        for (Path variant : variants) {
            assertThat(InstanceFiles.read(variant)).as(variant.toString()).isEqualTo(instance);
        }
    }

    @Test
    void weReadTheirsInSinglePrecision() {
        assumePython();
        InstanceFiles.write(
                InstanceFiles.read(Samples.shipped("paper-draw5")), dir.resolve("x.json"));
        check("low", dir.toString(), "x");
        Instance wide = InstanceFiles.read(dir.resolve("wide.npz"));
        assertThat(InstanceFiles.read(dir.resolve("low.npz"))).isEqualTo(wide);
        assertThat(InstanceFiles.read(dir.resolve("low.mat"))).isEqualTo(wide);
    }

    @Test
    void theExampleOfTheDocumentWorks() {
        assumePython();
        Instance paper = InstanceFiles.read(Samples.shipped("paper-draw5"));
        InstanceFiles.write(paper, dir.resolve("x.json"));
        check("example", dir.toString(), "x", DOCUMENT.toString());
        Instance mine = InstanceFiles.read(dir.resolve("mine.npz"));
        assertThat(mine.baseStations()).isEqualTo(paper.baseStations());
        assertThat(mine.maxPowerW()).isEqualTo(1.6);
        assertThat(mine.snapshots()).isEqualTo(1024);
    }

    /** There is no MATLAB to run here: at least the names it would save are those we read. */
    @Test
    void theMatlabExampleSavesWhatIsRead() throws IOException {
        String document = Files.readString(DOCUMENT);
        Matcher save = Pattern.compile("save\\('mine.mat', (.*), '-v7'\\);").matcher(document);
        assertThat(save.find()).isTrue();
        TreeSet<String> saved = new TreeSet<>(Arrays.asList(save.group(1).split(", ")));
        TreeSet<String> required = new TreeSet<>();
        InstanceArrays.NAMES.stream()
                .filter(name -> !InstancePositions.ARRAYS.contains(name))
                .forEach(name -> required.add("'" + name + "'"));
        assertThat(saved).isEqualTo(required);
        for (String scalar :
                List.of(
                        "max_power",
                        "user_noise",
                        "radar_noise",
                        "snapshots",
                        "min_radar_snr_db",
                        "max_crb")) {
            assertThat(document).contains(scalar + " = ");
        }
    }

    @Test
    void theyReadOurSolutions() {
        assumePython();
        for (String extension : List.of(".json", ".npz", ".mat")) {
            SolutionFiles.write(Samples.solution(true), dir.resolve("s" + extension));
        }
        check("solution", dir.toString(), "s");
    }

    private static void assumePython() {
        Assumptions.assumeTrue(PYTHON, "no python3 with numpy and scipy");
    }

    private static void check(String... arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        assertThat(run(command.toArray(String[]::new))).isEmpty();
    }

    /** What python3 says, nothing when all is well. */
    private static String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("python3", "-W", "error", "-B"));
        command.addAll(List.of(arguments));
        Path log = null;
        try {
            log = Files.createTempFile("python", ".log");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "python3 took more than 120 s";
            }
            String said = Files.readString(log, StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? "" : "exit " + process.exitValue() + "\n" + said;
        } catch (IOException e) {
            return "cannot run python3: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            if (log != null) {
                log.toFile().delete();
            }
        }
    }
}
