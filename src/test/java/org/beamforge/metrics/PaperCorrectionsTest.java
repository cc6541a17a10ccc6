package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Decibels;
import org.beamforge.model.Instance;
import org.beamforge.model.scenario.PathLoss;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One test per place where the printed paper has to be corrected, numbered as in
 * docs/paper-notes.md: each shows that the corrected form is right and the printed one is not.
 */
class PaperCorrectionsTest {
    private static final double NOISE = 0.3;

    /** Channels and beams of one base station serving three users; weights 1/3. */
    private static final class Link {
        final int users = 3;
        final ComplexMatrix channels;
        final Beamformer beams;
        final double[] sinr;

        /** h_i^H w_n, [users][N + R]. */
        final Complex[][] received;

        Link(long seed) {
            Random random = new Random(seed);
            channels = RandomNetworks.gaussian(users, 4, 1, random);
            beams = RandomNetworks.beamformer(4, users, 1, random);
            sinr = LinkMetrics.sinr(channels, beams, NOISE);
            ZMatrixRMaj w = CovarianceReference.stacked(beams);
            received = new Complex[users][w.numCols];
            for (int i = 0; i < users; i++) {
                for (int n = 0; n < w.numCols; n++) {
                    double re = 0;
                    double im = 0;
                    for (int m = 0; m < 4; m++) {
                        double hr = channels.re(i, m);
                        double hi = channels.im(i, m);
                        re += hr * w.getReal(m, n) + hi * w.getImag(m, n);
                        im += hr * w.getImag(m, n) - hi * w.getReal(m, n);
                    }
                    received[i][n] = new Complex(re, im);
                }
            }
        }

        /** sum over n of |h_i^H w_n|^power, optionally without n = i, plus noise. */
        double denominator(int i, boolean withOwn, int power) {
            double sum = NOISE;
            for (int n = 0; n < received[i].length; n++) {
                if (withOwn || n != i) {
                    sum += Math.pow(received[i][n].abs2(), power / 2.0);
                }
            }
            return sum;
        }
    }

    /** (31) for one user in nats, its ratio with the sum over all beams. */
    private static double dualTransform(double upsilon, double sinr) {
        return Math.log1p(upsilon) - upsilon + (1 + upsilon) * sinr / (1 + sinr);
    }

    /** User i's part of (32) with amplitude s = sqrt(omega (1 + upsilon)). */
    private static double quadraticTransform(double s, Complex b, Complex own, double total) {
        // 2 Re{s b^* h^H w_i} - |b|^2 (sum_n |h^H w_n|^2 + sigma^2)
        return 2 * s * (b.re() * own.re() + b.im() * own.im()) - b.abs2() * total;
    }

    private static double derivative(DoubleUnaryOperator f, double x) {
        double step = 1e-6 * Math.max(1, Math.abs(x));
        return (f.applyAsDouble(x + step) - f.applyAsDouble(x - step)) / (2 * step);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void item1SquaredModuliAndTheRightSums(long seed) {
        Link link = new Link(seed);
        for (int i = 0; i < link.users; i++) {
            Complex own = link.received[i][i];
            double total = link.denominator(i, true, 2);

            // (47): upsilon = SINR, squared moduli, n != i.
            double upsilon = own.abs2() / link.denominator(i, false, 2);
            assertThat(upsilon).isCloseTo(link.sinr[i], withinPercentage(1e-9));
            assertThat(own.abs2() / link.denominator(i, false, 1))
                    .as("as printed")
                    .isNotCloseTo(link.sinr[i], withinPercentage(1));

            // (31): the ratio has all n in its denominator, gamma/(1 + gamma) = |.|^2/total.
            assertThat(own.abs2() / total)
                    .isCloseTo(link.sinr[i] / (1 + link.sinr[i]), withinPercentage(1e-9));

            // (48): b = s h^H w_i/total over all n is where the transform (32) is stationary.
            double s = Math.sqrt((1 + upsilon) / link.users);
            Complex b = new Complex(s * own.re() / total, s * own.im() / total);
            assertThat(gradient(s, b, own, total)).isLessThan(1e-7);
            double withoutOwn = link.denominator(i, false, 2);
            Complex wrongSum = new Complex(s * own.re() / withoutOwn, s * own.im() / withoutOwn);
            // Relative slope gamma: off by the whole signal for a strong user.
            double scale = 2 * s * Math.sqrt(own.abs2());
            assertThat(gradient(s, wrongSum, own, total) / scale)
                    .as("n != i")
                    .isCloseTo(link.sinr[i], within(1e-5 * (1 + link.sinr[i])));
            double printed = link.denominator(i, true, 1);
            Complex wrongPower = new Complex(s * own.re() / printed, s * own.im() / printed);
            assertThat(gradient(s, wrongPower, own, total) / scale)
                    .as("as printed")
                    .isGreaterThan(1e-3);
        }
    }

    private static double gradient(double s, Complex b, Complex own, double total) {
        double re =
                derivative(x -> quadraticTransform(s, new Complex(x, b.im()), own, total), b.re());
        double im =
                derivative(x -> quadraticTransform(s, new Complex(b.re(), x), own, total), b.im());
        return Math.hypot(re, im);
    }

    @ParameterizedTest(name = "gamma = {0}")
    @ValueSource(doubles = {0.01, 0.5, 1, 7, 200})
    void item2TheDualTransformNeedsTheNaturalLogarithm(double gamma) {
        assertThat(derivative(u -> dualTransform(u, gamma), gamma)).isCloseTo(0, within(1e-6));
        assertThat(dualTransform(gamma, gamma)).isCloseTo(Math.log1p(gamma), within(1e-12));
        // A maximum: everywhere else the transform lies below the rate.
        for (double factor : new double[] {0.1, 0.5, 0.9, 1.1, 2, 10}) {
            assertThat(dualTransform(factor * gamma, gamma)).isLessThan(Math.log1p(gamma));
        }
        // With log2 in place of ln the slope at the SINR is (1/ln 2 - 1)/(1 + gamma), not 0.
        double printed =
                derivative(
                        u -> Math.log1p(u) / Math.log(2) - u + (1 + u) * gamma / (1 + gamma),
                        gamma);
        assertThat(printed).isCloseTo((1 / Math.log(2) - 1) / (1 + gamma), within(1e-6));
        assertThat(printed).isGreaterThan(1e-3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void item3TheLastSumOf32HasTheUsersOwnChannel(long seed) {
        Link link = new Link(seed);
        double objective = 0;
        double corrected = 0;
        double printed = 0;
        for (int i = 0; i < link.users; i++) {
            double omega = 1.0 / link.users;
            double upsilon = link.sinr[i];
            double s = Math.sqrt(omega * (1 + upsilon));
            Complex own = link.received[i][i];
            double total = link.denominator(i, true, 2);
            Complex b = new Complex(s * own.re() / total, s * own.im() / total);
            double constant = omega * (Math.log1p(upsilon) - upsilon);
            objective += omega * Math.log1p(link.sinr[i]);
            corrected += constant + quadraticTransform(s, b, own, total);

            // h_n for h_i: |h_n^H w_n|^2 for the users; a radar beam has no h_n and keeps h_i.
            double mixed = NOISE;
            for (int n = 0; n < link.received[i].length; n++) {
                mixed += link.received[n < link.users ? n : i][n].abs2();
            }
            printed += constant + quadraticTransform(s, b, own, mixed);
        }
        // At the optimal auxiliaries the transform equals the objective, and only then.
        assertThat(corrected).isCloseTo(objective, within(1e-12));
        assertThat(Math.abs(printed - objective)).isGreaterThan(1e-3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void item4TheMajoriserNeedsTheSpectralNorm(long seed) {
        // Theta_2 = G'^H G in canonical units: e g^H with unit e orthogonal to unit g, times s.
        Random random = new Random(seed);
        int antennas = 5;
        double phi = 0.5 + 2 * random.nextDouble();
        double s = 0.5 + 2 * random.nextDouble();
        ZMatrixRMaj g = CovarianceReference.response(antennas, phi, 1, 2);
        ZMatrixRMaj e = CovarianceReference.responseDerivative(antennas, phi, 1, 2);
        double norm =
                Math.sqrt(
                        CovarianceReference.trace(
                                        CovarianceReference.product(
                                                CovarianceReference.hermitian(e), e))
                                .real);
        for (int i = 0; i < e.data.length; i++) {
            e.data[i] *= s / norm;
        }
        ZMatrixRMaj theta = CovarianceReference.product(e, CovarianceReference.hermitian(g));

        // Nilpotent: every eigenvalue of Theta_2 is 0, so "the largest eigenvalue" bounds nothing.
        ZMatrixRMaj square = CovarianceReference.product(theta, theta);
        for (double entry : square.data) {
            assertThat(entry).isCloseTo(0, within(1e-12));
        }

        // ||Theta w||^2 <= lambda ||w||^2 + 2 Re{w0^H (Theta^H Theta - lambda I)(w - w0)}
        //                 + w0^H (Theta^H Theta - lambda I) w0 for all w, w0, tight at w = w0,
        // holds for lambda = ||Theta||_2^2 = s^2 and for nothing less.
        double tightest = s * s;
        boolean eigenvalueFails = false;
        boolean slightlyLessFails = false;
        for (int trial = 0; trial < 200; trial++) {
            ZMatrixRMaj w0 =
                    CovarianceReference.matrix(RandomNetworks.gaussian(antennas, 1, 1, random));
            ZMatrixRMaj step =
                    trial % 2 == 0
                            ? g
                            : CovarianceReference.matrix(
                                    RandomNetworks.gaussian(antennas, 1, 1, random));
            assertThat(majoriserGap(theta, tightest, w0, step)).isGreaterThan(-1e-10);
            eigenvalueFails |= majoriserGap(theta, 0, w0, step) < -1e-6;
            slightlyLessFails |= majoriserGap(theta, 0.99 * tightest, w0, step) < -1e-6;
        }
        assertThat(eigenvalueFails).isTrue();
        assertThat(slightlyLessFails).isTrue();
    }

    /** Majoriser minus function at w0 + step. */
    private static double majoriserGap(
            ZMatrixRMaj theta, double lambda, ZMatrixRMaj w0, ZMatrixRMaj step) {
        ZMatrixRMaj w = CovarianceReference.sum(w0, step);
        double function = norm2(CovarianceReference.product(theta, w));
        ZMatrixRMaj thetaW0 = CovarianceReference.product(theta, w0);
        ZMatrixRMaj thetaStep = CovarianceReference.product(theta, step);
        double linear = 2 * (inner(thetaW0, thetaStep) - lambda * inner(w0, step));
        double majoriser = lambda * norm2(w) + linear + norm2(thetaW0) - lambda * norm2(w0);
        return majoriser - function;
    }

    private static double inner(ZMatrixRMaj a, ZMatrixRMaj b) {
        return CovarianceReference.trace(
                        CovarianceReference.product(CovarianceReference.hermitian(a), b))
                .real;
    }

    private static double norm2(ZMatrixRMaj a) {
        return inner(a, a);
    }

    @ParameterizedTest(name = "L = {0}")
    @ValueSource(ints = {1, 2, 16})
    void item5TheStatisticIsExponentialAndTheSnapshotsCancel(int snapshots) {
        // y sums L snapshots, so both means carry the factor L: mu_0 = L, mu_1 = L (1 + Gamma).
        Random random = new Random(90 + snapshots);
        double gamma = 4;
        double falseAlarm = 0.02;
        int draws = 100_000;
        double threshold = DetectionProbability.threshold(snapshots, falseAlarm);
        double mean = 0;
        double square = 0;
        int detected = 0;
        for (int n = 0; n < draws; n++) {
            double re = 0;
            double im = 0;
            for (int l = 0; l < snapshots; l++) {
                re += Math.sqrt((1 + gamma) / 2) * random.nextGaussian();
                im += Math.sqrt((1 + gamma) / 2) * random.nextGaussian();
            }
            double statistic = re * re + im * im;
            mean += statistic / draws;
            square += statistic * statistic / draws;
            detected += statistic > threshold ? 1 : 0;
        }
        double mu = snapshots * (1 + gamma);
        double root = Math.sqrt(draws);
        // Exponential: standard deviation = mean = mu. (mu chi^2_2 would have mean 2 mu.)
        assertThat(mean).isCloseTo(mu, within(5 * mu / root));
        assertThat(square - mean * mean)
                .isCloseTo(mu * mu, within(5 * Math.sqrt(8) * mu * mu / root));
        double expected = DetectionProbability.of(gamma, falseAlarm);
        assertThat(expected).isCloseTo(Math.pow(0.02, 0.2), within(1e-12));
        assertThat(detected / (double) draws)
                .isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected)) / root));
    }

    @Test
    void item6PathLossMultipliesTheAmplitude() {
        // The paper reports about 17 bit/s/Hz at 32 dBm and M = 24. Three base stations with their
        // best user each, all power on it, bound the sum rate of a draw from above.
        double amplitude = 0;
        double power = 0;
        int draws = 50;
        for (int seed = 1; seed <= draws; seed++) {
            ScenarioSettings.Builder builder = ScenarioSettings.builder().seed(seed);
            amplitude += singleUserBound(builder.build()) / draws;
            power += singleUserBound(builder.pathLoss(PathLoss.POWER).build()) / draws;
        }
        assertThat(amplitude).isBetween(17.0, 25.0);
        assertThat(power).isGreaterThan(3 * amplitude);

        assertThat(PathLoss.AMPLITUDE.amplitude(1e-3, 2.4, 10))
                .isCloseTo(1e-3 * Math.pow(10, -2.4), withinPercentage(1e-9));
        assertThat(PathLoss.POWER.amplitude(1e-3, 2.4, 10))
                .isCloseTo(Math.sqrt(1e-3 * Math.pow(10, -2.4)), withinPercentage(1e-9));
    }

    /** sum_k max_i log2(1 + ||h_ki||^2 P_t/sigma^2). */
    private static double singleUserBound(ScenarioSettings settings) {
        Instance instance = ScenarioGenerator.generate(settings);
        double sum = 0;
        for (BaseStation bs : instance.baseStations()) {
            double best = 0;
            for (int i = 0; i < instance.users(); i++) {
                double norm2 = 0;
                for (int m = 0; m < instance.antennas(); m++) {
                    norm2 +=
                            Math.pow(bs.channels().re(i, m), 2)
                                    + Math.pow(bs.channels().im(i, m), 2);
                }
                best = Math.max(best, norm2);
            }
            sum +=
                    LinkMetrics.spectralEfficiency(
                            best * instance.maxPowerW() / instance.userNoisePowerW());
        }
        return sum;
    }

    @Test
    void item7SensingNeedsExplicitGains() {
        Instance instance = ScenarioGenerator.generate(ScenarioSettings.defaults());
        for (BaseStation bs : instance.baseStations()) {
            // As printed (unit radar cross section) no beam comes near either threshold: the
            // fraction of the budget needed is beyond 1e4 even in the power reading of beta~.
            assertThat(detectionFraction(instance, bs, 1)).isGreaterThan(1e4);
            assertThat(estimationFraction(instance, bs, 1)).isGreaterThan(1e4);

            // With the gains of the layout the duties are those of the reference scenario.
            double detection = detectionFraction(instance, bs, bs.detectionTarget().rcsPower());
            double estimation =
                    estimationFraction(instance, bs, bs.estimationTarget().rcsAmplitude().abs2());
            assertThat(detection).isBetween(0.01, 0.055);
            assertThat(estimation).isBetween(0.105, 0.195);

            // Feasible at eps = 0.005 and at M = 12 as well: two separate beams would do.
            assertThat(detection + 2 * estimation).isLessThan(1);
            assertThat(detection + estimation * (24 * 24 - 1) / (12.0 * 12 - 1)).isLessThan(1);
        }
    }

    /** delta_d of 1.2, by which a matched beam of full power misses Gamma_t. */
    private static double detectionFraction(Instance instance, BaseStation bs, double rcsPower) {
        return Decibels.toRatio(instance.minRadarSnrDb())
                * instance.radarNoisePowerW()
                / (rcsPower * Math.pow(bs.detectionTarget().pathGain(), 4) * instance.maxPowerW());
    }

    /** delta_e of 1.2, by which a matched beam of full power misses eps. */
    private static double estimationFraction(Instance instance, BaseStation bs, double rcsPower) {
        double slope = Math.PI * Math.sin(bs.estimationTarget().angleRad());
        double m2 = Math.pow(instance.antennas(), 2);
        double information =
                2.0
                        * instance.snapshots()
                        / instance.radarNoisePowerW()
                        * rcsPower
                        * Math.pow(bs.estimationTarget().pathGain(), 4)
                        * slope
                        * slope
                        * (m2 - 1)
                        / 12
                        * instance.maxPowerW();
        return 1 / (instance.maxCrbRad2() * information);
    }
}
