package org.beamforge.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Stores each shard when it arrives at the driver; a file appears whole or not at all. */
final class ResultStore extends AbstractFunction2<Object, byte[], BoxedUnit> {
    private final Path out;
    private final List<Integer> open;
    private final int shards;
    private int done;

    /**
     * @param open the shard of each partition
     */
    ResultStore(Path out, List<Integer> open, int shards) {
        this.out = out;
        this.open = open;
        this.shards = shards;
    }

    @Override
    public BoxedUnit apply(Object partition, byte[] result) {
        String name = "shard-%d-of-%d.jsonl".formatted(open.get((Integer) partition), shards);
        // a name of its own, should a driver outlive the program that held the directory for it
        Path part = out.resolve(name + "." + UUID.randomUUID() + ".part");
        try {
            try {
                Files.write(part, result);
                Files.move(part, out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(out.resolve(name).toString(), e);
        }
        done++;
        System.err.printf("%d of %d shards%n", done, open.size());
        return BoxedUnit.UNIT;
    }
}
