package org.beamforge.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.beamforge.control.SolveStatus;
import org.beamforge.experiments.plot.PageFiles;
import org.beamforge.experiments.sweep.GridParameter;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;

class FigureTablesTest {
    private static final int DRAWS = 5;
    private static final Map<String, String> COLUMNS =
            Map.ofEntries(
                    Map.entry("draws", "draws"),
                    Map.entry("infeasible", "infeasible"),
                    Map.entry("meanSumRate", "mean"),
                    Map.entry("ci95HalfWidth", "ci95"),
                    Map.entry("lower95", "lower95"),
                    Map.entry("upper95", "upper95"),
                    Map.entry("least", "least"),
                    Map.entry("most", "most"),
                    Map.entry("meanRatePerUser", "per_user"),
                    Map.entry("notClosed", "not_closed"),
                    Map.entry("corrected", "corrected"),
                    Map.entry("meanGap", "mean_gap"),
                    Map.entry("largestGap", "largest_gap"),
                    Map.entry("fallback", "fallback"));

    /**
     * Draws of which some are infeasible, at three powers and as many panels as numbers of users.
     */
    private static Grid grid(List<String> schemes, double... users) {
        Random random = new Random(7);
        List<Sample> samples = new ArrayList<>();
        for (double n : users) {
            for (double power : new double[] {30, 32, 34}) {
                for (String scheme : schemes) {
                    for (int draw = 0; draw < DRAWS; draw++) {
                        Map<GridParameter, Double> point = new EnumMap<>(GridParameter.class);
                        for (GridParameter parameter : GridParameter.values()) {
                            point.put(parameter, parameter.of(ScenarioSettings.defaults()));
                        }
                        point.put(GridParameter.USERS, n);
                        point.put(GridParameter.MAX_POWER_DBM, power);
                        boolean feasible = draw > 0 && power > 30 || draw > 2;
                        boolean joint = scheme.equals("joint");
                        samples.add(
                                new Sample(
                                        scheme,
                                        draw,
                                        point,
                                        feasible ? SolveStatus.SOLVED : SolveStatus.INFEASIBLE,
                                        feasible ? 10 + random.nextDouble() : Double.NaN,
                                        joint && feasible ? 0.001 * draw : Double.NaN,
                                        draw % 2 == 0,
                                        draw == 3,
                                        scheme.equals("llm") && feasible
                                                ? Optional.of(draw == 4)
                                                : Optional.empty()));
                    }
                }
            }
        }
        return Grid.of(samples, List.of(GridParameter.MAX_POWER_DBM));
    }

    private interface Table {
        void write(ByteArrayOutputStream out) throws IOException;
    }

    private static List<Map<String, String>> rows(Table table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.write(out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        String[] header = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            String[] cells = line.split(",", -1);
            for (int c = 0; c < header.length; c++) {
                row.put(header[c], cells[c]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** Boxed: NaN equals NaN then. */
    private static Double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    @Test
    void theArraysHoldEveryColumnOfTheTables() throws IOException {
        FigureTables tables = new FigureTables(grid(List.of("joint", "llm", "game"), 10));
        Map<String, double[]> arrays = tables.arrays();
        assertThat(arrays.get("x")).containsExactly(30, 32, 34);
        for (Map<String, String> row : rows(tables::means)) {
            int p = (int) (number(row.get("maxPowerDbm")) - 30) / 2;
            for (String column : row.keySet()) {
                if (List.of("maxPowerDbm", "panel", "scheme").contains(column)) {
                    continue;
                }
                assertThat(COLUMNS).containsKey(column);
                assertThat(arrays.get(COLUMNS.get(column) + "_" + row.get("scheme"))[p])
                        .as("%s of %s", column, row)
                        .isEqualTo(number(row.get(column)));
            }
        }
        assertThat(arrays.get("infeasible_game")).containsExactly(3, 1, 1);
        assertThat(arrays.get("fallback_llm")).containsExactly(1, 1, 1);
        for (Map<String, String> row : rows(tables::differences)) {
            int p = (int) (number(row.get("maxPowerDbm")) - 30) / 2;
            boolean scheme = row.get("kind").equals("scheme");
            String kind = scheme ? "lead" : "step";
            String name = "_" + row.get("of") + (scheme ? "_over_" + row.get("minus") : "");
            assertThat(arrays.get(kind + name)[p]).isEqualTo(number(row.get("meanDifference")));
            assertThat(arrays.get(kind + "_ci95" + name)[p])
                    .isEqualTo(number(row.get("ci95HalfWidth")));
            assertThat(arrays.get(kind + "_draws" + name)[p]).isEqualTo(number(row.get("draws")));
            assertThat(arrays.get(kind + "_negative" + name)[p])
                    .isEqualTo(number(row.get("negative")));
        }
        assertThat(arrays.get("step_game")[0]).isNaN();
    }

    /** Draws 1 and 3 are open at every power, the first of them infeasible at the least. */
    @Test
    void aSearchThatDidNotCloseIsInTheDataAndInTheLegend() {
        Grid grid = grid(List.of("joint", "game"), 10);
        assertThat(new FigureTables(grid).arrays().get("not_closed_joint"))
                .containsExactly(1, 2, 2);
        String svg =
                PageFiles.svg(new SweepFigure(grid, "t", Optional.empty(), Scales.AUTO).page())
                        .replaceAll("<[^>]*>", " ") // notes are wrapped
                        .replaceAll("\\s+", " ");
        assertThat(svg)
                .contains("joint optimum (search not closed on 5 of 10 draws)")
                .contains("association on 3 of 10 draws")
                .contains("Infeasible draws, left out of the means: 3 at 30; 1 at 32; 1 at 34");
    }

    /** MATLAB cuts longer names off, and two of them could become one. */
    @Test
    void namesOfArraysAreShortAndPanelsAreTold() {
        List<String> schemes =
                List.of(
                        "joint",
                        "beamforming-only+paper-rates",
                        "gale-shapley+paper-rates",
                        "brute-force+paper-rates",
                        "game");
        Map<String, double[]> arrays = new FigureTables(grid(schemes, 10, 12)).arrays();
        assertThat(arrays.get("panel_users")).containsExactly(10, 12);
        assertThat(arrays).containsKeys("mean_game_panel0", "mean_game_panel1");
        assertThat(arrays.keySet()).allMatch(name -> name.length() <= 63);
        assertThat(arrays.keySet()).allMatch(name -> name.matches("[A-Za-z][A-Za-z0-9_]*"));
    }
}
