package org.beamforge.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.beamforge.control.Cancellation;
import org.beamforge.testing.Partitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompositionsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void thoseAboveTheIncumbentAndNoOther(int seed) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(4);
        int users = stations + random.nextInt(7 - stations);
        double[][] bySize = new double[stations][users + 1];
        for (double[] row : bySize) {
            for (int n = 0; n <= users; n++) {
                row[n] = random.nextDouble();
            }
        }
        double incumbent = random.nextDouble() * stations;
        // Every composition is the sizes of some partition.
        Set<List<Integer>> expected = new HashSet<>();
        double[] most = {0};
        Partitions.forEach(
                stations,
                users,
                partition -> {
                    Integer[] sizes = new Integer[stations];
                    java.util.Arrays.fill(sizes, 0);
                    for (int k : partition) {
                        sizes[k]++;
                    }
                    double sum = 0;
                    for (int k = 0; k < stations; k++) {
                        sum += bySize[k][sizes[k]];
                    }
                    most[0] = Math.max(most[0], sum);
                    if (sum > incumbent) {
                        expected.add(List.of(sizes));
                    }
                });
        Compositions compositions = new Compositions(bySize, users);
        List<int[]> found = compositions.promising(incumbent, Cancellation.none());
        assertThat(found.stream().map(c -> java.util.Arrays.stream(c).boxed().toList()).toList())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(compositions.bound()).isEqualTo(most[0], within(1e-12));
    }

    /** K = 12, N = 60 has 3e11 compositions; the request to stop must get through. */
    @Test
    void enumerationCanBeStopped() {
        double[][] bySize = new double[12][61];
        for (double[] row : bySize) {
            java.util.Arrays.fill(row, 1);
        }
        Cancellation cancellation = Cancellation.none();
        cancellation.cancel();
        assertThat(new Compositions(bySize, 60).promising(0, cancellation)).isEmpty();
    }
}
