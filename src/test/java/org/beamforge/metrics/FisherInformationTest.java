package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.UniformLinearArray;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.CommonOps_ZDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FisherInformationTest {
    private static final double NOISE = 2e-12;
    private static final int SNAPSHOTS = 12;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheTracesForAnyPhaseReference(long seed) {
        Random random = new Random(seed);
        int antennas = 2 + random.nextInt(9);
        EstimationTarget target = RandomNetworks.estimationTarget(random);
        Beamformer w = RandomNetworks.beamformer(antennas, 2, random.nextInt(4), random);
        FisherInformation fisher = FisherInformation.of(target, SNAPSHOTS, NOISE, w);
        ZMatrixRMaj covariance = CovarianceReference.covariance(w);

        // J itself does not see the phase reference: G = g g^H is blind to it.
        for (double reference : new double[] {0.5 * (antennas - 1), 0, -2.3}) {
            double[][] expected =
                    CovarianceReference.fisher(target, SNAPSHOTS, NOISE, covariance, reference);
            assertMatrix(fisher.matrix(), expected, 1e-9);
            assertThat(CramerRaoBound.of(fisher))
                    .isCloseTo(CovarianceReference.crb(expected), withinPercentage(1e-7));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithDerivativesOfTheMean(long seed) {
        Random random = new Random(seed);
        int antennas = 2 + random.nextInt(5);
        EstimationTarget target = RandomNetworks.estimationTarget(random);
        Beamformer w = RandomNetworks.beamformer(antennas, 2, 2, random);
        ZMatrixRMaj signal =
                CovarianceReference.product(CovarianceReference.stacked(w), orthogonalSignal(4));

        // J_ab = (2/sigma^2) Re{(d mu/d a)^H (d mu/d b)} for mu = vec(alpha G(phi) W S)
        double phi = target.angleRad();
        Complex alpha = target.rcsAmplitude();
        double step = 1e-5;
        double[][][] derivatives = {
            difference(
                    mean(target, phi + step, alpha, signal),
                    mean(target, phi - step, alpha, signal),
                    2 * step),
            difference(
                    mean(target, phi, new Complex(alpha.re() + 1, alpha.im()), signal),
                    mean(target, phi, new Complex(alpha.re() - 1, alpha.im()), signal),
                    2),
            difference(
                    mean(target, phi, new Complex(alpha.re(), alpha.im() + 1), signal),
                    mean(target, phi, new Complex(alpha.re(), alpha.im() - 1), signal),
                    2)
        };
        double[][] expected = new double[3][3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double sum = 0;
                for (int i = 0; i < derivatives[a].length; i++) {
                    sum +=
                            derivatives[a][i][0] * derivatives[b][i][0]
                                    + derivatives[a][i][1] * derivatives[b][i][1];
                }
                expected[a][b] = 2 / NOISE * sum;
            }
        }
        assertMatrix(FisherInformation.of(target, SNAPSHOTS, NOISE, w).matrix(), expected, 1e-7);
    }

    /** Rows of the discrete Fourier transform: S S^H = L I exactly. */
    private static ZMatrixRMaj orthogonalSignal(int rows) {
        ZMatrixRMaj s = new ZMatrixRMaj(rows, SNAPSHOTS);
        for (int i = 0; i < rows; i++) {
            for (int l = 0; l < SNAPSHOTS; l++) {
                double phase = 2 * Math.PI * i * l / SNAPSHOTS;
                s.set(i, l, Math.cos(phase), Math.sin(phase));
            }
        }
        return s;
    }

    private static ZMatrixRMaj mean(
            EstimationTarget target, double phi, Complex alpha, ZMatrixRMaj signal) {
        int antennas = signal.numRows;
        ZMatrixRMaj g =
                CovarianceReference.response(
                        antennas, phi, target.pathGain(), 0.5 * (antennas - 1));
        ZMatrixRMaj mean = CovarianceReference.product(g, CovarianceReference.hermitian(g), signal);
        CommonOps_ZDRM.scale(alpha.re(), alpha.im(), mean);
        return mean;
    }

    private static double[][] difference(ZMatrixRMaj plus, ZMatrixRMaj minus, double width) {
        double[][] d = new double[plus.numRows * plus.numCols][2];
        for (int i = 0; i < d.length; i++) {
            d[i][0] = (plus.data[2 * i] - minus.data[2 * i]) / width;
            d[i][1] = (plus.data[2 * i + 1] - minus.data[2 * i + 1]) / width;
        }
        return d;
    }

    /** Entries compared on the scale sqrt(J_aa J_bb). */
    private static void assertMatrix(double[][] actual, double[][] expected, double tolerance) {
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double scale = Math.sqrt(expected[a][a] * expected[b][b]);
                assertThat(actual[a][b] / scale)
                        .as("J[%d][%d]", a, b)
                        .isCloseTo(expected[a][b] / scale, within(tolerance));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void canonicalClosedForm(long seed) {
        // 1.2: 1/CRB = I (p_g + p_e - |p_ge|^2/p_g) with unit g, unit e = a'/||a'||, R/P_t
        Random random = new Random(seed);
        int antennas = 2 + random.nextInt(7);
        double budget = 1.7;
        EstimationTarget target = RandomNetworks.estimationTarget(random);
        Beamformer w = RandomNetworks.beamformer(antennas, 3, 1, random);
        ZMatrixRMaj r = CovarianceReference.covariance(w);
        double phi = target.angleRad();
        ZMatrixRMaj g = CovarianceReference.matrix(UniformLinearArray.steering(antennas, phi));
        ZMatrixRMaj e =
                CovarianceReference.matrix(UniformLinearArray.steeringDerivative(antennas, phi));
        CommonOps_ZDRM.scale(1 / Math.sqrt(antennas), 0, g);
        double norm =
                Math.sqrt(
                        CovarianceReference.trace(
                                        CovarianceReference.product(
                                                CovarianceReference.hermitian(e), e))
                                .real);
        CommonOps_ZDRM.scale(1 / norm, 0, e);
        double pg = CovarianceReference.quadratic(g, r) / budget;
        double pe = CovarianceReference.quadratic(e, r) / budget;
        double pge2 =
                CovarianceReference.trace(
                                        CovarianceReference.product(
                                                CovarianceReference.hermitian(g), r, e))
                                .getMagnitude2()
                        / (budget * budget);
        double unit =
                2.0
                        * SNAPSHOTS
                        / NOISE
                        * target.rcsAmplitude().abs2()
                        * Math.pow(target.pathGain(), 4)
                        * Math.pow(Math.PI * Math.sin(phi), 2)
                        * (antennas * antennas - 1)
                        / 12
                        * budget;
        assertThat(1 / CramerRaoBound.of(target, SNAPSHOTS, NOISE, w))
                .isCloseTo(unit * (pg + pe - pge2 / pg), withinPercentage(1e-8));
    }

    @Test
    void oneBeamKeepsItsDigits() {
        // With one column u and v are parallel: the Schur complement is spread^2 |u|^2 alone. The
        // beam is turned to where |v|^2 is 1e12 times that; a subtraction would leave 4 digits.
        EstimationTarget target = new EstimationTarget(1.2, 1, new Complex(1, 0));
        int antennas = 8;
        ComplexMatrix a = UniformLinearArray.steering(antennas, 1.2);
        ComplexMatrix da = UniformLinearArray.steeringDerivative(antennas, 1.2);
        double[] re = new double[antennas];
        double[] im = new double[antennas];
        for (int m = 0; m < antennas; m++) {
            re[m] = da.re(m, 0) + 1e-6 * a.re(m, 0);
            im[m] = da.im(m, 0) + 1e-6 * a.im(m, 0);
        }
        Beamformer w =
                new Beamformer(
                        ComplexMatrix.of(antennas, 1, re, im), ComplexMatrix.zeros(antennas, 0));
        double spread2 = Math.pow(Math.PI * Math.sin(1.2), 2) * (antennas * antennas - 1) / 12;
        double onTarget = 1e-12 * antennas; // |a^H w|^2/M, a orthogonal to a'
        assertThat(FisherInformation.of(target, 1, 2, w).angleInformation())
                .isCloseTo(spread2 * onTarget, withinPercentage(1e-6));
    }

    @Test
    void noInformationMeansAnInfiniteBound() {
        EstimationTarget target = new EstimationTarget(1.2, 1e-5, new Complex(100, 0));
        Beamformer silent = new Beamformer(ComplexMatrix.zeros(4, 2), ComplexMatrix.zeros(4, 0));
        assertThat(CramerRaoBound.of(target, 100, 1e-12, silent))
                .isEqualTo(Double.POSITIVE_INFINITY);
        Beamformer oneAntenna = RandomNetworks.beamformer(1, 2, 1, new Random(1));
        assertThat(CramerRaoBound.of(target, 100, 1e-12, oneAntenna))
                .isEqualTo(Double.POSITIVE_INFINITY);
        EstimationTarget endfire = new EstimationTarget(0, 1e-5, new Complex(100, 0));
        assertThat(
                        CramerRaoBound.of(
                                endfire,
                                100,
                                1e-12,
                                RandomNetworks.beamformer(4, 2, 1, new Random(1))))
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void anExactNullTowardsTheTargetStillTellsTheAngle() {
        // The two products of conj(a_0) and conj(a_1) cancel to the last bit, so a^H w = 0, and
        // a'^H w = j (f_1 - f_0) conj(a_0 a_1) with |f_1 - f_0| = pi sin(phi).
        double phi = 1.2;
        ComplexMatrix a = UniformLinearArray.steering(4, phi);
        double[] re = {a.re(1, 0), -a.re(0, 0), 0, 0};
        double[] im = {-a.im(1, 0), a.im(0, 0), 0, 0};
        Beamformer w = new Beamformer(ComplexMatrix.of(4, 1, re, im), ComplexMatrix.zeros(4, 0));
        EstimationTarget target = new EstimationTarget(phi, 1, new Complex(3, 0));
        FisherInformation fisher = FisherInformation.of(target, 5, 10, w);
        assertThat(fisher.matrix()[1][1]).isZero();
        // 2L/sigma^2 = 1, |alpha|^2 = 9, 1/M from the norm of g
        assertThat(fisher.angleInformation())
                .isCloseTo(9 * Math.pow(Math.PI * Math.sin(phi), 2) / 4, withinPercentage(1e-9));
    }
}
