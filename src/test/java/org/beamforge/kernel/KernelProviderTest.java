package org.beamforge.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice depends on the flags of the JVM, so each case starts one. */
class KernelProviderTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @TempDir Path folder;

    private record Outcome(int status, String out, String err) {}

    @Test
    void withoutTheModulePlainIsChosenAndSaysWhyOnce() throws Exception {
        Outcome outcome = probe();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .isEqualTo("plain (module jdk.incubator.vector is not loaded); works: true");
        assertThat(outcome.err())
                .containsOnlyOnce("module jdk.incubator.vector is not loaded")
                .containsOnlyOnce("--add-modules jdk.incubator.vector");
    }

    @Test
    void forcingVectorWithoutTheModuleIsAnErrorWithTheReason() throws Exception {
        Outcome outcome = probe("-Dbeamforge.kernels=vector");
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("KernelsUnavailableException")
                .contains("module jdk.incubator.vector is not loaded")
                .contains("Maybe start java with --add-modules jdk.incubator.vector");
    }

    @Test
    void plainCanBeForcedAndIsSilent() throws Exception {
        Outcome outcome = probe(MODULE, "-Dbeamforge.kernels=plain");
        assertThat(outcome.out()).isEqualTo("plain (beamforge.kernels=plain); works: true");
        assertThat(outcome.err()).doesNotContain("plain");
    }

    @Test
    void anUnknownProviderIsAnError() throws Exception {
        Outcome outcome = probe("-Dbeamforge.kernels=fast");
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.err())
                .contains("beamforge.kernels: expected plain or vector, found \"fast\"");
    }

    @Test
    void shortVectorsDoNotPay() throws Exception {
        Outcome outcome = probe(MODULE, "-XX:MaxVectorSize=16");
        assertThat(outcome.out()).startsWith("plain (vectors of this JVM hold 2 doubles");
        assertThat(outcome.out()).endsWith("works: true");
    }

    @Test
    void fusedMultiplyAddInSoftwareIsNoticed() throws Exception {
        Outcome outcome = probe(MODULE, "-XX:-UseFMA");
        assertThat(outcome.out()).startsWith("plain (").endsWith("works: true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dbeamforge.kernels=plain", "-Dsome.other=property"})
    void warmKernelsDoNotAllocate(String flag) throws Exception {
        Outcome outcome = run(AllocationProbe.class, MODULE, flag);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        // Bytes per call; one boxed vector would be 64 or more in every tile.
        assertThat(Long.parseLong(outcome.out())).isLessThanOrEqualTo(64);
    }

    @Test
    void theChoiceIsMadeOnce() {
        assertThat(KernelProvider.best()).isSameAs(KernelProvider.best());
        assertThat(KernelProvider.description()).startsWith(KernelProvider.best().name());
        assertThat(KernelProvider.plain().name()).isEqualTo("plain");
    }

    private Outcome probe(String... flags) throws Exception {
        return run(KernelProbe.class, flags);
    }

    private Outcome run(Class<?> main, String... flags)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add("-cp");
        command.add(
                String.join(
                        System.getProperty("path.separator"),
                        location(KernelProvider.class),
                        location(main)));
        command.add(main.getName());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        // Flags of the surrounding build must not reach the child.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8).strip(),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
