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
     * @param record the transcript to write, if any; replaced if it exists
     * @throws org.beamforge.model.InvalidInputException if a key, URL, template or file cannot be
     *     used
     */
    public static LlmSetup online(
            LlmProfile profile, Map<String, String> environment, Optional<Path> record) {
        PromptTemplates templates = templates(profile);
        List<Endpoint> endpoints =
                profile.models().stream().map(model -> model.endpoint(environment)).toList();
        ObjectNode settings = ProfileFormat.write(profile);
        Optional<TranscriptWriter> transcript =
                record.map(file -> TranscriptWriter.create(file, settings));
        return new LlmSetup(
                profile, endpoints, new LlmClient(profile.client()), transcript, templates);
    }

    /**
     * Answers from a transcript; needs no key and no network.
     *
     * @param record a transcript to write as well, if any
     */
    public static LlmSetup replay(
            LlmProfile profile, ReplayTransport replay, Optional<Path> record) {
        PromptTemplates templates = templates(profile);
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
                record.map(file -> TranscriptWriter.create(file, settings)),
                templates);
    }

    private static PromptTemplates templates(LlmProfile profile) {
        return profile.templates()
                .map(folder -> PromptTemplates.overriddenBy(Path.of(folder)))
                .orElseGet(PromptTemplates::builtIn);
    }

    public LlmProfile profile() {
        return profile;
    }

    /** The association method of one solve. */
    public LlmAssociation association(
            Optional<AssociationMethod> fallback, Consumer<String> announce) {
        return new LlmAssociation(
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
