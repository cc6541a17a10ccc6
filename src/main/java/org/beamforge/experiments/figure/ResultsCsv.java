package org.beamforge.experiments.figure;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.beamforge.control.SolveStatus;
import org.beamforge.experiments.sweep.GridParameter;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/** Reads the tables of a merged sweep back. */
final class ResultsCsv {
    private ResultsCsv() {}

    /** One row of convergence.csv: the sum rate after an iteration of Algorithm 3. */
    record Step(String scheme, int draw, int iteration, double sumRate) {}

    private interface RowReader<T> {
        T read(CSVRecord row);
    }

    static List<Sample> samples(Path file) {
        return read(
                file,
                row ->
                        new Sample(
                                row.get("scheme"),
                                Integer.parseInt(row.get("draw")),
                                point(row),
                                SolveStatus.valueOf(row.get("status")),
                                number(row.get("sumRate")),
                                number(row.get("gap")),
                                row.get("closed").equals("true"),
                                row.get("corrected").equals("true"),
                                row.isMapped("fallback")
                                        ? flag(row.get("fallback"))
                                        : Optional.empty()));
    }

    static List<Step> steps(Path file) {
        return read(
                file,
                row ->
                        new Step(
                                row.get("scheme"),
                                Integer.parseInt(row.get("draw")),
                                Integer.parseInt(row.get("iteration")),
                                number(row.get("sumRate"))));
    }

    private static Map<GridParameter, Double> point(CSVRecord row) {
        Map<GridParameter, Double> point = new EnumMap<>(GridParameter.class);
        for (GridParameter parameter : GridParameter.values()) {
            point.put(parameter, Double.parseDouble(row.get(parameter.key())));
        }
        return point;
    }

    private static Optional<Boolean> flag(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text.equals("true"));
    }

    private static double number(String text) {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    private static <T> List<T> read(Path file, RowReader<T> reader) {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        List<T> rows = new ArrayList<>();
        long line = 1;
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser parser = CSVParser.parse(in, format)) {
            for (CSVRecord row : parser) {
                line++;
                rows.add(reader.read(row));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": expected to read this file, found " + OutputFiles.words(e), e);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "%s: line %d: expected a row of a merged sweep: %s"
                            .formatted(file, line, e.getMessage()),
                    e);
        }
        return rows;
    }
}
