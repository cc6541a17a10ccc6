package org.beamforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.beamforge.io.InstanceFiles;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first Java block of the README compiles as it stands and runs. */
class ReadmeExampleTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("\\bclass (\\w+)");
    private static final Pattern FILE = Pattern.compile("\"([\\w./-]+\\.(?:json|npz|mat))\"");

    @Test
    void compilesAndRuns(@TempDir Path directory) throws Exception {
        String readme = Files.readString(Path.of("README.md"), StandardCharsets.UTF_8);
        Matcher block = BLOCK.matcher(readme.replace("\r\n", "\n"));
        assertThat(block.find()).as("README.md has a ```java block").isTrue();
        String code = block.group(1);
        assertThat(code.strip().lines().count()).as("about ten lines").isLessThanOrEqualTo(20);

        // The example may be a whole class or the lines of a main method with their imports.
        Matcher declared = CLASS.matcher(code);
        String name = declared.find() ? declared.group(1) : "Example";
        String source = code.contains("class ") ? code : wrapped(code);
        Path file = Files.writeString(directory.resolve(name + ".java"), source);
        String classpath = System.getProperty("java.class.path");
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                directory.toString(),
                                "-cp",
                                classpath,
                                file.toString());
        assertThat(compiled).as(source).isZero();

        // The file it reads is the user's own; here it is the paper scenario.
        Matcher input = FILE.matcher(code);
        while (input.find()) {
            Path wanted = directory.resolve(input.group(1));
            Files.createDirectories(wanted.getParent());
            if (!Files.exists(wanted)) {
                InstanceFiles.write(
                        ScenarioGenerator.generate(ScenarioSettings.builder().users(5).build()),
                        wanted);
            }
        }
        File output = directory.resolve("output.txt").toFile();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-modules",
                                "jdk.incubator.vector",
                                "-cp",
                                directory + File.pathSeparator + classpath,
                                name)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output.toPath());
        assertThat(process.exitValue()).as(said).isZero();
        List<String> lines =
                said.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
        assertThat(lines).as("the example prints its result").isNotEmpty();
        assertThat(said).doesNotContain("Exception");
    }

    private static String wrapped(String code) {
        StringBuilder imports = new StringBuilder();
        StringBuilder body = new StringBuilder();
        code.lines()
                .forEach(
                        line ->
                                (line.startsWith("import ") ? imports : body)
                                        .append(line)
                                        .append('\n'));
        return imports
                + "public class Example {\n    public static void main(String[] args) throws Exception {\n"
                + body
                + "    }\n}\n";
    }
}
