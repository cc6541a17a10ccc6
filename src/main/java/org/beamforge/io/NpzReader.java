package org.beamforge.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.beamforge.model.InvalidInputException;

/** Reads the arrays of an NPZ file: a ZIP archive with one NPY file for each. */
final class NpzReader {
    private static final String SUFFIX = ".npy";

    /** Deflate cannot shrink data further than this. */
    private static final int LARGEST_RATIO = 1032;

    private NpzReader() {}

    static Map<String, NumericArray> read(Path file, long bytes, Collection<String> known)
            throws IOException {
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long numbers = 0;
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = name(entry, known);
                NumericArray array = read(zip, entry, name, bytes);
                numbers += array.re().length;
                if (numbers > 2L * Limits.MAX_NUMBERS) {
                    throw Faults.fault(name, "fewer numbers in one file", "too many");
                }
                if (arrays.put(name, array) != null) {
                    throw Faults.fault(name, "this array once", "it a second time");
                }
            }
        } catch (ZipException e) {
            throw new InvalidInputException(
                    "expected an NPZ (ZIP) file, found a broken one: " + Faults.words(e), e);
        }
        return arrays;
    }

    private static String name(ZipEntry entry, Collection<String> known) {
        String full = entry.getName();
        String name =
                full.endsWith(SUFFIX) ? full.substring(0, full.length() - SUFFIX.length()) : full;
        if (!full.endsWith(SUFFIX) || !known.contains(name)) {
            throw UnknownArray.fault(name, known, "np.savez(file, H=H, ...) saves by name");
        }
        return name;
    }

    private static NumericArray read(ZipFile zip, ZipEntry entry, String name, long fileBytes)
            throws IOException {
        long size = entry.getSize();
        if (size < 0
                || entry.getCompressedSize() > fileBytes
                || size / LARGEST_RATIO > entry.getCompressedSize()) {
            throw Faults.fault(name, "a ZIP entry of honest size", size + " bytes");
        }
        CRC32 crc = new CRC32();
        try (InputStream stream = zip.getInputStream(entry);
                CheckedInputStream in = new CheckedInputStream(stream, crc)) {
            NumericArray array = NpyArray.read(in, size);
            // ZipFile does not compare checksums itself
            if (in.read() >= 0 || crc.getValue() != entry.getCrc()) {
                throw Faults.fault(name, "intact data", "a wrong checksum");
            }
            return array;
        } catch (InvalidInputException e) {
            throw e.getMessage().startsWith(name + ": ") ? e : e.in(name);
        } catch (EOFException e) {
            throw new InvalidInputException(
                    name + ": expected " + size + " bytes, found the end of the data", e);
        } catch (ZipException e) {
            throw new InvalidInputException(
                    name + ": expected intact data, found " + Faults.words(e), e);
        }
    }
}
