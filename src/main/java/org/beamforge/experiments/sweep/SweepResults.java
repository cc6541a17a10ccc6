package org.beamforge.experiments.sweep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioSettings;

/**
 * The complete results of a sweep, whatever shards they came from.
 *
 * @param config the sweep
 * @param llm description of the LLM; empty if none ran
 * @param points the grid
 * @param rows one per job, by grid point, then scheme, then draw
 */
public record SweepResults(
        SweepConfig config,
        Optional<String> llm,
        String program,
        List<ScenarioSettings> points,
        List<ResultRow> rows) {

    public SweepResults {
        points = List.copyOf(points);
        rows = List.copyOf(rows);
    }

    /**
     * Reads all shards of a directory.
     *
     * @throws MissingResultsException if shards are missing or not complete; names them
     * @throws InvalidInputException if files are damaged or of different sweeps
     */
    public static SweepResults read(Path directory) {
        List<SweepFiles.Found> files = SweepFiles.in(directory);
        if (files.isEmpty()) {
            throw new MissingResultsException(
                    directory + ": holds no shard of a sweep (shard-i-of-n.jsonl)");
        }
        Map<Integer, ResultScan> scans = new HashMap<>();
        Optional<SweepHeader> header = Optional.empty();
        for (SweepFiles.Found file : files) {
            ResultScan scan = scan(file.path());
            if (scan.header().isPresent()) {
                header = scan.header();
                requireName(file, scan.header().get());
                SweepFiles.requireSameSweep(directory, scan.header().get());
                scans.put(file.shard().index(), scan);
            }
        }
        int shards = files.get(0).shard().count();
        if (header.isEmpty()) {
            throw new MissingResultsException(
                    directory + ": missing shards of %d: all of them".formatted(shards));
        }
        return of(directory, header.get(), shards, scans);
    }

    private static ResultScan scan(Path file) {
        try {
            return ResultScan.of(file);
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": expected to read this file, found " + OutputFiles.words(e), e);
        }
    }

    private static void requireName(SweepFiles.Found file, SweepHeader header) {
        if (!file.shard().equals(header.shard())) {
            throw new InvalidInputException(
                    "%s: expected the results of shard %s, found those of %s\nMaybe the file was renamed."
                            .formatted(file.path(), file.shard(), header.shard()));
        }
    }

    private static SweepResults of(
            Path directory, SweepHeader header, int shards, Map<Integer, ResultScan> scans) {
        SweepConfig config = SweepConfigReader.of(header.config());
        List<ScenarioSettings> points = config.points();
        List<ResultRow> rows = new ArrayList<>();
        Map<Integer, Integer> missing = new LinkedHashMap<>();
        for (int point = 0; point < points.size(); point++) {
            for (SweepScheme scheme : config.schemes()) {
                for (int draw = 0; draw < config.draws(); draw++) {
                    int shard = (point * config.draws() + draw) % shards;
                    ResultScan scan = scans.get(shard);
                    ResultRow row =
                            scan == null
                                    ? null
                                    : scan.rows()
                                            .get(new ResultRow.Key(point, draw, scheme.label()));
                    if (row == null) {
                        missing.merge(shard, 1, Integer::sum);
                    } else {
                        rows.add(row);
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new MissingResultsException(complaint(directory, shards, scans, missing));
        }
        return new SweepResults(config, header.llm(), header.program(), points, rows);
    }

    private static String complaint(
            Path directory,
            int shards,
            Map<Integer, ResultScan> scans,
            Map<Integer, Integer> missing) {
        StringBuilder text = new StringBuilder(directory + ": missing shards:");
        missing.keySet().stream()
                .sorted()
                .forEach(
                        shard -> {
                            ResultScan scan = scans.get(shard);
                            text.append("\n  shard %d/%d: ".formatted(shard, shards))
                                    .append(
                                            scan == null
                                                    ? "no results at all"
                                                    : "%d of %d jobs are missing"
                                                            .formatted(
                                                                    missing.get(shard),
                                                                    missing.get(shard)
                                                                            + scan.rows().size()));
                        });
        return text.append("\nMaybe run them with --shard i/%d --resume.".formatted(shards))
                .toString();
    }

    /** The rows of one curve at one grid point, one per draw. */
    public List<ResultRow> rows(int point, String scheme) {
        return rows.stream()
                .filter(row -> row.point() == point && row.scheme().equals(scheme))
                .toList();
    }

    /**
     * Writes results.csv, convergence.csv, run.json (equal results give equal bytes) and
     * timings.csv; each file appears whole or not at all.
     */
    public void write(Path directory) {
        ResultTables tables = new ResultTables(this);
        OutputFiles.write(directory.resolve("results.csv"), tables::results);
        OutputFiles.write(directory.resolve("convergence.csv"), tables::convergence);
        OutputFiles.write(directory.resolve("timings.csv"), tables::timings);
        OutputFiles.write(
                directory.resolve("run.json"),
                out ->
                        out.write(
                                CheckedLine.pretty(description())
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    private ObjectNode description() {
        ObjectNode node = CheckedLine.object();
        node.put("format", "beamforge-run/1").put("program", program);
        llm.ifPresent(text -> node.put("llm", text));
        node.set("config", CheckedLine.node(config.canonical()));
        return node;
    }

    /** Whether a directory holds shards of a sweep. */
    public static boolean in(Path directory) {
        return Files.isDirectory(directory) && !SweepFiles.in(directory).isEmpty();
    }

    /** Counts for a summary. */
    public SweepSummary summary() {
        return SweepSummary.of(this);
    }
}
