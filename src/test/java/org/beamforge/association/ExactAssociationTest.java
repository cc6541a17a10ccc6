package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.control.Cancellation;
import org.beamforge.model.Association;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactAssociationTest {
    private final AssociationMethod exact = new ExactAssociation();

    static IntStream seeds() {
        return IntStream.range(0, 1000);
    }

    private static RateMatrix small(int seed) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(4);
        int users = stations + random.nextInt(9 - stations);
        return RandomRates.of(RandomRates.kindOf(seed), stations, users, random);
    }

    private static RateMatrix uniform(int stations, int users, int seed) {
        return RandomRates.of(RandomRates.Kind.UNIFORM, stations, users, new Random(seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void equalsBruteForce(int seed) {
        AssociationRequest request = AssociationRequest.of(small(seed));
        AssociationProposal proposal = exact.propose(request);
        double optimum = new BruteForceAssociation().propose(request).objective();
        assertThat(proposal.objective()).isCloseTo(optimum, within(4e-12 * optimum));
        assertThat(proposal.objective()).isEqualTo(request.rates().sumRate(proposal.association()));
        assertThat(proposal.optimal()).isTrue();
        assertThat(exact.propose(request)).isEqualTo(proposal);
    }

    @Test
    void twoPlusTwoBeatsOnePlusThree() {
        RateMatrix rates = RateMatrix.of(new double[][] {{10, 10, 0, 0}, {0, 0, 10, 10}});
        AssociationProposal proposal = exact.propose(AssociationRequest.of(rates));
        assertThat(proposal.objective()).isEqualTo(20);
        assertThat(proposal.association()).isEqualTo(Association.of(2, 0, 0, 1, 1));
    }

    @Test
    void oneStationServesAll() {
        RateMatrix rates = RateMatrix.of(new double[][] {{1, 2, 6}});
        AssociationProposal proposal = exact.propose(AssociationRequest.of(rates));
        assertThat(proposal)
                .isEqualTo(new AssociationProposal(Association.of(1, 0, 0, 0), 3, true));
    }

    @Test
    void asManyUsersAsStationsIsAPermutation() {
        RateMatrix rates = RateMatrix.of(new double[][] {{5, 4, 0}, {4, 1, 0}, {3, 3, 3}});
        AssociationProposal proposal = exact.propose(AssociationRequest.of(rates));
        assertThat(proposal.association()).isEqualTo(Association.of(3, 1, 0, 2));
        assertThat(proposal.objective()).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    @Timeout(2)
    void hundredUsersAndThreeStationsAreQuickAndBestOfAllCompositions(int seed) {
        RateMatrix rates = RandomRates.of(RandomRates.kindOf(seed), 3, 100, new Random(seed));
        AssociationProposal proposal = exact.propose(AssociationRequest.of(rates));
        double optimum = 0;
        CapacitatedAssignment assignment = new CapacitatedAssignment(3, 100);
        for (int a = 1; a <= 98; a++) {
            for (int b = 1; a + b <= 99; b++) {
                assignment.solveMeans(
                        rates.rows(),
                        new int[] {a, b, 100 - a - b},
                        null,
                        Double.NEGATIVE_INFINITY);
                optimum = Math.max(optimum, assignment.value());
            }
        }
        assertThat(proposal.optimal()).isTrue();
        assertThat(proposal.objective()).isCloseTo(optimum, within(1e-11 * optimum));
        assertThat(proposal.objective())
                .isGreaterThanOrEqualTo(
                        new GameAssociation().propose(AssociationRequest.of(rates)).objective());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    @Timeout(5)
    void thirtyUsersAndMoreStationsClose(int stations) {
        for (int seed = 0; seed < 8; seed++) {
            RateMatrix rates =
                    RandomRates.of(RandomRates.kindOf(seed), stations, 30, new Random(seed));
            assertThat(exact.propose(AssociationRequest.of(rates)).optimal())
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void goingDepthFirstChangesNothingButTheMemory(int seed) {
        RateMatrix rates = uniform(5, 20, seed);
        AssociationProposal depthFirst = new CompositionSearch(rates, Cancellation.none(), 1).run();
        AssociationProposal bestFirst = exact.propose(AssociationRequest.of(rates));
        assertThat(depthFirst.optimal()).isTrue();
        assertThat(depthFirst.objective()).isCloseTo(bestFirst.objective(), within(1e-11));
    }

    @Test
    void boundsLeaveFewCompositionsToSolve() {
        // Of C(29,4) = 23,751 compositions.
        CompositionSearch search = new CompositionSearch(uniform(5, 30, 7), Cancellation.none());
        assertThat(search.run().optimal()).isTrue();
        assertThat(search.solved()).isBetween(1L, 2000L);
    }

    @Test
    void cancelledItReturnsAValidAssociationThatIsNotCalledOptimal() {
        RateMatrix rates = uniform(6, 40, 3);
        Cancellation cancellation = Cancellation.none();
        cancellation.cancel();
        AssociationProposal proposal =
                exact.propose(
                        new AssociationRequest(rates, Optional.empty(), Double.NaN, cancellation));
        assertThat(proposal.optimal()).isFalse();
        assertThat(proposal.objective()).isEqualTo(rates.sumRate(proposal.association()));
    }

    @Test
    @Timeout(10)
    void deadlineStopsASearchThatWouldTakeMinutes() {
        RateMatrix rates = uniform(10, 50, 7);
        AssociationRequest request =
                new AssociationRequest(
                        rates,
                        Optional.empty(),
                        Double.NaN,
                        Cancellation.none().withTimeLimit(0.3));
        AssociationProposal proposal = exact.propose(request);
        assertThat(proposal.optimal()).isFalse();
        assertThat(proposal.objective())
                .isGreaterThanOrEqualTo(rates.sumRate(InitialAssociation.strongest(rates)));
    }
}
