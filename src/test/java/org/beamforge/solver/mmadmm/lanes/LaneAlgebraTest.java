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

    private static void gaussian(LaneComplex z, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < z.re().length(); i++) {
            z.re().set(i, random.nextGaussian());
            z.im().set(i, random.nextGaussian());
        }
    }

    private static SplitComplex lane(LaneComplex z, int lane, int count) {
        SplitComplex out = SplitComplex.allocate(count);
        for (int i = 0; i < count; i++) {
            out.re()[i] = z.re().get(i * L + lane);
            out.im()[i] = z.im().get(i * L + lane);
        }
        return out;
    }

    /** All heights of panels, entries set lane by lane. */
    @ParameterizedTest(name = "[{0}, {2}] x [{2}, {1}]")
    @CsvSource({
        "1, 1, 1",
        "2, 3, 4",
        "3, 5, 1",
        "4, 2, 6",
        "5, 1, 2",
        "6, 3, 6",
        "7, 2, 13",
        "11, 4, 9",
        "13, 23, 13",
        "16, 2, 3"
    })
    void products(int m, int n, int k) {
        LaneMemory memory = new LaneMemory();
        LaneComplex a = memory.complex(m * k);
        LaneComplex lower = memory.complex(m * k);
        LaneComplex b = memory.complex(k * n);
        LaneComplex c = memory.complex(m * n);
        LaneComplex d = memory.complex(m * n);
        LanePanels panels = LanePanels.of(memory, m, k);
        LanePanels triangle = LanePanels.lower(memory, m, k);
        memory.make();
        memory.begin(L - 1);
        gaussian(a, 1);
        gaussian(b, 3);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < k; j++) {
                int at = (i * k + j) * L;
                for (int l = 0; l < L; l++) {
                    double re = a.re().get(at + l);
                    double im = a.im().get(at + l);
                    panels.set(i, j, l, re, im);
                    if (j <= i) {
                        lower.re().set(at + l, re);
                        lower.im().set(at + l, im);
                        triangle.set(i, j, l, re, im);
                    }
                }
            }
        }
        panels.multiply(k, n, b, 0, n, c, 0, n);
        triangle.multiply(k, n, b, 0, n, d, 0, n);
        assertProduct(m, n, k, a, b, c);
        assertProduct(m, n, k, lower, b, d);
    }

    private static void assertProduct(
            int m, int n, int k, LaneComplex a, LaneComplex b, LaneComplex c) {
        for (int lane = 0; lane < L; lane++) {
            SplitComplex expected = SplitComplex.allocate(m * n);
            KernelProvider.plain()
                    .multiply(
                            m, n, k, lane(a, lane, m * k), 0, lane(b, lane, k * n), 0, expected, 0);
            assertClose(lane(c, lane, m * n), expected);
        }
    }

    /** A 3 x 3 matrix that joins the first row with itself only, into the last rows of a tensor. */
    @ParameterizedTest(name = "{0} columns")
    @ValueSource(ints = {1, 2, 7, 23})
    void sensingProducts(int n) {
        LaneMemory memory = new LaneMemory();
        LaneComplex a = memory.complex(9);
        LaneComplex b = memory.complex(3 * n);
        LaneComplex c = memory.complex(5 * n);
        LaneComplex d = memory.complex(3 * n);
        memory.make();
        gaussian(a, 1);
        gaussian(b, 2);
        for (int zero : new int[] {1, 2, 3, 6}) {
            a.fill(zero * L, (zero + 1) * L, 0);
        }
        LaneProducts.sensing(n, a, b, c, 2 * n * L);
        c.copyTo(2 * n * L, d, 0, 3 * n * L);
        assertProduct(3, n, 3, a, b, d);
        assertThat(c.re().get(2 * n * L - 1)).isZero();
    }

    /** [conj(Q), V] and [Q^T, V] times blocks of wider matrices, and Q^T alone. */
    @ParameterizedTest(name = "h = {0}")
    @ValueSource(ints = {1, 2, 3, 6, 10})
    void productsOfBlocks(int h) {
        int cols = 5;
        int width = 7;
        LaneMemory memory = new LaneMemory();
        LaneComplex q = memory.complex(h * h);
        LaneComplex v = memory.complex(h * 3);
        LaneComplex b = memory.complex((h + 3) * width);
        LaneComplex block = memory.complex((h + 3) * cols);
        LaneComplex conjugate = memory.complex(h * (h + 3));
        LaneComplex transpose = memory.complex(h * (h + 3));
        LaneComplex alone = memory.complex(h * (h + 3));
        LaneComplex out = memory.complex(h * width);
        LaneComplex c = memory.complex(h * cols);
        LanePanels panels = LanePanels.of(memory, h, h + 3);
        memory.make();
        gaussian(q, 1);
        gaussian(v, 2);
        gaussian(b, 3);
        for (int i = 0; i < h + 3; i++) {
            b.copyTo((i * width + 2) * L, block, i * cols * L, cols * L);
        }
        for (int i = 0; i < h; i++) {
            for (int j = 0; j < h; j++) {
                q.copyTo((i * h + j) * L, conjugate, (i * (h + 3) + j) * L, L);
                q.copyTo((j * h + i) * L, transpose, (i * (h + 3) + j) * L, L);
                q.copyTo((j * h + i) * L, alone, (i * (h + 3) + j) * L, L);
                for (int l = 0; l < L; l++) {
                    int at = (i * (h + 3) + j) * L + l;
                    conjugate.im().set(at, -conjugate.im().get(at));
                }
            }
            v.copyTo(i * 3 * L, conjugate, (i * (h + 3) + h) * L, 3 * L);
            v.copyTo(i * 3 * L, transpose, (i * (h + 3) + h) * L, 3 * L);
        }
        panels.takeConjugate(h, q);
        panels.takeThin(h, v);
        blockProduct(panels, h, h + 3, b, out, c);
        assertProduct(h, cols, h + 3, conjugate, block, c);
        panels.takeTranspose(h, q);
        blockProduct(panels, h, h + 3, b, out, c);
        assertProduct(h, cols, h + 3, transpose, block, c);
        blockProduct(panels, h, h, b, out, c);
        assertProduct(h, cols, h + 3, alone, block, c);
    }

    /** Columns 2..6 of B: [h + 3, 7] go to columns 1..5 of C: [h, 7], which are read out. */
    private static void blockProduct(
            LanePanels a, int h, int depth, LaneComplex b, LaneComplex wide, LaneComplex c) {
        wide.fill(0, wide.re().length(), -1);
        a.multiply(depth, 5, b, 2 * L, 7, wide, L, 7);
        for (int i = 0; i < h; i++) {
            assertThat(wide.re().get(i * 7 * L)).isEqualTo(-1);
            assertThat(wide.im().get((i * 7 + 6) * L)).isEqualTo(-1);
            wide.copyTo((i * 7 + 1) * L, c, i * 5 * L, 5 * L);
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
        LaneMemory memory = new LaneMemory();
        LaneComplex factor = memory.complex(h * h);
        LaneComplex a = memory.complex(h * h);
        LaneComplex before = memory.complex(h * h);
        LaneTridiagonal form = new LaneTridiagonal(memory, h);
        memory.make();
        gaussian(factor, h);
        for (int lane = 0; lane < L; lane++) {
            double scale = Math.pow(10, 8.0 - 16.0 * lane / L);
            int rank = Math.min(h, lane);
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < h; j++) {
                    double re = 0;
                    double im = 0;
                    for (int k = 0; k < rank; k++) {
                        double xr = factor.re().get((i * h + k) * L + lane);
                        double xi = factor.im().get((i * h + k) * L + lane);
                        double yr = factor.re().get((j * h + k) * L + lane);
                        double yi = factor.im().get((j * h + k) * L + lane);
                        re += xr * yr + xi * yi;
                        im += xi * yr - xr * yi;
                    }
                    a.re().set((i * h + j) * L + lane, scale * re);
                    a.im().set((i * h + j) * L + lane, i == j ? 0 : scale * im);
                }
            }
        }
        a.copyTo(0, before, 0, h * h * L);
        form.reduce(a);
        for (int lane = 0; lane < L; lane++) {
            double size = 0;
            for (int i = 0; i < h * h; i++) {
                size = Math.max(size, Math.abs(before.re().get(i * L + lane)));
            }
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < h; j++) {
                    double[] product = entry(form, h, i, j, lane);
                    int at = (i * h + j) * L + lane;
                    String what = "lane %d, entry %d %d".formatted(lane, i, j);
                    assertThat(product[0])
                            .as(what)
                            .isCloseTo(before.re().get(at), within(1e-13 * h * size));
                    assertThat(product[1])
                            .as(what)
                            .isCloseTo(before.im().get(at), within(1e-13 * h * size));
                    assertThat(product[2]).as(what).isCloseTo(i == j ? 1 : 0, within(1e-13));
                    assertThat(product[3]).as(what).isCloseTo(0, within(1e-13));
                }
            }
        }
    }

    /** Entries whose squares are not normal numbers count as zeros: no NaN, Q stays unitary. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {0, 1, -2, 1e-150, 1e-154, 1e-155, 1e-158, 1e-161, 1e-170, 1e-200})
    void matricesThatAreTridiagonalAlready(double below) {
        int h = 5;
        LaneMemory memory = new LaneMemory();
        LaneComplex a = memory.complex(h * h);
        LaneTridiagonal form = new LaneTridiagonal(memory, h);
        memory.make();
        for (int l = 0; l < L; l++) {
            for (int i = 0; i < h; i++) {
                a.re().set((i * h + i) * L + l, 1 + i);
                if (i > 0) {
                    // Real in even lanes, imaginary in odd ones.
                    LaneArray plane = l % 2 == 0 ? a.re() : a.im();
                    plane.set((i * h + i - 1) * L + l, below);
                }
            }
        }
        form.reduce(a);
        for (int l = 0; l < L; l++) {
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < h; j++) {
                    double[] product = entry(form, h, i, j, l);
                    double off = Math.abs(i - j) == 1 ? Math.abs(below) : 0;
                    double expected = i == j ? 1 + i : off;
                    assertThat(Math.hypot(product[0], product[1]))
                            .isCloseTo(expected, within(1e-13));
                    assertThat(product[2]).isCloseTo(i == j ? 1 : 0, within(1e-13));
                    assertThat(product[3]).isCloseTo(0, within(1e-13));
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
                                ? form.diagonal.get(k * L + lane)
                                : form.off.get(Math.min(k, l) * L + lane));
                int x = (k * h + i) * L + lane;
                int y = (l * h + j) * L + lane;
                double re =
                        form.q.re().get(x) * form.q.re().get(y)
                                + form.q.im().get(x) * form.q.im().get(y);
                double im =
                        form.q.im().get(x) * form.q.re().get(y)
                                - form.q.re().get(x) * form.q.im().get(y);
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
        LaneMemory memory = new LaneMemory();
        LaneComplex root = memory.complex(n * n);
        LaneComplex a = memory.complex(n * n);
        LaneComplex x = memory.complex(2 * n);
        LaneComplex b = memory.complex(2 * n);
        LaneComplex transpose = memory.complex(n * n);
        LanePanels matrix = LanePanels.of(memory, n, n);
        memory.make();
        gaussian(root, 5);
        gaussian(x, 6);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int row = i * n * L;
                int other = j * n * L;
                LaneProducts.dotRow(n, root, row, root, other, a, (i * n + j) * L);
                LaneProducts.dotRow(n, root, row, root, other, transpose, (j * n + i) * L);
            }
        }
        matrix.takeTranspose(n, transpose);
        matrix.multiply(n, 2, x, 0, 2, b, 0, 2);
        LaneCholesky.factorise(n, a);
        LaneCholesky.solve(n, a, b);
        for (int i = 0; i < 2 * n * L; i++) {
            assertThat(b.re().get(i)).isCloseTo(x.re().get(i), within(1e-9));
            assertThat(b.im().get(i)).isCloseTo(x.im().get(i), within(1e-9));
        }
    }

    /** (T + c) times the solution, and the norm of what a solution gives. */
    @ParameterizedTest(name = "h = {0}, {1} columns")
    @CsvSource({"1, 1", "2, 2", "5, 3", "10, 4", "10, 23", "7, 9"})
    void shiftedTridiagonalSystems(int h, int cols) {
        LaneMemory memory = new LaneMemory();
        LaneComplex b = memory.complex(h * cols);
        LaneComplex x = memory.complex(h * cols);
        LaneComplex root = memory.complex(h);
        LaneArray diagonal = memory.array(h);
        LaneArray off = memory.array(h);
        LaneArray shift = memory.array(1);
        LaneArray norm = memory.array(1);
        LaneShiftedSolve solve = new LaneShiftedSolve(memory, h);
        memory.make();
        gaussian(b, 7);
        gaussian(root, 8);
        // T = R R^T with a lower bidiagonal R has no negative eigenvalues.
        for (int l = 0; l < L; l++) {
            for (int i = 0; i < h; i++) {
                double r = root.re().get(i * L + l);
                double before = i == 0 ? 0 : root.im().get((i - 1) * L + l);
                diagonal.set(i * L + l, r * r + before * before);
                off.set(i * L + l, r * root.im().get(i * L + l));
            }
            shift.set(l, 0.1 + l);
        }
        solve.factorise(diagonal, off, shift);
        solve.solve(b, 0, cols, x);
        solve.addNorm(b, 0, cols, norm);
        for (int l = 0; l < L; l++) {
            double sum = 0;
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < cols; j++) {
                    int at = (i * cols + j) * L + l;
                    double d = diagonal.get(i * L + l) + shift.get(l);
                    double above = i == 0 ? 0 : off.get((i - 1) * L + l);
                    double below = i == h - 1 ? 0 : off.get(i * L + l);
                    for (LaneArray[] plane :
                            new LaneArray[][] {{x.re(), b.re()}, {x.im(), b.im()}}) {
                        double back = d * plane[0].get(at);
                        back += i == 0 ? 0 : above * plane[0].get(at - cols * L);
                        back += i == h - 1 ? 0 : below * plane[0].get(at + cols * L);
                        assertThat(back).isCloseTo(plane[1].get(at), within(1e-11));
                        sum += plane[0].get(at) * plane[0].get(at);
                    }
                }
            }
            assertThat(norm.get(l)).isCloseTo(sum, within(1e-12 * sum));
        }
    }

    /** Numbers stay what they are wherever in the array they begin. */
    @Test
    void numbersMoveInMemory() {
        LaneMemory memory = new LaneMemory();
        LaneComplex z = memory.complex(50);
        LaneAlignment alignment = new LaneAlignment(memory);
        LaneArray last = memory.array(1);
        memory.make();
        gaussian(z, 10);
        last.fill(0, L, 3);
        SplitComplex before = lane(z, L - 1, 50);
        for (int place = L - 1; place >= 0; place--) {
            memory.begin(place);
            assertThat(z.re().index(0)).isEqualTo(place);
            alignment.improve();
            assertThat(memory.first()).isBetween(0, L - 1);
            assertThat(lane(z, L - 1, 50).re()).containsExactly(before.re());
            assertThat(lane(z, L - 1, 50).im()).containsExactly(before.im());
            assertThat(last.get(0)).isEqualTo(3);
        }
    }

    /** Over the whole range that occurs, and whether or not the compiler has been there. */
    @Test
    void logarithmsAndExponentials() {
        int count = 2000;
        LaneMemory memory = new LaneMemory();
        LaneArray x = memory.array(count);
        LaneArray y = memory.array(count);
        LaneArray exp = memory.array(count);
        LaneArray log = memory.array(count);
        memory.make();
        Random random = new Random(9);
        for (int i = 0; i < x.length(); i++) {
            x.set(i, 1400 * random.nextDouble() - 700);
            y.set(i, Math.exp(random.nextBoolean() ? x.get(i) : 1e-3 * x.get(i) / 700));
        }
        y.set(0, 1);
        y.set(1, 1e-200);
        x.set(0, 0);
        x.set(1, -460.5);
        LaneLogarithms.exp(1, x, exp);
        LaneLogarithms.log(1, y, log);
        double[] firstExp = first(exp);
        double[] firstLog = first(log);
        for (int round = 0; round < 30; round++) {
            LaneLogarithms.exp(count, x, exp);
            LaneLogarithms.log(count, y, log);
        }
        for (int i = 0; i < x.length(); i++) {
            double e = Math.exp(x.get(i));
            double l = Math.log(y.get(i));
            assertThat(exp.get(i)).as("exp %s", x.get(i)).isCloseTo(e, within(1e-15 * e));
            assertThat(log.get(i)).as("log %s", y.get(i)).isCloseTo(l, within(5e-16 * Math.abs(l)));
        }
        assertThat(first(exp)).containsExactly(firstExp);
        assertThat(first(log)).containsExactly(firstLog);
    }

    private static double[] first(LaneArray numbers) {
        return Arrays.copyOfRange(numbers.data(), numbers.index(0), numbers.index(L));
    }
}
