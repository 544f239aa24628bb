package io.minos.nemesis.toxiproxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;

/** The bodies of the API. Reads as Go does: names in any case, unknown ones ignored, no number from a string or a fraction. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();

    private Json() {}

    /** @throws ApiException it is not JSON */
    static JsonNode parse(String body) {
        if (body.isBlank()) {
            throw ApiException.badBody("EOF");
        }
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiException.badBody(e.getOriginalMessage());
        }
    }

    static ObjectNode parseObject(String body) {
        JsonNode node = parse(body);
        if (node instanceof ObjectNode object) {
            return lowerCaseNames(object);
        }
        throw ApiException.badBody("json: cannot unmarshal " + node.getNodeType().name().toLowerCase(Locale.ROOT) + ", an object is expected");
    }

    static ObjectNode lowerCaseNames(ObjectNode object) {
        ObjectNode lower = MAPPER.createObjectNode();
        object.properties().forEach(field -> lower.set(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
        return lower;
    }

    static String text(ObjectNode object, String field, String otherwise) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isTextual()) {
            throw ApiException.badBody("json: " + field + " must be a string");
        }
        return node.textValue();
    }

    static boolean truth(ObjectNode object, String field, boolean otherwise) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw ApiException.badBody("json: " + field + " must be true or false");
        }
        return node.booleanValue();
    }

    static float number(ObjectNode object, String field, float otherwise) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw ApiException.badBody("json: " + field + " must be a number");
        }
        return node.floatValue();
    }

    /** The settings {@code before} with those that are given in their place. */
    static Attributes attributes(Class<? extends Attributes> type, ObjectNode before, JsonNode given) {
        ObjectNode merged = before.deepCopy();
        if (given instanceof ObjectNode object) {
            merged.setAll(lowerCaseNames(object));
        } else if (!given.isMissingNode() && !given.isNull()) {
            throw ApiException.badBody("json: attributes must be an object");
        }
        try {
            return MAPPER.treeToValue(merged, type);
        } catch (JsonProcessingException e) {
            throw ApiException.badBody("json: " + e.getOriginalMessage());
        }
    }

    static ObjectNode of(Attributes attributes) {
        return MAPPER.valueToTree(attributes);
    }

    static ObjectNode of(Toxic toxic) {
        ObjectNode node = MAPPER.createObjectNode();
        node.set("attributes", of(toxic.attributes()));
        node.put("name", toxic.name()).put("type", toxic.type()).put("stream", toxic.streamText());
        float toxicity = toxic.toxicity();
        // Go prints a whole number without a fraction.
        return toxicity == Math.rint(toxicity) ? node.put("toxicity", (long) toxicity) : node.put("toxicity", toxicity);
    }

    static ArrayNode of(Collection<Toxic> toxics) {
        ArrayNode array = MAPPER.createArrayNode();
        toxics.forEach(toxic -> array.add(of(toxic)));
        return array;
    }

    static ObjectNode of(Proxy proxy) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("name", proxy.name())
                .put("listen", proxy.listen())
                .put("upstream", proxy.upstream())
                .put("enabled", proxy.enabled());
        node.set("toxics", of(proxy.toxics()));
        return node;
    }
}
