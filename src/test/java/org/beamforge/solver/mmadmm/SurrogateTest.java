package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The closed forms of (53)-(58) against the Kronecker matrices written out, M = 3, N = 2. */
class SurrogateTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void momentsAreTheQuadraticForms(long seed) {
        SurrogateFixture f = new SurrogateFixture(3, 2, false, 1, new Random(seed));
        for (int i = 0; i < 3; i++) {
            var s = Kronecker.inner(f.w, Kronecker.times(f.theta[i], f.w));
            int at = i == 2 ? 3 : i;
            assertThat(f.moments.s[at]).isCloseTo(s.real, within(1e-12));
            assertThat(i == 1 ? f.moments.s[2] : 0).isCloseTo(s.imaginary, within(1e-12));
        }
        assertThat(f.moments.detection())
                .isCloseTo(
                        Kronecker.inner(f.w, Kronecker.times(f.detection, f.w)).real,
                        within(1e-12));
        assertThat(f.surrogate.penalty).isCloseTo(f.penalty(f.w), within(1e-10));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eigenvalueBoundsAreThoseOfTheKroneckerMatrices(long seed) {
        SurrogateFixture joint = new SurrogateFixture(3, 2, false, 1, new Random(seed));
        assertThat(joint.surrogate.lambda)
                .isCloseTo(
                        Math.max(0, Kronecker.largestEigenvalue(joint.curvature(0, 1, 2))),
                        within(1e-10));
        SurrogateFixture separate = new SurrogateFixture(3, 2, true, 1, new Random(seed));
        double sum = 0;
        double norms = 0;
        for (int i = 0; i < 3; i++) {
            sum += Math.max(0, Kronecker.largestEigenvalue(separate.curvature(i)));
            ZMatrixRMaj theta = separate.theta[i];
            norms += Kronecker.largestEigenvalue(Kronecker.times(Kronecker.adjoint(theta), theta));
        }
        assertThat(separate.surrogate.lambda).isCloseTo(sum, within(1e-10));
        assertThat(separate.surrogate.lambdaHat).isCloseTo(norms, within(1e-10));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void gradientAtTheIterateIsThatOfThePenalty(long seed) {
        SurrogateFixture f = new SurrogateFixture(3, 2, seed % 2 == 0, 1, new Random(seed));
        // d/dw* of w^H K w - 2 Re p^H w at w_t is K w_t - p, p = sigma w_t + vec(V Psi Y).
        ZMatrixRMaj p = Kronecker.plus(f.psi(), f.surrogate.sigma, f.w);
        ZMatrixRMaj closed = Kronecker.plus(Kronecker.times(f.hessian(), f.w), -1, p);
        ZMatrixRMaj exact = Kronecker.times(f.curvature(0, 1, 2), f.w);
        for (int i = 0; i < exact.data.length; i++) {
            assertThat(closed.data[i]).isCloseTo(exact.data[i] / (2 * f.rho), within(1e-10));
        }
        // And of the penalty itself, by central differences along every real coordinate.
        double h = 1e-5;
        for (int i = 0; i < exact.data.length; i++) {
            ZMatrixRMaj plus = f.w.copy();
            ZMatrixRMaj minus = f.w.copy();
            plus.data[i] += h;
            minus.data[i] -= h;
            double slope = (f.penalty(plus) - f.penalty(minus)) / (2 * h);
            assertThat(slope).isCloseTo(2 * closed.data[i], within(1e-6 * (1 + 1 / f.rho)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void majorisesOnItsBall(long seed) {
        Random random = new Random(seed);
        for (boolean separate : new boolean[] {true, false}) {
            SurrogateFixture f = new SurrogateFixture(3, 2, separate, 1, random);
            assertThat(f.surrogateAt(f.w)).isCloseTo(f.penalty(f.w), within(1e-10));
            for (int sample = 0; sample < 300; sample++) {
                ZMatrixRMaj step =
                        Kronecker.vec(
                                Kronecker.matrix(
                                        3,
                                        f.cols,
                                        RandomBeamProblems.gaussian(3 * f.cols, random)));
                if (sample % 3 == 0) {
                    step = Kronecker.times(f.theta[sample % 2 * 2], step); // inside span{g, e}
                }
                double length = f.radius * Math.pow(random.nextDouble(), 0.2);
                double scale = length / Math.sqrt(Kronecker.squaredNorm(step));
                ZMatrixRMaj x = Kronecker.plus(f.w, scale, step);
                assertThat(f.surrogateAt(x) - f.penalty(x)).isGreaterThan(-1e-9);
            }
        }
    }
}
