package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The QCQP (59): KKT conditions and the minimiser on matrices written out, M = 3, N = 2. */
class BeamQcqpTest {
    private static final ComplexKernels KERNELS = KernelProvider.plain();
    private static final double KKT = 1e-9;

    private static final class Solved {
        double mu;
        double nu;
        ZMatrixRMaj w;
        ZMatrixRMaj k;
        ZMatrixRMaj p;
        ZMatrixRMaj t;
        double required;
    }

    /** Solves (59) for a random A and F of size {@code strength} and checks every KKT condition. */
    private static Solved solve(SurrogateFixture f, double strength, double deltaD, Random random) {
        return solve(f, strength, deltaD, random, KERNELS, 0.1, 0);
    }

    /**
     * @param start where the search for mu begins
     * @param steepness with which the search for mu begins
     */
    private static Solved solve(
            SurrogateFixture f,
            double strength,
            double deltaD,
            Random random,
            ComplexKernels kernels,
            double start,
            double steepness) {
        int m = f.m;
        SplitComplex h = RandomBeamProblems.gaussian(m * f.n, random);
        SplitComplex columns = RandomBeamProblems.gaussian(m * f.n, random);
        for (int i = 0; i < m * f.n; i++) {
            columns.re()[i] *= strength;
            columns.im()[i] *= strength;
        }
        SplitComplex a = SplitComplex.allocate(m * m);
        KERNELS.gramOfRows(m, f.n, h, 0, a, 0);
        HermitianTridiagonal tridiagonal = new HermitianTridiagonal(m);
        tridiagonal.reduce(new SplitComplex(a.re().clone(), a.im().clone()));
        SplitComplex q = tridiagonal.q();

        // P = F + sigma W + V Psi Y, then everything in the coordinates where A is tridiagonal.
        Solved out = new Solved();
        out.p = Kronecker.plus(f.psi(), f.surrogate.sigma, f.w);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < f.n; j++) {
                int at = 2 * (j * m + i);
                out.p.data[at] += columns.re()[i * f.n + j];
                out.p.data[at + 1] += columns.im()[i * f.n + j];
            }
        }
        SplitComplex rhs = SplitComplex.allocate(m * f.cols);
        for (int t = 0; t < f.cols; t++) {
            for (int i = 0; i < m; i++) {
                rhs.re()[i * f.cols + t] = out.p.data[2 * (t * m + i)];
                rhs.im()[i * f.cols + t] = out.p.data[2 * (t * m + i) + 1];
            }
        }
        SplitComplex rhsHat = SplitComplex.allocate(m * f.cols);
        SplitComplex vHat = SplitComplex.allocate(m * 3);
        kernels.multiplyAdjointLeft(m, f.cols, m, q, 0, rhs, 0, rhsHat, 0);
        kernels.multiplyAdjointLeft(m, 3, m, q, 0, f.sensing, 0, vHat, 0);
        BeamQcqp qcqp = new BeamQcqp(kernels, m, m, f.cols);
        int width = BeamQcqp.width(kernels);
        for (int i = 0; i < m; i++) {
            for (int b = 0; b < 3; b++) {
                qcqp.thin.re()[i * width + b] = vHat.re()[i * 3 + b];
                qcqp.thin.im()[i * width + b] = vHat.im()[i * 3 + b];
                double re = 0;
                double im = 0;
                for (int t = 0; t < f.cols; t++) {
                    double pr = rhsHat.re()[i * f.cols + t];
                    double pi = rhsHat.im()[i * f.cols + t];
                    double yr = f.y.re()[b * f.cols + t];
                    double yi = f.y.im()[b * f.cols + t];
                    re += pr * yr + pi * yi;
                    im += pi * yr - pr * yi;
                }
                qcqp.thin.re()[i * width + 3 + b] = re;
                qcqp.thin.im()[i * width + 3 + b] = im;
            }
        }
        qcqp.solve(tridiagonal, rhsHat, 0, f.moments, f.surrogate, deltaD, start, steepness);
        out.mu = qcqp.mu();
        out.nu = qcqp.nu();

        // W = Q ((T + c)^-1 P + (T + c)^-1 V Gamma Y).
        SplitComplex vGamma = SplitComplex.allocate(m * 3);
        SplitComplex solvedV = SplitComplex.allocate(m * 3);
        for (int i = 0; i < m; i++) {
            System.arraycopy(qcqp.solvedSensing().re(), i * width, solvedV.re(), i * 3, 3);
            System.arraycopy(qcqp.solvedSensing().im(), i * width, solvedV.im(), i * 3, 3);
        }
        SplitComplex gamma = new SplitComplex(qcqp.gammaRe(), qcqp.gammaIm());
        kernels.multiply(m, 3, 3, solvedV, 0, gamma, 0, vGamma, 0);
        SplitComplex hat = SplitComplex.allocate(m * f.cols);
        kernels.multiply(m, f.cols, 3, vGamma, 0, f.y, 0, hat, 0);
        for (int t = 0; t < m * f.cols; t++) {
            hat.re()[t] += qcqp.solvedRightSide().re()[t];
            hat.im()[t] += qcqp.solvedRightSide().im()[t];
        }
        SplitComplex w = SplitComplex.allocate(m * f.cols);
        kernels.multiply(m, f.cols, m, q, 0, hat, 0, w, 0);
        out.w = Kronecker.vec(Kronecker.matrix(m, f.cols, w));
        out.k =
                Kronecker.plus(
                        f.hessian(), 1, Kronecker.identityTimes(f.cols, Kronecker.matrix(m, m, a)));
        out.t = Kronecker.times(f.detection, f.w);
        out.required = deltaD + f.moments.detection();

        ZMatrixRMaj stationary = Kronecker.plus(Kronecker.times(out.k, out.w), out.mu, out.w);
        stationary = Kronecker.plus(Kronecker.plus(stationary, -1, out.p), -out.nu, out.t);
        double affine = 2 * Kronecker.inner(out.t, out.w).real - out.required;
        double ball = Kronecker.squaredNorm(out.w) - 1;
        double size = 1 + Math.sqrt(Kronecker.squaredNorm(out.p)) + out.nu;
        assertThat(Math.sqrt(Kronecker.squaredNorm(stationary))).isLessThan(KKT * size);
        assertThat(affine).isGreaterThan(-KKT);
        assertThat(ball).isLessThan(KKT);
        assertThat(out.mu).isNotNegative();
        assertThat(out.nu).isNotNegative();
        assertThat(out.mu * ball).isCloseTo(0, within(KKT * size));
        assertThat(out.nu * affine).isCloseTo(0, within(KKT * size));
        return out;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void meetsTheConditionsOfOptimality(long seed) {
        Random random = new Random(seed);
        SurrogateFixture f = new SurrogateFixture(3, 2, seed % 2 == 0, 1, random);
        for (double strength : new double[] {1e-3, 1, 1e3}) {
            double deltaD = f.moments.detection() * random.nextDouble();
            solve(f, strength, deltaD, random);
        }
    }

    /** Other kernels, and a steepness that has nothing to do with this problem. */
    @ParameterizedTest(name = "steepness {0}")
    @ValueSource(doubles = {1e-9, 1e-3, 1, 1e9})
    void meetsThemFromAnySteepnessAndWithTheKernelsOfThisMachine(double steepness) {
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed);
            SurrogateFixture f = new SurrogateFixture(3, 2, seed % 2 == 0, 1, random);
            double deltaD = f.moments.detection() * random.nextDouble();
            ComplexKernels kernels = KernelProvider.best().sustained();
            solve(f, 10, deltaD, random, kernels, 0.1, steepness);
        }
    }

    /** A first step that does not halve a small error is no sign of rounding. */
    @ParameterizedTest(name = "steepness {0}")
    @ValueSource(doubles = {0.1, 0.5, 0.7, 1, 1.8, 3})
    void aSearchThatBeginsNextToTheRootEndsAtIt(double steepness) {
        for (long seed = 1; seed <= 6; seed++) {
            double mu = Double.NaN;
            for (double away : new double[] {0, 1e-11, -1e-10, 1e-9, -1e-8, 1e-6}) {
                Random random = new Random(seed);
                SurrogateFixture f = new SurrogateFixture(3, 2, false, 1, random);
                double start = Double.isNaN(mu) ? 0.1 : mu * (1 + away);
                double deltaD = 0.9 * f.moments.detection();
                Solved s = solve(f, 10, deltaD, random, KERNELS, start, steepness);
                assertThat(s.mu).isPositive();
                assertThat(Kronecker.squaredNorm(s.w)).isCloseTo(1, within(1e-12));
                mu = s.mu;
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void minimiserWithoutConstraintsIsThatOfTheKroneckerSystem(long seed) {
        // A small iterate and small F leave power over, and hardly any detection is asked for.
        Random random = new Random(seed);
        SurrogateFixture f = new SurrogateFixture(3, 2, false, 0.05, random);
        java.util.Arrays.fill(f.c, 0);
        f.surrogate.build(f.moments, f.c, 100, 0.5, false);
        Solved s = solve(f, 1e-3, -f.moments.detection() - 1, random);
        assertThat(s.mu).isZero();
        assertThat(s.nu).isZero();
        ZMatrixRMaj explicit = Kronecker.solve(s.k, s.p);
        for (int i = 0; i < explicit.data.length; i++) {
            assertThat(s.w.data[i]).isCloseTo(explicit.data[i], within(1e-10));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void minimiserWithBothConstraintsSolvesTheKroneckerSystem(long seed) {
        Random random = new Random(seed);
        SurrogateFixture f = new SurrogateFixture(3, 2, false, 1, random);
        Solved s = solve(f, 10, 0.999 * f.moments.detection(), random);
        assertThat(s.mu).isPositive();
        ZMatrixRMaj shifted =
                Kronecker.plus(s.k, s.mu, org.ejml.dense.row.CommonOps_ZDRM.identity(s.k.numRows));
        ZMatrixRMaj explicit = Kronecker.solve(shifted, Kronecker.plus(s.p, s.nu, s.t));
        for (int i = 0; i < explicit.data.length; i++) {
            assertThat(s.w.data[i]).isCloseTo(explicit.data[i], within(1e-10));
        }
    }

    /** Half-space active, ball not: little is asked of a small iterate, but more than it has. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theBallMayBeInactiveWhileTheHalfSpaceBinds(long seed) {
        Random random = new Random(seed);
        SurrogateFixture f = new SurrogateFixture(3, 2, false, 0.1, random);
        java.util.Arrays.fill(f.c, 0);
        f.surrogate.build(f.moments, f.c, 100, 0.5, false);
        Solved s = solve(f, 1e-6, 1.2 * f.moments.detection(), random);
        assertThat(s.mu).isZero();
        assertThat(s.nu).isPositive();
    }

    /**
     * No rank-one term, no direction of the channels: what is left is a multiple of the identity.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anIterateThatNoTargetSeesIsSolved(long seed) {
        Random random = new Random(seed);
        SurrogateFixture f = new SurrogateFixture(3, 2, false, 1, random);
        java.util.Arrays.fill(f.wPlanes.re(), 0);
        java.util.Arrays.fill(f.wPlanes.im(), 0);
        java.util.Arrays.fill(f.w.data, 0);
        java.util.Arrays.fill(f.y.re(), 0);
        java.util.Arrays.fill(f.y.im(), 0);
        f.moments.read(f.y, 0, f.cols);
        f.surrogate.build(f.moments, f.c, f.rho, f.radius, false);
        for (double strength : new double[] {1e-6, 1, 1e6}) {
            Solved s = solve(f, strength, 0, random);
            assertThat(s.nu).isZero();
        }
    }

    /** Coinciding targets: d = g makes the rank-one terms and t parallel. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void coincidingTargetsAreSolved(long seed) {
        Random random = new Random(seed);
        SurrogateFixture f = new SurrogateFixture(3, 2, seed % 2 == 0, 1, random, true);
        for (double strength : new double[] {1e-3, 1, 1e3}) {
            solve(f, strength, 0.9 * f.moments.detection(), random);
        }
    }

    @Test
    void detectionBoundBindsWhenUsersPullAway() {
        int binding = 0;
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            SurrogateFixture f = new SurrogateFixture(3, 2, false, 1, random);
            binding += solve(f, 10, f.moments.detection(), random).nu > 0 ? 1 : 0;
        }
        assertThat(binding).isGreaterThan(5);
    }

    @Test
    void nearlyAllPowerOnTheTargetIsStillSolved() {
        // With all but 1e-6 of the power on d, ball and half-space touch almost in a point.
        Random random = new Random(4);
        SurrogateFixture f = new SurrogateFixture(3, 2, false, 1, random);
        int m = f.m;
        for (int i = 0; i < m; i++) {
            for (int t = 0; t < f.cols; t++) {
                double noise = 1e-3 / Math.sqrt(m * f.cols);
                f.wPlanes.re()[i * f.cols + t] *= noise;
                f.wPlanes.im()[i * f.cols + t] *= noise;
            }
            f.wPlanes.re()[i * f.cols] += f.sensing.re()[i * 3];
            f.wPlanes.im()[i * f.cols] += f.sensing.im()[i * 3];
        }
        double norm = Math.sqrt(RandomBeamProblems.power(f.wPlanes));
        for (int i = 0; i < m * f.cols; i++) {
            f.wPlanes.re()[i] /= norm;
            f.wPlanes.im()[i] /= norm;
            int t = i % f.cols;
            f.w.data[2 * (t * m + i / f.cols)] = f.wPlanes.re()[i];
            f.w.data[2 * (t * m + i / f.cols) + 1] = f.wPlanes.im()[i];
        }
        KERNELS.multiplyAdjointLeft(3, f.cols, m, f.sensing, 0, f.wPlanes, 0, f.y, 0);
        f.moments.read(f.y, 0, f.cols);
        f.surrogate.build(f.moments, f.c, f.rho, f.radius, false);
        solve(f, 10, f.moments.detection() * (1 - 1e-9), random);
    }
}
