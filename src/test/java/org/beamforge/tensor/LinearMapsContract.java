package org.beamforge.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.SplitComplex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every engine's products must do, over awkward sizes. */
abstract class LinearMapsContract {
    abstract TensorEngine engine();

    @ParameterizedTest(name = "batch {0}, [{1}, {2}] times {3} columns")
    @CsvSource({"1,1,1,1", "3,4,7,5", "5,13,24,34", "2,24,13,34", "7,3,2,1", "2,65,16,81"})
    void multipliesByMatricesAndTheirAdjoints(int batch, int m, int k, int cols) {
        Random random = new Random(batch * 1000L + m);
        SplitComplex a = gaussian(batch * m * k, random);
        try (LinearMaps maps = engine().linearMaps(batch, m, k, cols)) {
            for (int b = 0; b < batch; b++) {
                maps.set(b, a, b * m * k);
            }
            for (int active = batch; active >= 1; active--) {
                ComplexTensor x = filled(batch, k, cols, random);
                ComplexTensor y = filled(batch, m, cols, random);
                double untouched = y.planes().re()[y.planes().length() - 1];
                maps.apply(active, x, y);
                check(active, m, k, cols, a, false, x, y);
                if (active < batch) {
                    assertThat(y.planes().re()[y.planes().length() - 1]).isEqualTo(untouched);
                }
                ComplexTensor z = filled(batch, k, cols, random);
                maps.applyAdjoint(active, y, z);
                check(active, k, m, cols, a, true, y, z);
            }
        }
    }

    @ParameterizedTest(name = "batch {0}")
    @CsvSource({"2", "5"})
    void movesOneMatrixOverAnother(int batch) {
        Random random = new Random(batch);
        SplitComplex a = gaussian(batch * 12, random);
        try (LinearMaps maps = engine().linearMaps(batch, 3, 4, 6)) {
            for (int b = 0; b < batch; b++) {
                maps.set(b, a, b * 12);
            }
            maps.move(batch - 1, 0);
            System.arraycopy(a.re(), (batch - 1) * 12, a.re(), 0, 12);
            System.arraycopy(a.im(), (batch - 1) * 12, a.im(), 0, 12);
            ComplexTensor x = filled(batch, 4, 6, random);
            ComplexTensor y = filled(batch, 3, 6, random);
            maps.apply(batch, x, y);
            check(batch, 3, 4, 6, a, false, x, y);
            maps.applyAdjoint(batch, y, x);
            check(batch, 4, 3, 6, a, true, y, x);
        }
    }

    /** Y_b = op(A_b) X_b, summed entry by entry; op(A): [m, k]. */
    private static void check(
            int active,
            int m,
            int k,
            int cols,
            SplitComplex a,
            boolean adjoint,
            ComplexTensor x,
            ComplexTensor y) {
        for (int b = 0; b < active; b++) {
            for (int i = 0; i < m; i++) {
                for (int t = 0; t < cols; t++) {
                    double re = 0;
                    double im = 0;
                    for (int j = 0; j < k; j++) {
                        int at = b * m * k + (adjoint ? j * m + i : i * k + j);
                        double ar = a.re()[at];
                        double ai = adjoint ? -a.im()[at] : a.im()[at];
                        double xr = x.planes().re()[x.offset(b) + j * cols + t];
                        double xi = x.planes().im()[x.offset(b) + j * cols + t];
                        re += ar * xr - ai * xi;
                        im += ar * xi + ai * xr;
                    }
                    int out = y.offset(b) + i * cols + t;
                    double tolerance = 1e-14 * k * 10 * (1 + Math.hypot(re, im));
                    assertThat(y.planes().re()[out]).isCloseTo(re, within(tolerance));
                    assertThat(y.planes().im()[out]).isCloseTo(im, within(tolerance));
                }
            }
        }
    }

    private static ComplexTensor filled(int batch, int rows, int cols, Random random) {
        ComplexTensor tensor = ComplexTensor.allocate(batch, rows, cols);
        for (int i = 0; i < tensor.planes().length(); i++) {
            tensor.planes().re()[i] = random.nextGaussian();
            tensor.planes().im()[i] = random.nextGaussian();
        }
        return tensor;
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
