package org.beamforge.solver.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallCholeskyTest {
    private static final int N = 6;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void solvesBadlyScaledSystems(long seed) {
        Random random = new Random(seed);
        double[] root = random.doubles(N * N, -1, 1).toArray();
        double[] size = random.doubles(N, -6, 6).map(x -> Math.pow(10, x)).toArray();
        double[] h = new double[N * N];
        double[] expected = new double[N];
        double[] scale = new double[N];
        for (int i = 0; i < N; i++) {
            expected[i] = random.nextGaussian() / size[i];
            for (int j = 0; j < N; j++) {
                for (int p = 0; p < N; p++) {
                    h[i * N + j] += root[i * N + p] * root[j * N + p] * size[i] * size[j];
                }
                h[i * N + j] += i == j ? size[i] * size[i] : 0;
            }
            scale[i] = 1 / Math.sqrt(h[i * N + i]);
        }
        double[] b = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                b[i] += h[i * N + j] * expected[j];
            }
        }
        double[] x = new double[N];
        double[] factor = new double[N * N];
        assertThat(SmallCholesky.factor(h, scale, 0, factor)).isTrue();
        SmallCholesky.solve(factor, scale, b, x);
        for (int i = 0; i < N; i++) {
            assertThat(x[i] * size[i]).isCloseTo(expected[i] * size[i], within(1e-11));
        }
    }

    @Test
    void refusesAnIndefiniteMatrixUnlessTheRidgeMakesUpForIt() {
        double[] h = new double[N * N];
        double[] ones = new double[N];
        Arrays.fill(ones, 1);
        for (int i = 0; i < N; i++) {
            h[i * N + i] = 1;
        }
        h[1] = 1.5;
        h[N] = 1.5;
        double[] x = new double[N];
        double[] factor = new double[N * N];
        assertThat(SmallCholesky.factor(h, ones, 0, factor)).isFalse();
        assertThat(SmallCholesky.factor(h, ones, 1, factor)).isTrue();
        SmallCholesky.solve(factor, ones, ones, x);
        assertThat(x[0]).isCloseTo(1 / 3.5, within(1e-14)); // (2 + 1.5) x = 1
        assertThat(x[5]).isCloseTo(0.5, within(1e-14));
    }
}
