package org.beamforge.solver.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.Dense;
import org.beamforge.solver.Stations;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensingFiguresTest {
    @ParameterizedTest(name = "seed {0}, {1} of {2} columns")
    @CsvSource({"1, 3, 3", "2, 1, 4", "3, 0, 2"})
    void agreeWithTheCovariance(long seed, int used, int cols) {
        BeamProblem problem =
                Stations.random(Stations.Kind.GENERIC, seed, 2).compressed().problem();
        int r = problem.dimension();
        Random random = new Random(seed);
        SplitComplex w = SplitComplex.allocate(r * cols);
        for (int i = 0; i < r * cols; i++) {
            w.re()[i] = random.nextGaussian();
            w.im()[i] = random.nextGaussian();
        }
        ZMatrixRMaj covariance = new ZMatrixRMaj(r, r);
        for (int j = 0; j < used; j++) {
            ZMatrixRMaj c = Dense.column(Dense.of(r, cols, w), j);
            covariance = Dense.plus(covariance, 1, Dense.product(c, Dense.adjoint(c)));
        }
        ZMatrixRMaj v = Dense.of(r, 3, problem.sensing());
        ZMatrixRMaj g = Dense.column(v, 1);
        ZMatrixRMaj e = Dense.column(v, 2);
        SensingFigures figures = SensingFigures.ofColumns(r, problem.sensing(), w, cols, used);
        Complex_F64 pge = Dense.form(g, covariance, e);
        assertThat(figures.pd())
                .isCloseTo(
                        Dense.form(Dense.column(v, 0), covariance, Dense.column(v, 0)).real,
                        within(1e-11));
        assertThat(figures.pg()).isCloseTo(Dense.form(g, covariance, g).real, within(1e-11));
        assertThat(figures.pe()).isCloseTo(Dense.form(e, covariance, e).real, within(1e-11));
        assertThat(figures.pgeRe()).isCloseTo(pge.real, within(1e-11));
        assertThat(figures.pgeIm()).isCloseTo(pge.imaginary, within(1e-11));
        assertThat(figures.power())
                .isCloseTo(Dense.traceOfProduct(covariance, Dense.identity(r)), within(1e-11));
    }

    @Test
    void mixturesAreLinearAndViolationsRelative() {
        SensingFigures a = new SensingFigures(1, 4, 2, 1, 2, 3);
        SensingFigures b = new SensingFigures(3, 2, 1, 0, 0, 5);
        assertThat(a.mixedWith(b, 0.25))
                .isEqualTo(new SensingFigures(1.5, 3.5, 1.75, 0.75, 1.5, 3.5));
        assertThat(a.estimation()).isEqualTo(4 + 2 - 5.0 / 4);
        assertThat(a.violation(2, 1)).isEqualTo(0.5); // detection reaches half
        assertThat(a.violation(0.5, 9.5)).isEqualTo(0.5); // estimation reaches half
        assertThat(a.violation(0.5, 2.375)).isNegative();
        assertThat(SensingFigures.ZERO.estimation()).isZero();
    }
}
