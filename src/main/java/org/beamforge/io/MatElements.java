package org.beamforge.io;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a MAT v5 file into its variables, inflating those that are compressed. Every length is
 * checked against what is really there, so that the library that decodes the numbers meets sound
 * input only.
 */
final class MatElements {
    static final int HEADER_BYTES = 128;
    private static final int TAG_BYTES = 8;
    private static final int COMPRESSED = 15;
    private static final int MATRIX = 14;

    /** The largest array of complex doubles, with room for what describes it. */
    private static final long LONGEST_ELEMENT = 16L * Limits.MAX_NUMBERS + 4096;

    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private final DataInputStream in;
    private final byte[] header;
    private final ByteOrder order;
    private long position = HEADER_BYTES;

    private MatElements(DataInputStream in, byte[] header, ByteOrder order) {
        this.in = in;
        this.header = header;
        this.order = order;
    }

    /** Reads the header of the file. */
    static MatElements open(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        String text =
                new String(header, 0, Math.min(header.length, 116), StandardCharsets.ISO_8859_1);
        if (startsWith(header, HDF5) || text.startsWith("MATLAB 7.3")) {
            throw Faults.maybe(
                    Faults.fault("a MAT file of version 5 to 7", "version 7.3 (HDF5)"),
                    "save with -v7: save('x.mat', ..., '-v7')");
        }
        if (header.length < HEADER_BYTES || !text.startsWith("MATLAB 5.0 MAT-file")) {
            throw Faults.maybe(
                    Faults.fault(
                            "a MAT file of version 5 to 7, which starts with \"MATLAB 5.0"
                                    + " MAT-file\"",
                            Faults.quote(text)),
                    "save with -v7: save('x.mat', ..., '-v7')");
        }
        String mark = new String(header, 126, 2, StandardCharsets.ISO_8859_1);
        if (!mark.equals("IM") && !mark.equals("MI")) {
            throw Faults.fault("byte 126", "the byte order IM or MI", Faults.quote(mark));
        }
        Arrays.fill(header, 116, 124, (byte) 0); // where MATLAB keeps objects, which are not read
        return new MatElements(
                in, header, mark.equals("IM") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** Bytes a file of one variable would have: header, tag and content; null at the end. */
    byte @Nullable [] next() throws IOException {
        long start = position;
        byte[] tag = in.readNBytes(TAG_BYTES);
        if (tag.length == 0) {
            return null;
        }
        if (tag.length < TAG_BYTES) {
            throw Faults.fault(at(start), TAG_BYTES + " bytes", String.valueOf(tag.length));
        }
        int type = ByteBuffer.wrap(tag).order(order).getInt(0);
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(tag).order(order).getInt(4));
        if (type != MATRIX && type != COMPRESSED) {
            throw Faults.fault(at(start), "a variable (type 14 or 15)", "type " + type);
        }
        checkLength(start, length);
        byte[] content = in.readNBytes((int) length);
        if (content.length < length) {
            throw Faults.fault(at(start), length + " bytes", String.valueOf(content.length));
        }
        position += TAG_BYTES + length;
        if (type == MATRIX) {
            return wholeFile(tag, content);
        }
        return inflate(start, content);
    }

    ByteOrder order() {
        return order;
    }

    private byte[] wholeFile(byte[] tag, byte[] content) {
        byte[] file = new byte[HEADER_BYTES + TAG_BYTES + content.length];
        System.arraycopy(header, 0, file, 0, HEADER_BYTES);
        System.arraycopy(tag, 0, file, HEADER_BYTES, TAG_BYTES);
        System.arraycopy(content, 0, file, HEADER_BYTES + TAG_BYTES, content.length);
        return file;
    }

    private byte[] inflate(long start, byte[] compressed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            byte[] tag = new byte[TAG_BYTES];
            int got = inflateFully(inflater, tag, 0);
            int type = ByteBuffer.wrap(tag).order(order).getInt(0);
            long length = Integer.toUnsignedLong(ByteBuffer.wrap(tag).order(order).getInt(4));
            if (got < TAG_BYTES || type != MATRIX) {
                throw Faults.fault(at(start), "a compressed variable", "other data");
            }
            checkLength(start, length);
            // Deflate cannot shrink further than 1032 to 1: more would be a lie.
            if (length > 1032L * compressed.length) {
                throw Faults.fault(
                        at(start), "a compressed variable of honest size", length + " bytes");
            }
            byte[] file = Arrays.copyOf(header, HEADER_BYTES + TAG_BYTES + (int) length);
            System.arraycopy(tag, 0, file, HEADER_BYTES, TAG_BYTES);
            got = inflateFully(inflater, file, HEADER_BYTES + TAG_BYTES);
            boolean more = inflater.inflate(new byte[1]) > 0;
            if (got < length || more || !inflater.finished()) {
                throw Faults.fault(
                        at(start),
                        length + " bytes when inflated",
                        more ? "more" : String.valueOf(got));
            }
            return file;
        } catch (DataFormatException e) {
            throw new InvalidInputException(
                    at(start) + ": expected intact compressed data, found " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static int inflateFully(Inflater inflater, byte[] target, int offset)
            throws DataFormatException {
        int next = offset;
        while (next < target.length) {
            int got = inflater.inflate(target, next, target.length - next);
            if (got == 0) {
                break;
            }
            next += got;
        }
        return next - offset;
    }

    private static void checkLength(long start, long length) {
        if (length > LONGEST_ELEMENT) {
            throw Faults.fault(
                    at(start),
                    "a variable of at most %d bytes".formatted(LONGEST_ELEMENT),
                    length + " bytes");
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static String at(long position) {
        return "byte " + position;
    }
}
