package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels with several lanes per block, on the CPU: all of them, whatever the order of the
 * lanes, and that a missing sync and lanes that part are noticed.
 */
class NativeLanesTest {
    private static final Path CORE = Path.of("native", "include", "beamforge");

    private String compiler = "";

    @BeforeEach
    void needsACompiler() {
        assumeTrue(
                NativeProgram.compiler().isPresent(),
                "no C++ compiler (g++, c++, clang++ or $CXX) here: lanes are not tested");
        compiler = NativeProgram.compiler().orElseThrow();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(strings = {"1", "2"})
    void lanesAgreeInEveryOrderAndWithOneLane(String seed) {
        NativeProgram.Ended ended = NativeProgram.lanes(compiler, "--seed", seed);
        assertThat(ended.status()).as(ended.text()).isZero();
        assertThat(ended.text()).contains(" 0 faults");
    }

    /** The first sync after the start of a function; without it lanes overtake each other. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "dense.h, bool choleskyInverse(, global state",
        "sensing_dual.h, void assemble(, global state",
        "hermitian_eigen.h, void jacobiSweep(, mm-admm",
        "beam_qcqp.h, double squaredNormAt(, mm-admm",
        "full_dimension.h, void carryColumns(, full dimension",
        "arrays.h, void computeTile(, gram"
    })
    void aMissingSyncIsNoticed(String file, String function, String checks) throws IOException {
        List<String> lines = Files.readAllLines(CORE.resolve(file), StandardCharsets.UTF_8);
        int line = 0;
        while (!lines.get(line).contains(function)) {
            line++;
        }
        while (!lines.get(line).matches(".*\\b(g|group)\\.sync\\(\\);.*")) {
            line++;
        }
        String place = file + ":" + (line + 1);
        NativeProgram.Ended ended =
                NativeProgram.lanes(compiler, "--only", checks, "--drop", place);
        assertThat(ended.status())
                .as("without the sync at %s: %s", place, ended.text())
                .isPositive();
        assertThat(ended.text()).contains("lanes: ");
    }

    @Test
    void lanesThatPartAreNamedWithTheirPlaces() {
        NativeProgram.Ended parted = NativeProgram.lanes(compiler, "--fault", "parted");
        assertThat(parted.status()).isEqualTo(3);
        assertThat(parted.text())
                .containsPattern(
                        "lane \\d+ of block \\(0, 0, 0\\) waits in the sync at lanes.cc:\\d+")
                .containsPattern("another lane of its group in the sync at lanes.cc:\\d+");
        NativeProgram.Ended left = NativeProgram.lanes(compiler, "--fault", "ended");
        assertThat(left.status()).isEqualTo(3);
        assertThat(left.text()).containsPattern("lane 3 .*has ended after the sync at lanes.cc:");
        NativeProgram.Ended early = NativeProgram.lanes(compiler, "--fault", "early");
        assertThat(early.status()).as(early.text()).isEqualTo(1);
    }
}
