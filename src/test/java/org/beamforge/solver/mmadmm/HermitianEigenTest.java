package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HermitianEigenTest {
    /**
     * Cold and warm starts alike: A E = E Lambda and E^H E = I, down to rank one and grade 1e12.
     */
    @ParameterizedTest(name = "n {0}, rank {1}, grade {2}")
    @CsvSource({"1,1,1", "2,2,1", "5,5,1", "5,2,1", "7,1,1", "12,12,1", "6,6,1e12", "10,10,1e-9"})
    void decomposes(int n, int rank, double grade) {
        Random random = new Random(n * 31L + rank);
        SplitComplex x = RandomBeamProblems.gaussian(n * rank, random);
        for (int i = 0; i < n; i++) {
            double factor = Math.pow(grade, -0.5 * i / n);
            for (int j = 0; j < rank; j++) {
                x.re()[i * rank + j] *= factor;
                x.im()[i * rank + j] *= factor;
            }
        }
        HermitianEigen eigen = new HermitianEigen(n);
        SplitComplex a = SplitComplex.allocate(n * n);
        SplitComplex e = SplitComplex.allocate(n * n);
        for (int call = 0; call < 70; call++) {
            for (int i = 0; i < x.length(); i++) {
                x.re()[i] *= 1 + 0.02 * random.nextGaussian();
            }
            KernelProvider.plain().gramOfRows(n, rank, x, 0, a, 0);
            eigen.decompose(a.re(), a.im(), e.re(), e.im(), call);
            ZMatrixRMaj full = Kronecker.matrix(n, n, a);
            ZMatrixRMaj vectors = Kronecker.matrix(n, n, e);
            ZMatrixRMaj diagonal = new ZMatrixRMaj(n, n);
            for (int i = 0; i < n; i++) {
                diagonal.set(i, i, eigen.values()[i], 0);
            }
            double size = Math.sqrt(Kronecker.squaredNorm(Kronecker.vec(full)));
            assertZero(
                    Kronecker.plus(
                            Kronecker.times(full, vectors), -1, Kronecker.times(vectors, diagonal)),
                    1e-13 * size * n);
            assertZero(
                    Kronecker.plus(
                            Kronecker.times(Kronecker.adjoint(vectors), vectors),
                            -1,
                            CommonOps_ZDRM.identity(n)),
                    1e-12);
        }
    }

    private static void assertZero(ZMatrixRMaj m, double tolerance) {
        for (double x : m.data) {
            assertThat(x).isCloseTo(0, within(tolerance));
        }
    }
}
