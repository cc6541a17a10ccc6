package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.beamforge.BackendKind;
import org.beamforge.BackendUnavailableException;
import org.beamforge.InfeasibleException;
import org.beamforge.InfeasibleException.StationNeed;
import org.beamforge.RateSource;
import org.beamforge.ScheduleKind;
import org.beamforge.Scheme;
import org.beamforge.SolveSettings;
import org.beamforge.SolverKind;
import org.beamforge.StartKind;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolveCommandTest {
    private final FakeApplication application = new FakeApplication();

    private CommandRun run(String... args) {
        return CommandRun.of(application, args);
    }

    @Test
    void withoutInstanceThePaperScenarioOfSeedOneIsSolvedWithTheDefaults() {
        CommandRun run = run("solve");
        assertThat(run.status()).isZero();
        assertThat(application.calls).containsExactly("generate 1", "solve");
        assertThat(application.settings).contains(SolveSettings.defaults());
        assertThat(application.scenario.orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new ScenarioOptions());
    }

    @Test
    void summaryGivesEveryFigureOnStandardOutput() {
        CommandRun run = run("solve");
        assertThat(run.out())
                .contains("solved")
                .contains("12.500000 bit/s/Hz")
                .contains("partition certified optimal, given that the beamforming values are")
                .contains("rigorous bound 13.000000 bit/s/Hz, gap 3.85 %")
                .contains("5 of 8 beamforming values")
                .contains("joint, 0,1,1")
                .contains("exact-fp on java, 42 inner iterations, 0.250 s");
        List<String> rows = run.out().lines().toList();
        // margins: 0.5 dB of radar SNR, a quarter of the CRB, a quarter of 2 W; then none at all
        assertThat(rows.get(rows.size() - 2).strip().split("[ |]+"))
                .containsExactly(
                        "0",
                        "8.50000",
                        "7.5000",
                        "0.2500",
                        "7.500e-03",
                        "1.5000",
                        "0.5000",
                        "25.000",
                        "25.000",
                        "0");
        assertThat(rows.get(rows.size() - 1).strip().split("[ |]+"))
                .containsExactly(
                        "1",
                        "4.00000",
                        "7.0000",
                        "0.5000",
                        "1.000e-02",
                        "2.0000",
                        "0.0000",
                        "0.000",
                        "0.000",
                        "1,2");
    }

    @Test
    void everyOptionReachesTheSettings() {
        run(
                "solve",
                "x.json",
                "--association",
                "game",
                "--solver",
                "mm-admm",
                "--full-dimension",
                "--schedule",
                "paper",
                "--init",
                "rcg",
                "--backend",
                "java",
                "--rates",
                "paper",
                "--seed",
                "-7",
                "--no-prune",
                "--gap",
                "1e-3",
                "--time-limit",
                "2.5",
                "--starts",
                "5",
                "--tolerance",
                "1e-4",
                "--threads",
                "2");
        assertThat(application.calls).containsExactly("load x.json", "solve");
        assertThat(application.settings)
                .contains(
                        SolveSettings.builder()
                                .scheme(Scheme.GAME)
                                .solver(SolverKind.MM_ADMM)
                                .fullDimension(true)
                                .schedule(ScheduleKind.PAPER)
                                .start(StartKind.RCG)
                                .backend(BackendKind.JAVA)
                                .rates(RateSource.PAPER)
                                .seed(-7)
                                .prune(false)
                                .gap(1e-3)
                                .timeLimitSeconds(2.5)
                                .starts(5)
                                .tolerance(1e-4)
                                .threads(2)
                                .build());
    }

    @Test
    void scenarioOptionsReachTheGenerator() {
        run("solve", "--users", "15", "--antennas", "12", "--seed", "9", "--noise-dbm", "-80");
        assertThat(application.calls).contains("generate 9");
        ScenarioOptions options = application.scenario.orElseThrow();
        assertThat(options.users).isEqualTo(15);
        assertThat(options.antennas).isEqualTo(12);
        assertThat(options.noiseDbm).isEqualTo(-80.0);
        assertThat(options.stations).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "joint, JOINT",
        "exact, EXACT",
        "brute-force, BRUTE_FORCE",
        "game, GAME",
        "gale-shapley, GALE_SHAPLEY",
        "beamforming-only, BEAMFORMING_ONLY"
    })
    void everySchemeHasItsName(String name, Scheme scheme) {
        run("solve", "--association", name);
        assertThat(application.settings.orElseThrow().scheme()).isEqualTo(scheme);
    }

    @Test
    void fixedAssociation() {
        run("solve", "--association", "fixed:1,0,1");
        assertThat(application.settings.orElseThrow().fixedAssociation())
                .contains(Association.of(2, 1, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "SOLVED, 0",
        "INFEASIBLE, 3",
        "MAX_ITERATIONS, 4",
        "TIME_LIMIT, 4",
        "STALLED, 4",
        "NUMERICAL_ERROR, 4",
        "CANCELLED, 130"
    })
    void exitStatusFollowsTheSolution(SolveStatus status, int exit) {
        application.solver = (listener, cancellation) -> FakeApplication.solution(status);
        CommandRun run = run("solve");
        assertThat(run.status()).isEqualTo(exit);
        assertThat(run.out()).contains(Summary.words(status));
        assertThat(run.out().contains("bit/s/Hz")).isEqualTo(status.hasFeasiblePoint());
    }

    @Test
    void filesAreWritten(@TempDir Path directory) {
        Path out = directory.resolve("s.json");
        Path trace = directory.resolve("t.csv");
        application.solver =
                (listener, cancellation) -> {
                    listener.iteration(FakeApplication.RECORD);
                    assertThat(trace).hasContent("iterations 25");
                    return FakeApplication.solution(SolveStatus.SOLVED);
                };
        CommandRun run = run("solve", "--out", out.toString(), "--trace", trace.toString());
        assertThat(run.err()).contains("1.2345e+01");
        assertThat(out).hasContent("solution SOLVED");
        assertThat(trace).hasContent("iterations 25 closed");
    }

    @Test
    void jsonTakesStandardOutputForItself() {
        CommandRun run = run("solve", "--json");
        assertThat(run.out()).isEqualTo("{\"fake\": true}" + System.lineSeparator());
        assertThat(run.err()).contains("sum rate");
        assertThat(run("solve", "--json", "--quiet").err()).isEmpty();
    }

    @Test
    void progressGoesToStandardErrorUnlessQuiet() {
        application.solver =
                (listener, cancellation) -> {
                    listener.note("kernels: plain");
                    listener.iteration(FakeApplication.RECORD);
                    return FakeApplication.solution(SolveStatus.SOLVED);
                };
        CommandRun loud = run("solve");
        assertThat(loud.err())
                .contains("joint, exact-fp | backend auto, double precision")
                .contains("2 base stations, 3 users, 2 antennas")
                .contains("note: kernels: plain")
                .contains("1.2345e+01")
                .containsPattern("time: read \\d+\\.\\d{3} s, solve .* s, write .* s, total");
        assertThat(loud.out()).doesNotContain("1.2345e+01");
        CommandRun quiet = run("solve", "--quiet");
        assertThat(quiet.err()).isEmpty();
        assertThat(quiet.out()).isEqualTo(loud.out());
    }

    @Test
    void optionsWithoutEffectAreNamed() {
        String search = "only --association joint";
        assertThat(run("solve", "--gap", "0.01", "--backend", "java").err())
                .doesNotContain("has no effect");
        assertThat(run("solve", "--gap", "0.01", "--no-prune").err())
                .contains("note: --gap has no effect: " + search);
        assertThat(run("solve", "--association", "game", "--no-prune", "--rates", "paper").err())
                .contains("note: --no-prune has no effect: " + search)
                .doesNotContain("--rates has no effect");
        assertThat(run("solve", "--rates", "paper").err())
                .contains("note: --rates has no effect: only Algorithm 3");
        assertThat(run("solve", "--backend", "java", "--device", "0").err())
                .contains("note: --device has no effect: the backend is java");
        assertThat(run("solve", "--schedule", "paper", "--init", "rcg").err())
                .contains("note: --schedule has no effect: the solver is exact-fp")
                .contains("note: --init has no effect: the solver is exact-fp");
    }

    @Test
    void infeasibilityNamesTheStationTheConstraintAndThePower() {
        application.solver =
                (listener, cancellation) -> {
                    throw new InfeasibleException(
                            "no",
                            List.of(
                                    new StationNeed(1, 1.375, 1.25, 0.5),
                                    new StationNeed(0, Double.POSITIVE_INFINITY, 0.5, 2),
                                    new StationNeed(0, 1.1, 0.9, 0.8)));
                };
        CommandRun run = run("solve", "--quiet");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("error: infeasible:")
                .contains(
                        "BS 1 needs 1.375x its power budget (2.75000 W, has 2.00000 W) because of"
                                + " the radar SNR (27a) (alone, (27a) needs 1.250x and (27b)"
                                + " 0.5000x)")
                .contains(
                        "BS 0 cannot meet its sensing constraints with any power because of the"
                                + " CRB (27b)")
                .contains("BS 0 needs 1.100x")
                .contains("the radar SNR (27a) and the CRB (27b) together");
    }

    @Test
    void backendThatCannotRun() {
        application.solver =
                (listener, cancellation) -> {
                    throw new BackendUnavailableException("cuda: libcuda.so.1 not found");
                };
        CommandRun run = run("solve", "--backend", "cuda", "--quiet");
        assertThat(run.status()).isEqualTo(5);
        assertThat(run.err()).isEqualTo("error: cuda: libcuda.so.1 not found\n");
    }

    @Test
    void badInputFoundByTheLibrary() {
        application.solver =
                (listener, cancellation) -> {
                    throw new InvalidInputException("a.json: users: expected 3, found 4\nMaybe 3?");
                };
        CommandRun run = run("solve", "--quiet");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("error: a.json: users: expected 3, found 4\nMaybe 3?\n");
    }

    @Test
    void internalErrorIsOneLineAndAHintUnlessDebugging() {
        application.solver =
                (listener, cancellation) -> {
                    throw new IllegalStateException("first\nsecond");
                };
        CommandRun run = run("solve", "--quiet");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "error: internal: IllegalStateException: first\n"
                                + "run with --debug for the stack trace\n");
        for (CommandRun debug :
                List.of(run("--debug", "solve", "--quiet"), run("solve", "--quiet", "--debug"))) {
            assertThat(debug.status()).isEqualTo(1);
            assertThat(debug.err()).contains("\tat org.beamforge.cli.SolveCommand");
        }
    }

    @Test
    void outOfMemoryIsExplained() {
        application.solver =
                (listener, cancellation) -> {
                    throw new OutOfMemoryError("Java heap space");
                };
        CommandRun run = run("solve", "--quiet");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("out of memory").contains("BEAMFORGE_JAVA_OPTS");
    }

    @Test
    void numbersDoNotDependOnTheLocale() {
        String expected = run("solve").out();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(run("solve").out()).isEqualTo(expected);
            Locale.setDefault(Locale.GERMANY);
            assertThat(run("solve").out()).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }
}
