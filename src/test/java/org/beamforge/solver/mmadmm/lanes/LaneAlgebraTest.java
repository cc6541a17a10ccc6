package org.beamforge.solver.mmadmm.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The matrix arithmetic of the lanes against the plain kernels, lane by lane. */
class LaneAlgebraTest {
    private static final int L = Lanes.L;

    private static SplitComplex gaussian(int length, long seed) {
        Random random = new Random(seed);
        SplitComplex z = SplitComplex.allocate(length);
        for (int i = 0; i < length; i++) {
            z.re()[i] = random.nextGaussian();
            z.im()[i] = random.nextGaussian();
        }
        return z;
    }

    private static SplitComplex lane(SplitComplex z, int lane, int count) {
        SplitComplex out = SplitComplex.allocate(count);
        for (int i = 0; i < count; i++) {
            out.re()[i] = z.re()[i * L + lane];
            out.im()[i] = z.im()[i * L + lane];
        }
        return out;
    }

    @ParameterizedTest(name = "[{0}, {2}] x [{2}, {1}]")
    @CsvSource({"1, 1, 1", "2, 3, 4", "3, 5, 1", "7, 2, 13", "13, 23, 13"})
    void products(int m, int n, int k) {
        SplitComplex a = gaussian(m * k * L, 1);
        SplitComplex adjoint = gaussian(k * m * L, 2);
        SplitComplex b = gaussian(k * n * L, 3);
        SplitComplex c = SplitComplex.allocate(m * n * L);
        SplitComplex d = SplitComplex.allocate(m * n * L);
        LaneProducts.multiply(m, n, k, a, b, c);
        LaneProducts.multiplyAdjointLeft(m, n, k, adjoint, b, d);
        for (int lane = 0; lane < L; lane++) {
            SplitComplex expected = SplitComplex.allocate(m * n);
            SplitComplex right = lane(b, lane, k * n);
            KernelProvider.plain()
                    .multiply(m, n, k, lane(a, lane, m * k), 0, right, 0, expected, 0);
            assertClose(lane(c, lane, m * n), expected);
            KernelProvider.plain()
                    .multiplyAdjointLeft(
                            m, n, k, lane(adjoint, lane, k * m), 0, right, 0, expected, 0);
            assertClose(lane(d, lane, m * n), expected);
        }
    }

    private static void assertClose(SplitComplex actual, SplitComplex expected) {
        assertThat(actual.re()).containsExactly(expected.re(), within(1e-12));
        assertThat(actual.im()).containsExactly(expected.im(), within(1e-12));
    }

    /** Each lane another rank, 0 among them, and entries from 1e-8 to 1e8. */
    @ParameterizedTest(name = "h = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 7, 10})
    void tridiagonalForm(int h) {
        SplitComplex factor = gaussian(h * h * L, h);
        SplitComplex a = SplitComplex.allocate(h * h * L);
        for (int lane = 0; lane < L; lane++) {
            double scale = Math.pow(10, 8.0 - 16.0 * lane / L);
            int rank = Math.min(h, lane);
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < h; j++) {
                    double re = 0;
                    double im = 0;
                    for (int k = 0; k < rank; k++) {
                        double xr = factor.re()[(i * h + k) * L + lane];
                        double xi = factor.im()[(i * h + k) * L + lane];
                        double yr = factor.re()[(j * h + k) * L + lane];
                        double yi = factor.im()[(j * h + k) * L + lane];
                        re += xr * yr + xi * yi;
                        im += xi * yr - xr * yi;
                    }
                    a.re()[(i * h + j) * L + lane] = scale * re;
                    a.im()[(i * h + j) * L + lane] = i == j ? 0 : scale * im;
                }
            }
        }
        SplitComplex before = new SplitComplex(a.re().clone(), a.im().clone());
        LaneTridiagonal form = new LaneTridiagonal(h);
        form.reduce(a);
        for (int lane = 0; lane < L; lane++) {
            double size = 0;
            for (int i = 0; i < h * h; i++) {
                size = Math.max(size, Math.abs(before.re()[i * L + lane]));
            }
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < h; j++) {
                    double[] product = entry(form, h, i, j, lane);
                    int at = (i * h + j) * L + lane;
                    String what = "lane %d, entry %d %d".formatted(lane, i, j);
                    assertThat(product[0])
                            .as(what)
                            .isCloseTo(before.re()[at], within(1e-13 * h * size));
                    assertThat(product[1])
                            .as(what)
                            .isCloseTo(before.im()[at], within(1e-13 * h * size));
                    assertThat(product[2]).as(what).isCloseTo(i == j ? 1 : 0, within(1e-13));
                    assertThat(product[3]).as(what).isCloseTo(0, within(1e-13));
                }
            }
        }
    }

    /** Entry (i, j) of Q T Q^H, then of Q Q^H. */
    private static double[] entry(LaneTridiagonal form, int h, int i, int j, int lane) {
        double[] sum = new double[4];
        for (int k = 0; k < h; k++) {
            for (int l = Math.max(0, k - 1); l <= Math.min(h - 1, k + 1); l++) {
                double t =
                        (k == l
                                ? form.diagonal[k * L + lane]
                                : form.off[Math.min(k, l) * L + lane]);
                int x = (i * form.stride + k) * L + lane;
                int y = (j * form.stride + l) * L + lane;
                double re = form.q.re()[x] * form.q.re()[y] + form.q.im()[x] * form.q.im()[y];
                double im = form.q.im()[x] * form.q.re()[y] - form.q.re()[x] * form.q.im()[y];
                sum[0] += t * re;
                sum[1] += t * im;
                if (k == l) {
                    sum[2] += re;
                    sum[3] += im;
                }
            }
        }
        return sum;
    }

    @Test
    void choleskySolves() {
        int n = 4;
        SplitComplex root = gaussian(n * n * L, 5);
        SplitComplex a = SplitComplex.allocate(n * n * L);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                LaneProducts.dotRow(n, root, i * n * L, root, j * n * L, a, (i * n + j) * L);
            }
        }
        SplitComplex x = gaussian(n * L, 6);
        SplitComplex b = SplitComplex.allocate(n * L);
        LaneProducts.multiply(n, 1, n, a, x, b);
        LaneCholesky.factorise(n, a);
        LaneCholesky.solve(n, a, b);
        assertThat(b.re()).containsExactly(x.re(), within(1e-9));
        assertThat(b.im()).containsExactly(x.im(), within(1e-9));
    }

    /** Over the whole range that occurs, and whether or not the compiler has been there. */
    @Test
    void logarithmsAndExponentials() {
        int count = 2000;
        double[] x = new double[count * L];
        double[] y = new double[count * L];
        Random random = new Random(9);
        for (int i = 0; i < x.length; i++) {
            x[i] = 1400 * random.nextDouble() - 700;
            y[i] = Math.exp(random.nextBoolean() ? x[i] : 1e-3 * x[i] / 700);
        }
        y[0] = 1;
        y[1] = 1e-200;
        x[0] = 0;
        x[1] = -460.5;
        double[] exp = new double[x.length];
        double[] log = new double[x.length];
        LaneLogarithms.exp(1, x, exp);
        LaneLogarithms.log(1, y, log);
        double[] firstExp = Arrays.copyOf(exp, L);
        double[] firstLog = Arrays.copyOf(log, L);
        for (int round = 0; round < 30; round++) {
            LaneLogarithms.exp(count, x, exp);
            LaneLogarithms.log(count, y, log);
        }
        for (int i = 0; i < x.length; i++) {
            double e = Math.exp(x[i]);
            double l = Math.log(y[i]);
            assertThat(exp[i]).as("exp %s", x[i]).isCloseTo(e, within(1e-15 * e));
            assertThat(log[i]).as("log %s", y[i]).isCloseTo(l, within(5e-16 * Math.abs(l)));
        }
        assertThat(Arrays.copyOf(exp, L)).containsExactly(firstExp);
        assertThat(Arrays.copyOf(log, L)).containsExactly(firstLog);
    }
}
