package org.beamforge.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.beamforge.Beamforge;
import org.beamforge.Scheme;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.model.Instance;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    @TempDir private static Path directory;
    private static String html = "";

    @BeforeAll
    static void report() {
        Instance instance =
                ScenarioGenerator.generate(ScenarioSettings.builder().users(6).seed(2).build());
        Solution solution =
                Beamforge.solve(
                        instance,
                        SolveSettings.builder().scheme(Scheme.BEAMFORMING_ONLY).threads(1).build());
        html = new RunReport(instance, solution, "<test> & \"more\"").html();
    }

    @Test
    void hasEverySectionAndNamesEveryUserAndStation() {
        for (String section :
                new String[] {
                    "Scenario",
                    "Constraints",
                    "Association",
                    "Beampatterns",
                    "Convergence",
                    "Timing"
                }) {
            assertThat(html).contains("<h2>" + section + "</h2>");
        }
        assertThat(html).contains("<td>user 5</td>").contains("<td>BS 2</td>");
        assertThat(html).contains("<td>met</td>").doesNotContain("violated");
        assertThat(html).contains("&lt;test&gt; &amp; &quot;more&quot;").doesNotContain("<test>");
    }

    @Test
    void refersToNothingOutside() {
        assertThat(html).doesNotContain("<script").doesNotContain("<link").doesNotContain("url(");
        String withoutData = html.replaceAll("data:image/svg\\+xml;base64,[A-Za-z0-9+/=]+", "");
        assertThat(withoutData).doesNotContain("http").containsPattern("<img");
        // a map and a cut of each base station, and the convergence of at least one
        assertThat(pictures()).isGreaterThanOrEqualTo(7);
    }

    private static int pictures() {
        return html.split("<img ", -1).length - 1;
    }

    /** The browser counts the pictures that it could decode, and paints the page. */
    @Test
    void aBrowserShowsItWithAllPictures() throws Exception {
        Optional<String> browser = browser();
        assumeTrue(
                browser.isPresent(),
                "SKIPPED: no browser to look at the report with (set BEAMFORGE_BROWSER)");
        Path page = directory.resolve("report.html");
        Files.writeString(
                page,
                html.replace(
                        "</body>",
                        "<script>onload = () => document.title = 'decoded ' + [...document.images]"
                                + ".filter(i => i.naturalWidth > 0).length + ' wide '"
                                + " + (document.documentElement.scrollWidth <= innerWidth);"
                                + "</script></body>"));
        String dom = run(browser.get(), "--dump-dom", page.toUri().toString());
        assertThat(dom).contains("<title>decoded " + pictures() + " wide true</title>");
        Path shot = directory.resolve("report.png");
        run(
                browser.get(),
                "--screenshot=" + shot,
                "--window-size=1200,2400",
                page.toUri().toString());
        BufferedImage image = ImageIO.read(shot.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertThat(colours).as("colours of the page").hasSizeGreaterThan(100);
    }

    private static Optional<String> browser() {
        List<String> names = new ArrayList<>();
        Optional.ofNullable(System.getenv("BEAMFORGE_BROWSER")).ifPresent(names::add);
        String[] directories = System.getenv("PATH").split(File.pathSeparator, -1);
        for (String name :
                new String[] {"chromium", "chromium-browser", "google-chrome", "chrome"}) {
            for (String place : directories) {
                names.add(Path.of(place, name).toString());
            }
        }
        return names.stream().filter(name -> Files.isExecutable(Path.of(name))).findFirst();
    }

    private static String run(String browser, String... args)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                browser,
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--virtual-time-budget=4000",
                                "--user-data-dir=" + directory.resolve("profile")));
        command.addAll(Stream.of(args).toList());
        Path out = Files.createTempFile(directory, "browser", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("the browser ends by itself").isTrue();
        return Files.readString(out);
    }

    /**
     * A joint search that closes at once is a row of the table; its beams converge start by start.
     */
    @Test
    void theDefaultSchemeShowsOneCurvePerStartingPoint() {
        Instance instance =
                ScenarioGenerator.generate(
                        ScenarioSettings.builder().users(6).antennas(12).seed(2).build());
        Solution solution = Beamforge.solve(instance, SolveSettings.defaults());
        String page = new RunReport(instance, solution, "joint").html();
        assertThat(page)
                .contains("alt=\"Objective over the iterations of exact-fp, BS")
                .doesNotContain("iterations of joint")
                .contains("<td>joint</td>");
        assertThat(page).contains("alt=\"Residuals over the iterations of exact-fp, BS");
        String marker = "svg+xml;base64,";
        boolean found = false;
        for (int at = page.indexOf(marker); at >= 0; at = page.indexOf(marker, at + 1)) {
            int from = at + marker.length();
            byte[] svg = Base64.getDecoder().decode(page.substring(from, page.indexOf('"', from)));
            found |= new String(svg, StandardCharsets.UTF_8).contains("starting point 2");
        }
        assertThat(found).isTrue();
    }
}
