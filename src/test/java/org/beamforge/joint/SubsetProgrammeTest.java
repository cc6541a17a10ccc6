package org.beamforge.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.beamforge.model.InvalidInputException;
import org.beamforge.testing.Partitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubsetProgrammeTest {
    private static double value(
            double[][] table, boolean[][] exact, double optimism, int[] partition) {
        double sum = 0;
        for (int k = 0; k < table.length; k++) {
            int mask = 0;
            for (int i = 0; i < partition.length; i++) {
                mask += partition[i] == k ? 1 << i : 0;
            }
            sum += table[k][mask] * (exact[k][mask] ? 1 : 1 + optimism);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.5})
    void equalsEnumerationOnRandomTables(double optimism) {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int stations = 1 + random.nextInt(4);
            int users = stations + random.nextInt(8 - stations);
            double[][] table = new double[stations][1 << users];
            boolean[][] exact = new boolean[stations][1 << users];
            for (int k = 0; k < stations; k++) {
                for (int mask = 0; mask < table[k].length; mask++) {
                    boolean unknown = seed % 3 == 0 && random.nextInt(5) == 0 && mask % 3 != 1;
                    table[k][mask] = unknown ? Double.NEGATIVE_INFINITY : 10 * random.nextDouble();
                    exact[k][mask] = random.nextBoolean();
                }
            }
            double[] most = {Double.NEGATIVE_INFINITY};
            Partitions.forEach(
                    stations,
                    users,
                    p -> most[0] = Math.max(most[0], value(table, exact, optimism, p)));
            if (most[0] == Double.NEGATIVE_INFINITY) {
                continue;
            }
            int[] best = SubsetProgramme.best(table, exact, optimism, users);
            assertThat(value(table, exact, optimism, best))
                    .as("seed %d", seed)
                    .isEqualTo(most[0], org.assertj.core.api.Assertions.within(1e-12));
        }
    }

    @Test
    void saysWhenNoPartitionIsKnown() {
        double[][] table = new double[2][8];
        for (double[] row : table) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
        }
        assertThatThrownBy(() -> SubsetProgramme.best(table, new boolean[2][8], 0.01, 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no partition");
    }
}
