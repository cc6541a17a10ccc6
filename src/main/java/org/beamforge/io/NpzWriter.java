package org.beamforge.io;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NPZ as np.savez does: a ZIP archive of NPY files, not compressed. */
final class NpzWriter {
    /** The ZIP epoch, as NumPy: equal content, equal bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzWriter() {}

    static void write(Map<String, NumericArray> arrays, OutputStream out) throws IOException {
        write(arrays, Map.of(), out);
    }

    static void write(Map<String, NumericArray> arrays, Map<String, String> texts, OutputStream out)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, NumericArray> array : arrays.entrySet()) {
            put(array.getKey(), to -> NpyArray.write(array.getValue(), to), zip);
        }
        for (Map.Entry<String, String> text : texts.entrySet()) {
            put(text.getKey(), to -> NpyArray.write(text.getValue(), to), zip);
        }
        zip.finish();
    }

    private static void put(String name, OutputFiles.Content content, ZipOutputStream zip)
            throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(NO_TIME);
        // An entry that is stored must announce its size and checksum: write it twice, once to
        // nowhere.
        CountingOutputStream count = new CountingOutputStream();
        CRC32 crc = new CRC32();
        content.writeTo(new CheckedOutputStream(count, crc));
        entry.setSize(count.bytes);
        entry.setCompressedSize(count.bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        content.writeTo(zip);
        zip.closeEntry();
    }

    private static final class CountingOutputStream extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            bytes += length;
        }
    }
}
