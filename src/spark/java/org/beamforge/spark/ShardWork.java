package org.beamforge.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does: one shard, in a temporary folder of its own; the result is its file. */
final class ShardWork extends AbstractFunction1<Iterator<Integer>, byte[]> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String config;
    private final int shards;
    private final int threads;
    private final String[] jars;

    /**
     * @param config the configuration, YAML
     * @param jars names of the program's jars among the files of the application
     */
    ShardWork(String config, int shards, int threads, List<String> jars) {
        this.config = config;
        this.shards = shards;
        this.threads = threads;
        this.jars = jars.toArray(new String[0]);
    }

    @Override
    public byte[] apply(Iterator<Integer> partition) {
        int shard = partition.next();
        TaskContext task = TaskContext.get();
        try {
            Path folder = Files.createTempDirectory("beamforge-shard");
            try {
                Path yaml =
                        Files.writeString(
                                folder.resolve("sweep.yaml"), config, StandardCharsets.UTF_8);
                Path result =
                        Program.of(jars)
                                .shard(yaml, folder, shard, shards, threads, task::isInterrupted);
                return Files.readAllBytes(result);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("shard %d/%d".formatted(shard, shards), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
