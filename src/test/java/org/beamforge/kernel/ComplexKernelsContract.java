package org.beamforge.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;
import org.ejml.dense.row.factory.DecompositionFactory_ZDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every provider of {@link ComplexKernels} must do; the reference is EJML. */
abstract class ComplexKernelsContract {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64};
    private static final double TOLERANCE = 1e-13;

    abstract ComplexKernels kernels();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64})
    void multiplyEqualsTheReference(int m) {
        for (int n : SIZES) {
            for (int k : new int[] {1, 2, 3, 8, 13, 34}) {
                Random random = new Random(1000L * m + 10L * n + k);
                Guarded a = Guarded.random(m * k, 3, random);
                Guarded b = Guarded.random(k * n, 5, random);
                Guarded c = Guarded.random(m * n, 7, random);
                kernels()
                        .multiply(
                                m, n, k, a.buffer, a.offset, b.buffer, b.offset, c.buffer,
                                c.offset);
                ZMatrixRMaj expected = new ZMatrixRMaj(m, n);
                ZMatrixRMaj left = a.before(m, k);
                CommonOps_ZDRM.mult(left, b.before(k, n), expected);
                assertClose(expected, c.now(m, n), left, b.before(k, n), m + "," + n + "," + k);
                a.assertUntouched();
                b.assertUntouched();
                c.assertGuardsUntouched();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64})
    void multiplyAdjointLeftEqualsTheReference(int m) {
        for (int n : SIZES) {
            for (int k : new int[] {1, 2, 3, 8, 13, 34}) {
                Random random = new Random(1000L * m + 10L * n + k);
                Guarded a = Guarded.random(k * m, 2, random);
                Guarded b = Guarded.random(k * n, 1, random);
                Guarded c = Guarded.random(m * n, 9, random);
                kernels()
                        .multiplyAdjointLeft(
                                m, n, k, a.buffer, a.offset, b.buffer, b.offset, c.buffer,
                                c.offset);
                ZMatrixRMaj expected = new ZMatrixRMaj(m, n);
                ZMatrixRMaj left = CommonOps_ZDRM.transposeConjugate(a.before(k, m), null);
                CommonOps_ZDRM.mult(left, b.before(k, n), expected);
                assertClose(expected, c.now(m, n), left, b.before(k, n), m + "," + n + "," + k);
                a.assertUntouched();
                b.assertUntouched();
                c.assertGuardsUntouched();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64})
    void gramOfRowsEqualsTheReference(int n) {
        for (int k : new int[] {1, 2, 3, 4, 5, 7, 8, 11, 16, 17, 33, 64, 1031}) {
            Random random = new Random(100L * n + k);
            Guarded a = Guarded.random(n * k, 3, random);
            Guarded c = Guarded.random(n * n, 5, random);
            kernels().gramOfRows(n, k, a.buffer, a.offset, c.buffer, c.offset);
            ZMatrixRMaj left = a.before(n, k);
            ZMatrixRMaj right = CommonOps_ZDRM.transposeConjugate(left, null);
            ZMatrixRMaj expected = new ZMatrixRMaj(n, n);
            CommonOps_ZDRM.mult(left, right, expected);
            ZMatrixRMaj actual = c.now(n, n);
            assertClose(expected, actual, left, right, n + "," + k);
            assertExactlyHermitian(actual);
            a.assertUntouched();
            c.assertGuardsUntouched();
        }
    }

    /** The system is multiplied out, L D L^T Z = X, and the norm summed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 10, 11, 16, 17, 33})
    void solveTridiagonalSolvesTheSystem(int n) {
        for (int cols : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 24, 31, 34, 74}) {
            Random random = new Random(100L * n + cols);
            Guarded x = Guarded.random(n * cols, 3, random);
            Guarded z = Guarded.random(n * cols, 5, random);
            double[] inverse = new double[n];
            double[] multipliers = new double[Math.max(0, n - 1)];
            for (int i = 0; i < n; i++) {
                inverse[i] = 0.5 + random.nextDouble();
                if (i > 0) {
                    multipliers[i - 1] = 0.8 * (2 * random.nextDouble() - 1);
                }
            }
            double norm =
                    kernels()
                            .solveTridiagonal(
                                    n,
                                    cols,
                                    inverse,
                                    multipliers,
                                    x.buffer,
                                    x.offset,
                                    z.buffer,
                                    z.offset);
            ZMatrixRMaj lower = new ZMatrixRMaj(n, n);
            ZMatrixRMaj pivots = new ZMatrixRMaj(n, n);
            for (int i = 0; i < n; i++) {
                lower.set(i, i, 1, 0);
                pivots.set(i, i, 1 / inverse[i], 0);
                if (i > 0) {
                    lower.set(i, i - 1, multipliers[i - 1], 0);
                }
            }
            ZMatrixRMaj half = new ZMatrixRMaj(n, n);
            ZMatrixRMaj system = new ZMatrixRMaj(n, n);
            CommonOps_ZDRM.mult(lower, pivots, half);
            CommonOps_ZDRM.multTransB(half, lower, system);
            ZMatrixRMaj solved = z.now(n, cols);
            ZMatrixRMaj product = new ZMatrixRMaj(n, cols);
            CommonOps_ZDRM.mult(system, solved, product);
            assertClose(product, x.before(n, cols), system, solved, n + "," + cols);
            double expected = 0;
            for (double number : solved.data) {
                expected += number * number;
            }
            assertThat(norm).isCloseTo(expected, within(TOLERANCE * expected));
            x.assertUntouched();
            z.assertGuardsUntouched();
        }
    }

    @Test
    void emptySumsAreZero() {
        SplitComplex empty = SplitComplex.allocate(0);
        Guarded c = Guarded.random(12, 2, new Random(1));
        kernels().multiply(3, 4, 0, empty, 0, empty, 0, c.buffer, c.offset);
        assertThat(CommonOps_ZDRM.elementMaxAbs(c.now(3, 4))).isZero();
        c.assertGuardsUntouched();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64})
    void choleskyEqualsTheReference(int n) {
        Random random = new Random(n);
        ZMatrixRMaj matrix = positiveDefinite(n, 1, random);
        Guarded a = Guarded.lowerOf(matrix, 3);
        assertThat(kernels().cholesky(n, a.buffer, a.offset)).isTrue();
        a.assertGuardsUntouched();
        a.assertUpperTriangleUntouched(n);

        CholeskyDecomposition_F64<ZMatrixRMaj> ejml = DecompositionFactory_ZDRM.chol(n, true);
        assertThat(ejml.decompose(matrix.copy())).isTrue();
        ZMatrixRMaj expected = ejml.getT(null);
        ZMatrixRMaj actual = a.lowerNow(n);
        double scale = CommonOps_ZDRM.elementMaxAbs(expected);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                assertThat(actual.getReal(i, j))
                        .as("re L[%d,%d]", i, j)
                        .isCloseTo(expected.getReal(i, j), within(TOLERANCE * scale));
                assertThat(actual.getImag(i, j))
                        .as("im L[%d,%d]", i, j)
                        .isCloseTo(expected.getImag(i, j), within(TOLERANCE * scale));
            }
            assertThat(actual.getReal(i, i)).isPositive();
            assertThat(actual.getImag(i, i)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 8, 11, 16, 24, 33, 64})
    void choleskyOfAnIllConditionedMatrixReproducesIt(int n) {
        ZMatrixRMaj matrix = positiveDefinite(n, 1e-12, new Random(n));
        Guarded a = Guarded.lowerOf(matrix, 1);
        assertThat(kernels().cholesky(n, a.buffer, a.offset)).isTrue();
        ZMatrixRMaj lower = a.lowerNow(n);
        ZMatrixRMaj product = new ZMatrixRMaj(n, n);
        CommonOps_ZDRM.multTransB(lower, lower, product);
        CommonOps_ZDRM.subtract(product, matrix, product);
        assertThat(CommonOps_ZDRM.elementMaxAbs(product))
                .isLessThan(n * 1e-15 * CommonOps_ZDRM.elementMaxAbs(matrix));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 16, 17, 24, 33, 64})
    void choleskyRejectsWhatIsNotPositiveDefinite(int n) {
        ZMatrixRMaj good = positiveDefinite(n, 0.1, new Random(n));
        for (int i = 0; i < n; i++) {
            // A negative, zero, subnormal, infinite or unknown pivot at every place.
            for (double bad :
                    new double[] {-1, 0, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN}) {
                ZMatrixRMaj diagonal = CommonOps_ZDRM.identity(n);
                diagonal.setReal(i, i, bad);
                assertRejected(n, diagonal, "identity with " + bad + " at " + i);
            }
            ZMatrixRMaj shifted = good.copy();
            shifted.setReal(i, i, -1e-3);
            assertRejected(n, shifted, "negative diagonal at " + i);
            for (int j = 0; j <= i; j++) {
                ZMatrixRMaj poisoned = good.copy();
                poisoned.setReal(i, j, Double.NaN);
                assertRejected(n, poisoned, "NaN at " + i + "," + j);
                if (j < i) {
                    poisoned.setReal(i, j, 0);
                    poisoned.setImag(i, j, Double.NaN);
                    assertRejected(n, poisoned, "imaginary NaN at " + i + "," + j);
                }
            }
        }
        if (n > 1) {
            // Indefinite although its diagonal is positive.
            ZMatrixRMaj coupled = CommonOps_ZDRM.identity(n);
            coupled.set(n - 1, 0, 0.8, 0.8);
            coupled.set(0, n - 1, 0.8, -0.8);
            assertRejected(n, coupled, "coupled corners");
        }
    }

    private void assertRejected(int n, ZMatrixRMaj matrix, String what) {
        Guarded a = Guarded.lowerOf(matrix, 2);
        assertThat(kernels().cholesky(n, a.buffer, a.offset)).as(what).isFalse();
        a.assertGuardsUntouched();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64})
    void inverseTimesFactorIsTheIdentity(int n) {
        ZMatrixRMaj factor = triangle(n, new Random(n));
        Guarded l = Guarded.lowerOf(factor, 5);
        kernels().invertLower(n, l.buffer, l.offset);
        l.assertGuardsUntouched();
        l.assertUpperTriangleUntouched(n);
        ZMatrixRMaj inverse = l.lowerNow(n);
        ZMatrixRMaj product = new ZMatrixRMaj(n, n);
        CommonOps_ZDRM.mult(inverse, factor, product);
        CommonOps_ZDRM.subtract(product, CommonOps_ZDRM.identity(n), product);
        double scale =
                n * CommonOps_ZDRM.elementMaxAbs(inverse) * CommonOps_ZDRM.elementMaxAbs(factor);
        assertThat(CommonOps_ZDRM.elementMaxAbs(product)).isLessThan(TOLERANCE * scale);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 31, 33, 64})
    void adjointTimesLowerEqualsTheReference(int n) {
        Random random = new Random(n);
        ZMatrixRMaj factor = triangle(n, random);
        // The general contract: nothing says that the diagonal of X is real.
        factor.setImag(n - 1, n - 1, 0.3);
        factor.setImag(0, 0, -0.7);
        Guarded x = Guarded.lowerOf(factor, 4);
        Guarded g = Guarded.random(n * n, 6, random);
        kernels().adjointTimesLower(n, x.buffer, x.offset, g.buffer, g.offset);
        ZMatrixRMaj left = CommonOps_ZDRM.transposeConjugate(factor, null);
        ZMatrixRMaj expected = new ZMatrixRMaj(n, n);
        CommonOps_ZDRM.mult(left, factor, expected);
        assertClose(expected, g.now(n, n), left, factor, "n = " + n);
        assertExactlyHermitian(g.now(n, n));
        x.assertUntouched();
        g.assertGuardsUntouched();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 11, 24})
    void theThreeTriangularKernelsInvertAPositiveDefiniteMatrix(int n) {
        ZMatrixRMaj matrix = positiveDefinite(n, 0.1, new Random(n));
        Guarded a = Guarded.lowerOf(matrix, 0);
        Guarded g = Guarded.random(n * n, 0, new Random(n));
        assertThat(kernels().cholesky(n, a.buffer, 0)).isTrue();
        kernels().invertLower(n, a.buffer, 0);
        kernels().adjointTimesLower(n, a.buffer, 0, g.buffer, 0);
        ZMatrixRMaj product = new ZMatrixRMaj(n, n);
        CommonOps_ZDRM.mult(matrix, g.now(n, n), product);
        CommonOps_ZDRM.subtract(product, CommonOps_ZDRM.identity(n), product);
        assertThat(CommonOps_ZDRM.elementMaxAbs(product)).isLessThan(1e-12);
    }

    /** Eigenvalues from 1 down to {@code smallest}, evenly in the logarithm. */
    private static ZMatrixRMaj positiveDefinite(int n, double smallest, Random random) {
        ZMatrixRMaj vectors = Guarded.random(n * n, 0, random).now(n, n);
        var qr = DecompositionFactory_ZDRM.qr(n, n);
        assertThat(qr.decompose(vectors)).isTrue();
        ZMatrixRMaj q = qr.getQ(null, false);
        ZMatrixRMaj scaled = q.copy();
        for (int j = 0; j < n; j++) {
            double root = Math.pow(smallest, 0.5 * j / Math.max(1, n - 1));
            for (int i = 0; i < n; i++) {
                scaled.set(i, j, root * q.getReal(i, j), root * q.getImag(i, j));
            }
        }
        ZMatrixRMaj product = new ZMatrixRMaj(n, n);
        CommonOps_ZDRM.multTransB(scaled, scaled, product);
        for (int i = 0; i < n; i++) {
            product.setImag(i, i, 0);
        }
        return product;
    }

    /** A well-conditioned lower triangle with a positive diagonal. */
    private static ZMatrixRMaj triangle(int n, Random random) {
        ZMatrixRMaj factor = new ZMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double size = 1.0 / n;
                factor.set(i, j, size * random.nextGaussian(), size * random.nextGaussian());
            }
            factor.set(i, i, 0.5 + random.nextDouble(), 0);
        }
        return factor;
    }

    /** Each entry within the tolerance of |row of A| |column of B|. */
    private static void assertClose(
            ZMatrixRMaj expected, ZMatrixRMaj actual, ZMatrixRMaj a, ZMatrixRMaj b, String what) {
        for (int i = 0; i < expected.numRows; i++) {
            for (int j = 0; j < expected.numCols; j++) {
                double row = 0;
                double column = 0;
                for (int p = 0; p < a.numCols; p++) {
                    row = Math.hypot(row, magnitude(a, i, p));
                    column = Math.hypot(column, magnitude(b, p, j));
                }
                double distance =
                        Math.hypot(
                                actual.getReal(i, j) - expected.getReal(i, j),
                                actual.getImag(i, j) - expected.getImag(i, j));
                if (!(distance <= TOLERANCE * row * column)) {
                    assertThat(distance)
                            .as("%s: error at [%d,%d]", what, i, j)
                            .isLessThanOrEqualTo(TOLERANCE * row * column);
                }
            }
        }
    }

    private static double magnitude(ZMatrixRMaj matrix, int i, int j) {
        Complex_F64 value = new Complex_F64();
        matrix.get(i, j, value);
        return value.getMagnitude();
    }

    private static void assertExactlyHermitian(ZMatrixRMaj matrix) {
        for (int i = 0; i < matrix.numRows; i++) {
            assertThat(matrix.getImag(i, i)).isZero();
            for (int j = 0; j < i; j++) {
                assertThat(matrix.getReal(i, j)).isEqualTo(matrix.getReal(j, i));
                assertThat(matrix.getImag(i, j)).isEqualTo(-matrix.getImag(j, i));
            }
        }
    }
}
