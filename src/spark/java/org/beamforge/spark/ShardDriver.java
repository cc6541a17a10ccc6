package org.beamforge.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;

/**
 * The Spark application of a sweep: one task per shard. Each result is stored when it arrives, so
 * that a driver that dies loses the shards in flight and nothing else.
 *
 * <p>Arguments: directory of the results, configuration, number of shards, shards to do (comma
 * separated), threads per task, names of the program's jars (comma separated, sent as files).
 */
public final class ShardDriver {
    private static final int ARGUMENTS = 6;

    private ShardDriver() {}

    public static void main(String[] args) throws IOException {
        if (args.length != ARGUMENTS) {
            throw new IllegalArgumentException(
                    "expected OUT CONFIG SHARDS OPEN THREADS JARS, found " + args.length);
        }
        Path out = Path.of(args[0]);
        String config = Files.readString(Path.of(args[1]), StandardCharsets.UTF_8);
        int shards = Integer.parseInt(args[2]);
        List<Integer> open = Arrays.stream(args[3].split(",")).map(Integer::valueOf).toList();
        int threads = Integer.parseInt(args[4]);
        List<String> jars = List.of(args[5].split(","));
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
            // a partition is one shard, so that what Spark repeats or moves is a whole shard
            spark.sc()
                    .runJob(
                            spark.parallelize(open, open.size()).rdd(),
                            new ShardWork(config, shards, threads, jars),
                            new ResultStore(out, open, shards),
                            ClassTag$.MODULE$.apply(byte[].class));
        }
    }
}
