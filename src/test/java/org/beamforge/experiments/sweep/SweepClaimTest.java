package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepClaimTest {
    @TempDir private Path directory;

    private ShardFile shard(int index, int count) {
        return ShardFile.open(
                directory,
                SweepHeader.of(
                        SweepFixture.config(),
                        Optional.empty(),
                        new Shard(index, count),
                        SweepFixture.VERSIONS),
                true);
    }

    private static void requireRefused(Path place, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(place + ": another process is writing to it\nMaybe wait");
    }

    @Test
    void oneEngineAtATime() {
        Path below = directory.resolve("new/folder");
        SweepClaim first = SweepClaim.of(below);
        requireRefused(below, () -> SweepClaim.of(below));
        first.close();
        SweepClaim.of(below).close();
    }

    @Test
    void noShardBesideAnEngineHoweverItIsSplit() {
        SweepClaim engine = SweepClaim.of(directory);
        requireRefused(directory, () -> shard(0, 1));
        requireRefused(directory, () -> shard(1, 3));
        assertThat(SweepFiles.in(directory)).isEmpty();
        engine.close();
        shard(1, 3).close();
    }

    @Test
    void noEngineBesideAShard() {
        ShardFile shard = shard(1, 3);
        Path file = shard.path();
        requireRefused(file, () -> SweepClaim.of(directory));
        shard.close();
        SweepClaim.of(directory).close();
        assertThat(file).exists();
    }

    @Test
    void shardsOfOneProcessDoNotTakeEachOtherForAnEngine() {
        SweepClaim.of(directory).close();
        List<ShardFile> open =
                IntStream.range(0, 16).parallel().mapToObj(index -> shard(index, 16)).toList();
        assertThat(open).hasSize(16);
        open.forEach(ShardFile::close);
    }
}
