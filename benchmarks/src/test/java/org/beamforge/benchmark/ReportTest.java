package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The page, from the stored figures and from as few of them as {@code quick} measures. */
class ReportTest {
    private static final Path STORED = Path.of("..", "docs", "benchmarks.json");

    @Test
    void theStoredFiguresMakeAPage() throws IOException {
        Store store = Store.read(STORED);
        String page = page(store, all(store));
        assertThat(page).contains("within 0.1 % of", "64..4096", "## Ratios");
        assertThat(page).doesNotContain("Infinity", "NaN");
    }

    @Test
    void soDoThoseOfTheQuickSet() throws IOException {
        Store store = Store.read(STORED);
        Map<String, Measurement> quick = all(store);
        quick.keySet()
                .removeIf(
                        id ->
                                id.contains("/N=4") && !id.startsWith("joptimizer")
                                        || id.endsWith("/B=100")
                                        || id.contains("/starts=3")
                                        || id.startsWith("cvxopt")
                                        || id.matches("mm-admm/full/.*/M=\\d{3,}/.*")
                                        || id.matches("mm-admm/.*/nd4j/.*/B=1")
                                        || id.matches("product/nd4j/.*(B=8|64x13x74/.*)"));
        String page = page(store, quick);
        assertThat(page).contains("CVXOPT was not measured", "## Ratios");
        assertThat(page).doesNotContain("Infinity", "NaN");
        assertThat(new Figures(quick).ratios()).hasSameSizeAs(new Figures(all(store)).ratios());
    }

    private static Map<String, Measurement> all(Store store) {
        Map<String, Measurement> measurements = new TreeMap<>();
        store.measurements().forEach(one -> measurements.put(one.id(), one));
        return measurements;
    }

    private static String page(Store store, Map<String, Measurement> measurements) {
        return new Report(store.conditions(), new Figures(measurements)).text();
    }
}
