package org.beamforge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beamforge.solver.mmadmm.CapturedStep;

/** CVXOPT on the QCQP (59), through a script, where python3 has it. */
final class Cvxopt {
    /** The second is where a package of the system goes if the first is another Python. */
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    private final String python;
    private final Path script;

    private Cvxopt(String python, Path script) {
        this.python = python;
        this.script = script;
    }

    /** With the first Python that has the module cvxopt; empty if none has. */
    static Optional<Cvxopt> find(Path script) throws InterruptedException {
        for (String python : PYTHONS) {
            if (installed(python)) {
                return Optional.of(new Cvxopt(python, script));
            }
        }
        return Optional.empty();
    }

    private static boolean installed(String python) throws InterruptedException {
        try {
            return new ProcessBuilder(python, "-c", "import cvxopt")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such Python
        }
    }

    /**
     * Times the QCQP that {@link QcqpBenchmark} solves; one thread.
     *
     * @throws IllegalStateException if it fails or ends elsewhere than the closed form
     */
    Measurement measure(int antennas, int users, int repetitions)
            throws IOException, InterruptedException {
        CapturedStep step = QcqpBenchmark.capture(antennas, users);
        Path file = Files.createTempFile("qcqp", ".bin");
        try {
            write(step.qcqp(), file);
            ProcessBuilder builder =
                    new ProcessBuilder(python, script.toString(), file.toString(), "" + repetitions)
                            .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("OPENBLAS_NUM_THREADS", "1");
            Process process = builder.start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("CVXOPT failed: " + text);
            }
            JsonNode answer = new ObjectMapper().readTree(text);
            double ours = step.qcqp().objective(step.re(), step.im());
            double theirs = answer.get("objective").asDouble();
            if (!(Math.abs(theirs - ours) <= 1e-5 * (1 + Math.abs(ours)))) {
                throw new IllegalStateException(
                        "CVXOPT ends at %s, the closed form at %s".formatted(theirs, ours));
            }
            double[] wall = sorted(answer.get("seconds"));
            double[] cpu = sorted(answer.get("cpu"));
            return new Measurement(
                    Ids.cvxopt(antennas, users),
                    1e6 * cpu[0],
                    1e6 * wall[0],
                    cpu[cpu.length - 1] / cpu[0],
                    answer.get("iterations").asDouble());
        } finally {
            Files.delete(file);
        }
    }

    private static double[] sorted(JsonNode values) {
        double[] out = new double[values.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = values.get(i).asDouble();
        }
        Arrays.sort(out);
        return out;
    }

    private static void write(DenseQcqp qcqp, Path file) throws IOException {
        int m = qcqp.size();
        int order = 2 * m;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            put(channel, new double[] {order, qcqp.required() / 2});
            double[] column = new double[order];
            for (int j = 0; j < order; j++) {
                qcqp.realColumn(j, column);
                put(channel, column);
            }
            for (double[] part : List.of(qcqp.pRe(), qcqp.pIm(), qcqp.tRe(), qcqp.tIm())) {
                put(channel, part);
            }
        }
    }

    private static void put(FileChannel channel, double[] values) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.nativeOrder());
        bytes.asDoubleBuffer().put(values);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
