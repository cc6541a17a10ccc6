package org.beamforge.solver.mmadmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.PivotedFactor;
import org.beamforge.solver.dual.SensingFigures;
import org.beamforge.tensor.Engines;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact inner step: feasible beams at full power, and duals in the coordinates of (60). */
class InnerStepTest {
    private static final ComplexKernels KERNELS = KernelProvider.plain();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void startsAreFeasibleAtFullPowerWithDualsOfTheRightSign(long seed) {
        BeamProblem problem = RandomBeamProblems.any(seed);
        Coordinates coordinates = Coordinates.of(problem);
        int p = coordinates.problem().dimension();
        int cols = problem.users() + problem.dimension();
        for (int start = 0; start < 16; start++) {
            AdmmProblem job = new InnerStepStart(KERNELS).of(coordinates, 0, cols, start, 1);
            SensingFigures figures =
                    SensingFigures.ofColumns(p, coordinates.problem().sensing(), job.x, cols, cols);
            assertThat(Math.abs(figures.power() - 1)).isLessThan(1e-9);
            assertThat(figures.violation(problem.deltaD(), problem.deltaE())).isLessThan(1e-9);
            // -Z of (27b): negative semidefinite.
            assertThat(job.z[0]).isNegative();
            assertThat(job.z[3]).isNegative();
            double offDiagonal = 0.5 * (job.z[1] * job.z[1] + job.z[2] * job.z[2]);
            assertThat(offDiagonal).isLessThan(job.z[0] * job.z[3] * (1 + 1e-9));
        }
    }

    /**
     * At a stationary point the beams of the inner step and its duals are a fixed point of
     * Algorithm 2: with duals of another sign, scale or order the first step would leave it.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {40, 41, 43, 45, 46, 47})
    void aStationaryPointAndItsDualsAreAFixedPointOfTheLoop(long seed) {
        BeamProblem problem = RandomBeamProblems.any(seed, 0.8);
        Coordinates coordinates = Coordinates.of(problem);
        BeamProblem small = coordinates.problem();
        int p = small.dimension();
        int n = small.users();
        int cols = n + problem.dimension();
        double[] upsilon = new double[n];
        double[] magnitude = new double[n];
        AdmmProblem job = new InnerStepStart(KERNELS).of(coordinates, 0, cols, 0, 1);
        SplitComplex received = SplitComplex.allocate(n * cols);
        InnerStep inner = new InnerStep(KERNELS);
        for (int k = 0; k < 3000; k++) { // plain block ascent
            KERNELS.multiplyAdjointLeft(n, cols, p, small.channels(), 0, job.x, 0, received, 0);
            for (int i = 0; i < n; i++) {
                double total = 1;
                for (int t = 0; t < cols; t++) {
                    total += square(received, i * cols + t);
                }
                double own = square(received, i * cols + i);
                upsilon[i] = own / (total - own);
                magnitude[i] = Math.sqrt((1 + upsilon[i]) / n * own) / total;
            }
            assertThat(inner.solve(small, upsilon, magnitude, 1e-6)).isTrue();
            job.x = beams(inner, p, n, cols);
        }
        System.arraycopy(inner.duals(), 0, job.z, 0, 4);
        List<double[]> rows = new ArrayList<>();
        try (MmAdmm batch =
                new MmAdmm(
                        Engines.create("java", KERNELS),
                        new Schedule("fixed", 1, 1, 0, 1, false),
                        1,
                        problem.dimension(),
                        n)) {
            batch.solve(
                    List.of(job),
                    1e-9,
                    1,
                    Cancellation.none(),
                    (position, k, rate, primal, dual, violation, rho, adapted) ->
                            rows.add(new double[] {primal, dual}));
        }
        assertThat(rows.get(0)[0]).as("primal residual, seed %d", seed).isLessThan(3e-3);
        assertThat(rows.get(0)[1]).as("step, seed %d", seed).isLessThan(3e-3);
    }

    private static SplitComplex beams(InnerStep inner, int p, int n, int cols) {
        SplitComplex w = inner.communication();
        SplitComplex radar = PivotedFactor.of(inner.radarCovariance(), p);
        SplitComplex x = SplitComplex.allocate(p * cols);
        for (int i = 0; i < p; i++) {
            System.arraycopy(w.re(), i * n, x.re(), i * cols, n);
            System.arraycopy(w.im(), i * n, x.im(), i * cols, n);
            System.arraycopy(radar.re(), i * p, x.re(), i * cols + n, p);
            System.arraycopy(radar.im(), i * p, x.im(), i * cols + n, p);
        }
        return x;
    }

    private static double square(SplitComplex z, int at) {
        return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
    }
}
