package org.beamforge.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * What a result file holds.
 *
 * @param header its first line; empty if that never reached the disk
 * @param rows by job
 * @param goodBytes length of the undamaged part; what follows is a torn last line
 * @param torn whether there is a torn last line
 */
record ResultScan(
        Optional<SweepHeader> header,
        Map<ResultRow.Key, ResultRow> rows,
        long goodBytes,
        boolean torn) {
    /** A file that is not there. */
    static final ResultScan NOTHING = new ResultScan(Optional.empty(), Map.of(), 0, false);

    /**
     * Reads a file. A damaged last line is what a killed process leaves behind; a damaged line
     * before that is not.
     *
     * @throws InvalidInputException if the file is damaged in the middle or is no result file
     */
    static ResultScan of(Path file) throws IOException {
        Reader reader = new Reader(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            // devices have a size of 0 and no end
            reader.read(in, Files.size(file));
        }
        return new ResultScan(
                Optional.ofNullable(reader.header), reader.rows, reader.good, reader.bad > 0);
    }

    private static final class Reader {
        private final Path file;
        private final Map<ResultRow.Key, ResultRow> rows = new LinkedHashMap<>();
        private @Nullable SweepHeader header;
        private long good;
        private int lines;
        private int bad;

        Reader(Path file) {
            this.file = file;
        }

        void read(InputStream in, long size) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (long at = 0; at < size; at++) {
                int b = in.read();
                if (b < 0) {
                    break;
                }
                if (b == '\n') {
                    take(line.toString(StandardCharsets.UTF_8));
                    if (bad == 0) {
                        good = at + 1;
                    }
                    line.reset();
                } else {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                lines++;
                requireLast();
                bad = lines;
            }
        }

        private void take(String line) {
            lines++;
            requireLast();
            Optional<JsonNode> content = CheckedLine.read(line);
            if (content.isEmpty()) {
                bad = lines;
                return;
            }
            try {
                if (header == null) {
                    header = SweepHeader.read(content.get());
                } else {
                    ResultRow row = RowJson.read(content.get());
                    rows.putIfAbsent(row.key(), row);
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(
                        "%s: line %d: expected a line of %s, found another format"
                                .formatted(file, lines, SweepHeader.FORMAT),
                        e);
            }
        }

        private void requireLast() {
            if (bad > 0) {
                throw new InvalidInputException(
                        "%s: line %d: the checksum does not match, the file is damaged\nMaybe %s"
                                .formatted(
                                        file,
                                        bad,
                                        bad == 1
                                                ? "move the file away and start this shard again."
                                                : "delete that line; --resume does its job again."));
            }
        }
    }
}
