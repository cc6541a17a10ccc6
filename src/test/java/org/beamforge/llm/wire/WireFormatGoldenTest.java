package org.beamforge.llm.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import mockwebserver3.RecordedRequest;
import org.beamforge.control.Cancellation;
import org.beamforge.llm.Answers;
import org.beamforge.llm.wire.ChatReply.Finish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes over the wire, word for word, and what is understood of what comes back. */
class WireFormatGoldenTest extends WireTestBase {
    private static final String SCHEMA =
            """
            {"type":"object","properties":{"reasoning":{"type":"string"},"association":{"type":\
            "array","items":{"type":"array","items":{"type":"integer","enum":[0,1]}}}},"required":\
            ["reasoning","association"],"additionalProperties":false}""";

    private RecordedRequest sent(Endpoint endpoint) {
        enqueue(Answers.ok(endpoint.api(), "[1 0;0 1]"));
        client.ask(endpoint, QUESTION, Cancellation.none());
        return request();
    }

    private Endpoint full(Api api, Structure structure) {
        ObjectNode extra = Json.object();
        extra.put("seed", 7);
        Endpoint plain = endpoint(api);
        return new Endpoint(
                api,
                plain.baseUrl(),
                "tiny",
                plain.key(),
                Map.of("X-Team", Secret.ofHeader("X-Team", "antennas", false)),
                extra,
                OptionalDouble.of(0.25),
                OptionalInt.of(512),
                structure,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static void common(RecordedRequest request) {
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("User-Agent")).startsWith("beamforge");
        assertThat(request.getTarget()).doesNotContain(KEY).doesNotContain("key=");
    }

    @Test
    void openAi() {
        RecordedRequest request = sent(full(Api.OPENAI, Structure.SCHEMA));

        common(request);
        assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(request.getHeaders().get("X-Team")).isEqualTo("antennas");
        assertThat(request.getBody().utf8())
                .isEqualTo(
                        """
                        {"model":"tiny","messages":[{"role":"user","content":"Which matrix?"}],\
                        "max_completion_tokens":512,"temperature":0.25,"response_format":{"type":\
                        "json_schema","json_schema":{"name":"association","strict":true,"schema":\
                        """
                                + SCHEMA
                                + "}},\"seed\":7}");
    }

    @Test
    void openAiSendsOnlyWhatTheUserSet() {
        RecordedRequest request = sent(endpoint(Api.OPENAI).withStructure(Structure.TEXT));

        assertThat(request.getBody().utf8())
                .isEqualTo(
                        """
                        {"model":"tiny","messages":[{"role":"user","content":"Which matrix?"}]}""");
    }

    @Test
    void openAiJsonObject() {
        RecordedRequest request = sent(endpoint(Api.OPENAI).withStructure(Structure.OBJECT));

        assertThat(request.getBody().utf8())
                .contains("\"response_format\":{\"type\":\"json_object\"}");
    }

    @Test
    void anthropic() {
        RecordedRequest request = sent(full(Api.ANTHROPIC, Structure.SCHEMA));

        common(request);
        assertThat(request.getTarget()).isEqualTo("/v1/messages");
        assertThat(request.getHeaders().get("x-api-key")).isEqualTo(KEY);
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(request.getBody().utf8())
                .isEqualTo(
                        """
                        {"model":"tiny","max_tokens":512,"messages":[{"role":"user","content":\
                        "Which matrix?"}],"temperature":0.25,"output_config":{"format":{"type":\
                        "json_schema","schema":\
                        """
                                + SCHEMA
                                + "}},\"seed\":7}");
    }

    @Test
    void anthropicAlwaysSendsALimit() {
        assertThat(sent(endpoint(Api.ANTHROPIC).withStructure(Structure.TEXT)).getBody().utf8())
                .isEqualTo(
                        """
                        {"model":"tiny","max_tokens":8192,"messages":[{"role":"user","content":\
                        "Which matrix?"}]}""");
    }

    @Test
    void gemini() {
        RecordedRequest request = sent(full(Api.GEMINI, Structure.SCHEMA));

        common(request);
        assertThat(request.getTarget()).isEqualTo("/v1beta/models/tiny:generateContent");
        assertThat(request.getHeaders().get("x-goog-api-key")).isEqualTo(KEY);
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.getBody().utf8())
                .isEqualTo(
                        """
                        {"contents":[{"role":"user","parts":[{"text":"Which matrix?"}]}],\
                        "generationConfig":{"maxOutputTokens":512,"temperature":0.25,\
                        "responseMimeType":"application/json","responseSchema":{"type":"OBJECT",\
                        "properties":{"reasoning":{"type":"STRING"},"association":{"type":"ARRAY",\
                        "items":{"type":"ARRAY","items":{"type":"INTEGER"}}}},"required":\
                        ["reasoning","association"],"propertyOrdering":["reasoning",\
                        "association"]}},"seed":7}""");
    }

    @Test
    void geminiSendsOnlyWhatTheUserSet() {
        assertThat(sent(endpoint(Api.GEMINI).withStructure(Structure.TEXT)).getBody().utf8())
                .isEqualTo(
                        """
                        {"contents":[{"role":"user","parts":[{"text":"Which matrix?"}]}]}""");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, /v1, /v1/chat/completions",
        "OPENAI, /v1/, /v1/chat/completions",
        "OPENAI, /gateway/x?api-version=3, /gateway/x/chat/completions?api-version=3",
        "ANTHROPIC, '', /v1/messages",
        "ANTHROPIC, /v1, /v1/messages",
        "ANTHROPIC, /v1/, /v1/messages",
        "ANTHROPIC, /proxy, /proxy/v1/messages",
        "GEMINI, '', /v1beta/models/tiny:generateContent",
        "GEMINI, /v1beta, /v1beta/models/tiny:generateContent"
    })
    void baseUrlsMayEndAsUsersWriteThem(Api api, String base, String target) {
        Endpoint endpoint =
                Endpoint.of(
                        api, server.url("/").resolve(base).toString(), "tiny", Optional.empty());

        assertThat(sent(endpoint).getTarget()).isEqualTo(target);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void withoutKeyNoneIsSent(Api api) {
        Endpoint endpoint =
                Endpoint.of(api, server.url("/v1").toString(), "tiny", Optional.empty());

        RecordedRequest request = sent(endpoint);

        assertThat(request.getHeaders().names())
                .doesNotContain("Authorization", "x-api-key", "x-goog-api-key");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void understandsAnAnswer(Api api) {
        enqueue(Answers.ok(api, "[1 0;0 1]"));

        Exchange exchange = ask(api);

        assertThat(exchange.reply())
                .extracting(
                        ChatReply::text,
                        ChatReply::finish,
                        ChatReply::promptTokens,
                        ChatReply::completionTokens)
                .containsExactly("[1 0;0 1]", Finish.COMPLETE, 100, 20);
        assertThat(exchange.attempts()).isEqualTo(1);
        assertThat(exchange.seconds()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "OPENAI!{'choices':[]}!EMPTY!",
                "OPENAI!{}!EMPTY!",
                "OPENAI!{'choices':[{'message':{'content':null}}]}!EMPTY!",
                "OPENAI!{'choices':[{'message':{'refusal':'no'}}]}!REFUSED!",
                "OPENAI!{'choices':[{'message':{'content':'a'},'finish_reason':'content_filter'}]}!REFUSED!a",
                "OPENAI!{'choices':[{'message':{'content':'a'},'finish_reason':'length'}]}!LENGTH!a",
                "OPENAI!{'choices':[{'message':{'content':[{'type':'text','text':'a'},{'type':'image_url'},{'type':'text','text':'b'}]}}]}!COMPLETE!ab",
                "OPENAI!{'choices':[{'message':{'content':'a','reasoning_content':'no','reasoning':'no'}}]}!COMPLETE!a",
                "OPENAI!{'choices':[{'message':{'content':'','reasoning_content':'only'}}]}!EMPTY!",
                "OPENAI!{'choices':'surprise'}!EMPTY!",
                "ANTHROPIC!{'content':[]}!EMPTY!",
                "ANTHROPIC!{'content':[{'type':'thinking','thinking':'no'},{'type':'text','text':'a'},{'type':'text','text':'b'}],'stop_reason':'end_turn'}!COMPLETE!ab",
                "ANTHROPIC!{'content':[{'type':'text','text':'a'}],'stop_reason':'max_tokens'}!LENGTH!a",
                "ANTHROPIC!{'content':[],'stop_reason':'refusal'}!REFUSED!",
                "GEMINI!{'candidates':[]}!EMPTY!",
                "GEMINI!{'promptFeedback':{'blockReason':'SAFETY'}}!REFUSED!",
                "GEMINI!{'candidates':[{'finishReason':'SAFETY'}]}!REFUSED!",
                "GEMINI!{'candidates':[{'content':{'parts':[{'thought':true,'text':'no'},{'text':'a'},{'text':'b'}]},'finishReason':'STOP'}]}!COMPLETE!ab",
                "GEMINI!{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'MAX_TOKENS'}]}!LENGTH!a"
            })
    void understandsOddAnswers(Api api, String body, Finish finish, String text) {
        enqueue(Answers.ok(body.replace('\'', '"')));

        ChatReply reply = ask(api).reply();

        assertThat(reply.finish()).isEqualTo(finish);
        assertThat(reply.text()).isEqualTo(text == null ? "" : text);
        assertThat(reply.promptTokens()).isEqualTo(-1);
    }

    @Test
    void geminiCountsThoughts() {
        enqueue(
                Answers.ok(
                        """
                        {"candidates": [{"content": {"parts": [{"text": "a"}]}}], "usageMetadata":
                        {"promptTokenCount": 5, "candidatesTokenCount": 7, "thoughtsTokenCount": 30}}
                        """));

        assertThat(ask(Api.GEMINI).reply().completionTokens()).isEqualTo(37);
    }
}
