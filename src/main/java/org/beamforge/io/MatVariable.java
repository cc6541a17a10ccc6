package org.beamforge.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.beamforge.model.InvalidInputException;

/**
 * What a variable of a MAT v5 file says about itself, checked against the bytes it has.
 *
 * @param name the variable's name
 * @param kind MATLAB class, for example "struct"; "numbers" for any numeric one
 * @param shape the dimensions
 */
record MatVariable(String name, String kind, int[] shape) {
    static final String NUMBERS = "numbers";
    private static final int MOST_DIMENSIONS = 32;
    private static final int COMPLEX_FLAG = 1 << 11;
    private static final int INT8 = 1;
    private static final int INT32 = 5;
    private static final int UINT32 = 6;

    /** A tag and where its data lie. */
    private record Field(int type, int offset, int bytes) {}

    /**
     * @param file header, tag and content of one variable
     * @throws InvalidInputException if its parts do not fit together
     */
    static MatVariable check(byte[] file, ByteOrder order) {
        ByteBuffer in = ByteBuffer.wrap(file).order(order);
        in.position(MatElements.HEADER_BYTES + 8);
        Field flags = field(in, UINT32, "array flags");
        if (flags.bytes() != 8) {
            throw Faults.fault("array flags", "8 bytes", String.valueOf(flags.bytes()));
        }
        int flagBits = in.getInt(flags.offset());
        String kind = kind(flagBits & 0xff);
        if (kind.equals("an object")) {
            // objects continue in another way; there is no name where one would be
            throw Faults.fault("a variable", "numbers", kind);
        }
        Field dimensions = field(in, INT32, "dimensions");
        Field nameField = field(in, INT8, "name");
        String name =
                new String(
                        file, nameField.offset(), nameField.bytes(), StandardCharsets.ISO_8859_1);
        if (!kind.equals(NUMBERS)) {
            return new MatVariable(name, kind, new int[0]);
        }
        int[] shape = shape(in, dimensions, name);
        long count = 1;
        for (int length : shape) {
            count *= length;
        }
        checkNumbers(in, count, name);
        if ((flagBits & COMPLEX_FLAG) != 0) {
            checkNumbers(in, count, name);
        }
        if (in.hasRemaining()) {
            throw Faults.fault(name, "no more bytes", in.remaining() + " more");
        }
        return new MatVariable(name, kind, shape);
    }

    private static int[] shape(ByteBuffer in, Field field, String name) {
        int[] shape = new int[field.bytes() / 4];
        if (shape.length < 2 || shape.length > MOST_DIMENSIONS || field.bytes() % 4 != 0) {
            throw Faults.fault(name, "2 to 32 dimensions", String.valueOf(shape.length));
        }
        double count = 1;
        for (int d = 0; d < shape.length; d++) {
            shape[d] = in.getInt(field.offset() + 4 * d);
            if (shape[d] < 0) {
                throw Faults.fault(name, "dimensions from 0 on", String.valueOf(shape[d]));
            }
            count *= shape[d];
        }
        if (count > Limits.MAX_NUMBERS) {
            throw Faults.fault(
                    name,
                    "at most %d numbers".formatted(Limits.MAX_NUMBERS),
                    NumericArray.shapeText(shape));
        }
        return shape;
    }

    private static void checkNumbers(ByteBuffer in, long count, String name) {
        Field data = field(in, -1, name);
        int itemBytes =
                switch (data.type()) {
                    case 1, 2 -> 1;
                    case 3, 4 -> 2;
                    case 5, 6, 7 -> 4;
                    case 9, 12, 13 -> 8;
                    default -> throw Faults.fault(name, "numbers", "data type " + data.type());
                };
        if (count * itemBytes != data.bytes()) {
            throw Faults.fault(name, count * itemBytes + " bytes", String.valueOf(data.bytes()));
        }
    }

    /** Reads a tag and steps over its data; {@code type} is the one expected, or -1 for any. */
    private static Field field(ByteBuffer in, int type, String place) {
        if (in.remaining() < 8) {
            throw Faults.fault(place, "8 bytes", String.valueOf(in.remaining()));
        }
        int start = in.position();
        int first = in.getInt(start);
        boolean small = first >>> 16 != 0; // up to four bytes of data share the tag's eight
        int found = small ? first & 0xffff : first;
        long bytes =
                small ? first >>> 16 : Integer.toUnsignedLong(in.getInt(start + Integer.BYTES));
        if (type >= 0 && found != type) {
            throw Faults.fault(place, "data type " + type, "type " + found);
        }
        int offset = start + (small ? 4 : 8);
        long end = small ? start + 8L : offset + (bytes + 7) / 8 * 8;
        if (small ? bytes > 4 : end > in.limit()) {
            throw Faults.fault(
                    place, "at most %d bytes".formatted(in.limit() - offset), bytes + " bytes");
        }
        in.position((int) end);
        return new Field(found, offset, (int) bytes);
    }

    private static String kind(int matlabClass) {
        return switch (matlabClass) {
            case 1 -> "a cell array";
            case 2 -> "a struct";
            case 4 -> "text";
            case 5 -> "a sparse matrix";
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> NUMBERS;
            case 16 -> "a function handle";
            default -> "an object";
        };
    }
}
