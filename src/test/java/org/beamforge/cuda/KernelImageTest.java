package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The image in the product was made from the sources beside it. */
class KernelImageTest {
    private static final Path NATIVE = Path.of("native");

    @Test
    void wasBuiltFromTheseSources() throws IOException, NoSuchAlgorithmException {
        assertThat(KernelImage.sourceHash())
                .as("sources changed since the image was built: run native/build.sh")
                .isEqualTo(hashOfSources());
    }

    /** Names and contents in byte order of the names, as native/build.sh does. */
    private static String hashOfSources() throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        List<String> names;
        try (Stream<Path> include = Files.walk(NATIVE.resolve("include"));
                Stream<Path> cuda = Files.walk(NATIVE.resolve("cuda"))) {
            names =
                    Stream.concat(include, cuda)
                            .filter(Files::isRegularFile)
                            .map(file -> NATIVE.relativize(file).toString().replace('\\', '/'))
                            .sorted()
                            .toList();
        }
        for (String name : names) {
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(NATIVE.resolve(name)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void isAFatBinaryOfModestSize() {
        byte[] image = KernelImage.bytes();
        // The magic number of fat binaries, little-endian 0xBA55ED50.
        assertThat(image).startsWith(0x50, 0xED, 0x55, 0xBA).hasSizeLessThan(1_000_000);
    }
}
