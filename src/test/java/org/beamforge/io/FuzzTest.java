package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two thousand damaged files of each kind: either they can still be read or they are complained
 * about, in good time and naming the file.
 */
class FuzzTest {
    private static final int CASES = 2000;
    private static final long LONGEST_NANOS = 1_000_000_000L;
    private static final int[] NASTY = {
        0, 1, -1, 14, 15, 0x7fffffff, 0x80000000, 0x10000, 0x7ffffff0, 1 << 23, 0x01000000
    };

    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.npz", "packed.npz", "x.mat", "packed.mat", "s.json"})
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        Path file = dir.resolve(name);
        byte[] valid = valid(file);
        int refused = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Files.write(file, damage(valid, new Random(seed)));
            long start = System.nanoTime();
            try {
                if (name.equals("s.json")) {
                    SolutionFiles.read(file);
                } else {
                    InstanceFiles.read(file);
                }
            } catch (InvalidInputException e) {
                refused++;
                assertThat(e.getMessage()).as("seed " + seed).startsWith(file + ": ");
            } catch (Throwable e) {
                fail(name + ", seed " + seed + " throws " + e, e);
            }
            assertThat(System.nanoTime() - start).as("seed " + seed).isLessThan(LONGEST_NANOS);
        }
        assertThat(refused).isGreaterThan(CASES / 3);
    }

    private byte[] valid(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.equals("s.json")) {
            SolutionFiles.write(Samples.solution(true), file);
            return Files.readAllBytes(file);
        }
        InstanceFiles.write(Samples.instance(2, 3, 4, true, 31), file);
        byte[] plain = Files.readAllBytes(file);
        return switch (name) {
            case "packed.npz" -> deflatedZip(plain);
            case "packed.mat" -> deflatedMat(plain);
            default -> plain;
        };
    }

    private static byte[] deflatedZip(byte[] stored) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipOutputStream zip = new ZipOutputStream(out);
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(stored));
        for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
            zip.putNextEntry(new ZipEntry(e.getName()));
            in.transferTo(zip);
            zip.closeEntry();
        }
        zip.finish();
        return out.toByteArray();
    }

    private static byte[] deflatedMat(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 128);
        ByteBuffer in = ByteBuffer.wrap(plain).order(ByteOrder.nativeOrder());
        for (int at = 128; at < plain.length; at += 8 + in.getInt(at + 4)) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream deflate = new DeflaterOutputStream(packed)) {
                deflate.write(plain, at, 8 + in.getInt(at + 4));
            }
            out.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.nativeOrder())
                            .putInt(15)
                            .putInt(packed.size())
                            .array());
            packed.writeTo(out);
        }
        return out.toByteArray();
    }

    private static byte[] damage(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int blows = 1 + random.nextInt(3);
        for (int i = 0; i < blows; i++) {
            int at = random.nextInt(Math.max(1, bytes.length));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at)); // cut off
                case 3 -> bytes = without(bytes, at, 1 + random.nextInt(16));
                case 4 -> bytes = doubled(bytes, at, 1 + random.nextInt(64));
                default -> {
                    at -= at % 4; // where lengths and types stand
                    if (at + 4 <= bytes.length) {
                        ByteBuffer.wrap(bytes)
                                .order(ByteOrder.nativeOrder())
                                .putInt(at, NASTY[random.nextInt(NASTY.length)]);
                    }
                }
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int from, int length) {
        int to = Math.min(bytes.length, from + length);
        byte[] rest = Arrays.copyOf(bytes, Math.max(1, bytes.length - (to - from)));
        System.arraycopy(bytes, to, rest, Math.min(from, rest.length), bytes.length - to);
        return rest;
    }

    private static byte[] doubled(byte[] bytes, int from, int length) {
        int to = Math.min(bytes.length, from + length);
        byte[] more = Arrays.copyOf(bytes, bytes.length + to - from);
        System.arraycopy(bytes, from, more, to, bytes.length - from);
        return more;
    }
}
