package org.beamforge.gpucheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scripts/gpu-check makes of the report and of compute-sanitizer, with stand-ins for both. */
class GpuCheckScriptTest {
    @TempDir Path home;

    @BeforeEach
    void aReleaseWithoutAGpu() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the script is for bash");
        Files.createDirectories(home.resolve("scripts"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/beamforge-1.jar"));
        Files.copy(Path.of("scripts/gpu-check"), home.resolve("scripts/gpu-check"));
    }

    private void program(String name, String text) throws IOException {
        Path file = home.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + text, StandardCharsets.UTF_8);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private int run() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", home.resolve("scripts/gpu-check").toString())
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("said").toFile());
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"PASSED, 0, 0, PASSED, 0", "PASSED, 0, 9, FAILED, 1", "FAILED, 1, 0, FAILED, 1"})
    void theLastLineIsTheResultOfEverything(
            String ofJava, int javaStatus, int found, String result, int status)
            throws IOException, InterruptedException {
        program(
                "java",
                "printf '# gpu-check\\n\\n- PASS: speed\\n\\nResult: %s\\n' >gpu-check.md; exit %d\n"
                        .formatted(ofJava, javaStatus));
        program("compute-sanitizer", "exit %d\n".formatted(found));
        assertThat(run()).isEqualTo(status);
        List<String> lines = Files.readAllLines(home.resolve("gpu-check.md"));
        assertThat(lines).filteredOn(line -> line.startsWith("Result: ")).hasSize(1);
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Result: " + result);
        assertThat(lines).contains("# gpu-check", "- PASS: speed");
        assertThat(lines)
                .filteredOn(line -> line.contains("compute-sanitizer racecheck"))
                .singleElement()
                .asString()
                .startsWith(found == 0 ? "- PASS: " : "- FAIL: ");
        assertThat(Files.readString(home.resolve("said"))).endsWith("Result: " + result + "\n");
    }

    @Test
    void withoutAGpuItIsStatus5AndNoReport() throws IOException, InterruptedException {
        program("java", "exit 5\n");
        assertThat(run()).isEqualTo(5);
        assertThat(home.resolve("gpu-check.md")).doesNotExist();
    }
}
