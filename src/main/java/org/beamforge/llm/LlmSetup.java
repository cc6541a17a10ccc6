package org.beamforge.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.beamforge.association.AssociationMethod;
import org.beamforge.llm.profile.LlmProfile;
import org.beamforge.llm.profile.ModelProfile;
import org.beamforge.llm.profile.ProfileFormat;
import org.beamforge.llm.prompt.PromptTemplates;
import org.beamforge.llm.transcript.ReplayTransport;
import org.beamforge.llm.transcript.TranscriptWriter;
import org.beamforge.llm.wire.Endpoint;
import org.beamforge.llm.wire.LlmClient;
import org.beamforge.llm.wire.LlmTransport;

/**
 * Models ready to be asked, for any number of solves: connections, keys, templates, the record.
 * Make one {@link LlmAssociation} per solve, and close this at the end. Thread-safe.
 */
public final class LlmSetup implements AutoCloseable {
    private final LlmProfile profile;
    private final List<Endpoint> endpoints;
    private final PromptTemplates templates;
    private final LlmTransport transport;
    private final Optional<TranscriptWriter> transcript;

    private LlmSetup(
            LlmProfile profile,
            List<Endpoint> endpoints,
            LlmTransport transport,
            Optional<TranscriptWriter> transcript,
            PromptTemplates templates) {
        this.profile = profile;
        this.endpoints = endpoints;
        this.transport = transport;
        this.transcript = transcript;
        this.templates = templates;
    }

    /**
     * Asks servers.
     *
     * @param environment where keys come from, usually {@code System.getenv()}
     * @param record the transcript to write, if any
     * @param resume continues an existing transcript instead of replacing it
     * @throws org.beamforge.model.InvalidInputException if a key, URL, template or file cannot be
     *     used
     */
    public static LlmSetup online(
            LlmProfile profile,
            Map<String, String> environment,
            Optional<Path> record,
            boolean resume) {
        PromptTemplates templates = templates(profile).orElseGet(PromptTemplates::builtIn);
        List<Endpoint> endpoints =
                profile.models().stream().map(model -> model.endpoint(environment)).toList();
        ObjectNode settings = ProfileFormat.write(profile);
        Optional<TranscriptWriter> transcript =
                record.map(file -> TranscriptWriter.open(file, settings, templates.own(), resume));
        return new LlmSetup(
                profile, endpoints, new LlmClient(profile.client()), transcript, templates);
    }

    /**
     * Answers from a transcript; needs no key and no network.
     *
     * @param profile its templates, if it has any, go before those of the transcript
     * @param record a transcript to write as well, if any
     * @param resume continues an existing transcript instead of replacing it
     */
    public static LlmSetup replay(
            LlmProfile profile, ReplayTransport replay, Optional<Path> record, boolean resume) {
        PromptTemplates templates =
                templates(profile).orElseGet(() -> PromptTemplates.replacing(replay.templates()));
        List<Endpoint> endpoints =
                profile.models().stream()
                        .map(ModelProfile::offline)
                        .map(model -> model.endpoint(Map.of()))
                        .toList();
        ObjectNode settings = ProfileFormat.write(profile);
        return new LlmSetup(
                profile,
                endpoints,
                replay,
                record.map(file -> TranscriptWriter.open(file, settings, templates.own(), resume)),
                templates);
    }

    private static Optional<PromptTemplates> templates(LlmProfile profile) {
        return profile.templates().map(folder -> PromptTemplates.overriddenBy(Path.of(folder)));
    }

    public LlmProfile profile() {
        return profile;
    }

    /** The association method of a run that is one solve. */
    public LlmAssociation association(
            Optional<AssociationMethod> fallback, Consumer<String> announce) {
        return association("", fallback, announce);
    }

    /**
     * The association method of one solve among others.
     *
     * @param scope names the solve in transcripts, so that each gets its own answers in a replay,
     *     whatever else runs beside or before it
     */
    public LlmAssociation association(
            String scope, Optional<AssociationMethod> fallback, Consumer<String> announce) {
        return new LlmAssociation(
                scope,
                endpoints,
                profile.settings(),
                templates,
                transport,
                transcript,
                fallback,
                announce);
    }

    /** Sends one tiny question to every model and says what is wrong. */
    public List<LlmCheck.Result> check() {
        return endpoints.stream().map(endpoint -> LlmCheck.of(endpoint, transport)).toList();
    }

    @Override
    public void close() {
        transport.close();
        transcript.ifPresent(TranscriptWriter::close);
    }
}
