package org.beamforge.llm.wire;

import org.beamforge.model.InvalidInputException;

/**
 * Limits of the HTTP client.
 *
 * @param connectSeconds limit on connecting; default 10 s
 * @param callSeconds limit on one HTTP request, body included; default 300 s
 * @param totalSeconds limit on one question with its waits and retries; default 600 s
 * @param maxRetries further attempts after the first; default 2
 * @param maxWaitSeconds limit on one wait, whatever the server asks for; default 60 s
 * @param maxResponseBytes limit on a response body after decompression; default 4 MiB
 * @param concurrency requests in flight at once; the rest queue; default 8
 */
public record ClientSettings(
        double connectSeconds,
        double callSeconds,
        double totalSeconds,
        int maxRetries,
        double maxWaitSeconds,
        long maxResponseBytes,
        int concurrency) {
    public ClientSettings {
        seconds("connectSeconds", connectSeconds);
        seconds("callSeconds", callSeconds);
        seconds("totalSeconds", totalSeconds);
        range("maxRetries", maxRetries, 0, 20);
        range("maxWaitSeconds", maxWaitSeconds, 0, 3600);
        range("maxResponseBytes", (double) maxResponseBytes, 1024, 256L << 20);
        range("concurrency", concurrency, 1, 1024);
    }

    public static ClientSettings defaults() {
        return new ClientSettings(10, 300, 600, 2, 60, 4L << 20, 8);
    }

    /** These settings with {@code seconds} for a question, of which one request may take all. */
    public ClientSettings within(double seconds) {
        return new ClientSettings(
                Math.min(connectSeconds, seconds),
                seconds,
                seconds,
                maxRetries,
                maxWaitSeconds,
                maxResponseBytes,
                concurrency);
    }

    private static void seconds(String name, double value) {
        range(name, value, 1e-3, 86_400);
    }

    private static void range(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new InvalidInputException(
                    "llm client: %s: expected %s..%s, found %s"
                            .formatted(name, least, most, value));
        }
    }
}
