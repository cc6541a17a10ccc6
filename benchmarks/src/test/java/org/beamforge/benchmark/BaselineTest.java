package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.mmadmm.CapturedStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every baseline solves the very QCQP (59) that the closed form of an MM step solves. */
class BaselineTest {
    private static CapturedStep step(long seed, int before) {
        return CapturedStep.of(
                Problems.all(Problems.canonical(8, 3, seed), true), before, KernelProvider.plain());
    }

    private static void assertSameMinimiser(
            CapturedStep step, double[] re, double[] im, double accuracy) {
        DenseQcqp qcqp = step.qcqp();
        double ours = qcqp.objective(step.re(), step.im());
        double theirs = qcqp.objective(re, im);
        assertThat(theirs).isCloseTo(ours, within(accuracy * (1 + Math.abs(ours))));
        assertThat(qcqp.detectionSlack(re, im)).isGreaterThan(-accuracy);
        assertThat(qcqp.powerSlack(re, im)).isGreaterThan(-accuracy);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void interiorPointFindsTheMinimiserOfTheClosedForm(long seed) {
        for (int before : new int[] {1, 20}) {
            CapturedStep step = step(seed, before);
            DenseQcqp qcqp = step.qcqp();
            assertThat(qcqp.detectionSlack(step.re(), step.im())).isGreaterThan(-1e-9);
            assertThat(qcqp.powerSlack(step.re(), step.im())).isGreaterThan(-1e-9);
            try (Hessian complex = new ComplexHessian(qcqp);
                    Hessian real = new RealHessian(qcqp)) {
                InteriorPoint.Solution a = new InteriorPoint(qcqp, complex).solve();
                InteriorPoint.Solution b = new InteriorPoint(qcqp, real).solve();
                assertSameMinimiser(step, a.re(), a.im(), 1e-7);
                assertSameMinimiser(step, b.re(), b.im(), 1e-7);
                assertThat(a.iterations()).isBetween(3, 30);
            }
        }
    }

    @Test
    void joptimizerFindsTheMinimiserOfTheClosedForm() {
        CapturedStep step = step(1, 5);
        double[] w = new JoptimizerQcqp(step.qcqp()).solve();
        int m = step.qcqp().size();
        double[] re = java.util.Arrays.copyOf(w, m);
        double[] im = java.util.Arrays.copyOfRange(w, m, 2 * m);
        assertSameMinimiser(step, re, im, 1e-4);
    }
}
