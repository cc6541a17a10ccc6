package org.beamforge.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a JSON file token by token and knows the path to where it is, so that every complaint names
 * its place. Numbers go straight into arrays; no tree is built.
 */
final class JsonCursor implements AutoCloseable {
    /** Shared by readers and writers; shortest exact decimals on every Java version. */
    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(100)
                                    .maxNumberLength(1000)
                                    .maxNameLength(1000)
                                    .maxStringLength(1 << 22)
                                    .build())
                    // NaN is then a number that is not finite, and the complaint has its place
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    // a hostile file may hold millions of names; none is worth keeping for ever
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    /** What the parser adds about JSON in general: from here on, or from the next line on. */
    private static final Pattern NOT_OUR_CASE =
            Pattern.compile("(: was expecting \\(|\\R).*", Pattern.DOTALL);

    private final JsonParser parser;
    private final long fileBytes;
    private @Nullable String[] names = new @Nullable String[16]; // null: an array index
    private int[] indices = new int[16];
    private int depth;

    private JsonCursor(JsonParser parser, long fileBytes) {
        this.parser = parser;
        this.fileBytes = fileBytes;
    }

    static JsonCursor open(Path file, long fileBytes) throws IOException {
        return new JsonCursor(FACTORY.createParser(Files.newInputStream(file)), fileBytes);
    }

    /** Reads the one object of the file; nothing may follow it. */
    void root(JsonFields fields) {
        if (next() == null) {
            throw Faults.fault("a JSON object", "only white space");
        }
        object(fields);
        if (next() != null) {
            throw Faults.fault(line(parser.currentTokenLocation()), "the end of the file", found());
        }
    }

    /** Reads the object the cursor is on. */
    void object(JsonFields fields) {
        expect(JsonToken.START_OBJECT, "an object");
        Set<String> seen = new HashSet<>();
        push();
        while (next() != JsonToken.END_OBJECT) {
            String name = text();
            names[depth - 1] = name;
            Runnable reader = fields.reader(name);
            if (reader == null && !fields.skipsUnknown()) {
                throw unknown(name, fields);
            }
            if (reader != null && !seen.add(name)) {
                throw Faults.fault(place(), "this field once", "it a second time");
            }
            next();
            if (reader == null) {
                skip();
            } else {
                reader.run();
            }
        }
        for (String name : fields.requiredNames()) {
            if (!seen.contains(name)) {
                names[depth - 1] = name;
                throw Faults.fault(place(), "this field", "none");
            }
        }
        pop();
    }

    private InvalidInputException unknown(String name, JsonFields fields) {
        names[depth - 1] = name.length() <= 60 ? name : name.substring(0, 60) + "...";
        InvalidInputException fault =
                Faults.fault(place(), "a known field", "one that this format does not have");
        return NearestName.of(name, fields.names())
                .map(near -> Faults.maybe(fault, "you meant " + near))
                .orElse(fault);
    }

    /** Reads the array the cursor is on. Returns its length. */
    int array(String expected, IntConsumer element) {
        expect(JsonToken.START_ARRAY, expected);
        push();
        names[depth - 1] = null;
        int count = 0;
        while (next() != JsonToken.END_ARRAY) {
            indices[depth - 1] = count;
            element.accept(count++);
        }
        pop();
        return count;
    }

    /** Reads rows of numbers, all of one length. Row-major, [rows * cols]. */
    double[] matrix(int rows, int cols) {
        // A number takes two bytes at least, so a short file cannot make this allocate much.
        double[] plane = new double[(int) Math.min((long) rows * cols, fileBytes / 2 + 1)];
        int found =
                array(
                        "an array of " + rows + " rows",
                        i -> {
                            if (i < rows) {
                                row(plane, i * cols, cols);
                            } else {
                                skip();
                            }
                        });
        if (found != rows) {
            throw Faults.fault(place(), rows + " rows", String.valueOf(found));
        }
        return plane;
    }

    private void row(double[] plane, int offset, int cols) {
        int found =
                array(
                        "an array of " + cols + " numbers",
                        j -> {
                            if (j < cols) {
                                plane[offset + j] = number();
                            } else {
                                skip();
                            }
                        });
        if (found != cols) {
            throw Faults.fault(place(), cols + " numbers", String.valueOf(found));
        }
    }

    /** Reads rows of numbers whose count and common length only the file knows. */
    double[][] rows() {
        List<double[]> rows = new ArrayList<>();
        array("an array of rows", i -> rows.add(numbers(i == 0 ? -1 : rows.get(0).length)));
        return rows.toArray(new double[0][]);
    }

    /** Reads an array of numbers, of any length if {@code expected} is negative. */
    double[] numbers(int expected) {
        DoubleStream.Builder numbers = DoubleStream.builder();
        int found = array("an array of numbers", j -> numbers.add(number()));
        if (expected >= 0 && found != expected) {
            throw Faults.fault(place(), expected + " numbers", String.valueOf(found));
        }
        return numbers.build().toArray();
    }

    /** A finite number. */
    double number() {
        double value = numberOrInfinite();
        if (!Double.isFinite(value)) {
            throw Faults.fault(place(), "a finite number", shortened(text()));
        }
        return value;
    }

    /** A number; null stands for one that is not finite and reads as NaN. */
    double numberOrNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL ? Double.NaN : number();
    }

    private double numberOrInfinite() {
        if (!parser.currentToken().isNumeric()) {
            throw Faults.fault(place(), "a number", found());
        }
        try {
            return parser.getDoubleValue();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    double positive() {
        double value = number();
        Check.positive(place(), value);
        return value;
    }

    /** A whole number, at least {@code least}; 24 may be written 24.0. */
    int whole(int least) {
        double value = number();
        if (value != Math.rint(value) || value < least || value > Integer.MAX_VALUE) {
            throw Faults.fault(place(), "a whole number from " + least + " on", shortened(text()));
        }
        return (int) value;
    }

    String string() {
        expect(JsonToken.VALUE_STRING, "a string");
        return text();
    }

    boolean bool() {
        if (!parser.currentToken().isBoolean()) {
            throw Faults.fault(place(), "true or false", found());
        }
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** Reads the format tag and insists on it. */
    void formatTag(String tag) {
        if (parser.currentToken() != JsonToken.VALUE_STRING || !text().equals(tag)) {
            throw Faults.fault(place(), Faults.quote(tag), found());
        }
    }

    /** Passes over the value the cursor is on. */
    void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The path to where the cursor is, for example {@code baseStations[1].channels.re[3]}. */
    String place() {
        StringBuilder path = new StringBuilder();
        for (int d = 0; d < depth; d++) {
            if (names[d] == null) {
                path.append('[').append(indices[d]).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(names[d]);
            }
        }
        return path.length() == 0 ? "top level" : path.toString();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private void expect(JsonToken token, String expected) {
        if (parser.currentToken() != token) {
            throw Faults.fault(place(), expected, found());
        }
    }

    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string " + Faults.quote(text());
            default -> shortened(text());
        };
    }

    private static String shortened(String token) {
        return token.length() <= 40 ? token : token.substring(0, 40) + "...";
    }

    private String text() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private @Nullable JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void push() {
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indices = Arrays.copyOf(indices, 2 * depth);
        }
        names[depth] = null;
        depth++;
    }

    private void pop() {
        depth--;
    }

    /** Turns a syntax error into a complaint with line and column. */
    private RuntimeException broken(IOException e) {
        if (e instanceof JsonEOFException) {
            return Faults.fault(line(parser.currentLocation()), "more JSON", "the end of the file");
        }
        if (e instanceof JsonProcessingException syntax) {
            JsonLocation at = syntax.getLocation();
            String said = syntax.getOriginalMessage();
            return Faults.fault(
                    line(at == null ? parser.currentLocation() : at),
                    "JSON",
                    "an error: " + NOT_OUR_CASE.matcher(said).replaceFirst(""));
        }
        if (e instanceof CharConversionException) {
            return Faults.fault(
                    line(parser.currentLocation()), "UTF-8 text", "bytes that are none");
        }
        return new UncheckedIOException(e);
    }

    private static String line(JsonLocation at) {
        return "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
