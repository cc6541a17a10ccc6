package org.beamforge.solver.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.Dense;
import org.beamforge.solver.ReferenceKernels;
import org.beamforge.solver.Stations;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensingDualTest {
    private static final int USERS = 2;

    /** Everything about one random inner problem. */
    private static final class Case {
        final BeamProblem problem;
        final int r;
        final ZMatrixRMaj v;
        final ZMatrixRMaj a;
        final ZMatrixRMaj f;
        final SensingDual dual;

        Case(long seed, double fraction, ComplexKernels kernels) {
            Random random = new Random(seed);
            problem =
                    Stations.random(
                                    Stations.Kind.GENERIC,
                                    seed,
                                    USERS,
                                    4 + random.nextInt(5),
                                    fraction,
                                    random)
                            .compressed()
                            .problem();
            r = problem.dimension();
            v = Dense.of(r, 3, problem.sensing());
            ZMatrixRMaj b = gaussian(r, USERS, random);
            a = Dense.product(b, Dense.adjoint(b));
            f = Dense.product(b, gaussian(USERS, USERS, random)); // F in the range of A
            dual = new SensingDual(kernels);
            bind();
        }

        void bind() {
            dual.bind(problem, USERS, SensingDual.Power.LIMITED);
            for (int i = 0; i < r; i++) {
                for (int j = 0; j < r; j++) {
                    dual.a().re()[i * r + j] = a.getReal(i, j);
                    dual.a().im()[i * r + j] = a.getImag(i, j);
                }
                for (int j = 0; j < USERS; j++) {
                    dual.sensingAndF().re()[i * (3 + USERS) + 3 + j] = f.getReal(i, j);
                    dual.sensingAndF().im()[i * (3 + USERS) + 3 + j] = f.getImag(i, j);
                }
            }
        }

        /** theta = (mu, nu, z1, z3, x, y) with B > 0, and the factor of Z. */
        void place(Random random, double t) {
            double[] l = {
                0.2 + random.nextDouble(),
                random.nextGaussian() * 0.3,
                random.nextGaussian() * 0.3,
                0.2 + random.nextDouble()
            };
            System.arraycopy(l, 0, dual.factorZ, 0, 4);
            dual.theta[0] = 4 + random.nextDouble();
            dual.theta[1] = 0.3 + random.nextDouble();
            dual.theta[2] = l[0] * l[0];
            dual.theta[3] = l[1] * l[1] + l[2] * l[2] + l[3] * l[3];
            dual.theta[4] = l[0] * l[1];
            dual.theta[5] = -l[0] * l[2];
            dual.t = t;
        }

        ZMatrixRMaj sensingTerm(double[] theta) {
            ZMatrixRMaj z = new ZMatrixRMaj(3, 3);
            z.set(0, 0, theta[1], 0);
            z.set(1, 1, theta[2] + theta[3], 0);
            z.set(2, 2, theta[2], 0);
            // -(z2^* e g^H + z2 g e^H) with z2 = x + jy
            z.set(1, 2, theta[4], theta[5]);
            z.set(2, 1, theta[4], -theta[5]);
            return Dense.product(v, z, Dense.adjoint(v));
        }

        /** D_t from its definition. */
        double value(double[] theta, double t) {
            ZMatrixRMaj b =
                    Dense.plus(Dense.plus(a, theta[0], Dense.identity(r)), -1, sensingTerm(theta));
            double det = theta[2] * theta[3] - theta[4] * theta[4] - theta[5] * theta[5];
            double quadratic =
                    Dense.traceOfProduct(Dense.adjoint(f), Dense.product(Dense.inverse(b), f));
            return quadratic
                    + theta[0]
                    - theta[1] * problem.deltaD()
                    - theta[2] * problem.deltaE()
                    - t
                            * (Dense.logDet(b)
                                    + Math.log(theta[0])
                                    + Math.log(theta[1])
                                    + Math.log(det));
        }

        /** theta after a move in the scaled variables: mu (1 + s), nu (1 + s), L (I + D) L^H. */
        double[] moved(double[] s) {
            double[] l = dual.factorZ;
            ZMatrixRMaj lower = new ZMatrixRMaj(2, 2);
            lower.set(0, 0, l[0], 0);
            lower.set(1, 0, l[1], l[2]);
            lower.set(1, 1, l[3], 0);
            ZMatrixRMaj middle = Dense.identity(2);
            middle.set(0, 0, 1 + s[2], 0);
            middle.set(1, 1, 1 + s[3], 0);
            middle.set(0, 1, s[4], s[5]);
            middle.set(1, 0, s[4], -s[5]);
            ZMatrixRMaj z = Dense.product(lower, middle, Dense.adjoint(lower));
            return new double[] {
                dual.theta[0] * (1 + s[0]),
                dual.theta[1] * (1 + s[1]),
                z.getReal(0, 0),
                z.getReal(1, 1),
                z.getReal(0, 1),
                z.getImag(0, 1)
            };
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void derivativesMatchFiniteDifferencesOfTheDefinition(long seed) {
        Case c = new Case(seed, 0.3, Stations.KERNELS);
        double t = 0.37;
        c.place(new Random(seed), t);
        assertThat(c.dual.evaluate(c.dual.theta, c.dual.factorZ)).isTrue();
        c.dual.computeGradient(c.dual.theta, c.dual.factorZ);
        c.dual.computeHessian();
        assertThat(c.dual.newtonDirection()).isTrue();
        double[] at = c.dual.theta.clone();
        assertThat(c.dual.value()).isCloseTo(c.value(at, t), within(1e-10));

        double h = 1e-5;
        for (int k = 0; k < 6; k++) {
            double slope = (c.value(step(at, k, h), t) - c.value(step(at, k, -h), t)) / (2 * h);
            assertThat(c.dual.plain[k]).as("dD/dtheta_%d", k).isCloseTo(slope, within(1e-7));
            double[] zero = new double[6];
            double scaled =
                    (c.value(c.moved(step(zero, k, h)), t) - c.value(c.moved(step(zero, k, -h)), t))
                            / (2 * h);
            assertThat(c.dual.gradient[k]).as("scaled slope %d", k).isCloseTo(scaled, within(1e-7));
        }
        double g = 1e-3;
        for (int j = 0; j < 6; j++) {
            for (int k = 0; k < 6; k++) {
                assertThat(c.dual.hessian[6 * j + k])
                        .as("Hessian without the scalar barriers, %d %d", j, k)
                        .isCloseTo(smoothSecond(c, at, j, k, g, t), within(1e-4));
                int p = j;
                int q = k;
                double second =
                        second((x, y) -> c.value(c.moved(two(p, q, x, y, new double[6])), t), g);
                assertThat(c.dual.scaledHessian[6 * j + k])
                        .as("scaled Hessian %d %d", j, k)
                        .isCloseTo(second, within(1e-4 * (1 + Math.abs(second))));
            }
        }
    }

    /** Second difference of D_t plus the scalar barriers, which the Hessian leaves out. */
    private static double smoothSecond(Case c, double[] at, int j, int k, double h, double t) {
        return second(
                (x, y) -> {
                    double[] p = two(j, k, x, y, at.clone());
                    double det = p[2] * p[3] - p[4] * p[4] - p[5] * p[5];
                    return c.value(p, t) + t * (Math.log(p[0]) + Math.log(p[1]) + Math.log(det));
                },
                h);
    }

    private interface Plane {
        double at(double x, double y);
    }

    /** Mixed second difference with Richardson extrapolation. */
    private static double second(Plane f, double h) {
        return (4 * mixed(f, h) - mixed(f, 2 * h)) / 3;
    }

    private static double mixed(Plane f, double h) {
        return (f.at(h, h) - f.at(h, -h) - f.at(-h, h) + f.at(-h, -h)) / (4 * h * h);
    }

    private static double[] two(int j, int k, double x, double y, double[] to) {
        to[j] += x;
        to[k] += y;
        return to;
    }

    private static double[] step(double[] at, int k, double h) {
        double[] out = at.clone();
        out[k] += h;
        return out;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void centredPointIsStrictlyFeasibleWithTheGapOfTheBarrier(long seed) {
        for (double fraction : new double[] {1e-3, 0.5, 0.95}) {
            Case c = new Case(seed, fraction, Stations.KERNELS);
            for (double t : new double[] {1e-2, 1e-4, 1e-6}) {
                c.dual.coldStart(1, 0);
                assertThat(c.dual.follow(0.1, t, 0.1, 100)).isTrue();
                ZMatrixRMaj w = new ZMatrixRMaj(c.r, USERS);
                for (int i = 0; i < c.r; i++) {
                    for (int j = 0; j < USERS; j++) {
                        int at = i * (3 + USERS) + 3 + j;
                        w.set(i, j, c.dual.primal().re()[at], c.dual.primal().im()[at]);
                    }
                }
                ZMatrixRMaj radar = Dense.of(c.r, c.r, c.dual.radarCovariance());
                ZMatrixRMaj r = Dense.plus(Dense.product(w, Dense.adjoint(w)), 1, radar);
                double primal =
                        2 * Dense.traceOfProduct(Dense.adjoint(c.f), w)
                                - Dense.traceOfProduct(c.a, r);
                double gap = c.dual.dualValue() - primal;
                assertThat(gap).isCloseTo((c.r + 4) * t, withinPercentage(15));

                assertThat(Dense.positiveDefinite(radar)).isTrue();
                double power = Dense.traceOfProduct(r, Dense.identity(c.r));
                assertThat(power).isLessThan(1);
                assertThat(c.dual.tracePower()).isCloseTo(power, within(1e-12));
                ZMatrixRMaj d = Dense.column(c.v, 0);
                ZMatrixRMaj g = Dense.column(c.v, 1);
                ZMatrixRMaj e = Dense.column(c.v, 2);
                double pg = Dense.form(g, r, g).real;
                Complex_F64 pge = Dense.form(g, r, e);
                assertThat(Dense.form(d, r, d).real).isGreaterThan(c.problem.deltaD());
                assertThat(pg + Dense.form(e, r, e).real - pge.getMagnitude2() / pg)
                        .isGreaterThan(c.problem.deltaE());
                // Weak duality for other dual feasible points: they bound every primal point.
                Random random = new Random(seed);
                c.place(random, t);
                assertThat(c.dual.evaluate(c.dual.theta, c.dual.factorZ)).isTrue();
                assertThat(c.dual.dualValue()).isGreaterThan(primal);
            }
        }
    }

    @Test
    void refusesToStartOutsideTheDomain() {
        Case c = new Case(1, 0.5, Stations.KERNELS);
        c.place(new Random(1), 0.1);
        c.dual.theta[0] = 1e-9; // B is indefinite: V Ztilde V^H is not covered by A
        assertThat(c.dual.center(0.1, 50)).isFalse();
    }

    @Test
    void centringAllocatesNothingOnceWarm() {
        Case c = new Case(3, 0.5, Stations.KERNELS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        int before = c.dual.newtonSteps();
        for (int repeat = 0; repeat < 200; repeat++) {
            c.dual.coldStart(1, 0);
            long start = threads.getCurrentThreadAllocatedBytes();
            boolean centred = c.dual.follow(0.1, 1e-6, 0.1, 100);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start);
            assertThat(centred).isTrue();
        }
        assertThat(c.dual.newtonSteps() - before).isGreaterThan(200 * 20);
        assertThat(least).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyKernelProviderLeadsToTheSamePoint(long seed) {
        double[] values = new double[2];
        SplitComplex[] primal = new SplitComplex[2];
        ComplexKernels[] providers = {Stations.KERNELS, new ReferenceKernels()};
        for (int p = 0; p < 2; p++) {
            Case c = new Case(seed, 0.6, providers[p]);
            c.dual.coldStart(1, 0);
            assertThat(c.dual.follow(0.1, 1e-4, 0.1, 100)).isTrue();
            values[p] = c.dual.dualValue();
            primal[p] = c.dual.primal();
        }
        assertThat(values[1]).isCloseTo(values[0], within(1e-9));
        for (int i = 0; i < primal[0].length(); i++) {
            assertThat(primal[1].re()[i]).isCloseTo(primal[0].re()[i], within(1e-7));
            assertThat(primal[1].im()[i]).isCloseTo(primal[0].im()[i], within(1e-7));
        }
    }

    private static ZMatrixRMaj gaussian(int rows, int cols, Random random) {
        ZMatrixRMaj z = new ZMatrixRMaj(rows, cols);
        for (int i = 0; i < z.data.length; i++) {
            z.data[i] = random.nextGaussian();
        }
        return z;
    }
}
