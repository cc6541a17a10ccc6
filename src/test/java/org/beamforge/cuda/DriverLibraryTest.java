package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverLibraryTest {
    @TempDir Path directory;

    @Test
    void isFoundOnTheLibraryPathAndInTheCacheOfTheLoader() throws IOException {
        Path cache = directory.resolve("cache");
        Files.createFile(directory.resolve("libcuda.so.1"));
        String path = directory.resolve("elsewhere") + ":" + directory;
        assertThat(DriverLibrary.missing("Linux", "amd64", path, cache)).isEmpty();
        Files.write(
                cache,
                new byte[] {0, 1, 'l', 'i', 'b', 'c', 'u', 'd', 'a', '.', 's', 'o', '.', '1', 0});
        assertThat(DriverLibrary.missing("Linux", "amd64", null, cache)).isEmpty();
    }

    @Test
    void otherSystemsAreToldWhatIsNeeded() {
        assertThat(DriverLibrary.missing("Mac OS X", "aarch64", null, directory).orElseThrow())
                .contains("Linux on x86-64")
                .contains("Mac OS X on aarch64");
    }
}
