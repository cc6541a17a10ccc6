package org.beamforge.io;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Arrays in the NPY format, read and written in pieces so that the numbers are held only once. */
final class NpyArray {
    private static final int PIECE_ITEMS = 4096;
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

    private NpyArray() {}

    /**
     * @param bytes length of the whole entry, header included
     * @throws InvalidInputException if the entry is no array of numbers of that length
     */
    static NumericArray read(InputStream stream, long bytes) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        NpyHeader header = NpyHeader.read(in);
        long dataBytes = (long) header.count() * header.itemBytes();
        if (bytes != header.headerBytes() + dataBytes) {
            throw Faults.fault(
                    "%d bytes of numbers for the shape %s"
                            .formatted(dataBytes, NumericArray.shapeText(header.shape())),
                    String.valueOf(bytes - header.headerBytes()));
        }
        double[] re = new double[header.count()];
        double @Nullable [] im = header.kind() == 'c' ? new double[header.count()] : null;
        ByteBuffer piece =
                ByteBuffer.allocate(PIECE_ITEMS * header.itemBytes())
                        .order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int start = 0; start < re.length; start += PIECE_ITEMS) {
            int items = Math.min(PIECE_ITEMS, re.length - start);
            in.readFully(piece.array(), 0, items * header.itemBytes());
            piece.clear();
            for (int i = start; i < start + items; i++) {
                re[i] = element(piece, header);
                if (im != null) {
                    im[i] = element(piece, header);
                }
            }
        }
        boolean whole = header.kind() == 'i' || header.kind() == 'u';
        if (header.columnMajor()) {
            re = NumericArray.fromColumnMajor(re, header.shape());
            im = im == null ? null : NumericArray.fromColumnMajor(im, header.shape());
        }
        return new NumericArray(header.shape(), re, im, whole);
    }

    private static double element(ByteBuffer piece, NpyHeader header) {
        return switch (header.kind()) {
            case 'f' -> header.itemBytes() == 4 ? piece.getFloat() : piece.getDouble();
            case 'c' -> header.itemBytes() == 8 ? piece.getFloat() : piece.getDouble();
            case 'i' -> signed(piece, header.itemBytes());
            default -> unsigned(piece, header.itemBytes());
        };
    }

    private static double signed(ByteBuffer piece, int bytes) {
        return switch (bytes) {
            case 1 -> piece.get();
            case 2 -> piece.getShort();
            case 4 -> piece.getInt();
            default -> piece.getLong();
        };
    }

    private static double unsigned(ByteBuffer piece, int bytes) {
        return switch (bytes) {
            case 1 -> Byte.toUnsignedInt(piece.get());
            case 2 -> Short.toUnsignedInt(piece.getShort());
            case 4 -> Integer.toUnsignedLong(piece.getInt());
            default -> {
                long value = piece.getLong();
                yield value >= 0 ? value : 2.0 * (value >>> 1);
            }
        };
    }

    /** Writes {@code <f8}, {@code <c16} or {@code <i8}, row-major. */
    static void write(NumericArray array, OutputStream out) throws IOException {
        double @Nullable [] im = array.im();
        String type = im != null ? "<c16" : array.whole() ? "<i8" : "<f8";
        out.write(NpyHeader.of(type, array.shape()));
        ByteBuffer piece = ByteBuffer.allocate(PIECE_ITEMS * 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < array.re().length; i++) {
            if (array.whole()) {
                piece.putLong((long) array.re()[i]);
            } else {
                piece.putDouble(array.re()[i]);
            }
            if (im != null) {
                piece.putDouble(im[i]);
            }
            if (piece.remaining() < 16) {
                out.write(piece.array(), 0, piece.position());
                piece.clear();
            }
        }
        out.write(piece.array(), 0, piece.position());
    }

    /** Writes a scalar string, four bytes a character. */
    static void write(String text, OutputStream out) throws IOException {
        int length = text.codePointCount(0, text.length());
        out.write(NpyHeader.of("<U" + length, new int[0]));
        out.write(text.getBytes(UTF_32LE));
    }
}
