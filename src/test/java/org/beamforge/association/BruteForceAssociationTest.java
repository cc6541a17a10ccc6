package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.control.Cancellation;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BruteForceAssociationTest {
    private final AssociationMethod bruteForce = new BruteForceAssociation();

    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void equalsPlainEnumeration(int seed) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(4);
        int users = stations + random.nextInt(8 - stations);
        RateMatrix rates = RandomRates.of(RandomRates.kindOf(seed), stations, users, random);
        AssociationProposal proposal = bruteForce.propose(AssociationRequest.of(rates));
        double optimum = RandomRates.optimum(rates);
        assertThat(proposal.objective()).isCloseTo(optimum, within(1e-13 * optimum));
        assertThat(proposal.objective()).isEqualTo(rates.sumRate(proposal.association()));
        assertThat(proposal.optimal()).isTrue();
    }

    @Test
    void refusesWhatWouldTakeTooLong() {
        RateMatrix rates = RateMatrix.of(new double[3][21]);
        assertThatThrownBy(() -> bruteForce.propose(AssociationRequest.of(rates)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "brute-force: expected at most 5e+09 associations, found 3^21 = 1.05e+10\n"
                                + "Maybe use exact, which gives the same optimum");
    }

    @Test
    void cancelledItReturnsAValidAssociationThatIsNotCalledOptimal() {
        Cancellation cancellation = Cancellation.none();
        cancellation.cancel();
        RateMatrix rates = RandomRates.of(RandomRates.Kind.UNIFORM, 3, 19, new Random(1));
        AssociationProposal proposal =
                bruteForce.propose(
                        new AssociationRequest(rates, Optional.empty(), Double.NaN, cancellation));
        assertThat(proposal.optimal()).isFalse();
        assertThat(proposal.association()).isEqualTo(InitialAssociation.strongest(rates));
    }
}
