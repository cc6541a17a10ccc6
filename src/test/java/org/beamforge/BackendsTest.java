package org.beamforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beamforge.cuda.CudaSupport;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {
    @TempDir Path directory;

    @Test
    void everyEngineSaysWhatItRunsOnOrWhyNot() {
        for (BackendStatus status : Backends.list()) {
            assertThat(status.device().isEmpty()).isNotEqualTo(status.usable());
            assertThat(status.reason().isEmpty()).isEqualTo(status.usable());
            assertThat(status.reason()).doesNotContain("\n");
        }
        assertThat(Backends.list()).extracting(BackendStatus::kind).contains(BackendKind.CUDA);
    }

    @Test
    void cudaByNameIsNeverReplaced() {
        assumeFalse(CudaSupport.availability().usable(), "there is a GPU here");
        SolveSettings settings = SolveSettings.builder().backend(BackendKind.CUDA).build();
        assertThatThrownBy(
                        () ->
                                Beamforge.solve(
                                        ScenarioGenerator.generate(ScenarioSettings.defaults()),
                                        settings))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("backend cuda cannot be used: ")
                .hasMessageContaining(CudaSupport.availability().reason());
    }

    @Test
    void deviceNumbersHaveToMakeSense() {
        assertThatThrownBy(() -> SolveSettings.builder().devices(List.of(0, 0)).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("[0, 0]");
        assertThatThrownBy(() -> SolveSettings.builder().devices(List.of(-1)).build())
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aRunOnTheCpuLoadsNothingOfCuda() throws IOException, InterruptedException {
        Path loaded = directory.resolve("loaded");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dbeamforge.kernels=plain",
                                "-Xlog:class+load:file=" + loaded,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.beamforge.cli.Main",
                                "solve",
                                "--association",
                                "fixed:0,1,2,2,2,2,2,2,2,2")
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("out"), StandardCharsets.UTF_8))
                .isZero();
        String classes = Files.readString(loaded, StandardCharsets.UTF_8);
        assertThat(classes).contains("org.beamforge.Beamforge").doesNotContain("jcuda");
    }
}
