package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @Test
    void comesBackAsItWasWritten(@TempDir Path folder) throws IOException {
        Conditions conditions =
                new Conditions("quick", "2026-01-01", "abc", "cpu", 2, "jvm", "plain", 0.5, 1.5);
        Store store =
                new Store(
                        conditions,
                        List.of(new Ratio("a / b", 1.0 / 3, true)),
                        List.of(new Measurement("a", 0.1, 0.2, 1.1, 4)));
        Path file = folder.resolve("benchmarks.json");
        store.write(file);
        assertThat(Store.read(file)).isEqualTo(store);
    }
}
