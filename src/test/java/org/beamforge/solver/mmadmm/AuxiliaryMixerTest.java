package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.beamforge.kernel.SplitComplex;
import org.junit.jupiter.api.Test;

/** Acceleration of (47), (48) on one user whose received amplitude creeps. */
class AuxiliaryMixerTest {
    private static final SplitComplex NONE = SplitComplex.allocate(0);

    private static AdmmProblem job() {
        return new AdmmProblem(Coordinates.of(RandomBeamProblems.any(12, 0.5)), 0, 0, NONE);
    }

    /** One row per user: the own amplitude, then what interferes. */
    private static SplitComplex seen(int users, double own, double other) {
        SplitComplex z = SplitComplex.allocate(users * (users + 1));
        for (int i = 0; i < users; i++) {
            z.re()[i * (users + 1) + i] = own;
            z.im()[i * (users + 1) + users] = other;
        }
        return z;
    }

    private static void plain(AdmmProblem job, double own, double other) {
        int n = job.upsilon.length;
        for (int i = 0; i < n; i++) {
            job.upsilon[i] = own * own / (1 + other * other);
            double total = 1 + other * other + own * own;
            job.bRe[i] = 0;
            job.bIm[i] = -Math.sqrt((1 + job.upsilon[i]) / n) * own / total;
        }
    }

    private static void mix(AdmmProblem job, SplitComplex received) {
        int n = job.upsilon.length;
        ReceivedPowers powers = new ReceivedPowers(n, n + 1);
        powers.rate(received, 0);
        powers.mix(job.mixer);
    }

    @Test
    void theFirstVariablesAreThoseOfTheIterate() {
        AdmmProblem job = job();
        int n = job.upsilon.length;
        plain(job, 3, 0.5);
        double upsilon = job.upsilon[0];
        double b = job.bIm[0];
        job.mixer.apply(job); // nothing seen yet
        assertThat(job.upsilon[0]).isEqualTo(upsilon);
        mix(job, seen(n, 3, 0.5));
        assertThat(job.mixer.accelerating()).isFalse();
        job.mixer.apply(job);
        for (int i = 0; i < n; i++) {
            assertThat(job.upsilon[i]).isCloseTo(upsilon, within(1e-12 * upsilon));
            assertThat(job.bIm[i]).isCloseTo(b, within(1e-12));
            assertThat(job.bRe[i]).isZero();
        }
    }

    @Test
    void stridesWhereThePlainVariablesCreepAndReturnsWhenRejected() {
        AdmmProblem job = job();
        int n = job.upsilon.length;
        double other = 0.5;
        double start = Math.log(100);
        double limit = start + 3;
        double x = start;
        for (int k = 0; k < 15; k++) {
            double image = x + 0.01 * (limit - x); // plain steps get 14 % of the way in fifteen
            double amplitude = Math.sqrt(Math.exp(image) * (1 + other * other));
            mix(job, seen(n, amplitude, other));
            plain(job, amplitude, other);
            job.mixer.apply(job);
            x = Math.log(job.upsilon[0]);
        }
        assertThat(x).isCloseTo(limit, within(1e-6));
        double amplitude = Math.sqrt(Math.exp(limit - 1) * (1 + other * other));
        mix(job, seen(n, amplitude, other));
        assertThat(job.mixer.accelerating()).isTrue();
        job.mixer.reject();
        assertThat(job.mixer.accelerating()).isFalse();
        job.mixer.apply(job);
        assertThat(Math.log(job.upsilon[0])).isCloseTo(limit - 1, within(1e-9));
    }
}
