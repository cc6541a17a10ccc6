package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AndersonMixerTest {
    /** Type II Anderson on a linear map is GMRES: with memory n it ends after n + 1 steps. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void linearMapEndsAfterTheMemoryIsFull(long seed) {
        int n = 3;
        Random random = new Random(seed);
        double[][] a = new double[n][n];
        double[] root = random.doubles(n, -1, 1).toArray();
        for (int i = 0; i < n; i++) {
            a[i][i] = 0.9 + 0.03 * i; // plain steps would take hundreds
            for (int j = 0; j < i; j++) {
                a[i][j] = 0.02 * random.nextGaussian();
            }
        }
        AndersonMixer mixer = new AndersonMixer(4);
        mixer.reset(n);
        assertThat(mixer.accelerating()).isFalse();
        double[] x = new double[n];
        double[] weight = {1, 2, 0.5};
        for (int iteration = 0; iteration < n + 2; iteration++) {
            double[] f = new double[n];
            for (int i = 0; i < n; i++) {
                f[i] = root[i] - x[i];
                for (int j = 0; j < n; j++) {
                    f[i] += a[i][j] * (x[j] - root[j]);
                }
            }
            mixer.advance(x, f, weight, n, 100);
        }
        assertThat(mixer.accelerating()).isTrue();
        for (int i = 0; i < n; i++) {
            assertThat(x[i]).isCloseTo(root[i], within(1e-6));
        }
    }

    @Test
    void firstStepIsPlainAndLaterOnesAreCapped() {
        AndersonMixer mixer = new AndersonMixer(4);
        mixer.reset(1);
        double[] x = {0};
        mixer.advance(x, new double[] {5}, new double[] {1}, 1, 0.1);
        assertThat(x[0]).isEqualTo(5); // a plain step is never cut
        // The secant through (0, 5) and (5, 4.9) has its root at 250.
        mixer.advance(x, new double[] {4.9}, new double[] {1}, 1, 20);
        assertThat(x[0]).isCloseTo(5 + 4.9 + 20, within(1e-9));
        mixer.reset(1);
        mixer.advance(x, new double[] {1}, new double[] {1}, 1, 20);
        assertThat(x[0]).isCloseTo(30.9, within(1e-9)); // memory is gone
    }

    @Test
    void nearASaddleItGoesOnInsteadOfBack() {
        // x <- 1.1 x: residuals grow, the root of the residual (0) lies behind.
        AndersonMixer mixer = new AndersonMixer(4);
        mixer.reset(1);
        double[] x = {1};
        double[] moves = new double[5];
        for (int i = 0; i < moves.length; i++) {
            double before = x[0];
            double residual = 0.1 * x[0];
            mixer.advance(x, new double[] {residual}, new double[] {1}, 1, 1e9);
            moves[i] = (x[0] - before) / residual;
        }
        for (int i = 0; i < moves.length; i++) {
            assertThat(moves[i]).as("stretch %d", i).isCloseTo(Math.pow(2, i), within(1e-9));
        }
    }

    /** Cutting components one by one would turn the direction; a light one is cut by itself. */
    @Test
    void aLongMoveKeepsItsDirection() {
        AndersonMixer mixer = new AndersonMixer(4);
        mixer.reset(3);
        double[] x = {0, 0, 0};
        double[] weight = {1, 0.5, 1e-6};
        mixer.advance(x, new double[] {1, 2, 3}, weight, 3, 0.1);
        double[] f = {0.9, 1.8, 2.7}; // all residuals shrink by a tenth: the root is ten times f
        double[] before = x.clone();
        mixer.advance(x, f, weight, 3, 1.8);
        // The second component may exceed the plain step by 1.8 of 16.2; so the first by 0.9 of
        // 8.1.
        assertThat(x[0] - before[0]).isCloseTo(0.9 + 0.9, within(1e-8));
        assertThat(x[1] - before[1]).isCloseTo(1.8 + 1.8, within(1e-8));
        assertThat(x[2] - before[2]).isCloseTo(2.7 + 1.8, within(1.0));
    }

    @Test
    void parallelResidualsDoNoHarm() {
        AndersonMixer mixer = new AndersonMixer(4);
        mixer.reset(2);
        double[] x = {0, 0};
        for (int i = 0; i < 8; i++) {
            mixer.advance(x, new double[] {0.5, 0.5}, new double[] {1, 1}, 2, 2);
            assertThat(Arrays.stream(x).allMatch(Double::isFinite)).isTrue();
        }
        assertThat(x[0]).isGreaterThanOrEqualTo(4);
    }
}
