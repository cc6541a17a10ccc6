package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.SplitComplex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedTest {
    @ParameterizedTest
    @ValueSource(
            doubles = {
                0, 4.9e-324, 1e-300, 1e-17, 1.1e-16, 2.3e-16, 1e-15, 1e-9, 0.1, 0.5, 1, 3, 1e5,
                1e300
            })
    void logOneMoreIsLog1p(double x) {
        double expected = Math.log1p(x);
        assertThat(Received.logOneMore(x)).isCloseTo(expected, within(1e-15 * expected));
    }

    /**
     * Sums in plain order over rows of even and odd length, with weak and with strong own beams.
     */
    @ParameterizedTest(name = "{0} users, {1} columns, own amplitude {2}")
    @CsvSource({"1,1,1", "1,4,1", "2,5,1e3", "3,3,1e-3", "4,9,1e5", "10,23,1", "10,34,100"})
    void ratesAndAuxiliariesAreThoseOfTheDefinition(int n, int cols, double own) {
        Random random = new Random(31L * n + cols);
        int offset = 5;
        SplitComplex s = RandomBeamProblems.gaussian(offset + n * cols, random);
        double mean = 0;
        double[] sinr = new double[n];
        double[] received = new double[n];
        for (int i = 0; i < n; i++) {
            int diagonal = offset + i * cols + i;
            s.re()[diagonal] *= own;
            s.im()[diagonal] *= own;
            double noise = 1;
            for (int t = 0; t < cols; t++) {
                if (t != i) {
                    noise +=
                            Math.pow(
                                    Math.hypot(
                                            s.re()[offset + i * cols + t],
                                            s.im()[offset + i * cols + t]),
                                    2);
                }
            }
            double power = Math.pow(Math.hypot(s.re()[diagonal], s.im()[diagonal]), 2);
            sinr[i] = power / noise;
            received[i] = power + noise;
            mean += Math.log1p(sinr[i]) / n;
        }
        assertThat(Received.rate(s, offset, n, cols)).isCloseTo(mean, within(1e-14 * mean));
        assertThat(new ReceivedPowers(n, cols).rate(s, offset))
                .isCloseTo(mean, within(1e-14 * mean));
        AdmmProblem job = job(n);
        Received.auxiliaries(job, s, offset, n, cols);
        for (int i = 0; i < n; i++) {
            int diagonal = offset + i * cols + i;
            double factor = Math.sqrt((1 + sinr[i]) / n) / received[i];
            assertThat(job.upsilon[i]).isCloseTo(sinr[i], within(1e-13 * sinr[i]));
            assertThat(job.bRe[i]).isCloseTo(factor * s.re()[diagonal], within(1e-13));
            assertThat(job.bIm[i]).isCloseTo(factor * s.im()[diagonal], within(1e-13));
        }
    }

    private static AdmmProblem job(int n) {
        var problem =
                RandomBeamProblems.all(
                        RandomBeamProblems.canonical(12, n, 0.3, 0, 20, new Random(1)), false);
        return new AdmmProblem(Coordinates.of(problem), 0, 0, SplitComplex.allocate(0));
    }
}
