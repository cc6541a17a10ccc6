package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.control.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GameAssociationTest {
    private final AssociationMethod game = new GameAssociation();

    static IntStream seeds() {
        return IntStream.range(0, 120);
    }

    private static RateMatrix random(int seed) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(5);
        int users = stations + random.nextInt(20);
        return RandomRates.of(RandomRates.kindOf(seed), stations, users, random);
    }

    /** The best objective one transfer or one swap away, every move evaluated from scratch. */
    private static double bestNeighbour(RateMatrix rates, int[] stationOf) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < stationOf.length; i++) {
            int from = stationOf[i];
            for (int k = 0; k < rates.stations(); k++) {
                stationOf[i] = k;
                double value = RandomRates.objective(rates, stationOf);
                most = value > most ? value : most;
            }
            stationOf[i] = from;
            for (int j = 0; j < i; j++) {
                int other = stationOf[j];
                stationOf[i] = other;
                stationOf[j] = from;
                double value = RandomRates.objective(rates, stationOf);
                most = value > most ? value : most;
                stationOf[i] = from;
                stationOf[j] = other;
            }
        }
        return most;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isNashStableAndNeverBelowItsStart(int seed) {
        RateMatrix rates = random(seed);
        AssociationRequest request = AssociationRequest.of(rates);
        AssociationProposal proposal = game.propose(request);
        double value = proposal.objective();
        assertThat(value).isEqualTo(rates.sumRate(proposal.association()));
        assertThat(value)
                .isGreaterThanOrEqualTo(new GaleShapleyAssociation().propose(request).objective());
        assertThat(bestNeighbour(rates, proposal.association().toArray()))
                .isLessThanOrEqualTo(value * (1 + 2e-12));
        assertThat(game.propose(request)).isEqualTo(proposal);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void movesRaiseAnyStartToAStablePartition(int seed) {
        RateMatrix rates = random(seed);
        Random random = new Random(seed);
        int[] stationOf = new int[rates.users()];
        for (int i = 0; i < stationOf.length; i++) {
            stationOf[i] = i < rates.stations() ? i : random.nextInt(rates.stations());
        }
        double before = RandomRates.objective(rates, stationOf);
        assertThat(CoalitionMoves.improve(rates, stationOf, Cancellation.none())).isTrue();
        double after = RandomRates.objective(rates, stationOf);
        assertThat(after).isGreaterThanOrEqualTo(before);
        assertThat(bestNeighbour(rates, stationOf)).isLessThanOrEqualTo(after * (1 + 2e-12));
    }

    @Test
    void transfersAndSwapsAreBothNeeded() {
        // Deferred acceptance with quotas 2 gives {0,1 | 2,3}: 5.5 + 1.5. Leaving the strong user
        // alone gives 10 + (1 + 1 + 2) / 3.
        RateMatrix rates = RateMatrix.of(new double[][] {{10, 1, 0, 0}, {0, 1, 1, 2}});
        AssociationProposal proposal = game.propose(AssociationRequest.of(rates));
        assertThat(proposal.association().toArray()).containsExactly(0, 1, 1, 1);
        // One user each: only a swap can help, 1 + 1 becomes 5 + 0.
        RateMatrix pair = RateMatrix.of(new double[][] {{1, 5}, {0, 1}});
        int[] stationOf = {0, 1};
        CoalitionMoves.improve(pair, stationOf, Cancellation.none());
        assertThat(stationOf).containsExactly(1, 0);
    }

    @Test
    void cancelledItReturnsItsStart() {
        RateMatrix rates = random(8);
        Cancellation cancellation = Cancellation.none();
        cancellation.cancel();
        AssociationProposal proposal =
                game.propose(
                        new AssociationRequest(rates, Optional.empty(), Double.NaN, cancellation));
        assertThat(proposal)
                .isEqualTo(new GaleShapleyAssociation().propose(AssociationRequest.of(rates)));
    }
}
