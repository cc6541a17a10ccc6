package org.beamforge.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The CPU build of the native core, compiled once per test run with the C++ compiler at hand. */
final class NativeProgram {
    private static final Path NATIVE = Path.of("native");

    private static Optional<Path> built = Optional.empty();
    private static Optional<Path> fake = Optional.empty();
    private static Optional<Path> lanes = Optional.empty();

    private NativeProgram() {}

    /** The C++ compiler: {@code $CXX}, else g++, c++ or clang++ on the path. */
    static Optional<String> compiler() {
        List<String> candidates = new ArrayList<>();
        Optional.ofNullable(System.getenv("CXX")).ifPresent(candidates::add);
        candidates.addAll(List.of("g++", "c++", "clang++"));
        for (String candidate : candidates) {
            try {
                Process process =
                        new ProcessBuilder(candidate, "--version")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (process.waitFor() == 0) {
                    return Optional.of(candidate);
                }
            } catch (IOException e) {
                // not installed: try the next one
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The program; $BEAMFORGE_NATIVE_PROGRAM, which scripts/native-sanitize sets, goes first. */
    static synchronized Path path(String compiler) {
        String given = System.getenv("BEAMFORGE_NATIVE_PROGRAM");
        if (given != null) {
            return Path.of(given);
        }
        if (built.isEmpty()) {
            Path program = Path.of("target", "native", "beamforge-native");
            try {
                Files.createDirectories(program.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            run(
                    new byte[0],
                    List.of(
                            compiler,
                            "-std=c++17",
                            "-O2",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-I" + NATIVE.resolve("include"),
                            NATIVE.resolve("cpu").resolve("batch.cc").toString(),
                            "-o",
                            program.toString()));
            built = Optional.of(program);
        }
        return built.get();
    }

    /** The stand-in for the driver's library, in a directory of its own. */
    static synchronized Path fakeDriver(String compiler) {
        if (fake.isEmpty()) {
            Path library =
                    Path.of("target", "native", "fake-driver", "libcuda.so.1").toAbsolutePath();
            try {
                Files.createDirectories(library.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            run(
                    new byte[0],
                    List.of(
                            compiler,
                            "-std=c++17",
                            "-O2",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-shared",
                            "-fPIC",
                            "-Wl,-soname,libcuda.so.1",
                            "-I" + NATIVE.resolve("include"),
                            NATIVE.resolve("cpu").resolve("fake_driver.cc").toString(),
                            "-o",
                            library.toString()));
            fake = Optional.of(library);
        }
        return fake.get();
    }

    /** How a program ended, and what it wrote to standard output and standard error together. */
    record Ended(int status, String text) {}

    /**
     * Runs the kernels on the CPU with several lanes per block. Lanes of a warp are four, so that a
     * run takes a second; scripts/native-sanitize runs 32 of them, too.
     */
    static synchronized Ended lanes(String compiler, String... arguments) {
        Path cpu = NATIVE.resolve("cpu");
        if (lanes.isEmpty()) {
            Path program = Path.of("target", "native", "beamforge-lanes");
            try {
                Files.createDirectories(program.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            run(
                    new byte[0],
                    List.of(
                            compiler,
                            "-std=c++17",
                            "-O0",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-pthread",
                            "-DBF_WARP=4",
                            "-I" + NATIVE.resolve("include"),
                            cpu.resolve("lanes.cc").toString(),
                            cpu.resolve("emulated_gpu.cc").toString(),
                            "-o",
                            program.toString()));
            lanes = Optional.of(program);
        }
        List<String> command = new ArrayList<>();
        command.add(lanes.get().toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("beamforge-lanes", ".out");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(out.toFile())
                                .start();
                if (!process.waitFor(300, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end within 300 s");
                }
                return new Ended(
                        process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs the program on {@code input} and returns its standard output. */
    static byte[] run(String compiler, byte[] input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(path(compiler).toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        return run(input, command);
    }

    /** What a program of one file that includes the headers of the core prints. */
    static String print(String compiler, String source) {
        try {
            Path directory = Files.createTempDirectory("beamforge-program");
            Path file = directory.resolve("program.cc");
            Path program = directory.resolve("program");
            try {
                Files.writeString(file, source);
                run(
                        new byte[0],
                        List.of(
                                compiler,
                                "-std=c++17",
                                "-I" + NATIVE.resolve("include"),
                                file.toString(),
                                "-o",
                                program.toString()));
                return new String(
                        run(new byte[0], List.of(program.toString())), StandardCharsets.UTF_8);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(program);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] run(byte[] input, List<String> command) {
        try {
            Path in = Files.createTempFile("beamforge-native", ".in");
            Path out = Files.createTempFile("beamforge-native", ".out");
            Path err = Files.createTempFile("beamforge-native", ".err");
            try {
                Files.write(in, input);
                Process process =
                        new ProcessBuilder(command)
                                .redirectInput(in.toFile())
                                .redirectOutput(out.toFile())
                                .redirectError(err.toFile())
                                .start();
                if (!process.waitFor(300, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end within 300 s");
                }
                if (process.exitValue() != 0) {
                    throw new AssertionError(
                            "%s ended with status %d: %s"
                                    .formatted(
                                            command,
                                            process.exitValue(),
                                            Files.readString(err, StandardCharsets.UTF_8)));
                }
                return Files.readAllBytes(out);
            } finally {
                Files.deleteIfExists(in);
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
