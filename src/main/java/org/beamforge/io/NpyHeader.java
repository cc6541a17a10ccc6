package org.beamforge.io;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.beamforge.model.InvalidInputException;

/**
 * The header of an array in the NPY format, versions 1.0 to 3.0: magic string, version, length, and
 * a Python dictionary with the element type, the order and the shape.
 *
 * @param bigEndian byte order of the elements
 * @param kind f (float), c (complex), i (integer) or u (unsigned integer)
 * @param itemBytes bytes per element
 * @param columnMajor whether the first index runs fastest
 * @param shape the dimensions
 * @param headerBytes bytes of the header itself
 */
record NpyHeader(
        boolean bigEndian,
        char kind,
        int itemBytes,
        boolean columnMajor,
        int[] shape,
        int headerBytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int MOST_DIMENSIONS = 32;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']{0,40})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");
    private static final Pattern TYPE = Pattern.compile("([<>|=])([fciu])([0-9]{1,2})");
    private static final String TYPES = "numbers of type f4, f8, c8, c16, i1..i8 or u1..u8";

    /**
     * @throws InvalidInputException if this is no NPY header, or one of an array that cannot be
     *     used
     */
    static NpyHeader read(DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw Faults.fault("an array in NPY format", "other bytes");
        }
        int major = in.readUnsignedByte();
        in.readUnsignedByte(); // the minor version has always been 0 and changes nothing
        if (major < 1 || major > 3) {
            throw Faults.fault("NPY version 1, 2 or 3", String.valueOf(major));
        }
        long length =
                major == 1
                        ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
                        : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        if (length > LONGEST_HEADER) {
            throw Faults.fault(
                    "an NPY header of at most %d bytes".formatted(LONGEST_HEADER),
                    String.valueOf(length));
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw Faults.fault("an NPY header of " + length + " bytes", text.length + " bytes");
        }
        String dictionary = new String(text, StandardCharsets.UTF_8);
        return parse(dictionary, MAGIC.length + (major == 1 ? 4 : 6) + text.length);
    }

    private static NpyHeader parse(String dictionary, int headerBytes) {
        Matcher descr = DESCR.matcher(dictionary);
        if (!descr.find()) {
            throw Faults.fault(TYPES, "the header " + Faults.quote(dictionary.strip()));
        }
        Matcher type = TYPE.matcher(descr.group(1));
        if (!type.matches() || !known(type.group(2).charAt(0), type.group(3))) {
            throw Faults.fault(TYPES, Faults.quote(descr.group(1)));
        }
        Matcher order = ORDER.matcher(dictionary);
        Matcher shape = SHAPE.matcher(dictionary);
        if (!order.find() || !shape.find()) {
            throw Faults.fault(
                    "fortran_order and shape in the NPY header", Faults.quote(dictionary.strip()));
        }
        return new NpyHeader(
                type.group(1).equals(">"),
                type.group(2).charAt(0),
                Integer.parseInt(type.group(3)),
                order.group(1).equals("True"),
                dimensions(shape.group(1)),
                headerBytes);
    }

    private static boolean known(char kind, String bytes) {
        return switch (kind) {
            case 'f' -> bytes.equals("4") || bytes.equals("8");
            case 'c' -> bytes.equals("8") || bytes.equals("16");
            default ->
                    bytes.equals("1")
                            || bytes.equals("2")
                            || bytes.equals("4")
                            || bytes.equals("8");
        };
    }

    private static int[] dimensions(String text) {
        int[] shape =
                Pattern.compile(",")
                        .splitAsStream(text)
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .limit(MOST_DIMENSIONS + 1)
                        .mapToInt(part -> dimension(part, text))
                        .toArray();
        double count = 1;
        for (int length : shape) {
            count *= length;
        }
        if (shape.length > MOST_DIMENSIONS || count > Limits.MAX_NUMBERS) {
            throw tooLarge(text);
        }
        return shape;
    }

    private static int dimension(String digits, String all) {
        if (digits.length() > 9 || digits.contains(" ")) {
            throw tooLarge(all);
        }
        return Integer.parseInt(digits);
    }

    private static InvalidInputException tooLarge(String shape) {
        return Faults.fault(
                "at most %d numbers".formatted(Limits.MAX_NUMBERS),
                "the shape (" + Faults.quote(shape).replaceAll("\"|, ?\"$", "") + ")");
    }

    /** The number of elements. */
    int count() {
        int count = 1;
        for (int length : shape) {
            count *= length;
        }
        return count;
    }

    /** The version 1.0 header of a row-major little-endian array, padded to a multiple of 64. */
    static byte[] of(String type, int[] shape) {
        String dimensions =
                Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
        String dictionary =
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                        .formatted(type, dimensions);
        int length = MAGIC.length + 4 + dictionary.length() + 1;
        int padding = Math.floorMod(-length, 64);
        byte[] text = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] header = Arrays.copyOf(MAGIC, MAGIC.length + 4 + text.length);
        header[6] = 1;
        header[8] = (byte) text.length;
        header[9] = (byte) (text.length >> 8);
        System.arraycopy(text, 0, header, 10, text.length);
        return header;
    }
}
