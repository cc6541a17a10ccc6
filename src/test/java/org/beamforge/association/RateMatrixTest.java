package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;

class RateMatrixTest {
    @Test
    void sumRateIsTheSumOfMeans() {
        RateMatrix rates = RateMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(rates.sumRate(Association.of(2, 0, 1, 0))).isEqualTo(2 + 5);
    }

    @Test
    void badMatricesAreNamed() {
        fails(new double[][] {}, "rates: base stations: expected at least 1, found 0");
        fails(new double[][] {{1}, {2}}, "rates: users: expected at least 2, found 1");
        fails(new double[][] {{1, 2}, {3}}, "rates[1]: expected 2 numbers, found 1");
        fails(new double[][] {{1, -2}}, "rates[0][1]: expected a rate of at least 0, found -2.0");
        fails(new double[][] {{1, Double.NaN}}, "rates[0][1]: expected a finite number, found NaN");
    }

    private static void fails(double[][] rates, String message) {
        assertThatThrownBy(() -> RateMatrix.of(rates))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }
}
