package org.beamforge.solver.mmadmm.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.solver.exactfp.AndersonMixer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixing in the lanes against {@link AndersonMixer}, one lane at a time. */
class LaneMixerTest {
    private static final int L = Lanes.L;

    /** What {@code AuxiliaryMixer} does with one problem. */
    private static final class One {
        final int n;
        final AndersonMixer mixer = new AndersonMixer(4);
        final double[] used;
        final double[] image;
        double radius = 2;
        boolean started;

        One(int n) {
            this.n = n;
            used = new double[2 * n];
            image = new double[2 * n];
            mixer.reset(2 * n);
        }

        boolean accelerating() {
            return started && mixer.accelerating();
        }

        void restart() {
            started = false;
        }

        void reject() {
            System.arraycopy(image, 0, used, 0, 2 * n);
            mixer.reset(2 * n);
            radius = Math.max(1e-3, 0.3 * radius);
        }

        void advance(double[] next, double[] rates) {
            System.arraycopy(next, 0, image, 0, 2 * n);
            double sum = 0;
            for (double rate : rates) {
                sum += rate;
            }
            double[] weight = new double[2 * n];
            for (int i = 0; i < n; i++) {
                weight[i] = sum > 0 ? rates[i] / sum : 0;
                weight[n + i] = weight[i];
            }
            if (!started) {
                started = true;
                mixer.reset(2 * n);
                System.arraycopy(image, 0, used, 0, 2 * n);
                return;
            }
            double[] move = new double[2 * n];
            for (int i = 0; i < 2 * n; i++) {
                move[i] = image[i] - used[i];
            }
            if (mixer.accelerating()) {
                radius = Math.min(2, 1.5 * radius);
            }
            mixer.advance(used, move, weight, 2 * n, radius);
        }
    }

    /**
     * Forty steps of a linear fixed-point iteration with noise, growing in some lanes, in which
     * lanes advance, stay, reject and begin anew independently of each other; one is idle with NaN.
     */
    @ParameterizedTest(name = "{0} users")
    @ValueSource(ints = {1, 2, 5, 10})
    void mixesAsOneLaneAtATime(int n) {
        Random random = new Random(n);
        LaneMemory memory = new LaneMemory();
        LaneUsers users = new LaneUsers(memory, n, n + 2);
        LaneMixer lanes = new LaneMixer(memory, users, n);
        memory.make();
        One[] ones = new One[L];
        for (int l = 0; l < L; l++) {
            ones[l] = new One(n);
            lanes.restart(l, 2);
        }
        int idle = L - 1;
        int accelerated = 0;
        for (int step = 0; step < 40; step++) {
            for (int l = 0; l < L; l++) {
                String what = "lane %d, step %d, seed %d".formatted(l, step, n);
                boolean wants = l != idle && random.nextInt(8) > 0;
                double[] next = new double[2 * n];
                double[] rates = new double[n];
                for (int i = 0; i < 2 * n; i++) {
                    double factor = (l % 3 == 2 ? 1.3 : 0.9) - 0.5 * i / (2.0 * n);
                    double noise = 1e-3 * random.nextGaussian();
                    double rate = i % n == 1 ? 1e-5 : 1 + random.nextDouble();
                    next[i] = l == idle ? Double.NaN : factor * ones[l].used[i] + i - n + noise;
                    rates[i % n] = l % 4 == 1 && step % 11 == 0 ? 0 : rate;
                }
                for (int i = 0; i < n; i++) {
                    users.logSinr.set(i * L + l, next[i]);
                    users.logNoise.set(i * L + l, next[n + i]);
                    users.rates.set(i * L + l, rates[i]);
                }
                if (wants) {
                    lanes.want(l);
                    ones[l].advance(next, rates);
                } else if (l != idle && ones[l].accelerating()) {
                    assertThat(lanes.accelerating(l)).as(what).isTrue();
                    lanes.reject(l);
                    ones[l].reject();
                } else if (random.nextInt(4) == 0) {
                    lanes.restart(l, ones[l].radius);
                    ones[l].restart();
                }
            }
            lanes.advance();
            for (int l = 0; l < L; l++) {
                String what = "lane %d, step %d, seed %d".formatted(l, step, n);
                assertThat(lanes.accelerating(l)).as(what).isEqualTo(ones[l].accelerating());
                assertThat(lanes.radius(l)).as(what).isEqualTo(ones[l].radius);
                accelerated += ones[l].accelerating() ? 1 : 0;
                for (int i = 0; i < 2 * n && ones[l].started; i++) {
                    double expected = ones[l].used[i];
                    double found = lanes.used.get(i * L + l);
                    assertThat(found)
                            .as(what)
                            .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
                    // Elimination amplifies rounding; what follows begins at the same point.
                    lanes.used.set(i * L + l, expected);
                }
            }
        }
        assertThat(accelerated).isGreaterThan(10 * L);
    }
}
