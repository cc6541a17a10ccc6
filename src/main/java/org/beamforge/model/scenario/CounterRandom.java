package org.beamforge.model.scenario;

/**
 * Random numbers that are pure functions of a seed and of what they are for.
 *
 * <p>There is no generator state, so a number does not depend on how many others were drawn before
 * it: that is what makes the numbers common to scenarios that differ in users, antennas, power or
 * thresholds. Each counter goes through the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA
 * 2014), a bijection of 64 bits with full avalanche.
 */
final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double ULP53 = 0x1p-53;

    /** What the numbers are for. The codes are part of every seed's meaning: never change them. */
    enum Purpose {
        FADING(1),
        USER_POSITION(2),
        STATION_POSITION(3),
        DETECTION_TARGET(4),
        ESTIMATION_TARGET(5);

        private final long code;

        Purpose(long code) {
            this.code = code;
        }
    }

    private CounterRandom() {}

    /** 64 random bits for the counters (a, b, c), draw number {@code draw} of them. */
    static long bits(long seed, Purpose purpose, long a, long b, long c, long draw) {
        long x = mix(seed + GOLDEN_GAMMA);
        x = absorb(x, purpose.code);
        x = absorb(x, a);
        x = absorb(x, b);
        x = absorb(x, c);
        return absorb(x, draw);
    }

    /** Uniform on [0, 1). */
    static double uniform(long seed, Purpose purpose, long a, long b, long c, long draw) {
        return (bits(seed, purpose, a, b, c, draw) >>> 11) * ULP53;
    }

    /** Uniform on (0, 1], safe under a logarithm. */
    static double uniformPositive(long seed, Purpose purpose, long a, long b, long c, long draw) {
        return ((bits(seed, purpose, a, b, c, draw) >>> 11) + 1) * ULP53;
    }

    private static long absorb(long state, long counter) {
        return mix(state + GOLDEN_GAMMA * (counter + 1));
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
