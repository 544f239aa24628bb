package io.minos.node.front;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a JSON value as Go's encoding/json reads one into a struct: what follows it is overlooked, as are fields that are not
 * known; names are in any case; the last of two counts; null leaves a string or a struct as it is.
 */
final class GoStruct {
    private static final JsonFactory JSON = new JsonFactory();

    private GoStruct() {}

    /** What becomes of a field's value, at which the parser stands. */
    interface Field {
        void read(JsonParser json) throws IOException, BadJsonException;
    }

    /** The first value of a body. */
    static void read(Bytes body, Map<String, Field> fields) throws BadJsonException {
        Optional<String> malformed = JsonScanner.malformation(body.array(), body.size());
        if (malformed.isPresent()) {
            throw new BadJsonException(malformed.get());
        }
        try (JsonParser json = JSON.createParser(body.array(), 0, body.size())) {
            json.nextToken();
            read(json, fields);
        } catch (IOException notUtf8) {
            throw new BadJsonException("invalid JSON"); // what is well formed in Go's eyes and not in Jackson's
        }
    }

    static void read(JsonParser json, Map<String, Field> fields) throws IOException, BadJsonException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_OBJECT, json);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            Optional<Field> field = fields.entrySet().stream().filter(known -> known.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue).findFirst();
            json.nextToken();
            if (field.isPresent()) {
                field.get().read(json);
            } else {
                json.skipChildren();
            }
        }
    }

    static String string(JsonParser json, String before) throws IOException, BadJsonException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return before;
        }
        expect(JsonToken.VALUE_STRING, json);
        return json.getText();
    }

    /** Empty: null. */
    static Optional<List<String>> strings(JsonParser json) throws IOException, BadJsonException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        expect(JsonToken.START_ARRAY, json);
        List<String> strings = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            strings.add(string(json, ""));
        }
        return Optional.of(strings);
    }

    private static void expect(JsonToken expected, JsonParser json) throws BadJsonException {
        if (json.currentToken() != expected) {
            throw new BadJsonException("json: cannot unmarshal " + json.currentToken());
        }
    }
}
