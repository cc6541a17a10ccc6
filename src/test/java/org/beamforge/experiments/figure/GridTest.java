package org.beamforge.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamforge.control.SolveStatus;
import org.beamforge.experiments.sweep.GridParameter;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;

class GridTest {
    private static Sample sample(Map<GridParameter, Double> differing) {
        Map<GridParameter, Double> point = new EnumMap<>(GridParameter.class);
        for (GridParameter parameter : GridParameter.values()) {
            point.put(parameter, parameter.of(ScenarioSettings.defaults()));
        }
        point.putAll(differing);
        return new Sample(
                "game",
                0,
                point,
                SolveStatus.SOLVED,
                1,
                Double.NaN,
                false,
                false,
                Optional.empty());
    }

    private static List<Sample> samples(GridParameter parameter, double... values) {
        List<Sample> samples = new ArrayList<>();
        for (double value : values) {
            samples.add(sample(Map.of(parameter, value)));
        }
        return samples;
    }

    @Test
    void oneValueIsOnTheAxisThatTheSweepVaries() {
        Grid grid =
                Grid.of(
                        samples(GridParameter.MAX_POWER_DBM, 32),
                        List.of(GridParameter.MAX_POWER_DBM));
        assertThat(grid.axis()).isEqualTo(GridParameter.MAX_POWER_DBM);
        assertThat(grid.xs()).containsExactly(32.0);
    }

    @Test
    void moreValuesGoBeforeADeclarationAndADeclarationBeforeTheOrder() {
        List<Sample> three = samples(GridParameter.ANTENNAS, 12, 16, 20);
        assertThat(Grid.of(three, List.of(GridParameter.USERS)).axis())
                .isEqualTo(GridParameter.ANTENNAS);
        List<Sample> square = new ArrayList<>();
        for (double users : new double[] {10, 11}) {
            for (double power : new double[] {32, 33}) {
                square.add(
                        sample(
                                Map.of(
                                        GridParameter.USERS,
                                        users,
                                        GridParameter.MAX_POWER_DBM,
                                        power)));
            }
        }
        assertThat(Grid.of(square, List.of()).axis()).isEqualTo(GridParameter.USERS);
        Grid grid = Grid.of(square, List.of(GridParameter.MAX_POWER_DBM, GridParameter.USERS));
        assertThat(grid.axis()).isEqualTo(GridParameter.MAX_POWER_DBM);
        assertThat(grid.panels()).containsExactly("users = 10", "users = 11");
    }
}
