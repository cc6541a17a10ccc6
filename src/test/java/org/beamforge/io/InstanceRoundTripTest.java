package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.model.Instance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back to the last bit; equality of instances is equality of bits. */
class InstanceRoundTripTest {
    @SuppressWarnings("unused") // a source of parameters
    static final Iterable<String> SHIPPED = Samples.SHIPPED;

    @TempDir Path dir;

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void shippedInstancesSurviveEveryFormat(String name) {
        Instance instance = InstanceFiles.read(Samples.shipped(name));
        assertThat(through(instance, ".json")).isEqualTo(instance);
        assertThat(through(instance, ".npz")).isEqualTo(instance);
        assertThat(through(instance, ".mat")).isEqualTo(instance);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, true",
        "1, 1, 1, false",
        "1, 7, 1, true",
        "1, 1, 9, false",
        "2, 2, 1, true",
        "2, 3, 4, true",
        "3, 13, 5, false",
        "4, 4, 4, true",
        "2, 5, 1031, false"
    })
    void awkwardShapesSurviveEveryFormat(int stations, int users, int antennas, boolean positions) {
        Instance instance = Samples.instance(stations, users, antennas, positions, 7);
        assertThat(through(instance, ".json")).isEqualTo(instance);
        assertThat(through(instance, ".npz")).isEqualTo(instance);
        assertThat(through(instance, ".mat")).isEqualTo(instance);
    }

    @ParameterizedTest
    @ValueSource(strings = {".json", ".npz", ".mat", ".JSON", ".Npz", ".MAT"})
    void equalInstancesGiveEqualBytes(String extension) throws IOException {
        Instance instance = Samples.instance(2, 3, 4, true, 11);
        Path one = dir.resolve("one" + extension);
        Path two = dir.resolve("two" + extension);
        InstanceFiles.write(instance, one);
        InstanceFiles.write(InstanceFiles.read(one), two);
        assertThat(Files.readAllBytes(two)).isEqualTo(Files.readAllBytes(one));
    }

    private Instance through(Instance instance, String extension) {
        Path file = dir.resolve("x" + extension);
        InstanceFiles.write(instance, file);
        return InstanceFiles.read(file);
    }
}
