package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamforge.llm.Answers;
import org.beamforge.llm.LlmCheck;
import org.beamforge.llm.LlmSetup;
import org.beamforge.llm.StubModel;
import org.beamforge.llm.profile.FallbackKind;
import org.beamforge.llm.profile.ModelProfile;
import org.beamforge.llm.wire.Api;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

class LlmCommandTest {
    private static final String MATRIX = "{\"reasoning\":\"\",\"association\":[[1,0],[0,1]]}";

    @Command
    private static final class Host implements Runnable {
        @Mixin private LlmOptions llm;

        @Override
        public void run() {}
    }

    private static LlmOptions options(String... args) {
        Host host = new Host();
        new CommandLine(host).parseArgs(args);
        return host.llm;
    }

    private record Run(int status, String out) {}

    private static Run check(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new LlmCommand()).setOut(new PrintWriter(out));
        String[] all = new String[args.length + 1];
        all[0] = "check";
        System.arraycopy(args, 0, all, 1, args.length);
        return new Run(line.execute(all), out.toString());
    }

    @Test
    void theFlagsAreThoseOfTheContractAndNoneTakesAKey() {
        assertThat(new CommandLine(new Host()).getCommandSpec().options())
                .extracting(OptionSpec::longestName)
                .containsExactlyInAnyOrder(
                        "--llm-api",
                        "--llm-base-url",
                        "--llm-model",
                        "--llm-rounds",
                        "--llm-timeout",
                        "--llm-fallback",
                        "--llm-record",
                        "--llm-replay",
                        "--llm-profile");
    }

    @Test
    void withoutFlagsNothingIsConfigured() {
        assertThat(options().configured()).isFalse();
        assertThat(options("--llm-rounds", "3").configured()).isTrue();
    }

    @Test
    void flagsChangeAProfile() {
        LlmOptions options =
                options(
                        "--llm-profile=ollama",
                        "--llm-model=x,y",
                        "--llm-rounds=9",
                        "--llm-timeout=20",
                        "--llm-fallback=none");
        try (LlmSetup setup = options.open(Map.of("OPENAI_API_KEY", "k-12345"))) {
            assertThat(setup.profile().models())
                    .extracting(ModelProfile::model)
                    .containsExactly("x", "y");
            assertThat(setup.profile().models())
                    .extracting(ModelProfile::baseUrl)
                    .allMatch(url -> url.orElseThrow().equals("http://localhost:11434/v1"));
            assertThat(setup.profile().settings().rounds()).isEqualTo(9);
            assertThat(setup.profile().client().totalSeconds()).isEqualTo(20);
            assertThat(setup.profile().fallback()).isEqualTo(FallbackKind.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--llm-api=openai | no name given",
                "--llm-api=soap --llm-model=m | --llm-api: expected openai",
                "--llm-model=m --llm-fallback=luck | --llm-fallback: expected exact",
                "--llm-model=m --llm-timeout=0 | --llm-timeout: expected seconds",
                "--llm-model=m --llm-timeout=NaN | --llm-timeout: expected seconds",
                "--llm-model=m --llm-rounds=0 | rounds: expected",
                "--llm-model=m --llm-base-url=nowhere | expected an http or https URL",
                "--llm-profile=nobody | there is none of this name",
                "--llm-replay=none.jsonl | cannot be read"
            })
    void mistakesAreNamed(String args, String message) {
        assertThatThrownBy(() -> options(args.split(" ")).open(Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRecordIsNotOverwrittenWhileItIsReplayed(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("t.jsonl"));

        assertThatThrownBy(
                        () ->
                                options("--llm-replay=" + file, "--llm-record=" + file)
                                        .open(Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is being replayed");
    }

    @Test
    void aRecordAloneConfiguresItsReplay(@TempDir Path folder) {
        Path file = folder.resolve("t.jsonl");
        try (StubModel model = StubModel.saying(MATRIX)) {
            options(
                            "--llm-base-url=" + model.url(),
                            "--llm-model=m",
                            "--llm-rounds=3",
                            "--llm-record=" + file)
                    .open(Map.of())
                    .close();
        }

        try (LlmSetup setup = options("--llm-replay=" + file).open(Map.of())) {
            assertThat(setup.profile().models().get(0).model()).isEqualTo("m");
            assertThat(setup.profile().settings().rounds()).isEqualTo(3);
        }
    }

    @Test
    void aUsableModelPasses() {
        try (StubModel model = StubModel.saying(MATRIX)) {
            Run run = check("--llm-base-url=" + model.url(), "--llm-model=m");

            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("m (openai at").contains("usable");
        }
    }

    @Test
    void anUnusableModelIsExplained() {
        try (StubModel model = StubModel.saying("What a fine day.")) {
            Run run = check("--llm-base-url=" + model.url(), "--llm-model=m");

            assertThat(run.status()).isEqualTo(6);
            assertThat(run.out()).contains("not usable").contains("it said: What a fine day.");
        }
    }

    @Test
    void aWrongAnswerIsDoubtful() {
        try (StubModel model = StubModel.saying("[0 1;1 0]")) {
            assertThat(check("--llm-base-url=" + model.url(), "--llm-model=m").out())
                    .contains("doubtful");
        }
    }

    @Test
    void aRefusingServerIsExplained() {
        try (StubModel model =
                StubModel.behaving(
                        prompt -> Answers.status(404, "{\"error\":\"model 'm' not found\"}"))) {
            Run run = check("--llm-base-url=" + model.url(), "--llm-model=m");

            assertThat(run.status()).isEqualTo(6);
            assertThat(run.out()).contains("model 'm' not found").contains("Maybe the base URL");
        }
    }

    @Test
    void aVendorWithoutKeyIsNotEvenAsked() {
        try (LlmSetup setup = options("--llm-profile=paper-gemini-2.0").open(Map.of())) {
            List<LlmCheck.Result> results = setup.check();

            assertThat(results)
                    .singleElement()
                    .satisfies(
                            r ->
                                    assertThat(r.text())
                                            .contains("needs a key")
                                            .contains(Api.GEMINI.keyVariable()));
        }
    }

    @Test
    void withoutSubcommandTheHelpIsShown() {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new LlmCommand()).setErr(new PrintWriter(err));

        assertThat(line.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("check");
    }
}
