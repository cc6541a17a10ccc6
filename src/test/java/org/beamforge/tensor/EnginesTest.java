package org.beamforge.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EnginesTest {
    @Test
    void namesTheEnginesAndRefusesOthers() {
        assertThat(Engines.names()).containsExactly("java", "nd4j");
        assertThatThrownBy(() -> Engines.create("cuda", KernelProvider.plain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cuda")
                .hasMessageContaining("nd4j");
    }

    @Test
    void describesTheJavaEngineByItsKernels() {
        assertThat(Engines.description("java", KernelProvider.plain()))
                .isEqualTo("available (cpu, plain)");
        assertThat(Engines.automatic(KernelProvider.plain()).name()).isEqualTo("java");
        assertThat(Engines.automaticReason()).startsWith("java");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void findsNd4jWhereItsLibraryIsIncluded() {
        assertThat(Engines.description("nd4j", KernelProvider.plain()))
                .startsWith("available (cpu");
    }

    /** The same classes on a class path without ND4J: java works, nd4j has a reason. */
    @Test
    void worksWithoutNd4jAndSaysWhatIsMissing() throws Exception {
        try (URLClassLoader without = new URLClassLoader(classPathWithoutNd4j(), null)) {
            Class<?> engines = without.loadClass(Engines.class.getName());
            Class<?> kernelsType = without.loadClass(ComplexKernels.class.getName());
            Object kernels =
                    without.loadClass(KernelProvider.class.getName())
                            .getMethod("plain")
                            .invoke(null);
            var description = engines.getMethod("description", String.class, kernelsType);
            assertThat(description.invoke(null, "java", kernels))
                    .isEqualTo("available (cpu, plain)");
            assertThat((String) description.invoke(null, "nd4j", kernels))
                    .startsWith("not available: ND4J does not load")
                    .contains("nd4j");
        }
    }

    private static URL[] classPathWithoutNd4j() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("nd4j") && !entry.contains("bytedeco")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
