package org.beamforge.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Writer;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Writes MAT v5. Every number is a double, as MATLAB likes it; vectors are columns. */
final class MatWriter {
    private static final int TEXT_BYTES = 116;

    private MatWriter() {}

    static void write(Map<String, NumericArray> arrays, OutputStream out) throws IOException {
        write(arrays, Map.of(), out);
    }

    static void write(Map<String, NumericArray> arrays, Map<String, String> texts, OutputStream out)
            throws IOException {
        out.write(header());
        // The sink is not closed: that would close the stream, which is the caller's.
        Sink sink = Sinks.wrapNonSeeking(out).order(Mat5.DEFAULT_ORDER);
        Mat5Writer writer = Mat5.newWriter(sink).setDeflateLevel(Deflater.NO_COMPRESSION);
        for (Map.Entry<String, NumericArray> array : arrays.entrySet()) {
            writer.writeArray(array.getKey(), matrix(array.getValue()));
        }
        for (Map.Entry<String, String> text : texts.entrySet()) {
            writer.writeArray(text.getKey(), Mat5.newString(text.getValue()));
        }
        writer.flush();
    }

    /** The library's own header names the machine and the time; equal content, equal bytes. */
    private static byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(MatElements.HEADER_BYTES);
        header.order(Mat5.DEFAULT_ORDER);
        Arrays.fill(header.array(), 0, TEXT_BYTES, (byte) ' ');
        header.put("MATLAB 5.0 MAT-file, written by Beamforge".getBytes(StandardCharsets.US_ASCII));
        header.putShort(TEXT_BYTES + 8, (short) 0x0100);
        header.putShort(TEXT_BYTES + 10, (short) ('M' << 8 | 'I'));
        return header.array();
    }

    private static Matrix matrix(NumericArray array) {
        int[] shape =
                switch (array.shape().length) {
                    case 0 -> new int[] {1, 1};
                    case 1 -> new int[] {array.shape()[0], 1};
                    default -> array.shape();
                };
        double @Nullable [] im = array.im();
        Matrix matrix =
                Mat5.newNumerical(shape, MatlabType.Double, false, im != null, MatReader.HEAP);
        double[] re = NumericArray.toColumnMajor(array.re(), shape);
        for (int i = 0; i < re.length; i++) {
            matrix.setDouble(i, re[i]);
        }
        if (im != null) {
            double[] columns = NumericArray.toColumnMajor(im, shape);
            for (int i = 0; i < columns.length; i++) {
                matrix.setImaginaryDouble(i, columns[i]);
            }
        }
        return matrix;
    }
}
