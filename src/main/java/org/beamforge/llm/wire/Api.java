package org.beamforge.llm.wire;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.beamforge.model.InvalidInputException;

/** The wire formats. Everything else speaks OpenAI's. */
@SuppressWarnings("ImmutableEnumChecker") // the formats have no state
public enum Api {
    /** OpenAI chat completions, also vLLM, llama.cpp, Ollama, LM Studio and gateways. */
    OPENAI("openai", "https://api.openai.com/v1", "OPENAI_API_KEY", new OpenAiFormat()),
    /** Anthropic messages. */
    ANTHROPIC("anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", new AnthropicFormat()),
    /** Gemini generateContent. */
    GEMINI(
            "gemini",
            "https://generativelanguage.googleapis.com",
            "GEMINI_API_KEY",
            new GeminiFormat());

    private final String label;
    private final String defaultBaseUrl;
    private final String keyVariable;
    private final WireFormat format;

    Api(String label, String defaultBaseUrl, String keyVariable, WireFormat format) {
        this.label = label;
        this.defaultBaseUrl = defaultBaseUrl;
        this.keyVariable = keyVariable;
        this.format = format;
    }

    /** The name used on the command line and in files. */
    public String label() {
        return label;
    }

    /** The vendor's own server. */
    public String defaultBaseUrl() {
        return defaultBaseUrl;
    }

    /** The environment variable that vendors' clients read the key from. */
    public String keyVariable() {
        return keyVariable;
    }

    WireFormat format() {
        return format;
    }

    /** Reads a recorded response body the way the client would. */
    public ChatReply parse(com.fasterxml.jackson.databind.JsonNode body) {
        return format.parse(body);
    }

    /**
     * @throws InvalidInputException if no API has this name
     */
    public static Api ofLabel(String place, String label) {
        return Arrays.stream(values())
                .filter(api -> api.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidInputException(
                                        "%s: expected %s, found %s"
                                                .formatted(
                                                        place,
                                                        Arrays.stream(values())
                                                                .map(Api::label)
                                                                .collect(Collectors.joining("|")),
                                                        label)));
    }
}
