package org.beamforge.experiments.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/** The result files in a directory and whether they belong together. */
final class SweepFiles {
    private static final Pattern NAME = Pattern.compile("shard-(\\d{1,6})-of-(\\d{1,6})\\.jsonl");

    private SweepFiles() {}

    /**
     * A result file, judged by its name.
     *
     * @param path the file
     * @param shard the part it holds
     */
    record Found(Path path, Shard shard) {}

    /** The result files of a directory, in the order of their shards. */
    static List<Found> in(Path directory) {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    Shard shard =
                            new Shard(
                                    Integer.parseInt(name.group(1)),
                                    Integer.parseInt(name.group(2)));
                    found.add(new Found(file, shard));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            IOException cause =
                    e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
            throw new InvalidInputException(
                    directory
                            + ": expected a directory of sweep results, found "
                            + OutputFiles.words(cause),
                    e);
        }
        found.sort(
                (a, b) ->
                        a.shard().count() != b.shard().count()
                                ? Integer.compare(a.shard().count(), b.shard().count())
                                : Integer.compare(a.shard().index(), b.shard().index()));
        return found;
    }

    /**
     * Checks that every result file of the directory belongs to the same sweep, split alike.
     *
     * @throws InvalidInputException naming the file and what differs
     */
    static void requireSameSweep(Path directory, SweepHeader header) {
        for (Found file : in(directory)) {
            Optional<SweepHeader> other = header(file.path());
            if (other.isEmpty()) {
                continue; // just being created
            }
            List<String> differences = other.get().differences(header);
            if (!differences.isEmpty()) {
                throw new InvalidInputException(
                        "%s: holds results of another sweep, which must not be mixed:\n  %s\nMaybe undo the change, or choose another --out."
                                .formatted(file.path(), String.join("\n  ", differences)));
            }
            if (file.shard().count() != header.shard().count()) {
                throw new InvalidInputException(
                        "%s: this sweep was split into %d parts, found --shard %s\nMaybe choose another --out."
                                .formatted(file.path(), file.shard().count(), header.shard()));
            }
        }
    }

    /** The header alone. */
    private static Optional<SweepHeader> header(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            if (Files.size(file) == 0) {
                return Optional.empty();
            }
            String line = reader.readLine();
            return line == null ? Optional.empty() : CheckedLine.read(line).map(SweepHeader::read);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // complained about where the file itself is needed
        }
    }
}
