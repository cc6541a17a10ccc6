package org.beamforge.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import org.beamforge.model.BaseStation;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions;
import org.beamforge.model.Positions.Point;
import org.junit.jupiter.api.Test;

/** The built-in scenario against one draw of it that another implementation made. */
class PaperScenarioTest {
    private static final int DRAWS = 200;

    @Test
    void geometryAndConstantsAreThoseOfTheReferenceDraw() throws IOException {
        JsonNode reference = ReferenceInstance.read("paper-draw5.json");
        Instance instance = ScenarioGenerator.generate(ScenarioSettings.defaults());

        assertThat(instance.antennas()).isEqualTo(reference.get("antennas").intValue());
        assertThat(instance.users()).isEqualTo(reference.get("users").intValue());
        assertThat(instance.snapshots()).isEqualTo(reference.get("snapshots").intValue());
        assertSame(instance.maxPowerW(), reference.get("maxPowerW"));
        assertSame(instance.userNoisePowerW(), reference.get("userNoisePowerW"));
        assertSame(instance.radarNoisePowerW(), reference.get("radarNoisePowerW"));
        assertSame(instance.minRadarSnrDb(), reference.get("minRadarSnrDb"));
        assertSame(instance.maxCrbRad2(), reference.get("maxCrbRad2"));
        assertThat(instance.stations()).isEqualTo(reference.get("baseStations").size());
        for (int k = 0; k < instance.stations(); k++) {
            BaseStation bs = instance.baseStations().get(k);
            JsonNode expected = reference.get("baseStations").get(k);
            JsonNode detection = expected.get("detectionTarget");
            assertSame(bs.detectionTarget().angleRad(), detection.get("angleRad"));
            assertSame(bs.detectionTarget().pathGain(), detection.get("pathGain"));
            assertSame(bs.detectionTarget().rcsPower(), detection.get("rcsPower"));
            JsonNode estimation = expected.get("estimationTarget");
            assertSame(bs.estimationTarget().angleRad(), estimation.get("angleRad"));
            assertSame(bs.estimationTarget().pathGain(), estimation.get("pathGain"));
            JsonNode alpha = estimation.get("rcsAmplitude");
            assertSame(bs.estimationTarget().rcsAmplitude().re(), alpha.get("re"));
            assertThat(bs.estimationTarget().rcsAmplitude().im()).isZero();
        }
    }

    private static void assertSame(double actual, JsonNode expected) {
        assertThat(actual).isCloseTo(expected.doubleValue(), withinPercentage(1e-10));
    }

    @Test
    void channelNormsFollowTheDistributionOfTheReferenceDraw() throws IOException {
        // ||h||^2/beta^2 has mean kappa/(1+kappa) + M/(1+kappa) in the model. The reference's 30
        // vectors and ours must both have it; one vector deviates by about 20 %.
        JsonNode reference = ReferenceInstance.read("paper-draw5.json");
        double kappa = Math.pow(10, 0.3);
        double expected = (kappa + 24) / (1 + kappa);

        Instance geometry = ScenarioGenerator.generate(ScenarioSettings.defaults());
        double referenceMean = 0;
        for (int k = 0; k < 3; k++) {
            JsonNode channels = reference.get("baseStations").get(k).get("channels");
            for (int i = 0; i < 10; i++) {
                double norm2 = 0;
                for (int m = 0; m < 24; m++) {
                    double re = channels.get("re").get(i).get(m).doubleValue();
                    double im = channels.get("im").get(i).get(m).doubleValue();
                    norm2 += re * re + im * im;
                }
                referenceMean += norm2 / beta2(geometry, k, i) / 30;
            }
        }
        assertThat(referenceMean).isCloseTo(expected, within(5 * 0.2 * expected / Math.sqrt(30)));

        double mean = 0;
        for (int seed = 0; seed < DRAWS; seed++) {
            Instance drawn =
                    ScenarioGenerator.generate(ScenarioSettings.builder().seed(seed).build());
            for (int k = 0; k < 3; k++) {
                for (int i = 0; i < 10; i++) {
                    mean += norm2(drawn, k, i) / beta2(drawn, k, i) / (30.0 * DRAWS);
                }
            }
        }
        assertThat(mean).isCloseTo(expected, within(5 * 0.2 * expected / Math.sqrt(30.0 * DRAWS)));
    }

    @Test
    void bestSingleUsersReachTheMeasuredRates() {
        // 1.4: two base stations serve one user each at 7.5-8 bit/s/Hz; log2(1 + ||h||^2 P/sigma^2)
        // bounds that from above by what sensing costs.
        double first = 0;
        double third = 0;
        for (int seed = 0; seed < DRAWS; seed++) {
            Instance instance =
                    ScenarioGenerator.generate(ScenarioSettings.builder().seed(seed).build());
            first += matchedRate(instance, 0, 1) / DRAWS;
            third += matchedRate(instance, 2, 7) / DRAWS;
        }
        assertThat(first).isBetween(7.5, 8.2);
        assertThat(third).isBetween(7.5, 8.2);
    }

    @Test
    void nearestUsersAreThoseTheBaseStationsHearBest() {
        Instance instance = ScenarioGenerator.generate(ScenarioSettings.defaults());
        for (int k = 0; k < 3; k++) {
            int best = 0;
            int nearest = 0;
            Positions p = instance.positions().orElseThrow();
            Point site = p.baseStations().get(k);
            for (int i = 0; i < 10; i++) {
                if (norm2(instance, k, i) > norm2(instance, k, best)) {
                    best = i;
                }
                if (site.distanceTo(p.users().get(i)) < site.distanceTo(p.users().get(nearest))) {
                    nearest = i;
                }
            }
            assertThat(best).as("base station %d", k).isEqualTo(nearest);
        }
    }

    @Test
    void lineOfSightIsTheSteeringVectorOverRootM() {
        // The mean of h over draws is beta sqrt(kappa/(1+kappa)) a(theta)/sqrt(M), phase reference
        // antenna 0.
        int draws = 4000;
        int antennas = 6;
        double[] re = new double[antennas];
        double[] im = new double[antennas];
        double kappa = 2;
        double theta = 0.9;
        double[] hr = new double[antennas];
        double[] hi = new double[antennas];
        for (int seed = 0; seed < draws; seed++) {
            RicianChannel.write(1, kappa, theta, antennas, seed, 1, 2, hr, hi, 0);
            for (int m = 0; m < antennas; m++) {
                re[m] += hr[m] / draws;
                im[m] += hi[m] / draws;
            }
        }
        double amplitude = Math.sqrt(kappa / (1 + kappa) / antennas);
        double deviation = Math.sqrt(0.5 / (1 + kappa) / draws);
        for (int m = 0; m < antennas; m++) {
            double phase = Math.PI * m * Math.cos(theta);
            assertThat(re[m]).isCloseTo(amplitude * Math.cos(phase), within(5 * deviation));
            assertThat(im[m]).isCloseTo(amplitude * Math.sin(phase), within(5 * deviation));
        }
    }

    private static double beta2(Instance instance, int k, int i) {
        Positions p = instance.positions().orElseThrow();
        double distance = p.baseStations().get(k).distanceTo(p.users().get(i));
        return Math.pow(1e-3 * Math.pow(distance, -2.4), 2);
    }

    private static double norm2(Instance instance, int k, int i) {
        ComplexMatrix h = instance.baseStations().get(k).channels();
        double sum = 0;
        for (int m = 0; m < h.cols(); m++) {
            sum += h.re(i, m) * h.re(i, m) + h.im(i, m) * h.im(i, m);
        }
        return sum;
    }

    private static double matchedRate(Instance instance, int k, int i) {
        double snr = norm2(instance, k, i) * instance.maxPowerW() / instance.userNoisePowerW();
        return Math.log(1 + snr) / Math.log(2);
    }

    @Test
    void everyUserOfThePaperLayoutIsUsedInOrder() {
        Instance instance =
                ScenarioGenerator.generate(ScenarioSettings.builder().users(15).build());
        assertThat(instance.positions().orElseThrow().users()).isEqualTo(Layout.paper().users());
        assertThat(Arrays.asList(-25.2, -81.8))
                .containsExactly(
                        Layout.paper().users().get(14).x(), Layout.paper().users().get(14).y());
    }
}
