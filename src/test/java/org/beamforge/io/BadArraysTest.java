package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad NPZ or MAT file gets one message with the exact place. */
class BadArraysTest {
    private static final String NAMES =
            "H, det_angle, det_gain, det_rcs, est_angle, est_gain, est_alpha, max_power,"
                    + " user_noise, radar_noise, snapshots, min_radar_snr_db, max_crb, bs_pos,"
                    + " user_pos, det_pos, est_pos";

    @TempDir Path dir;

    /** What goes wrong with an array whatever the format; the instance is 2 x 3 x 4. */
    static Stream<Arguments> cases() {
        return Stream.of(
                change(a -> a.remove("H"), "H: expected this array, found none"),
                change(a -> a.remove("max_crb"), "max_crb: expected this array, found none"),
                change(
                        a -> a.put("det_gian", a.remove("det_gain")),
                        "det_gian: expected one of the arrays "
                                + NAMES
                                + ", found this name\nMaybe you meant det_gain"),
                change(
                        a -> a.put("det_gain", vector(1, 2, 3)),
                        "det_gain: expected 2 numbers, one for each base station, found SHAPE(3)\n"
                                + "Maybe H is not K x N x M (base stations x users x antennas)"),
                change(
                        a -> a.put("est_alpha", NumericArray.real(new double[4], 2, 2)),
                        "est_alpha: expected 2 numbers, one for each base station, found 2 x 2\n"
                                + "Maybe H is not K x N x M (base stations x users x antennas)"),
                change(
                        a -> a.put("det_gain", vector(1, -2)),
                        "det_gain[1]: expected a positive finite number, found -2.0"),
                change(
                        a -> a.put("est_angle", vector(Double.NaN, 1)),
                        "est_angle[0]: expected a finite number, found NaN"),
                change(
                        a -> a.put("est_alpha", vector(1, 0)),
                        "est_alpha[1]: expected a complex amplitude whose squared magnitude is"
                                + " positive and finite, found 0.0 + 0.0j"),
                change(
                        a ->
                                a.put(
                                        "max_power",
                                        NumericArray.complex(new double[] {1}, new double[] {1})),
                        "max_power: expected real numbers, found complex ones"),
                change(
                        a -> a.put("max_power", NumericArray.real(new double[2], 1, 2)),
                        "max_power: expected a single number, found 1 x 2"),
                change(
                        a -> a.put("max_power", vector(-1)),
                        "max_power: expected a positive finite number, found -1.0"),
                change(
                        a -> a.put("snapshots", vector(10.5)),
                        "snapshots: expected a whole number from 1 on, found 10.5"),
                change(
                        a -> a.put("H", NumericArray.real(new double[24], 4, 3, 2)),
                        "H: expected at least 4 users, one for each base station (27d), found 3\n"
                                + "Maybe the dimensions are not K x N x M (base stations x users x"
                                + " antennas)"),
                change(
                        a -> a.put("H", NumericArray.real(new double[24], 1, 2, 3, 4)),
                        "H: expected 3 dimensions K x N x M, found 1 x 2 x 3 x 4\n"
                                + "Maybe one base station still needs its dimension: 1 x N x M"),
                change(
                        a -> a.put("H", NumericArray.real(new double[0], 2, 0, 4)),
                        "H: expected no dimension of zero, found 2 x 0 x 4"),
                change(
                        a -> a.get("H").re()[12 + 4 + 2] = Double.POSITIVE_INFINITY,
                        "H[1][1][2]: expected a finite number, found Infinity"),
                change(
                        a -> imaginary(a)[23] = Double.NaN,
                        "H[1][2][3]: expected a finite number, found NaN"),
                change(
                        a -> a.remove("det_pos"),
                        "det_pos: expected this array beside bs_pos, found none"),
                change(
                        a -> a.put("user_pos", NumericArray.real(new double[4], 2, 2)),
                        "user_pos: expected 3 points, found 2"),
                change(
                        a -> a.put("user_pos", NumericArray.real(new double[9], 3, 3)),
                        "user_pos: expected 2 columns (x, y) in metres, found 3 x 3"));
    }

    private static double[] imaginary(Map<String, NumericArray> arrays) {
        double[] im = arrays.get("H").im();
        assertThat(im).isNotNull();
        return im;
    }

    private static NumericArray vector(double... values) {
        return NumericArray.real(values, values.length);
    }

    private static Arguments change(Consumer<Map<String, NumericArray>> change, String message) {
        return arguments(change, message);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void npz(Consumer<Map<String, NumericArray>> change, String message) throws IOException {
        assertMessage(
                write("x.npz", out -> NpzWriter.write(changed(change), out)),
                message.replaceAll("SHAPE\\((\\d)\\)", "$1 numbers"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mat(Consumer<Map<String, NumericArray>> change, String message) throws IOException {
        assertMessage(
                write("x.mat", out -> MatWriter.write(changed(change), out)),
                message.replaceAll("SHAPE\\((\\d)\\)", "$1 x 1"));
    }

    private static Map<String, NumericArray> changed(Consumer<Map<String, NumericArray>> change) {
        Map<String, NumericArray> arrays =
                new LinkedHashMap<>(InstanceArrays.of(Samples.instance(2, 3, 4, true, 17)));
        change.accept(arrays);
        return arrays;
    }

    @Test
    void npzWithoutTheDimensionOfTheBaseStation() throws IOException {
        assertMessage(
                write(
                        "x.npz",
                        out ->
                                NpzWriter.write(
                                        changed(
                                                a ->
                                                        a.put(
                                                                "H",
                                                                NumericArray.real(
                                                                        new double[12], 3, 4))),
                                        out)),
                "H: expected 3 dimensions K x N x M, found 3 x 4\n"
                        + "Maybe one base station still needs its dimension: 1 x N x M");
    }

    @Test
    void notAZip() throws IOException {
        assertMessage(
                write(
                        "x.npz",
                        out -> out.write("no archive at all".getBytes(StandardCharsets.US_ASCII))),
                "expected an NPZ (ZIP) file, found a broken one: zip END header not found");
    }

    static Stream<Arguments> headers() {
        String start = "{'descr': '<f8', 'fortran_order': False, ";
        return Stream.of(
                arguments(
                        "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }",
                        "expected numbers of type f4, f8, c8, c16, i1..i8 or u1..u8, found \"|O\""),
                arguments(
                        "{'descr': '<U3', 'fortran_order': False, 'shape': (), }",
                        "expected numbers of type f4, f8, c8, c16, i1..i8 or u1..u8, found \"<U3\""),
                arguments(
                        "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (), }",
                        "expected numbers of type f4, f8, c8, c16, i1..i8 or u1..u8, found the"
                                + " header \"{'descr': [('a', '<f8')], 'fortran_order...\""),
                arguments(
                        start + "'shape': (2,), }",
                        "expected 16 bytes of numbers for the shape 2 numbers, found 8"),
                arguments(start + "'shape': (), 'x': 1}", null),
                arguments(
                        start + "'shape': (2000000000, 2000000000), }",
                        "expected at most 8388608 numbers, found the shape (2000000000,"
                                + " 2000000000)"),
                arguments(
                        start + "'shape': (4000, 4000), }",
                        "expected at most 8388608 numbers, found the shape (4000, 4000)"),
                arguments(
                        start + "'shape': (-1,), }",
                        "expected fortran_order and shape in the NPY header, found \"{'descr':"
                                + " '<f8', 'fortran_order': False,...\""));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void npyHeader(String header, String message) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer npy = ByteBuffer.allocate(10 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        npy.putShort((short) text.length).put(text).putDouble(1.5);
        Path file = write("x.npz", out -> zip(out, "max_crb.npy", npy.array()));
        assertMessage(
                file,
                message == null
                        ? "H: expected this array, found none" // the header was fine
                        : "max_crb: " + message);
    }

    @Test
    void npyOfOtherBytes() throws IOException {
        Path file = write("x.npz", out -> zip(out, "H.npy", new byte[100]));
        assertMessage(file, "H: expected an array in NPY format, found other bytes");
    }

    @Test
    void npyOfUnknownVersion() throws IOException {
        byte[] npy = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 0, 0};
        Path file = write("x.npz", out -> zip(out, "H.npy", npy));
        assertMessage(file, "H: expected NPY version 1, 2 or 3, found 9");
    }

    @Test
    void positionalNumPyNames() throws IOException {
        Path file = write("x.npz", out -> zip(out, "arr_0.npy", new byte[100]));
        assertMessage(
                file,
                "arr_0: expected one of the arrays "
                        + NAMES
                        + ", found this name\nMaybe np.savez(file, H=H, ...) saves by name");
    }

    @Test
    void oneFlippedBitInTheNumbersIsNoticed() throws IOException {
        Path file = write("x.npz", out -> NpzWriter.write(changed(a -> {}), out));
        byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 1; // inside H
        Files.write(file, bytes);
        assertMessage(file, "H: expected intact data, found a wrong checksum");
    }

    @Test
    void zipBomb() throws IOException {
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        npy.write(NpyHeader.of("<f8", new int[] {4000, 4000}));
        npy.write(new byte[4000 * 4000 * 8]);
        Path file =
                write(
                        "x.npz",
                        out -> {
                            ZipOutputStream zip = new ZipOutputStream(out);
                            zip.putNextEntry(new ZipEntry("H.npy"));
                            zip.write(npy.toByteArray());
                            zip.closeEntry();
                            zip.finish();
                        });
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertMessage(file, "H: expected at most 8388608 numbers, found the shape (4000, 4000)");
    }

    @Test
    void matlab73IsHdf5() throws IOException {
        String hint = "\nMaybe save with -v7: save('x.mat', ..., '-v7')";
        byte[] userBlock = new byte[600];
        byte[] text = "MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, userBlock, 0, text.length);
        assertMessage(
                write("x.mat", out -> out.write(userBlock)),
                "expected a MAT file of version 5 to 7, found version 7.3 (HDF5)" + hint);
        byte[] plain = Arrays.copyOf(new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10}, 600);
        assertMessage(
                write("x.mat", out -> out.write(plain)),
                "expected a MAT file of version 5 to 7, found version 7.3 (HDF5)" + hint);
    }

    @Test
    void notAMatFile() throws IOException {
        assertMessage(
                write("x.mat", out -> out.write("hello".getBytes(StandardCharsets.US_ASCII))),
                "expected a MAT file of version 5 to 7, which starts with \"MATLAB 5.0 MAT-file\","
                        + " found \"hello\"\nMaybe save with -v7: save('x.mat', ..., '-v7')");
    }

    @Test
    void matTextWhereNumbersShouldBe() throws IOException {
        assertMessage(
                write(
                        "x.mat",
                        out -> MatWriter.write(Map.of(), Map.of("max_power", "one watt"), out)),
                "max_power: expected numbers, found text");
    }

    @Test
    void matCutShort() throws IOException {
        Path file = write("x.mat", out -> MatWriter.write(changed(a -> {}), out));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, 400));
        assertMessage(file, "byte 128: expected 448 bytes, found 264");
        Files.write(file, Arrays.copyOf(bytes, 131));
        assertMessage(file, "byte 128: expected 8 bytes, found 3");
    }

    @Test
    void matBomb() throws IOException {
        Path file =
                write(
                        "x.mat",
                        out -> {
                            MatWriter.write(Map.of(), out);
                            ByteArrayOutputStream packed = new ByteArrayOutputStream();
                            try (OutputStream deflate = new DeflaterOutputStream(packed)) {
                                deflate.write(ints(14, 1 << 30));
                                deflate.write(new byte[1 << 22]);
                            }
                            out.write(ints(15, packed.size()));
                            packed.writeTo(out);
                        });
        assertMessage(
                file,
                "byte 128: expected a variable of at most 134221824 bytes, found 1073741824 bytes");
    }

    private static byte[] ints(int first, int second) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(first)
                .putInt(second)
                .array();
    }

    private static void zip(OutputStream out, String name, byte[] content) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
        zip.finish();
    }

    private Path write(String name, OutputFiles.Content content) throws IOException {
        Path file = dir.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            content.writeTo(out);
        }
        return file;
    }

    private static void assertMessage(Path file, String message) {
        assertThatThrownBy(() -> InstanceFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": " + message);
    }
}
