package org.beamforge.llm.wire;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** When to ask again and how long to wait, as the vendors' own clients do. */
final class RetryPolicy {
    private static final double FIRST_WAIT = 0.5;
    private static final double LONGEST_BACKOFF = 8;
    private static final double JITTER = 0.25;

    private final double maxWaitSeconds;
    private final DoubleSupplier random;

    /**
     * @param random uniform in [0, 1)
     */
    RetryPolicy(double maxWaitSeconds, DoubleSupplier random) {
        this.maxWaitSeconds = maxWaitSeconds;
        this.random = random;
    }

    /** Whether a response with this status may be asked for again. */
    static boolean retryable(int status, @Nullable String shouldRetry) {
        if ("true".equalsIgnoreCase(shouldRetry)) {
            return true;
        }
        if ("false".equalsIgnoreCase(shouldRetry)) {
            return false;
        }
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }

    /**
     * Seconds to wait before a retry.
     *
     * @param attempt attempts made so far, from 1
     * @param header looks a response header up; null if it is absent
     */
    double waitSeconds(int attempt, UnaryOperator<@Nullable String> header, Instant now) {
        double seconds =
                retryAfter(header, now)
                        .orElseGet(
                                () ->
                                        Math.min(
                                                        FIRST_WAIT * Math.pow(2, attempt - 1),
                                                        LONGEST_BACKOFF)
                                                * (1 - JITTER * random.getAsDouble()));
        return Math.min(seconds, maxWaitSeconds);
    }

    /** What the server asks for: milliseconds, seconds (also fractional) or an HTTP date. */
    private static OptionalDouble retryAfter(UnaryOperator<@Nullable String> header, Instant now) {
        OptionalDouble millis = number(header.apply("retry-after-ms"));
        if (millis.isPresent()) {
            return OptionalDouble.of(millis.getAsDouble() / 1000);
        }
        String text = header.apply("retry-after");
        OptionalDouble seconds = number(text);
        return seconds.isPresent() || text == null ? seconds : date(text, now);
    }

    private static OptionalDouble number(@Nullable String text) {
        if (text == null || !text.strip().matches("\\d{1,50}(\\.\\d{0,50})?")) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Double.parseDouble(text.strip()));
    }

    private static OptionalDouble date(String text, Instant now) {
        try {
            Instant then =
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            double seconds = (then.toEpochMilli() - now.toEpochMilli()) / 1000.0;
            return OptionalDouble.of(Math.max(seconds, 0));
        } catch (DateTimeParseException e) {
            return OptionalDouble.empty();
        }
    }
}
