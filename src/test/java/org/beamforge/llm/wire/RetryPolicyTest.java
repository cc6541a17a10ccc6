package org.beamforge.llm.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static double wait(int attempt, double random, Map<String, String> headers) {
        return new RetryPolicy(60, () -> random).waitSeconds(attempt, headers::get, NOW);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5", "2, 1", "3, 2", "4, 4", "5, 8", "6, 8", "40, 8"})
    void backsOffExponentially(int attempt, double seconds) {
        assertThat(wait(attempt, 0, Map.of())).isEqualTo(seconds);
        assertThat(wait(attempt, 1, Map.of())).isCloseTo(0.75 * seconds, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after-ms | 1500 | 1.5",
                "retry-after | 7 | 7",
                "retry-after | 0.25 | 0.25",
                "retry-after | Sun, 22 Nov 2026 10:00:09 GMT | 9",
                "retry-after | Sun, 22 Nov 2026 09:59:00 GMT | 0",
                "retry-after | 3600 | 60",
                "retry-after | 99999999999999999999 | 60",
                "retry-after-ms | 99999999999999999999 | 60",
                "retry-after | Sun, 22 Nov 2099 09:59:00 GMT | 60",
                "retry-after-ms | 0 | 0",
                "retry-after | -5 | 0.5",
                "retry-after | NaN | 0.5",
                "retry-after | soon | 0.5"
            })
    void obeysTheServerWithinTheLimit(String header, String value, double seconds) {
        assertThat(wait(1, 0, Map.of(header, value))).isEqualTo(seconds);
    }

    @Test
    void millisecondsComeFirst() {
        assertThat(wait(1, 0, Map.of("retry-after-ms", "200", "retry-after", "9"))).isEqualTo(0.2);
    }

    @ParameterizedTest
    @CsvSource({
        "408, , true",
        "409, , true",
        "429, , true",
        "500, , true",
        "529, , true",
        "400, , false",
        "401, , false",
        "403, , false",
        "404, , false",
        "400, true, true",
        "500, false, false",
        "429, maybe, true"
    })
    void knowsWhatToRetry(int status, String header, boolean expected) {
        assertThat(RetryPolicy.retryable(status, header)).isEqualTo(expected);
    }
}
