package org.beamforge.cli;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the shards of a sweep run. */
final class EngineOptions {
    @Option(
            names = "--engine",
            paramLabel = "local|spark",
            defaultValue = "local",
            description = "this process, or tasks of Apache Spark (default: ${DEFAULT-VALUE})")
    private String engine = "local";

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "where Spark runs: local[*], spark://HOST:PORT, yarn, k8s://... (default: local[*])")
    private @Nullable String master;

    @Option(
            names = "--shards",
            paramLabel = "n",
            defaultValue = "0",
            description = "tasks for Spark; 0: one per 8 draws, at most 1000 (default: 0)")
    private int shards;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description = "any setting of Spark, for example spark.task.resource.gpu.amount=1")
    private List<String> settings = new ArrayList<>();

    /** Whether the sweep runs on Spark. */
    boolean spark() {
        switch (engine) {
            case "spark":
                return true;
            case "local":
                if (master != null || shards != 0 || !settings.isEmpty()) {
                    throw new InvalidInputException(
                            "--master, --shards, --spark-conf: need --engine spark");
                }
                return false;
            default:
                throw new InvalidInputException(
                        "--engine: expected local or spark, found '" + engine + "'");
        }
    }

    String master() {
        return master == null ? "local[*]" : master;
    }

    List<String> settings() {
        return settings;
    }

    /** Into how many shards to split a sweep of so many draws. */
    int shards(int draws) {
        if (shards < 0) {
            throw new InvalidInputException("--shards: expected at least 0, found " + shards);
        }
        int wanted = shards > 0 ? shards : Math.min(1000, (draws + 7) / 8);
        return Math.min(wanted, draws);
    }
}
