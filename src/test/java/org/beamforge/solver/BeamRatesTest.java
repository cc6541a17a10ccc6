package org.beamforge.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.kernel.SplitComplex;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeamRatesTest {
    @ParameterizedTest(name = "seed {0}, {1} of {2} radar columns")
    @CsvSource({"1, 0, 0", "2, 2, 2", "3, 1, 4", "4, 0, 3"})
    void agreesWithTheCovariance(long seed, int used, int stride) {
        BeamProblem problem =
                Stations.random(Stations.Kind.GENERIC, seed, 3).compressed().problem();
        int r = problem.dimension();
        Random random = new Random(seed);
        SplitComplex w = gaussian(r * 3, random);
        SplitComplex radar = gaussian(r * stride, random);
        ZMatrixRMaj covariance = new ZMatrixRMaj(r, r);
        for (int j = 0; j < 3 + used; j++) {
            ZMatrixRMaj c =
                    j < 3
                            ? Dense.column(Dense.of(r, 3, w), j)
                            : Dense.column(Dense.of(r, stride, radar), j - 3);
            covariance = Dense.plus(covariance, 1, Dense.product(c, Dense.adjoint(c)));
        }
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            ZMatrixRMaj h = Dense.column(Dense.of(r, 3, problem.channels()), i);
            ZMatrixRMaj own = Dense.column(Dense.of(r, 3, w), i);
            double total = Dense.form(h, covariance, h).real;
            double wanted = Dense.product(Dense.adjoint(h), own).getReal(0, 0);
            double imaginary = Dense.product(Dense.adjoint(h), own).getImag(0, 0);
            double power = wanted * wanted + imaginary * imaginary;
            sum += Math.log(1 + power / (1 + total - power)) / 3;
        }
        assertThat(BeamRates.meanNats(problem, w, radar, stride, used, Stations.KERNELS))
                .isCloseTo(sum, withinPercentage(1e-8));
    }

    private static SplitComplex gaussian(int length, Random random) {
        SplitComplex z = SplitComplex.allocate(length);
        for (int i = 0; i < length; i++) {
            z.re()[i] = random.nextGaussian();
            z.im()[i] = random.nextGaussian();
        }
        return z;
    }
}
