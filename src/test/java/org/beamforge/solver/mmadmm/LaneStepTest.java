package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.mmadmm.lanes.LaneGroup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A step of the lanes: it meets the conditions of optimality of (59). If its search for mu of (59c)
 * ends early, both constraints hold exactly, and what is lost of the objective of (59) is of second
 * order in the error of mu.
 */
class LaneStepTest {
    private static final ComplexKernels KERNELS = KernelProvider.plain();
    private static final int ROWS = SensingMoments.ROWS;
    private static final int LANES = LaneGroup.lanes();
    private static final double WEAK = 1e-3;

    /** One step from the start of one problem per lane. */
    private static final class Steps {
        final int n;
        final int p;
        final int cols;
        final AdmmProblem[] jobs = new AdmmProblem[LANES];
        final Surrogate[] surrogates = new Surrogate[LANES];
        final SplitComplex[] columns = new SplitComplex[LANES];
        final SplitComplex[] starts = new SplitComplex[LANES];
        final LaneGroup group;

        /** Norm of the part of W outside these dimensions. */
        final double outside;

        Steps(int antennas, int users, double outside, double radius, boolean near, long seed) {
            this(antennas, users, outside, radius, near, 1, seed);
        }

        /**
         * @param pull what c of the penalty is multiplied by; where it is not 1 channels are so
         *     weak that the penalty, which wants less of s, draws W into the ball
         */
        Steps(
                int antennas,
                int users,
                double outside,
                double radius,
                boolean near,
                double pull,
                long seed) {
            this.outside = outside;
            Random random = new Random(seed);
            for (int l = 0; l < LANES; l++) {
                BeamProblem problem =
                        RandomBeamProblems.all(
                                RandomBeamProblems.canonical(
                                        antennas, users, 0.9 * random.nextDouble(), 0, 30, random),
                                false);
                if (near) {
                    turnToTarget(problem, random);
                }
                for (int i = 0; pull != 1 && i < problem.channels().length(); i++) {
                    problem.channels().re()[i] *= WEAK;
                    problem.channels().im()[i] *= WEAK;
                }
                Coordinates coordinates = Coordinates.of(problem);
                SplitComplex x =
                        new StartingBeams(KERNELS)
                                .of(
                                        coordinates.problem(),
                                        SensingFeasibility.of(coordinates.problem(), KERNELS),
                                        users + problem.dimension(),
                                        0,
                                        Initialisation.MATCHED_FILTER,
                                        1);
                for (int i = 0; i < x.length(); i++) {
                    x.re()[i] *= Math.sqrt(1 - outside * outside);
                    x.im()[i] *= Math.sqrt(1 - outside * outside);
                }
                jobs[l] = new AdmmProblem(coordinates, l, 0, x);
            }
            n = users;
            p = jobs[0].coordinates.problem().dimension();
            cols = jobs[0].x.length() / p;
            group = new LaneGroup(p, n, cols);
            LoopControl control = new LoopControl(Schedule.SCALED);
            for (int l = 0; l < LANES; l++) {
                AdmmProblem job = jobs[l];
                columns[l] = SplitComplex.allocate(p * (n + ROWS));
                job.coordinates.stack(columns[l]);
                starts[l] = received(l, job.x);
                group.load(l, columns[l], job.x, starts[l]);
                group.stay(l);
                job.moments.read(starts[l], n * cols, cols);
                job.keptMoments.read(starts[l], n * cols, cols);
                control.begin(job);
                control.project(job);
                for (int i = 0; i < job.c.length; i++) {
                    job.c[i] *= pull;
                }
                Received.auxiliaries(job, starts[l], 0, n, cols);
                surrogates[l] = new Surrogate();
                surrogates[l].build(job.moments, job.c, job.rho, radius, false);
            }
            group.move();
        }

        /** The first user's channel becomes that of the target, nearly, and strong. */
        private static void turnToTarget(BeamProblem problem, Random random) {
            SplitComplex h = problem.channels();
            int n = problem.users();
            for (int i = 0; i < problem.dimension(); i++) {
                double re = problem.sensing().re()[i * ROWS] + 0.1 * random.nextGaussian();
                double im = problem.sensing().im()[i * ROWS] + 0.1 * random.nextGaussian();
                h.re()[i * n] = 30 * re;
                h.im()[i * n] = 30 * im;
            }
        }

        SplitComplex received(int l, SplitComplex x) {
            SplitComplex s = SplitComplex.allocate((n + ROWS) * cols);
            KERNELS.multiplyAdjointLeft(n + ROWS, cols, p, columns[l], 0, x, 0, s, 0);
            return s;
        }

        /** The step with the search for mu starting from these values, ending as told. */
        SplitComplex[] minimise(double[] mu, double accuracy) {
            for (int l = 0; l < LANES; l++) {
                Surrogate s = surrogates[l];
                group.setStep(
                        l,
                        s.sigma,
                        s.weight,
                        s.psiRe,
                        s.psiIm,
                        required(l),
                        outside,
                        mu[l],
                        accuracy);
            }
            group.minimise();
            SplitComplex all = SplitComplex.allocate(LANES * p * cols);
            group.trials(all, 0);
            SplitComplex[] out = new SplitComplex[LANES];
            for (int l = 0; l < LANES; l++) {
                out[l] = SplitComplex.allocate(p * cols);
                System.arraycopy(all.re(), l * p * cols, out[l].re(), 0, p * cols);
                System.arraycopy(all.im(), l * p * cols, out[l].im(), 0, p * cols);
            }
            return out;
        }

        /** Half the right side of (59b); the start meets (27a). */
        double required(int l) {
            double detection = jobs[l].moments.detection();
            return 0.5 * (Math.min(jobs[l].problem.deltaD(), detection) + detection);
        }

        /** Re t^H w for t = vec(d d^H W_t): Re y_d(W_t)^* y_d(W). */
        double detected(int l, SplitComplex x) {
            SplitComplex s = received(l, x);
            double sum = 0;
            for (int t = 0; t < cols; t++) {
                int at = n * cols + t;
                sum += s.re()[at] * starts[l].re()[at] + s.im()[at] * starts[l].im()[at];
            }
            return sum;
        }

        /** (59a), on the ball. */
        double objective(int l, SplitComplex x) {
            return objective(l, x, shrink(x));
        }

        /** (59a), term by term as it is defined, with what the part outside shrinks by. */
        double objective(int l, SplitComplex x, double shrink) {
            AdmmProblem job = jobs[l];
            Surrogate g = surrogates[l];
            SplitComplex s = received(l, x);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double size = job.bRe[i] * job.bRe[i] + job.bIm[i] * job.bIm[i];
                for (int t = 0; t < cols; t++) {
                    sum += size * square(s, i * cols + t);
                }
                double factor = Math.sqrt((1 + job.upsilon[i]) / n);
                int own = i * cols + i;
                sum -= 2 * factor * (job.bRe[i] * s.re()[own] + job.bIm[i] * s.im()[own]);
            }
            sum += g.sigma * outside * outside * (shrink * shrink - 2 * shrink);
            for (int i = 0; i < p * cols; i++) {
                double across = x.re()[i] * job.x.re()[i] + x.im()[i] * job.x.im()[i];
                sum += g.sigma * (square(x, i) - 2 * across);
            }
            double[] re = new double[ROWS * ROWS];
            double[] im = new double[ROWS * ROWS];
            for (int a = 0; a < ROWS; a++) {
                for (int b = 0; b < ROWS; b++) {
                    for (int t = 0; t < cols; t++) {
                        int u = (n + a) * cols + t;
                        int v = (n + b) * cols + t;
                        double yr = starts[l].re()[v];
                        double yi = starts[l].im()[v];
                        re[a * ROWS + b] += s.re()[u] * yr + s.im()[u] * yi;
                        im[a * ROWS + b] += s.im()[u] * yr - s.re()[u] * yi;
                    }
                    int at = a * ROWS + b;
                    sum -= 2 * (g.psiRe[at] * re[at] + g.psiIm[at] * im[at]);
                }
            }
            int gg = ROWS + 1;
            int ee = 2 * ROWS + 2;
            sum += g.weight[0] * (square(re[gg] + re[ee]) + square(im[gg] + im[ee]));
            sum += 2 * g.weight[1] * (square(re[ee - 1]) + square(im[ee - 1]));
            sum += 2 * g.weight[2] * (square(re[gg + 1]) + square(im[gg + 1]));
            return sum + g.weight[3] * (square(re[gg]) + square(im[gg]));
        }

        /** Of the part outside; the step is on the ball as a whole. */
        private double shrink(SplitComplex x) {
            return outside > 0 ? Math.sqrt(Math.max(0, 1 - power(x))) / outside : 1;
        }

        private static double square(double x) {
            return x * x;
        }

        void assertOnTheBall(int l, SplitComplex x, double accuracy, String what) {
            double rest = group.shrink(l) * outside;
            assertThat(power(x) + rest * rest).as(what).isCloseTo(1, within(accuracy));
        }

        private static double square(SplitComplex z, int at) {
            return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
        }
    }

    @ParameterizedTest(name = "{0} antennas, {1} users, {2} outside, near the target {3}")
    @CsvSource({
        "16, 2, 0, false",
        "16, 4, 0, false",
        "8, 1, 0, false",
        "5, 4, 0, false",
        "3, 5, 0, false",
        "24, 10, 0, false",
        "16, 4, 0.4, false",
        "16, 2, 0, true",
        "3, 5, 0, true",
        "16, 4, 0.4, true"
    })
    void anEarlyEndLosesTheSquareOfTheErrorOfMu(
            int antennas, int users, double outside, boolean near) {
        long seed = 100L * antennas + users;
        Steps steps = new Steps(antennas, users, outside, 0.5, near, seed);
        double[] mu = new double[LANES];
        SplitComplex[] exact = steps.minimise(mu, 0);
        for (int l = 0; l < LANES; l++) {
            mu[l] = steps.group.mu(l);
            if (mu[l] > 0) {
                steps.assertOnTheBall(l, exact[l], 1e-11, "exactly");
            }
        }
        double[][] loss = new double[2][LANES];
        int active = 0;
        int ends = 0;
        for (int k = 0; k < 2; k++) {
            double delta = k == 0 ? 3e-3 : 3e-4;
            for (int sign : new int[] {-1, 1}) {
                double[] first = mu.clone();
                for (int l = 0; l < LANES; l++) {
                    first[l] += sign * delta * (steps.surrogates[l].sigma + mu[l]);
                }
                SplitComplex[] early = steps.minimise(first, 1);
                for (int l = 0; l < LANES; l++) {
                    if (!(mu[l] > 0)) {
                        continue;
                    }
                    String what = "lane %d, delta %s, seed %d".formatted(l, sign * delta, seed);
                    boolean ended = Math.abs(steps.group.mu(l) - first[l]) < 1e-12 * (1 + mu[l]);
                    ends += ended ? 1 : 0;
                    steps.assertOnTheBall(l, early[l], 1e-11, what);
                    double required = steps.required(l);
                    double detected = steps.detected(l, early[l]);
                    assertThat(detected).as(what).isGreaterThan(required * (1 - 1e-10));
                    if (steps.detected(l, exact[l]) < required * (1 + 1e-10)) {
                        active++;
                    }
                    double best = steps.objective(l, exact[l]);
                    double more = steps.objective(l, early[l]) - best;
                    assertThat(more).as(what).isGreaterThan(-1e-10 * Math.abs(best));
                    loss[k][l] = Math.max(loss[k][l], more);
                }
            }
        }
        assertThat(active).as("steps with (59b) active").isGreaterThan(0);
        assertThat(ends).as("early ends").isGreaterThan(2 * LANES);
        for (int l = 0; l < LANES; l++) {
            double rounding = 1e-10 * Math.abs(steps.objective(l, exact[l]));
            assertThat(loss[1][l])
                    .as("lane %d, %s with ten times the error", l, loss[0][l])
                    .isLessThanOrEqualTo(0.03 * loss[0][l] + rounding);
        }
    }

    /**
     * The gradient of (59a) at the minimiser, by differences of a quadratic function, which are
     * exact, is a combination of those of (59b) and (59c) with multipliers of the right sign, zero
     * where there is slack.
     *
     * @param radius of the surrogates: the smaller, the heavier the penalty weighs
     * @param pull below 1 where (59c) is to be slack
     */
    @ParameterizedTest(
            name = "{0} antennas, {1} users, {2} outside, radius {3}, near {4}, pull {5}")
    @CsvSource({
        "16, 2, 0, 0.5, false, 1",
        "16, 4, 0, 0.5, false, 1",
        "8, 1, 0, 0.5, false, 1",
        "5, 4, 0, 0.5, false, 1",
        "3, 5, 0, 0.5, false, 1",
        "24, 10, 0, 0.5, false, 1",
        "16, 4, 0, 2, false, 1",
        "16, 4, 0, 0.05, false, 1",
        "16, 4, 0.4, 0.5, false, 1",
        "16, 2, 0, 0.5, true, 1",
        "3, 5, 0, 0.5, true, 1",
        "16, 4, 0, 0.05, true, 1",
        "16, 4, 0.4, 0.5, true, 1",
        "16, 4, 0, 0.5, false, 0.25",
        "3, 5, 0, 0.5, false, 0.25",
        "16, 2, 0.4, 0.5, false, 0.25"
    })
    void meetsTheConditionsOfOptimality(
            int antennas, int users, double outside, double radius, boolean near, double pull) {
        int[] active = new int[4];
        for (long seed = 1; seed <= 4; seed++) {
            Steps steps = new Steps(antennas, users, outside, radius, near, pull, seed);
            SplitComplex[] w = steps.minimise(new double[LANES], 0);
            for (int l = 0; l < LANES; l++) {
                active[assertOptimal(steps, l, w[l], "lane %d, seed %d".formatted(l, seed))]++;
            }
        }
        if (pull < 1) {
            assertThat(active[0] + active[1]).as("(59c) slack").isGreaterThan(0);
        } else {
            assertThat(active[2] + active[3]).as("(59c) active").isGreaterThan(0);
        }
        if (near || pull < 1) {
            assertThat(active[1] + active[3]).as("(59b) active").isGreaterThan(0);
        }
    }

    /** Returns 1 if (59b) is active, plus 2 if (59c) is. */
    private static int assertOptimal(Steps steps, int l, SplitComplex w, String what) {
        double mu = steps.group.mu(l);
        double shrink = steps.group.shrink(l);
        int half = w.length();
        double[] gradient = new double[2 * half];
        double[] detection = new double[2 * half];
        SplitComplex moved = new SplitComplex(w.re().clone(), w.im().clone());
        double size = 0;
        for (int i = 0; i < 2 * half; i++) {
            double[] plane = i < half ? moved.re() : moved.im();
            double at = plane[i % half];
            plane[i % half] = at + 1;
            double above = steps.objective(l, moved, shrink);
            double more = steps.detected(l, moved);
            plane[i % half] = at - 1;
            double below = steps.objective(l, moved, shrink);
            detection[i] = 0.5 * (more - steps.detected(l, moved));
            plane[i % half] = at;
            // Halved, as is everything in w^H K w - 2 Re p^H w.
            gradient[i] = 0.25 * (above - below);
            size = Math.max(size, Math.abs(above) + Math.abs(below));
        }
        double across = 0;
        double square = 0;
        for (int i = 0; i < 2 * half; i++) {
            double own = i < half ? w.re()[i] : w.im()[i - half];
            gradient[i] += mu * own;
            across += gradient[i] * detection[i];
            square += detection[i] * detection[i];
        }
        double nu = across / square;
        double rest = 0;
        for (int i = 0; i < 2 * half; i++) {
            rest += Math.pow(gradient[i] - nu * detection[i], 2);
        }
        // Relative to what the differences are taken of, the size of K.
        double accuracy = 1e-9 * (1 + size);
        double slack = steps.detected(l, w) - steps.required(l);
        double left = shrink * steps.outside;
        double ball = power(w) + left * left - 1;
        assertThat(Math.sqrt(rest)).as(what).isLessThan(accuracy);
        double sigma = steps.surrogates[l].sigma;
        assertThat(shrink * (sigma + mu)).as(what).isCloseTo(sigma, within(1e-9 * sigma));
        assertThat(nu).as(what).isGreaterThan(-accuracy);
        assertThat(mu).as(what).isNotNegative();
        assertThat(slack).as(what).isGreaterThan(-1e-9);
        assertThat(ball).as(what).isLessThan(1e-9);
        assertThat(nu * slack).as(what).isCloseTo(0, within(accuracy));
        assertThat(mu * ball).as(what).isCloseTo(0, within(accuracy));
        return (Math.abs(slack) < 1e-9 ? 1 : 0) + (mu > 0 ? 2 : 0);
    }

    /**
     * Short steps with a user near the target, where no nu may do for a mu: then the search goes
     * on.
     */
    @ParameterizedTest(name = "{0} antennas, {1} users")
    @CsvSource({"16, 1", "16, 2", "16, 4", "3, 5"})
    void bothConstraintsHoldHoweverTheSearchEnds(int antennas, int users) {
        int ends = 0;
        for (long seed = 1; seed <= 20; seed++) {
            for (double radius : new double[] {1e-4, 1e-2}) {
                Steps steps = new Steps(antennas, users, 0, radius, true, seed);
                double[] mu = new double[LANES];
                steps.minimise(mu, 0);
                for (int l = 0; l < LANES; l++) {
                    mu[l] = steps.group.mu(l);
                }
                for (double delta : new double[] {-3e-1, -1e-2, 1e-2, 3e-1}) {
                    double[] first = mu.clone();
                    for (int l = 0; l < LANES; l++) {
                        first[l] += delta * (steps.surrogates[l].sigma + mu[l]);
                    }
                    SplitComplex[] early = steps.minimise(first, 1);
                    for (int l = 0; l < LANES; l++) {
                        String what =
                                "lane %d, delta %s, radius %s, seed %d"
                                        .formatted(l, delta, radius, seed);
                        if (mu[l] > 0) {
                            // The shift is 1e-8 of A there, so rounding shows.
                            steps.assertOnTheBall(l, early[l], 1e-6, what);
                            assertThat(steps.detected(l, early[l]))
                                    .as(what)
                                    .isGreaterThan(steps.required(l) * (1 - 1e-6));
                            ends += Math.abs(steps.group.mu(l) - first[l]) < 1e-12 ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(ends).as("early ends").isGreaterThan(0);
    }

    private static double power(SplitComplex z) {
        double sum = 0;
        for (int i = 0; i < z.length(); i++) {
            sum += z.re()[i] * z.re()[i] + z.im()[i] * z.im()[i];
        }
        return sum;
    }
}
