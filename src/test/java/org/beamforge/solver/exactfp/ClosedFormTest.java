package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.Stations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orthogonal users with next to no sensing duty: water-filling. */
class ClosedFormTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void orthogonalUsersAreWaterFilled(long seed) {
        Random random = new Random(seed);
        int m = 8;
        int n = 2 + random.nextInt(3);
        ComplexMatrix h = ComplexMatrix.zeros(n, m);
        double[] gain = new double[n];
        for (int i = 0; i < n; i++) {
            gain[i] = Math.pow(10, -1 + 3 * random.nextDouble()); // some users drown
            for (int p = 0; p < m; p++) {
                double phase = 2 * Math.PI * i * p / m; // columns of the Fourier matrix
                h.re()[i * m + p] = Math.sqrt(gain[i] / m) * Math.cos(phase);
                h.im()[i * m + p] = Math.sqrt(gain[i] / m) * Math.sin(phase);
            }
        }
        BeamProblem problem =
                Stations.station(Stations.Kind.GENERIC, seed, 1e-6, h, new double[] {0.7, 2}, 1)
                        .compressed()
                        .problem();
        double optimum = waterFilling(gain);
        double rate = Solving.solve(problem, BeamSettings.defaults().withStarts(8)).rateNats();
        assertThat(rate).isLessThanOrEqualTo(optimum * (1 + 1e-9));
        assertThat(rate).isCloseTo(optimum, withinPercentage(2e-3));
    }

    /** max mean ln(1 + g_i p_i), sum p = 1, by bisection on the water level. */
    private static double waterFilling(double[] gain) {
        double low = 0;
        double high = 1e6;
        for (int i = 0; i < 200; i++) {
            double level = 0.5 * (low + high);
            double power = 0;
            for (double g : gain) {
                power += Math.max(0, level - 1 / g);
            }
            if (power > 1) {
                high = level;
            } else {
                low = level;
            }
        }
        double sum = 0;
        for (double g : gain) {
            sum += Math.log(Math.max(1, low * g));
        }
        return sum / gain.length;
    }
}
