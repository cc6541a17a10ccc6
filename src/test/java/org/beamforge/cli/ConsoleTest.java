package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int runInto(String failure) {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(failure);
                    }
                };
        return Main.run(new FakeApplication(), new Console(broken, err), "solve", "--quiet");
    }

    @Test
    void aReaderThatWentAwayIsNoError() {
        assertThat(runInto("Broken pipe")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void outputThatCouldNotBeStoredIsOne() {
        assertThat(runInto("No space left on device")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("error: standard output: No space left on device\n");
    }
}
