package org.beamforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.io.InstanceFiles;
import org.beamforge.io.SolutionFiles;
import org.beamforge.model.Association;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.testing.Networks;
import org.beamforge.testing.Networks.Kind;
import org.beamforge.testing.SolutionCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public API on the shipped instances and on random ones. */
class BeamforgeTest {
    private static final Path INSTANCES = Path.of("src", "test", "resources", "instances");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values are local optima found to 1e-6; a scheme may end in a slightly better one. */
    private static final double LOCAL = 1e-4;

    private static Instance read(String name) {
        return InstanceFiles.read(INSTANCES.resolve(name + ".json"));
    }

    private static JsonNode expected(String name) throws Exception {
        return JSON.readTree(INSTANCES.resolve("expected.json").toFile()).get(name);
    }

    private static JsonNode written(Solution solution) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SolutionFiles.write(solution, bytes);
        return JSON.readTree(bytes.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-k1n1m16", "allserved-k1n6m32", "dense-k3n5m8", "paper-draw5"})
    void shippedInstancesReachTheirKnownValues(String name) throws Exception {
        Instance instance = read(name);
        JsonNode known = expected(name);
        double value =
                known.has("sumRate")
                        ? known.get("sumRate").doubleValue()
                        : known.get("jointOptimum").doubleValue();
        for (SolveSettings settings :
                List.of(
                        SolveSettings.defaults(),
                        SolveSettings.builder().prune(false).build(),
                        SolveSettings.builder().fullDimension(true).build(),
                        SolveSettings.builder()
                                .fixed(
                                        Association.of(
                                                instance.stations(),
                                                JSON.convertValue(
                                                        known.get("association"), int[].class)))
                                .build())) {
            Solution solution = Beamforge.solve(instance, settings);
            assertThat(solution.status()).isEqualTo(SolveStatus.SOLVED);
            assertThat(solution.sumRate()).isGreaterThanOrEqualTo(0.9995 * value);
            assertThat(solution.association().toArray())
                    .isEqualTo(JSON.convertValue(known.get("association"), int[].class));
            SolutionCheck.require(
                    JSON.readTree(INSTANCES.resolve(name + ".json").toFile()), written(solution));
        }
    }

    /** The values of the sets are those of mm-admm, whatever scheme asks for them. */
    @ParameterizedTest
    @ValueSource(strings = {"single-k1n1m16", "allserved-k1n6m32", "dense-k3n5m8", "paper-draw5"})
    void mmAdmmReachesTheKnownValuesToo(String name) throws Exception {
        Instance instance = read(name);
        JsonNode known = expected(name);
        double value =
                known.has("sumRate")
                        ? known.get("sumRate").doubleValue()
                        : known.get("jointOptimum").doubleValue();
        int[] association = JSON.convertValue(known.get("association"), int[].class);
        SolveSettings.Builder fixed =
                SolveSettings.builder().fixed(Association.of(instance.stations(), association));
        for (SolveSettings settings :
                List.of(
                        SolveSettings.builder().solver(SolverKind.MM_ADMM).build(),
                        fixed.solver(SolverKind.MM_ADMM).build(),
                        fixed.solver(SolverKind.MM_ADMM).fullDimension(true).build())) {
            Solution solution = Beamforge.solve(instance, settings);
            assertThat(solution.status()).isEqualTo(SolveStatus.SOLVED);
            assertThat(solution.solver()).isEqualTo("mm-admm");
            assertThat(solution.sumRate()).isGreaterThanOrEqualTo(0.9999 * value);
            assertThat(solution.association().toArray()).isEqualTo(association);
            SolutionCheck.require(
                    JSON.readTree(INSTANCES.resolve(name + ".json").toFile()), written(solution));
            assertThat(solution.trace())
                    .filteredOn(record -> record.stage().equals("mm-admm"))
                    .allSatisfy(
                            record -> {
                                assertThat(record.primalResidual()).isNotNegative();
                                assertThat(record.dualResidual()).isNotNegative();
                                assertThat(record.violation()).isNotNegative();
                                assertThat(record.rho()).isPositive();
                            });
        }
        assertThatThrownBy(
                        () ->
                                Beamforge.solve(
                                        read("infeasible-k2n4m8"),
                                        SolveSettings.builder().solver(SolverKind.MM_ADMM).build()))
                .isInstanceOf(InfeasibleException.class);
    }

    /** The printed schedule begins with rho 0.1, and its own choice of starts are filters. */
    @Test
    void scheduleAndStartsOfMmAdmmCanBeChosen() {
        Instance instance = read("dense-k3n5m8");
        SolveSettings.Builder settings =
                SolveSettings.builder()
                        .fixed(Association.of(3, new int[] {0, 1, 2, 0, 1}))
                        .threads(1) // else rows of the trace come in any order
                        .solver(SolverKind.MM_ADMM);
        List<IterationRecord> scaled = mmAdmm(instance, settings.build());
        List<IterationRecord> paper =
                mmAdmm(instance, settings.schedule(ScheduleKind.PAPER).build());
        List<IterationRecord> rcg = mmAdmm(instance, settings.start(StartKind.RCG).build());
        List<IterationRecord> inner =
                mmAdmm(instance, settings.start(StartKind.INNER_STEP).build());
        List<IterationRecord> filter =
                mmAdmm(instance, settings.start(StartKind.MATCHED_FILTER).build());
        assertThat(scaled.get(0).rho()).isNotEqualTo(0.1);
        assertThat(paper.get(0).rho()).isEqualTo(0.1);
        assertThat(rates(filter)).isEqualTo(rates(paper));
        // Only the first start of every problem is the common beam that the search finds.
        assertThat(rates(rcg)).isNotEqualTo(rates(paper)).contains(paper.get(0).sumRate());
        assertThat(rates(inner)).doesNotContain(paper.get(0).sumRate());
    }

    private static List<IterationRecord> mmAdmm(Instance instance, SolveSettings settings) {
        return Beamforge.solve(instance, settings).trace().stream()
                .filter(record -> record.stage().equals("mm-admm"))
                .toList();
    }

    private static List<Double> rates(List<IterationRecord> records) {
        return records.stream().map(IterationRecord::sumRate).toList();
    }

    @Test
    void theInfeasibleInstanceNamesItsBaseStation() throws Exception {
        JsonNode deltas = expected("infeasible-k2n4m8").get("deltas");
        assertThatThrownBy(
                        () -> Beamforge.solve(read("infeasible-k2n4m8"), SolveSettings.defaults()))
                .isInstanceOfSatisfying(
                        InfeasibleException.class,
                        e -> {
                            for (InfeasibleException.StationNeed need : e.needs()) {
                                JsonNode own = deltas.get(need.station());
                                double d = own.get(0).doubleValue();
                                double est = own.get(1).doubleValue();
                                assertThat(need.detectionRatio()).isCloseTo(d, within(1e-9));
                                assertThat(need.estimationRatio()).isCloseTo(est, within(1e-9));
                                assertThat(need.powerRatio())
                                        .isGreaterThan(1)
                                        .isBetween(Math.max(d, est), d + est);
                                assertThat(e.getMessage())
                                        .contains("base station " + need.station())
                                        .contains("radar SNR (27a)")
                                        .contains("CRB (27b)");
                            }
                            assertThat(e.needs())
                                    .extracting(InfeasibleException.StationNeed::station)
                                    .contains(1);
                        });
    }

    /** Every scheme is feasible, says what its beams reach, and stays below joint. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void noSchemeBeatsJoint(int seed) throws Exception {
        Instance instance = Networks.small(seed);
        JsonNode json = instanceJson(instance);
        Solution joint = Beamforge.solve(instance, SolveSettings.defaults());
        SolutionCheck.require(json, written(joint));
        Certificate certificate = joint.certificate().orElseThrow();
        assertThat(certificate.partitionOptimal()).isTrue();
        assertThat(certificate.upperBound()).isGreaterThanOrEqualTo(certificate.searchBound());
        assertThat(certificate.searchBound()).isGreaterThanOrEqualTo(joint.sumRate() * (1 - 1e-9));
        assertThat(certificate.gap()).isBetween(0.0, 1.0);
        for (Scheme scheme :
                List.of(
                        Scheme.EXACT,
                        Scheme.BRUTE_FORCE,
                        Scheme.GAME,
                        Scheme.GALE_SHAPLEY,
                        Scheme.BEAMFORMING_ONLY)) {
            for (RateSource rates : RateSource.values()) {
                Solution solution =
                        Beamforge.solve(
                                instance,
                                SolveSettings.builder().scheme(scheme).rates(rates).build());
                assertThat(solution.status()).isEqualTo(SolveStatus.SOLVED);
                assertThat(solution.sumRate())
                        .as("seed %d %s %s", seed, scheme, rates)
                        .isLessThanOrEqualTo(joint.sumRate() * (1 + LOCAL))
                        .isLessThanOrEqualTo(certificate.upperBound() * (1 + 1e-9));
                SolutionCheck.require(json, written(solution));
            }
        }
    }

    private static JsonNode instanceJson(Instance instance) throws Exception {
        Path file = java.nio.file.Files.createTempFile("instance", ".json");
        try {
            InstanceFiles.write(instance, file);
            return JSON.readTree(file.toFile());
        } finally {
            java.nio.file.Files.delete(file);
        }
    }

    /** The check must be able to fail, or the tests above show nothing. */
    @Test
    void theCheckFindsWhatIsWrong() throws Exception {
        JsonNode instance = JSON.readTree(INSTANCES.resolve("dense-k3n5m8.json").toFile());
        JsonNode good = written(Beamforge.solve(read("dense-k3n5m8"), SolveSettings.defaults()));
        SolutionCheck.require(instance, good);
        for (String field : List.of("sumRate", "rate", "powerW", "crbRad2", "radarSnrDb", "beam")) {
            com.fasterxml.jackson.databind.node.ObjectNode bad = good.deepCopy();
            com.fasterxml.jackson.databind.node.ObjectNode station =
                    (com.fasterxml.jackson.databind.node.ObjectNode) bad.get("baseStations").get(1);
            if (field.equals("sumRate")) {
                bad.put(field, good.get(field).doubleValue() * 1.00001);
            } else if (field.equals("beam")) {
                com.fasterxml.jackson.databind.node.ArrayNode row =
                        (com.fasterxml.jackson.databind.node.ArrayNode)
                                station.get("communication").get("re").get(0);
                row.set(3, JSON.getNodeFactory().numberNode(row.get(3).doubleValue() + 0.01));
            } else {
                station.put(field, station.get(field).doubleValue() * 1.00001);
            }
            assertThatThrownBy(() -> SolutionCheck.require(instance, bad))
                    .as(field)
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void timeLimitAndCancellationGiveAFeasibleSolutionAndSaySo() throws Exception {
        Instance instance = Networks.of(Kind.PAPER_POWER, 3, 12, 12, new Random(4));
        JsonNode json = instanceJson(instance);
        Cancellation cancelled = Cancellation.none();
        cancelled.cancel();
        for (Scheme scheme :
                List.of(Scheme.JOINT, Scheme.EXACT, Scheme.GAME, Scheme.BEAMFORMING_ONLY)) {
            for (boolean prune : new boolean[] {true, false}) {
                SolveSettings.Builder builder = SolveSettings.builder().scheme(scheme).prune(prune);
                Solution late = Beamforge.solve(instance, builder.timeLimitSeconds(0).build());
                assertThat(late.status()).isEqualTo(SolveStatus.TIME_LIMIT);
                SolutionCheck.require(json, written(late));
                Solution stopped =
                        Beamforge.solve(
                                instance,
                                builder.timeLimitSeconds(1e6).build(),
                                ProgressListener.NONE,
                                cancelled);
                assertThat(stopped.status()).isEqualTo(SolveStatus.CANCELLED);
                SolutionCheck.require(json, written(stopped));
                stopped.certificate()
                        .ifPresent(
                                c -> {
                                    assertThat(c.partitionOptimal()).isFalse();
                                    assertThat(c.searchBound())
                                            .isBetween(stopped.sumRate(), c.upperBound());
                                });
            }
        }
    }

    @Test
    void aLargeGapIsNotCalledOptimal() {
        Instance instance = Networks.of(Kind.DENSE, 3, 7, 5, new Random(11));
        Solution solution = Beamforge.solve(instance, SolveSettings.builder().gap(0.5).build());
        assertThat(solution.status()).isEqualTo(SolveStatus.SOLVED);
        Certificate certificate = solution.certificate().orElseThrow();
        assertThat(certificate.partitionOptimal()).isFalse();
        Certificate closed =
                Beamforge.solve(instance, SolveSettings.defaults()).certificate().orElseThrow();
        assertThat(closed.partitionOptimal()).isTrue();
        assertThat(certificate.searchBound()).isGreaterThanOrEqualTo(closed.searchBound());
    }

    @Test
    void anUnreachableNetworkHasRateZeroAndNoGap() {
        Instance instance =
                Networks.unitInstance(
                        4,
                        2,
                        List.of(
                                Networks.station(
                                        org.beamforge.model.ComplexMatrix.zeros(2, 4),
                                        0.2,
                                        0.2,
                                        1,
                                        2)));
        Solution solution = Beamforge.solve(instance, SolveSettings.defaults());
        assertThat(solution.status()).isEqualTo(SolveStatus.SOLVED);
        assertThat(solution.sumRate()).isZero();
        assertThat(solution.certificate().orElseThrow().gap()).isZero();
    }

    /** Up to local optima: rounding can send the ascent to another one, 0.1 % apart. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void compressionLosesNothing(Kind kind) {
        int stations = kind == Kind.ONE_STATION ? 1 : 2;
        Instance instance = Networks.of(kind, stations, 4, 10, new Random(6));
        double compressed = Beamforge.solve(instance, SolveSettings.defaults()).sumRate();
        double full =
                Beamforge.solve(instance, SolveSettings.builder().fullDimension(true).build())
                        .sumRate();
        assertThat(full).isCloseTo(compressed, within(5e-3 * compressed));
    }

    /** Rows of the trace name the base station they are about, also where values were known. */
    @Test
    void traceRowsNameTheirBaseStation() {
        for (int seed = 0; seed < 6; seed++) {
            Instance instance = Networks.of(Kind.DENSE, 3, 5, 5, new Random(seed));
            List<IterationRecord> rows = new ArrayList<>();
            Solution solution =
                    Beamforge.solve(
                            instance,
                            SolveSettings.builder().scheme(Scheme.BEAMFORMING_ONLY).build(),
                            rows::add,
                            Cancellation.none());
            assertThat(solution.trace()).isEqualTo(rows);
            for (IterationRecord row : rows) {
                // sets of one user are known from the rate matrix and not iterated again
                assertThat(solution.stations().get(row.station()).users().length)
                        .as("seed %d", seed)
                        .isGreaterThan(1);
            }
        }
    }

    /** A search tells its table little and its trace the iterations of the final sets. */
    @ParameterizedTest
    @EnumSource(
            value = Scheme.class,
            names = {"JOINT", "EXACT", "GALE_SHAPLEY"})
    void theTraceHoldsTheBeamformingIterationsOfTheFinalSets(Scheme scheme) {
        Instance instance = Networks.of(Kind.DENSE, 3, 6, 6, new Random(2));
        List<IterationRecord> table = new ArrayList<>();
        List<IterationRecord> details = new ArrayList<>();
        ProgressListener listener =
                new ProgressListener() {
                    @Override
                    public void iteration(IterationRecord record) {
                        table.add(record);
                    }

                    @Override
                    public void detail(IterationRecord record) {
                        details.add(record);
                    }
                };
        Solution solution =
                Beamforge.solve(
                        instance,
                        SolveSettings.builder().scheme(scheme).build(),
                        listener,
                        Cancellation.none());
        assertThat(table).isNotEmpty().allMatch(row -> row.station() < 0);
        assertThat(details).allMatch(row -> row.stage().equals("exact-fp"));
        assertThat(solution.trace()).containsAll(table).containsAll(details);
        assertThat(solution.trace()).hasSize(table.size() + details.size());
        for (int k = 0; k < 3; k++) {
            StationSolution station = solution.stations().get(k);
            if (station.users().length > 1) {
                int at = k;
                assertThat(details)
                        .filteredOn(row -> row.station() == at)
                        .extracting(IterationRecord::sumRate)
                        .anyMatch(rate -> Math.abs(rate - station.rate()) < 1e-4 * station.rate());
            }
        }
    }

    /** Every scheme solves its final sets from several starts: here three of them lose 6 %. */
    @Test
    void aFixedAssociationIsSolvedAsWellAsTheJointOptimum() {
        Instance instance = read("many-optima-k1n5m5");
        SolveSettings fixed =
                SolveSettings.builder().fixed(Association.of(1, 0, 0, 0, 0, 0)).build();
        assertThat(Beamforge.solve(instance, fixed).sumRate()).isGreaterThan(6.3617);
        assertThat(Beamforge.solve(instance, SolveSettings.defaults()).sumRate())
                .isGreaterThan(6.3617);
    }

    /** Without any time there is still an assignment worth its name; the status says so. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunWithoutTimeReturnsAGoodPartition(boolean prune) {
        Instance instance = Networks.of(Kind.PAPER_POWER, 3, 10, 12, new Random(4));
        double optimum = Beamforge.solve(instance, SolveSettings.defaults()).sumRate();
        Solution stopped =
                Beamforge.solve(
                        instance, SolveSettings.builder().prune(prune).timeLimitSeconds(0).build());
        assertThat(stopped.status()).isEqualTo(SolveStatus.TIME_LIMIT);
        assertThat(stopped.sumRate()).isGreaterThan(0.9 * optimum);
    }

    @Test
    void aGainBeyondAllRangesIsNamed() {
        Instance instance = read("dense-k3n5m8");
        Instance louder =
                new Instance(
                        instance.antennas(),
                        instance.users(),
                        1e300,
                        instance.userNoisePowerW(),
                        instance.radarNoisePowerW(),
                        instance.snapshots(),
                        instance.minRadarSnrDb(),
                        instance.maxCrbRad2(),
                        instance.baseStations(),
                        instance.positions());
        assertThatThrownBy(() -> Beamforge.solve(louder, SolveSettings.defaults()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching(
                        "baseStations\\[0\\].channels: expected a gain .* of at most 1e\\+30,"
                                + " found \\S+ for user \\d");
    }

    @Test
    void threadsDoNotChangeTheAnswer() {
        Instance instance = Networks.of(Kind.PAPER_POWER, 3, 8, 8, new Random(3));
        Solution one = Beamforge.solve(instance, SolveSettings.builder().threads(1).build());
        Solution three = Beamforge.solve(instance, SolveSettings.builder().threads(3).build());
        assertThat(three.sumRate()).isEqualTo(one.sumRate());
        assertThat(three.association()).isEqualTo(one.association());
        assertThat(three.iterations()).isEqualTo(one.iterations());
    }

    @Test
    void anAssociationForAnotherNetworkIsRefused() {
        Instance instance = read("dense-k3n5m8");
        SolveSettings settings = SolveSettings.builder().fixed(Association.of(3, 0, 1, 2)).build();
        assertThatThrownBy(() -> Beamforge.solve(instance, settings))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("made for 3 users and 3 base stations, the instance has 5");
    }

    @Test
    void theTableIsRefusedForManyUsers() {
        Instance instance = Networks.of(Kind.DENSE, 2, 17, 3, new Random(1));
        assertThatThrownBy(
                        () ->
                                Beamforge.solve(
                                        instance, SolveSettings.builder().prune(false).build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found N = 17")
                .hasMessageContaining("Maybe leave out --no-prune");
    }

    @ParameterizedTest
    @EnumSource(
            value = BackendKind.class,
            names = {"AUTO", "JAVA"})
    void theEngineThatRanIsNamed(BackendKind backend) {
        Solution solution =
                Beamforge.solve(
                        read("dense-k3n5m8"), SolveSettings.builder().backend(backend).build());
        assertThat(solution.backend()).isEqualTo("java");
        assertThat(Backends.list())
                .extracting(BackendStatus::kind)
                .doesNotHaveDuplicates()
                .doesNotContain(BackendKind.AUTO);
        assertThat(Backends.list())
                .allSatisfy(b -> assertThat(b.usable() ? b.device() : b.reason()).isNotEmpty());
    }
}
