package org.beamforge.llm.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.ClientSettings;
import org.beamforge.llm.wire.Structure;
import org.beamforge.model.InvalidInputException;

/** Profiles as trees of fields, for YAML files and for the first line of transcripts. */
public final class ProfileFormat {
    static final String FORMAT = "beamforge-llm/1";

    private ProfileFormat() {}

    /**
     * @param place the file, for messages
     * @throws InvalidInputException if a field is unknown, missing or out of range
     */
    public static LlmProfile read(String place, JsonNode tree) {
        Fields fields = new Fields(place, tree);
        String format = fields.text("format").orElse("nothing");
        if (!format.equals(FORMAT)) {
            throw new InvalidInputException(
                    "%s: expected %s, found %s".formatted(fields.place("format"), FORMAT, format));
        }
        List<ModelProfile> models = models(fields);
        LlmSettings settings = settings(fields);
        ClientSettings client = client(fields);
        FallbackKind fallback =
                FallbackKind.ofLabel(
                        fields.place("fallback"),
                        fields.text("fallback").orElse(FallbackKind.EXACT.label()));
        Optional<String> templates = fields.text("templates");
        fields.end();
        return new LlmProfile(models, settings, client, fallback, templates);
    }

    /** No extra body fields. */
    public static ObjectNode emptyBody() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static List<ModelProfile> models(Fields fields) {
        JsonNode list =
                fields.take("models")
                        .orElseThrow(
                                () ->
                                        new InvalidInputException(
                                                fields.place("models") + ": missing"));
        if (!list.isArray() || list.isEmpty() || list.size() > 64) {
            throw new InvalidInputException(
                    fields.place("models") + ": expected a list of 1 to 64 models");
        }
        List<ModelProfile> models = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            models.add(model(new Fields(fields.place("models[" + i + "]"), list.get(i))));
        }
        return models;
    }

    private static ModelProfile model(Fields fields) {
        Api api = Api.ofLabel(fields.place("api"), fields.text("api").orElse(Api.OPENAI.label()));
        Optional<Integer> limit =
                fields.take("maxOutputTokens")
                        .map(
                                node -> {
                                    if (!node.canConvertToInt() || node.asInt() < 1) {
                                        throw new InvalidInputException(
                                                fields.place("maxOutputTokens")
                                                        + ": expected a whole number of at least 1");
                                    }
                                    return node.asInt();
                                });
        OptionalDouble temperature = fields.number("temperature");
        if (temperature.isPresent()
                && !(temperature.getAsDouble() >= 0 && temperature.getAsDouble() <= 2)) {
            throw new InvalidInputException(
                    "%s: expected 0..2, found %s"
                            .formatted(fields.place("temperature"), temperature.getAsDouble()));
        }
        Fields prices = new Fields(fields.place("price"), fields.object("price"));
        ModelProfile model =
                new ModelProfile(
                        api,
                        fields.text("baseUrl"),
                        fields.text("model").orElse(""),
                        key(fields),
                        fields.texts("headers"),
                        fields.object("body"),
                        temperature,
                        limit.isPresent() ? OptionalInt.of(limit.get()) : OptionalInt.empty(),
                        Structure.ofLabel(
                                fields.place("structure"),
                                fields.text("structure").orElse(Structure.SCHEMA.label())),
                        prices.number("promptPerMillion"),
                        prices.number("completionPerMillion"));
        prices.end();
        fields.end();
        return model;
    }

    private static KeySource key(Fields fields) {
        Optional<String> variable = fields.text("keyVariable");
        Optional<String> file = fields.text("keyFile");
        Optional<JsonNode> send = fields.take("sendKey");
        boolean none = send.isPresent() && send.get().isBoolean() && !send.get().asBoolean();
        if ((variable.isPresent() ? 1 : 0) + (file.isPresent() ? 1 : 0) + (none ? 1 : 0) > 1) {
            throw new InvalidInputException(
                    fields.place("keyVariable") + ": give one of keyVariable, keyFile, sendKey");
        }
        if (none) {
            return KeySource.none();
        }
        return variable.map(name -> new KeySource(KeySource.Kind.VARIABLE, name))
                .or(() -> file.map(name -> new KeySource(KeySource.Kind.FILE, name)))
                .orElseGet(KeySource::usual);
    }

    private static LlmSettings settings(Fields fields) {
        LlmSettings usual = LlmSettings.defaults();
        return new LlmSettings(
                fields.small("samples", usual.samples()),
                fields.small("rounds", usual.rounds()),
                fields.small("patience", usual.patience()),
                fields.small("repairs", usual.repairs()),
                fields.small("history", usual.history()),
                fields.number("deadlineSeconds").orElse(usual.deadlineSeconds()),
                fields.integer("tokenBudget", usual.tokenBudget()),
                FallbackWhen.ofLabel(
                        fields.place("fallbackWhen"),
                        fields.text("fallbackWhen").orElse(usual.fallbackWhen().label())));
    }

    private static ClientSettings client(Fields parent) {
        ClientSettings usual = ClientSettings.defaults();
        Fields fields = new Fields(parent.place("client"), parent.object("client"));
        ClientSettings client =
                new ClientSettings(
                        fields.number("connectSeconds").orElse(usual.connectSeconds()),
                        fields.number("callSeconds").orElse(usual.callSeconds()),
                        fields.number("totalSeconds").orElse(usual.totalSeconds()),
                        fields.small("maxRetries", usual.maxRetries()),
                        fields.number("maxWaitSeconds").orElse(usual.maxWaitSeconds()),
                        fields.integer("maxResponseBytes", usual.maxResponseBytes()),
                        fields.small("concurrency", usual.concurrency()));
        fields.end();
        return client;
    }

    /**
     * What shapes the questions and the course of a run, as a tree that {@link #read} takes:
     * without servers, keys, headers and limits on time.
     */
    public static ObjectNode write(LlmProfile profile) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("format", FORMAT);
        for (ModelProfile model : profile.models()) {
            ObjectNode node = tree.withArray("models").addObject();
            node.put("api", model.api().label());
            node.put("model", model.model());
            node.put("sendKey", false);
            node.put("structure", model.structure().label());
            model.temperature().ifPresent(value -> node.put("temperature", value));
            model.maxOutputTokens().ifPresent(value -> node.put("maxOutputTokens", value));
            if (!model.body().isEmpty()) {
                node.set("body", model.body().deepCopy());
            }
            model.promptPrice()
                    .ifPresent(value -> node.withObject("/price").put("promptPerMillion", value));
            model.completionPrice()
                    .ifPresent(
                            value -> node.withObject("/price").put("completionPerMillion", value));
        }
        LlmSettings settings = profile.settings();
        tree.put("samples", settings.samples());
        tree.put("rounds", settings.rounds());
        tree.put("patience", settings.patience());
        tree.put("repairs", settings.repairs());
        tree.put("history", settings.history());
        tree.put("tokenBudget", settings.tokenBudget());
        tree.put("fallbackWhen", settings.fallbackWhen().label());
        tree.put("fallback", profile.fallback().label());
        return tree;
    }
}
