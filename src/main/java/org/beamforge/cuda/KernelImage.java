package org.beamforge.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The compiled kernels that the product ships, and the hash of the sources they were made from. */
final class KernelImage {
    private static final String IMAGE = "kernels.fatbin";
    private static final String HASH = "kernels.sha256";

    private KernelImage() {}

    /** The image for the driver: machine code for several architectures, and PTX. */
    static byte[] bytes() {
        return resource(IMAGE);
    }

    /** SHA-256 of the sources under native/, hexadecimal, as native/build.sh --hash prints it. */
    static String sourceHash() {
        return new String(resource(HASH), StandardCharsets.US_ASCII).strip();
    }

    private static byte[] resource(String name) {
        try (InputStream in = KernelImage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build carries no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
