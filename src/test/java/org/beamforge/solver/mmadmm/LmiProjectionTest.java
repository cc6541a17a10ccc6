package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Step (49): a projection on a closed convex cone is told by its variational inequality. */
class LmiProjectionTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheNearestPointOfTheShiftedCone(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            double delta = random.nextDouble();
            double[] x = random.doubles(4, -1, 1).toArray();
            double[] q = new double[4];
            LmiProjection.project(x, delta, q);
            assertThat(smallestEigenvalue(q, delta)).isGreaterThan(-1e-14);
            for (int sample = 0; sample < 20; sample++) {
                double[] other = inside(random, delta);
                double inner = 0;
                for (int i = 0; i < 4; i++) {
                    inner += (x[i] - q[i]) * (other[i] - q[i]);
                }
                assertThat(inner).isLessThan(1e-13);
            }
        }
    }

    @ParameterizedTest(name = "delta {0}")
    @ValueSource(doubles = {0, 0.3})
    void leavesPointsInsideAloneAndSendsThePolarConeToTheApex(double delta) {
        double[] q = new double[4];
        double[] inside = {delta + 2, 0.5, -0.5, 1};
        LmiProjection.project(inside, delta, q);
        assertThat(q).containsExactly(inside);
        LmiProjection.project(new double[] {delta - 2, 0.5, -0.5, -1}, delta, q);
        assertThat(q).containsExactly(new double[] {delta, 0, 0, 0}, within(1e-15));
    }

    private static double[] inside(Random random, double delta) {
        double[] a = random.doubles(4, -1, 1).toArray();
        double[] b = random.doubles(4, -1, 1).toArray();
        // u u^H + v v^H of random vectors (a0 + j a1, a2 + j a3) and likewise b.
        double[] q = new double[4];
        for (double[] u : new double[][] {a, b}) {
            q[0] += u[0] * u[0] + u[1] * u[1];
            q[1] += Math.sqrt(2) * (u[0] * u[2] + u[1] * u[3]);
            q[2] += Math.sqrt(2) * (u[1] * u[2] - u[0] * u[3]);
            q[3] += u[2] * u[2] + u[3] * u[3];
        }
        q[0] += delta;
        return q;
    }

    private static double smallestEigenvalue(double[] q, double delta) {
        double a = q[0] - delta;
        double half = 0.5 * (a - q[3]);
        return 0.5 * (a + q[3]) - Math.sqrt(half * half + 0.5 * (q[1] * q[1] + q[2] * q[2]));
    }
}
