package org.beamforge.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamforge.association.CapacitatedAssignment;
import org.beamforge.testing.Partitions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounds of nodes with fixed and forbidden pairs against all partitions of the node. */
class NodeBounderTest {
    static java.util.stream.IntStream seeds() {
        return java.util.stream.IntStream.range(0, 60);
    }

    private final List<StationCuts> cuts = new ArrayList<>();
    private int stations;
    private int users;

    private Node randomNode(Random random) {
        stations = 1 + random.nextInt(3);
        users = stations + random.nextInt(7 - stations);
        for (int k = 0; k < stations; k++) {
            double[] gain = new double[users];
            double[] bound = new double[users];
            for (int i = 0; i < users; i++) {
                gain[i] = random.nextInt(8) == 0 ? 0 : Math.exp(8 * random.nextDouble() - 2);
                bound[i] = Math.log1p(gain[i] * random.nextDouble());
            }
            cuts.add(new StationCuts(bound, gain));
        }
        int[] sizes = new int[stations];
        Arrays.fill(sizes, 1);
        for (int i = stations; i < users; i++) {
            sizes[random.nextInt(stations)]++;
        }
        int[] fixed = new int[users];
        Arrays.fill(fixed, CapacitatedAssignment.FREE);
        boolean[][] forbidden = new boolean[stations][users];
        for (int i = 0; i < users; i++) {
            if (random.nextInt(4) == 0) {
                fixed[i] = random.nextInt(stations);
            } else if (random.nextInt(3) == 0) {
                forbidden[random.nextInt(stations)][i] = true;
            }
        }
        return new Node(sizes, fixed, forbidden);
    }

    private boolean contains(Node node, int[] partition) {
        int[] load = new int[stations];
        for (int i = 0; i < users; i++) {
            int k = partition[i];
            load[k]++;
            boolean free = node.fixed[i] == CapacitatedAssignment.FREE;
            if (free ? node.forbidden[k][i] : node.fixed[i] != k) {
                return false;
            }
        }
        return Arrays.equals(load, node.sizes);
    }

    /** Sum of each base station's tightest own cut: no relaxation at all. */
    private double tightest(Node node, int[] partition) {
        double sum = 0;
        for (int k = 0; k < stations; k++) {
            int[] set = NodeBounder.members(partition, k, node.sizes[k]);
            sum += cuts.get(k).tightest(set).mean(set);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void boundsEveryPartitionOfTheNode(int seed) {
        Node node = randomNode(new Random(seed));
        NodeBounder bounder = new NodeBounder(users, cuts, false);
        boolean[] any = {false};
        boolean found = bounder.bound(node);
        Partitions.forEach(
                stations,
                users,
                partition -> {
                    if (contains(node, partition)) {
                        any[0] = true;
                        assertThat(found).isTrue();
                        assertThat(tightest(node, partition))
                                .isLessThanOrEqualTo(node.bound + 1e-9);
                        assertThat(bounder.refined(partition, node.sizes))
                                .isCloseTo(tightest(node, partition), within(1e-9));
                    }
                });
        assertThat(found).isEqualTo(any[0]);
        if (found) {
            assertThat(contains(node, node.partition)).isTrue();
            double before = node.bound;
            assertThat(bounder.bound(node)).isTrue();
            assertThat(node.bound).isLessThanOrEqualTo(before); // again: never worse
            assertThat(contains(node, node.partition)).isTrue();
        }
    }

    /** With one cut per base station the relaxation is exact. */
    @ParameterizedTest
    @MethodSource("seeds")
    void isTheBestPartitionWhereSingleRatesAreAllThereIs(int seed) {
        Node node = randomNode(new Random(seed));
        cuts.clear();
        Random random = new Random(seed + 1000);
        for (int k = 0; k < stations; k++) {
            double[] bound = new double[users];
            double[] gain = new double[users];
            for (int i = 0; i < users; i++) {
                gain[i] = 1e6; // power is no limit, so water-filling gives the single rates
                bound[i] = random.nextDouble();
            }
            cuts.add(new StationCuts(bound, gain));
        }
        double[] most = {Double.NEGATIVE_INFINITY};
        Partitions.forEach(
                stations,
                users,
                partition -> {
                    if (contains(node, partition)) {
                        most[0] = Math.max(most[0], tightest(node, partition));
                    }
                });
        if (new NodeBounder(users, cuts, true).bound(node)) {
            assertThat(node.bound).isCloseTo(most[0], within(1e-9));
        } else {
            assertThat(most[0]).isEqualTo(Double.NEGATIVE_INFINITY);
        }
    }
}
