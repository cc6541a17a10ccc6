package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HermitianTridiagonalTest {
    /** A Q = Q T and Q^H Q = I with a real T, down to rank one, grade 1e12 and tiny sizes. */
    @ParameterizedTest(name = "n {0}, rank {1}, grade {2}, size {3}")
    @CsvSource({
        "1,1,1,1",
        "2,2,1,1",
        "2,1,1,1e9",
        "3,3,1,1",
        "5,5,1,1",
        "5,2,1,1",
        "7,1,1,1",
        "12,12,1,1e4",
        "6,6,1e12,1",
        "10,10,1e-9,1",
        "10,10,1,1e-70",
        "20,10,1,1"
    })
    void decomposes(int n, int rank, double grade, double size) {
        Random random = new Random(n * 31L + rank);
        HermitianTridiagonal tridiagonal = new HermitianTridiagonal(n);
        for (int call = 0; call < 10; call++) {
            SplitComplex x = RandomBeamProblems.gaussian(n * rank, random);
            for (int i = 0; i < n; i++) {
                double factor = size * Math.pow(grade, -0.5 * i / n);
                for (int j = 0; j < rank; j++) {
                    x.re()[i * rank + j] *= factor;
                    x.im()[i * rank + j] *= factor;
                }
            }
            SplitComplex a = SplitComplex.allocate(n * n);
            KernelProvider.plain().gramOfRows(n, rank, x, 0, a, 0);
            assertDecomposed(tridiagonal, n, a);
        }
    }

    /** Zeros below the diagonal, real ones, imaginary ones, and ones whose squares underflow. */
    @Test
    void matricesThatAreTridiagonalAlready() {
        int n = 5;
        for (double[] below :
                new double[][] {
                    {0, 0}, {1, 0}, {-2, 0}, {0, 3}, {1e-160, 0}, {0, 1e-160}, {1e-200, 1e-170}
                }) {
            SplitComplex a = SplitComplex.allocate(n * n);
            for (int i = 0; i < n; i++) {
                a.re()[i * n + i] = 1 + i;
                if (i > 0) {
                    a.re()[i * n + i - 1] = below[0];
                    a.im()[i * n + i - 1] = below[1];
                    a.re()[(i - 1) * n + i] = below[0];
                    a.im()[(i - 1) * n + i] = -below[1];
                }
            }
            assertDecomposed(new HermitianTridiagonal(n), n, a);
        }
    }

    /** What is above the diagonal is not read. */
    @Test
    void readsTheLowerTriangle() {
        int n = 6;
        SplitComplex x = RandomBeamProblems.gaussian(n * n, new Random(3));
        SplitComplex a = SplitComplex.allocate(n * n);
        KernelProvider.plain().gramOfRows(n, n, x, 0, a, 0);
        SplitComplex lower = new SplitComplex(a.re().clone(), a.im().clone());
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                lower.re()[i * n + j] = Double.NaN;
                lower.im()[i * n + j] = Double.NaN;
            }
        }
        HermitianTridiagonal full = new HermitianTridiagonal(n);
        HermitianTridiagonal half = new HermitianTridiagonal(n);
        full.reduce(a);
        half.reduce(lower);
        assertThat(half.diagonal()).containsExactly(full.diagonal());
        assertThat(half.off()).containsExactly(full.off());
        assertThat(half.q().re()).containsExactly(full.q().re());
    }

    private static void assertDecomposed(HermitianTridiagonal tridiagonal, int n, SplitComplex a) {
        ZMatrixRMaj full = Kronecker.matrix(n, n, a);
        tridiagonal.reduce(a);
        ZMatrixRMaj q = Kronecker.matrix(n, n, tridiagonal.q());
        ZMatrixRMaj t = new ZMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            t.set(i, i, tridiagonal.diagonal()[i], 0);
            if (i > 0) {
                t.set(i, i - 1, tridiagonal.off()[i - 1], 0);
                t.set(i - 1, i, tridiagonal.off()[i - 1], 0);
            }
        }
        double norm = Math.sqrt(Kronecker.squaredNorm(Kronecker.vec(full)));
        assertZero(
                Kronecker.plus(Kronecker.times(full, q), -1, Kronecker.times(q, t)),
                1e-15 * norm * n);
        assertZero(
                Kronecker.plus(
                        Kronecker.times(Kronecker.adjoint(q), q), -1, CommonOps_ZDRM.identity(n)),
                1e-14);
    }

    private static void assertZero(ZMatrixRMaj m, double tolerance) {
        for (double x : m.data) {
            assertThat(x).isCloseTo(0, within(tolerance));
        }
    }
}
