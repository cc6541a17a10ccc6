package org.beamforge.solver.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.Instance;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.Dense;
import org.beamforge.solver.ReferenceInstances;
import org.beamforge.solver.SemidefiniteOracle;
import org.beamforge.solver.StationSubspace;
import org.beamforge.solver.Stations;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensingFeasibilityTest {
    static java.util.stream.IntStream seeds() {
        return java.util.stream.IntStream.rangeClosed(1, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void boundsEncloseTheOptimumOfAnInteriorPointMethod(int seed) {
        Stations.Kind kind =
                seed % 5 == 0 ? Stations.Kind.COINCIDING_TARGETS : Stations.Kind.GENERIC;
        BeamProblem problem = sensing(Stations.random(kind, seed).canonical());
        SensingNeed need = SensingFeasibility.of(problem, Stations.KERNELS);
        assertThat(need.lowerBound()).isLessThanOrEqualTo(need.upperBound());
        assertThat(need.upperBound()).isCloseTo(need.lowerBound(), withinPercentage(1e-4));
        assertThat(need.lowerBound())
                .isGreaterThanOrEqualTo(Math.max(problem.deltaD(), problem.deltaE()));

        double scale = need.upperBound();
        SemidefiniteOracle oracle = SemidefiniteOracle.leastPower(scaled(problem, 1 / scale));
        oracle.solve(1e-8);
        assertThat(scale * oracle.primal()).isCloseTo(need.upperBound(), withinPercentage(2e-4));
        checkCovariance(problem, need);
    }

    /** The covariance handed out has the power claimed and meets both constraints strictly. */
    private static void checkCovariance(BeamProblem problem, SensingNeed need) {
        int r = problem.dimension();
        ZMatrixRMaj covariance = Dense.of(r, r, need.covariance());
        assertThat(Dense.positiveDefinite(covariance)).isTrue();
        assertThat(Dense.traceOfProduct(covariance, Dense.identity(r)))
                .isCloseTo(need.upperBound(), withinPercentage(1e-10));
        double[] reached = reached(problem, covariance);
        assertThat(reached[0]).isGreaterThan(problem.deltaD());
        assertThat(reached[1]).isGreaterThan(problem.deltaE());
    }

    private static double[] reached(BeamProblem problem, ZMatrixRMaj r) {
        ZMatrixRMaj v = Dense.of(problem.dimension(), 3, problem.sensing());
        ZMatrixRMaj d = Dense.column(v, 0);
        ZMatrixRMaj g = Dense.column(v, 1);
        ZMatrixRMaj e = Dense.column(v, 2);
        double pg = Dense.form(g, r, g).real;
        Complex_F64 pge = Dense.form(g, r, e);
        return new double[] {
            Dense.form(d, r, d).real, pg + Dense.form(e, r, e).real - pge.getMagnitude2() / pg
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noCovarianceBeatsTheLowerBound(long seed) {
        BeamProblem problem = sensing(Stations.random(Stations.Kind.GENERIC, seed).canonical());
        SensingNeed need = SensingFeasibility.of(problem, Stations.KERNELS);
        int r = problem.dimension();
        Random random = new Random(seed);
        ZMatrixRMaj best = Dense.of(r, r, need.covariance());
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3000; i++) {
            // Random rank one to r, then local moves around the best point.
            ZMatrixRMaj root = new ZMatrixRMaj(r, 1 + i % r);
            for (int p = 0; p < root.data.length; p++) {
                root.data[p] = random.nextGaussian();
            }
            ZMatrixRMaj covariance = Dense.product(root, Dense.adjoint(root));
            if (i % 2 == 1) {
                double size = Math.pow(10, -1 - 4 * random.nextDouble()) * need.upperBound();
                covariance = Dense.plus(best, size, covariance);
            }
            double[] reached = reached(problem, covariance);
            double factor = Math.max(problem.deltaD() / reached[0], problem.deltaE() / reached[1]);
            double power = factor * Dense.traceOfProduct(covariance, Dense.identity(r));
            assertThat(power).isGreaterThanOrEqualTo(need.lowerBound());
            least = Math.min(least, power);
        }
        assertThat(least).isCloseTo(need.lowerBound(), withinPercentage(1));
    }

    @ParameterizedTest(name = "deltas {0}, {1}")
    @CsvSource({"0.2, 0.3", "0.7, 1e-5", "1e-6, 0.4", "3, 5"})
    void orthogonalTargetsAddUp(double deltaD, double deltaE) {
        BeamProblem problem = axes(new double[] {0, 0, 1}, deltaD, deltaE);
        SensingNeed need = SensingFeasibility.of(problem, Stations.KERNELS);
        assertThat(need.lowerBound()).isCloseTo(deltaD + deltaE, withinPercentage(1e-4));
        assertThat(need.upperBound()).isCloseTo(deltaD + deltaE, withinPercentage(1e-4));
    }

    @ParameterizedTest(name = "deltas {0}, {1}")
    @CsvSource({"0.2, 0.3", "0.7, 1e-5", "1e-6, 0.4", "0.5, 0.5"})
    void oneTargetTakesTheLargerNeed(double deltaD, double deltaE) {
        BeamProblem problem = axes(new double[] {1, 0, 0}, deltaD, deltaE); // d = g
        SensingNeed need = SensingFeasibility.of(problem, Stations.KERNELS);
        assertThat(need.upperBound()).isCloseTo(Math.max(deltaD, deltaE), withinPercentage(2e-4));
        assertThat(need.lowerBound()).isCloseTo(Math.max(deltaD, deltaE), withinPercentage(2e-4));
    }

    @ParameterizedTest(name = "deltas {0}, {1}")
    @CsvSource({
        "0.1, 0.5", // a beam at g lights d with 0.36 of its power: detection is free
        "0.5, 0.1", // and the other way round: estimation is free
    })
    void aBeamAtOneTargetMayServeTheOther(double deltaD, double deltaE) {
        BeamProblem problem = axes(new double[] {0.6, 0, 0.8}, deltaD, deltaE);
        SensingNeed need = SensingFeasibility.of(problem, Stations.KERNELS);
        assertThat(need.upperBound()).isCloseTo(0.5, withinPercentage(2e-4));
        assertThat(need.lowerBound()).isCloseTo(0.5, withinPercentage(2e-4));
    }

    /** g and e are the first two axes, d is given. */
    private static BeamProblem axes(double[] d, double deltaD, double deltaE) {
        SplitComplex sensing = SplitComplex.allocate(9);
        for (int i = 0; i < 3; i++) {
            sensing.re()[3 * i] = d[i];
        }
        sensing.re()[1] = 1;
        sensing.re()[5] = 1;
        return new BeamProblem(3, 0, sensing, SplitComplex.allocate(0), deltaD, deltaE);
    }

    @ParameterizedTest(name = "factor {0}")
    @ValueSource(doubles = {1e-6, 1e-3, 0.7, 40, 1e6})
    void needIsHomogeneous(double factor) {
        BeamProblem problem = sensing(Stations.random(Stations.Kind.GENERIC, 9).canonical());
        SensingNeed one = SensingFeasibility.of(problem, Stations.KERNELS);
        SensingNeed other = SensingFeasibility.of(scaled(problem, factor), Stations.KERNELS);
        assertThat(other.lowerBound()).isCloseTo(factor * one.lowerBound(), withinPercentage(1e-7));
        assertThat(other.upperBound()).isCloseTo(factor * one.upperBound(), withinPercentage(1e-7));
        assertThat(other.infeasible()).isEqualTo(factor > 1);
    }

    @Test
    void theReferenceInstanceIsProvenInfeasible() {
        Instance instance = ReferenceInstances.read("infeasible-k2n4m8");
        SensingNeed[] need = new SensingNeed[2];
        for (int k = 0; k < 2; k++) {
            BeamProblem problem = sensing(CanonicalProblem.of(instance, k));
            need[k] = SensingFeasibility.of(problem, Stations.KERNELS);
            double scale = need[k].upperBound();
            SemidefiniteOracle oracle = SemidefiniteOracle.leastPower(scaled(problem, 1 / scale));
            oracle.solve(1e-8);
            assertThat(need[k].upperBound())
                    .isCloseTo(scale * oracle.primal(), withinPercentage(2e-4));
        }
        assertThat(need[1].infeasible()).isTrue();
        assertThat(need[1].lowerBound()).isGreaterThan(1.0824923637977728);
        assertThat(need[1].deltaE()).isCloseTo(1.0824923637977728, withinPercentage(1e-9));
        assertThat(need[0].infeasible()).isEqualTo(need[0].upperBound() > 1);
    }

    @Test
    void anUnobservableAngleNeedsInfinitePower() {
        BeamProblem problem = axes(new double[] {1, 0, 0}, 0.1, Double.POSITIVE_INFINITY);
        SensingNeed need = SensingFeasibility.of(problem, Stations.KERNELS);
        assertThat(need.infeasible()).isTrue();
        assertThat(need.upperBound()).isInfinite();
    }

    private static BeamProblem sensing(CanonicalProblem canonical) {
        return StationSubspace.of(canonical, false).problem().problem();
    }

    private static BeamProblem scaled(BeamProblem p, double factor) {
        return new BeamProblem(
                p.dimension(),
                p.users(),
                p.sensing(),
                p.channels(),
                factor * p.deltaD(),
                factor * p.deltaE());
    }
}
