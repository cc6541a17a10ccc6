package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenShardsTest {
    @TempDir private Path directory;

    private List<Integer> open(int count, boolean resume) {
        return OpenShards.of(
                directory, SweepFixture.config(), count, SweepFixture.VERSIONS, resume);
    }

    @Test
    void allAreOpenWhereNothingIs() {
        Path below = directory.resolve("new/folder");
        assertThat(OpenShards.of(below, SweepFixture.config(), 3, SweepFixture.VERSIONS, false))
                .containsExactly(0, 1, 2);
        assertThat(below).isDirectory();
    }

    @Test
    void completeOnesAreNotOpenAndTornOnesAre() throws IOException {
        SweepFixture.run(SweepFixture.config(), directory, new Shard(0, 3), 1);
        SweepFixture.run(SweepFixture.config(), directory, new Shard(2, 3), 1);
        assertThat(open(3, true)).containsExactly(1);
        Path last = directory.resolve("shard-2-of-3.jsonl");
        String text = Files.readString(last);
        Files.writeString(last, text.substring(0, text.length() - 5));
        assertThat(open(3, true)).containsExactly(1, 2);
        Files.writeString(last, "");
        assertThat(open(3, true)).containsExactly(1, 2);
    }

    @Test
    void resultsThatAreThereNeedResumeAndTheSameSweep() {
        SweepFixture.run(SweepFixture.config(), directory, new Shard(0, 3), 1);
        assertThatThrownBy(() -> open(3, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--resume");
        assertThatThrownBy(() -> open(4, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("split into 3 parts");
    }
}
