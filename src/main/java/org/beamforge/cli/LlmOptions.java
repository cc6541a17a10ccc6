package org.beamforge.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.beamforge.llm.LlmSetup;
import org.beamforge.llm.profile.FallbackKind;
import org.beamforge.llm.profile.KeySource;
import org.beamforge.llm.profile.LlmProfile;
import org.beamforge.llm.profile.LlmSettings;
import org.beamforge.llm.profile.ModelProfile;
import org.beamforge.llm.profile.ProfileFormat;
import org.beamforge.llm.profile.Profiles;
import org.beamforge.llm.transcript.ReplayTransport;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.ClientSettings;
import org.beamforge.llm.wire.Structure;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags of {@code solve}, {@code figure} and {@code sweep} that configure language models. A
 * profile or a transcript gives the basis, the other flags change it. Keys have no flag: the
 * arguments of a process are public.
 */
public final class LlmOptions {
    @Option(
            names = "--llm-api",
            paramLabel = "API",
            description = "wire format: openai (also local servers), anthropic or gemini")
    private @Nullable String api;

    @Option(
            names = "--llm-base-url",
            paramLabel = "URL",
            description = "server, for openai up to and with /v1; default: the vendor's")
    private @Nullable String baseUrl;

    @Option(
            names = "--llm-model",
            paramLabel = "NAME",
            split = ",",
            description = "model; several, separated by commas, are asked in parallel")
    private @Nullable List<String> models;

    @Option(
            names = "--llm-rounds",
            paramLabel = "R",
            description = "most questions per step and model (default 5)")
    private @Nullable Integer rounds;

    @Option(
            names = "--llm-timeout",
            paramLabel = "S",
            description = "seconds for one answer, retries included (default 600)")
    private @Nullable Double timeout;

    @Option(
            names = "--llm-fallback",
            paramLabel = "METHOD",
            description =
                    "what stands in when the model's association is missing or worse: exact"
                            + " (default), game or none")
    private @Nullable String fallback;

    @Option(
            names = "--llm-record",
            paramLabel = "FILE",
            description = "write every exchange to this file (JSON Lines, no keys)")
    private @Nullable Path record;

    @Option(
            names = "--llm-replay",
            paramLabel = "FILE",
            description = "answer from a recorded file, offline")
    private @Nullable Path replay;

    @Option(
            names = "--llm-profile",
            paramLabel = "NAME|FILE.yaml",
            description =
                    "paper-gpt-o1, paper-gpt-4-turbo, paper-claude-3.5, paper-gemini-2.0, ollama,"
                            + " vllm, llama-cpp, or a YAML file")
    private @Nullable String profile;

    /** Whether any of the flags was given. */
    public boolean configured() {
        return api != null
                || baseUrl != null
                || models != null
                || rounds != null
                || timeout != null
                || fallback != null
                || record != null
                || replay != null
                || profile != null;
    }

    /**
     * Puts profile, transcript and flags together and opens what they name.
     *
     * @param environment where keys come from, usually {@code System.getenv()}
     * @throws InvalidInputException if a flag, file, key or URL cannot be used
     */
    public LlmSetup open(Map<String, String> environment) {
        return open(environment, false);
    }

    /**
     * Puts profile, transcript and flags together and opens what they name.
     *
     * @param environment where keys come from, usually {@code System.getenv()}
     * @param resume continues the transcript of an interrupted run
     * @throws InvalidInputException if a flag, file, key or URL cannot be used
     */
    LlmSetup open(Map<String, String> environment, boolean resume) {
        if (replay == null) {
            return LlmSetup.online(
                    withFlags(base(Optional.empty())),
                    environment,
                    Optional.ofNullable(record),
                    resume);
        }
        if (record != null && record.toAbsolutePath().equals(replay.toAbsolutePath())) {
            throw new InvalidInputException(
                    "--llm-record %s: the file is being replayed; name another".formatted(record));
        }
        ReplayTransport transcript = ReplayTransport.read(replay);
        LlmProfile recorded =
                ProfileFormat.read(replay + ": line 1: settings", transcript.settings());
        return LlmSetup.replay(
                withFlags(base(Optional.of(recorded))),
                transcript,
                Optional.ofNullable(record),
                resume);
    }

    private LlmProfile base(Optional<LlmProfile> recorded) {
        if (profile != null) {
            return Profiles.read(profile);
        }
        return recorded.orElseGet(
                () ->
                        new LlmProfile(
                                List.of(
                                        new ModelProfile(
                                                Api.OPENAI,
                                                Optional.empty(),
                                                "",
                                                KeySource.usual(),
                                                Map.of(),
                                                ProfileFormat.emptyBody(),
                                                OptionalDouble.empty(),
                                                OptionalInt.empty(),
                                                Structure.SCHEMA,
                                                OptionalDouble.empty(),
                                                OptionalDouble.empty())),
                                LlmSettings.defaults(),
                                ClientSettings.defaults(),
                                FallbackKind.EXACT,
                                Optional.empty()));
    }

    private LlmProfile withFlags(LlmProfile base) {
        Optional<Api> otherApi =
                Optional.ofNullable(api).map(name -> Api.ofLabel("--llm-api", name));
        Optional<String> otherUrl = Optional.ofNullable(baseUrl);
        List<ModelProfile> chosen;
        if (models == null) {
            chosen =
                    base.models().stream()
                            .map(model -> model.with(otherApi, otherUrl, model.model()))
                            .toList();
        } else {
            ModelProfile first = base.models().get(0);
            chosen =
                    models.stream()
                            .map(name -> first.with(otherApi, otherUrl, name.strip()))
                            .toList();
        }
        LlmSettings settings =
                rounds == null ? base.settings() : base.settings().withRounds(rounds);
        ClientSettings client = base.client();
        if (timeout != null) {
            if (!(timeout > 0)) {
                throw new InvalidInputException(
                        "--llm-timeout: expected seconds above 0, found " + timeout);
            }
            client = client.within(timeout);
        }
        FallbackKind stand =
                fallback == null
                        ? base.fallback()
                        : FallbackKind.ofLabel("--llm-fallback", fallback);
        return new LlmProfile(chosen, settings, client, stand, base.templates());
    }
}
