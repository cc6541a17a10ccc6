package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiemannianConjugateGradientTest {
    /** The maximiser of the received power is the dominant left singular vector, in closed form. */
    @ParameterizedTest(name = "r {0}, n {1}")
    @CsvSource({"1,1", "2,1", "4,4", "8,3", "24,10", "64,16", "3,7"})
    void findsTheDominantSingularDirection(int r, int n) {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            SplitComplex h = RandomBeamProblems.gaussian(r * n, random);
            SplitComplex w = RiemannianConjugateGradient.dominantDirection(r, n, h);
            SplitComplex a = SplitComplex.allocate(r * r);
            KernelProvider.plain().gramOfRows(r, n, h, 0, a, 0);
            double largest = Kronecker.largestEigenvalue(Kronecker.matrix(r, r, a));
            SplitComplex received = SplitComplex.allocate(n);
            KernelProvider.plain().multiplyAdjointLeft(n, 1, r, h, 0, w, 0, received, 0);
            assertThat(RandomBeamProblems.power(w)).isCloseTo(1, within(1e-12));
            assertThat(RandomBeamProblems.power(received) / largest)
                    .as("r %d n %d seed %d", r, n, seed)
                    .isCloseTo(1, within(1e-10));
        }
    }
}
