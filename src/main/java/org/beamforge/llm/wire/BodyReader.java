package org.beamforge.llm.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Response;
import okio.BufferedSource;

/** Reads a response body up to a limit; the limit counts decompressed bytes. */
final class BodyReader {
    private BodyReader() {}

    /** The body goes beyond the limit. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    static byte[] read(Response response, long limit) throws IOException, TooLargeException {
        BufferedSource source = response.body().source();
        if (source.request(limit + 1)) {
            throw new TooLargeException();
        }
        return source.readByteArray();
    }

    /** UTF-8, as all three APIs write; damaged bytes become replacement characters. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
