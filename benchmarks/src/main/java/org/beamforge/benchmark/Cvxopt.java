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
import java.util.List;
import org.beamforge.solver.mmadmm.CapturedStep;

/** CVXOPT on the QCQP (59), through a script, where python3 has it. */
final class Cvxopt {
    private final Path script;

    Cvxopt(Path script) {
        this.script = script;
    }

    /** Whether {@code python3 -c "import cvxopt"} works. */
    static boolean installed() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import cvxopt")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no python3
        }
    }

    /**
     * Times the QCQP that {@link QcqpBenchmark} solves; wall clock, because its BLAS has threads.
     *
     * @throws IllegalStateException if it fails or ends elsewhere than the closed form
     */
    Measurement measure(int antennas, int users, int repetitions)
            throws IOException, InterruptedException {
        CapturedStep step = QcqpBenchmark.capture(antennas, users);
        Path file = Files.createTempFile("qcqp", ".bin");
        try {
            write(step.qcqp(), file);
            Process process =
                    new ProcessBuilder(
                                    "python3", script.toString(), file.toString(), "" + repetitions)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
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
            double best = Double.POSITIVE_INFINITY;
            double worst = 0;
            for (JsonNode seconds : answer.get("seconds")) {
                best = Math.min(best, seconds.asDouble());
                worst = Math.max(worst, seconds.asDouble());
            }
            return new Measurement(
                    Ids.cvxopt(antennas, users),
                    1e6 * best,
                    1e6 * best,
                    worst / best,
                    answer.get("iterations").asDouble());
        } finally {
            Files.delete(file);
        }
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
