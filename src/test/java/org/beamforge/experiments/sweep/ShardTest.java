package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @Test
    void readsBothNumbers() {
        assertThat(Shard.parse("2/7")).isEqualTo(new Shard(2, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "3/3", "-1/3", "0/0", "a/b", "1/2/3", "/3", "1/"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("i/n");
    }

    @Test
    void everyTaskBelongsToOneShard() {
        for (int task = 0; task < 50; task++) {
            int holders = 0;
            for (int i = 0; i < 7; i++) {
                holders += new Shard(i, 7).holds(task) ? 1 : 0;
            }
            assertThat(holders).as("task %d", task).isOne();
        }
    }

    @Test
    void takesSlurmArraysThatStartAnywhere() {
        assertThat(Shard.ofEnvironment(Map.of())).isEqualTo(Shard.WHOLE);
        assertThat(
                        Shard.ofEnvironment(
                                Map.of(
                                        "SLURM_ARRAY_TASK_ID", "4",
                                        "SLURM_ARRAY_TASK_COUNT", "8")))
                .isEqualTo(new Shard(4, 8));
        assertThat(
                        Shard.ofEnvironment(
                                Map.of(
                                        "SLURM_ARRAY_TASK_ID", "15",
                                        "SLURM_ARRAY_TASK_COUNT", "3",
                                        "SLURM_ARRAY_TASK_MIN", "5",
                                        "SLURM_ARRAY_TASK_STEP", "5")))
                .isEqualTo(new Shard(2, 3));
        assertThatThrownBy(
                        () ->
                                Shard.ofEnvironment(
                                        Map.of(
                                                "SLURM_ARRAY_TASK_ID", "8",
                                                "SLURM_ARRAY_TASK_COUNT", "8")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("SLURM_ARRAY_TASK_ID");
    }
}
