package org.beamforge.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.beamforge.model.BaseStation;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions.Point;
import org.beamforge.model.scenario.CounterRandom.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The channel of a base station, user and antenna does not change when other things do. */
class CommonRandomNumbersTest {
    private static final ScenarioSettings BASE = ScenarioSettings.builder().seed(7).build();

    private static ComplexMatrix channels(ScenarioSettings settings, int station) {
        return ScenarioGenerator.generate(settings).baseStations().get(station).channels();
    }

    @Test
    void powerNoiseAndThresholdsLeaveTheChannelsAlone() {
        ScenarioSettings other =
                BASE.toBuilder()
                        .maxPowerDbm(36)
                        .userNoiseDbm(-80)
                        .radarNoiseDbm(-95)
                        .snapshots(10)
                        .minRadarSnrDb(3)
                        .maxCrbRad2(0.025)
                        .build();
        Instance a = ScenarioGenerator.generate(BASE);
        Instance b = ScenarioGenerator.generate(other);
        assertThat(b.baseStations()).isEqualTo(a.baseStations());
        assertThat(b.positions()).isEqualTo(a.positions());
        assertThat(b.maxPowerW()).isGreaterThan(a.maxPowerW());
    }

    @ParameterizedTest(name = "{0} users")
    @ValueSource(ints = {3, 9, 15, 16, 40})
    void usersLeaveTheChannelsOfTheOthersAlone(int users) {
        // 16 and 40 draw further users: those must be stable as well.
        ComplexMatrix most = channels(BASE.toBuilder().users(50).build(), 1);
        ComplexMatrix some = channels(BASE.toBuilder().users(users).build(), 1);
        for (int i = 0; i < users; i++) {
            for (int m = 0; m < 24; m++) {
                assertThat(some.re(i, m)).isEqualTo(most.re(i, m));
                assertThat(some.im(i, m)).isEqualTo(most.im(i, m));
            }
        }
    }

    @Test
    void stationsLeaveTheChannelsOfTheOthersAlone() {
        ScenarioSettings one = BASE.toBuilder().stations(1).users(30).build();
        ScenarioSettings three = BASE.toBuilder().users(30).build();
        assertThat(channels(one, 0)).isEqualTo(channels(three, 0));
    }

    @ParameterizedTest(name = "M = {0}")
    @ValueSource(ints = {1, 12, 17, 28, 200})
    void antennasChangeOnlyTheNormOfTheLineOfSight(int antennas) {
        // h_m(M) - h_m(24) = beta sqrt(kappa/(1+kappa)) exp(j pi m cos theta) (1/sqrt M - 1/sqrt
        // 24)
        ComplexMatrix reference = channels(BASE, 0);
        ComplexMatrix h = channels(BASE.toBuilder().antennas(antennas).build(), 0);
        double kappa = Math.pow(10, 0.3);
        Point site = Layout.paper().stations().get(0).position();
        for (int i = 0; i < 10; i++) {
            Point user = Layout.paper().users().get(i);
            double beta = 1e-3 * Math.pow(site.distanceTo(user), -2.4);
            double cos = (user.x() - site.x()) / site.distanceTo(user);
            double factor =
                    beta
                            * Math.sqrt(kappa / (1 + kappa))
                            * (1 / Math.sqrt(antennas) - 1 / Math.sqrt(24));
            for (int m = 0; m < Math.min(24, antennas); m++) {
                assertThat(h.re(i, m) - reference.re(i, m))
                        .isCloseTo(factor * Math.cos(Math.PI * m * cos), within(1e-12 * beta));
                assertThat(h.im(i, m) - reference.im(i, m))
                        .isCloseTo(factor * Math.sin(Math.PI * m * cos), within(1e-12 * beta));
            }
        }
    }

    @Test
    void targetsDoNotDependOnAntennasOrUsers() {
        Instance a = ScenarioGenerator.generate(BASE);
        Instance b = ScenarioGenerator.generate(BASE.toBuilder().antennas(12).users(15).build());
        for (int k = 0; k < 3; k++) {
            BaseStation x = a.baseStations().get(k);
            BaseStation y = b.baseStations().get(k);
            assertThat(y.detectionTarget()).isEqualTo(x.detectionTarget());
            assertThat(y.estimationTarget()).isEqualTo(x.estimationTarget());
        }
    }

    @Test
    void seedsGiveDifferentFading() {
        assertThat(channels(BASE.toBuilder().seed(8).build(), 0)).isNotEqualTo(channels(BASE, 0));
    }

    @Test
    void equalSettingsGiveEqualBits() {
        // Golden values: whoever changes them changes what every published seed means.
        assertThat(checksum(ScenarioGenerator.generate(ScenarioSettings.defaults())))
                .isEqualTo("03b6f461");
        ScenarioSettings random =
                ScenarioSettings.builder()
                        .layout(RandomLayout.of(300, 200))
                        .stations(4)
                        .users(9)
                        .antennas(5)
                        .pathLoss(PathLoss.POWER)
                        .seed(-42)
                        .build();
        assertThat(checksum(ScenarioGenerator.generate(random))).isEqualTo("88373065");
    }

    private static String checksum(Instance instance) {
        CRC32 crc = new CRC32();
        for (BaseStation bs : instance.baseStations()) {
            for (double[] plane : List.of(bs.channels().re(), bs.channels().im())) {
                ByteBuffer bytes = ByteBuffer.allocate(8 * plane.length);
                for (double x : plane) {
                    bytes.putDouble(x);
                }
                crc.update(bytes.array());
            }
            ByteBuffer targets = ByteBuffer.allocate(32);
            targets.putDouble(bs.detectionTarget().angleRad());
            targets.putDouble(bs.detectionTarget().pathGain());
            targets.putDouble(bs.estimationTarget().angleRad());
            targets.putDouble(bs.estimationTarget().pathGain());
            crc.update(targets.array());
        }
        return "%08x".formatted(crc.getValue());
    }

    @Test
    void countersGiveIndependentUniformNumbers() {
        // Moments of u and products of neighbours along every counter, each within 5 deviations.
        int side = 24;
        int count = side * side * side;
        double mean = 0;
        double square = 0;
        double[] neighbour = new double[5];
        for (int a = 0; a < side; a++) {
            for (int b = 0; b < side; b++) {
                for (int c = 0; c < side; c++) {
                    double u = centred(3, a, b, c, 0);
                    mean += u / count;
                    square += u * u / count;
                    neighbour[0] += u * centred(3, a + 1, b, c, 0) / count;
                    neighbour[1] += u * centred(3, a, b + 1, c, 0) / count;
                    neighbour[2] += u * centred(3, a, b, c + 1, 0) / count;
                    neighbour[3] += u * centred(3, a, b, c, 1) / count;
                    neighbour[4] += u * centred(4, a, b, c, 0) / count;
                }
            }
        }
        double sigma = Math.sqrt(1.0 / 12);
        assertThat(mean).isCloseTo(0, within(5 * sigma / Math.sqrt(count)));
        assertThat(square).isCloseTo(1.0 / 12, within(5 * 0.0746 / Math.sqrt(count)));
        for (double product : neighbour) {
            assertThat(product).isCloseTo(0, within(5.0 / 12 / Math.sqrt(count)));
        }
    }

    private static double centred(long seed, int a, int b, int c, int draw) {
        return CounterRandom.uniform(seed, Purpose.FADING, a, b, c, draw) - 0.5;
    }

    @Test
    void fadingIsComplexGaussian() {
        // |n|^2 is a unit exponential: mean 1, second moment 2, P(|n|^2 > 3) = exp(-3).
        int antennas = 60_000;
        double[] re = new double[antennas];
        double[] im = new double[antennas];
        RicianChannel.write(1, 0, 1, antennas, 11, 2, 5, re, im, 0);
        double power = 0;
        double fourth = 0;
        double tail = 0;
        double pseudoRe = 0;
        double pseudoIm = 0;
        for (int m = 0; m < antennas; m++) {
            double p = re[m] * re[m] + im[m] * im[m];
            power += p / antennas;
            fourth += p * p / antennas;
            tail += p > 3 ? 1.0 / antennas : 0;
            pseudoRe += (re[m] * re[m] - im[m] * im[m]) / antennas;
            pseudoIm += 2 * re[m] * im[m] / antennas;
        }
        double root = Math.sqrt(antennas);
        assertThat(power).isCloseTo(1, within(5 / root));
        assertThat(fourth).isCloseTo(2, within(5 * Math.sqrt(20) / root));
        assertThat(tail).isCloseTo(Math.exp(-3), within(5 * Math.sqrt(Math.exp(-3)) / root));
        assertThat(pseudoRe).isCloseTo(0, within(5 / root));
        assertThat(pseudoIm).isCloseTo(0, within(5 / root));
    }
}
